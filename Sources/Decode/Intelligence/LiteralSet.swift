import Evidence

/// Many texts, looked for in one pass, letters of any case equal.
///
/// Each text is filed under four of its bytes, those that the fewest others have; a table of bits says for each four
/// bytes of what is searched whether any text is filed there. So nearly all places cost one look, whatever the number
/// of texts, and memory is a few times the texts.
package struct LiteralSet: Sendable {
  /// The texts in small letters.
  package let texts: [[UInt8]]
  /// Whether letters and digits may not go on before or behind a text.
  private let wholeWords: Bool
  private let bits: [UInt64]
  private let slotBits: Int
  /// Per slot, the first of its texts in `next`'s chain, -1 for none.
  private var heads: [Int32]
  private var next: [Int32]
  /// Per text: where in it the four bytes stand.
  private let offsets: [Int32]

  private static let bloomBits = 22

  /// - Parameters:
  ///   - texts: at least four bytes each; shorter ones are never found.
  ///   - wholeWords: a text is found only where no letter or digit goes on.
  package init(_ texts: [[UInt8]], wholeWords: Bool = false) {
    self.wholeWords = wholeWords
    let folded = texts.map(\.folded)
    self.texts = folded
    var slotBits = 10
    while 1 << slotBits < folded.count * 2, slotBits < 22 { slotBits += 1 }
    self.slotBits = slotBits
    var uses = [UInt32](repeating: 0, count: 1 << Self.bloomBits)
    for text in folded where text.count >= 4 {
      for place in 0...min(text.count - 4, 60) { uses[Self.hash(text, place) >> (32 - Self.bloomBits)] &+= 1 }
    }
    var bits = [UInt64](repeating: 0, count: 1 << (Self.bloomBits - 6))
    var heads = [Int32](repeating: -1, count: 1 << slotBits)
    var next = [Int32](repeating: -1, count: folded.count)
    var offsets = [Int32](repeating: 0, count: folded.count)
    var filed = [UInt32](repeating: 0, count: 1 << Self.bloomBits)
    for (number, text) in folded.enumerated() where text.count >= 4 {
      var best = (uses: UInt32.max, place: 0)
      for place in 0...min(text.count - 4, 60) {
        let key = Self.hash(text, place) >> (32 - Self.bloomBits)
        let count = uses[key] &+ filed[key] &* 8
        if count < best.uses { best = (count, place) }
      }
      let hash = Self.hash(text, best.place)
      let key = hash >> (32 - Self.bloomBits)
      filed[key] &+= 1
      bits[key >> 6] |= 1 << UInt64(key & 63)
      let slot = hash >> (32 - slotBits)
      offsets[number] = Int32(best.place)
      next[number] = heads[slot]
      heads[slot] = Int32(number)
    }
    self.bits = bits
    self.heads = heads
    self.next = next
    self.offsets = offsets
  }

  /// Whether there is nothing to look for.
  package var isEmpty: Bool { texts.isEmpty }

  @inline(__always)
  private static func hash(_ text: [UInt8], _ place: Int) -> Int {
    let four =
      UInt32(text[place]) | UInt32(text[place + 1]) << 8 | UInt32(text[place + 2]) << 16
      | UInt32(text[place + 3]) << 24
    return Int(four &* 0x9E37_79B1)
  }

  /// Gives each occurrence, by the place of its four bytes.
  ///
  /// - Parameter onFound: gets the number of the text and the bytes of `subject` that are it.
  package func find(in subject: [UInt8], _ onFound: (_ text: Int, _ range: Range<Int>) -> Void) {
    guard subject.count >= 4, !texts.isEmpty else { return }
    let table = Self.foldTable
    let (bytes, fold, bits, heads) = (subject.span, table.span, self.bits.span, self.heads.span)
    let shift = UInt32(32 - Self.bloomBits)
    let slotShift = UInt32(32 - slotBits)
    var window =
      UInt32(fold[Int(bytes[0])]) << 8 | UInt32(fold[Int(bytes[1])]) << 16 | UInt32(fold[Int(bytes[2])]) << 24
    for end in 3..<bytes.count {
      window = window >> 8 | UInt32(fold[Int(bytes[end])]) << 24
      let hash = window &* 0x9E37_79B1
      let key = Int(hash >> shift)
      if bits[key >> 6] >> UInt64(key & 63) & 1 == 0 { continue }
      var number = heads[Int(hash >> slotShift)]
      while number >= 0 {
        let start = end - 3 - Int(offsets[Int(number)])
        if matches(Int(number), subject, at: start) {
          onFound(Int(number), start..<start + texts[Int(number)].count)
        }
        number = next[Int(number)]
      }
    }
  }

  private static let foldTable: [UInt8] = (0..<256).map { UInt8($0).folded }

  private func matches(_ number: Int, _ subject: [UInt8], at start: Int) -> Bool {
    let text = texts[number]
    guard start >= 0, start + text.count <= subject.count else { return false }
    for (index, byte) in text.enumerated() where subject[start + index].folded != byte { return false }
    guard wholeWords else { return true }
    let end = start + text.count
    return (start == 0 || !subject[start - 1].isWord) && (end == subject.count || !subject[end].isWord)
  }
}
