/// Bytes under XOR: with a key that stands in a text above, or one that is found because plain text comes out.
struct XORDecoder: BytesDecoder {
  /// Bytes that keys are tried on.
  private static let triedLength = 512
  /// Fewest bytes that a key is sought for.
  private static let fewest = 12

  func search(_ input: BytesInput, _ findings: inout Findings) {
    let bytes = input.bytes
    guard bytes.count >= Self.fewest, bytes.count <= input.room, FileType.of(bytes) == nil,
      Self.isMixed(bytes)
    else { return }
    let keys = StatedKeys(input.textsAbove)
    for key in keys.strings where key.count * 2 <= bytes.count && take(bytes, key, isStated: true, &findings)
    { return }
    let front = Array(bytes.prefix(Self.triedLength))
    if let key = SingleKey.likeliest(front),
      take(bytes, [key], isStated: keys.numbers.contains(key), &findings)
    {
      return
    }
    for key in SingleKey.magicKeys(front)
    where take(bytes, [key], isStated: keys.numbers.contains(key), &findings) { return }
    for key in keys.nearNumbers {
      findings.candidates.append(
        Candidate(
          "xor", 0..<bytes.count, Self.apply([key], bytes), .speculative, "the key stands in the text above",
          key: Self.shown([key])))
    }
    if let key = RepeatingKey.likeliest(front) { _ = take(bytes, key, isStated: false, &findings) }
  }

  /// Whether what comes out is a layer by itself.
  private func take(_ bytes: [UInt8], _ key: [UInt8], isStated: Bool, _ findings: inout Findings) -> Bool {
    let content = Self.apply(key, bytes)
    var peek = BytePeek()
    for byte in content.prefix(BytePeek.length) { peek.add(byte) }
    guard peek.isPromising else { return false }
    // Each byte of a key that was found by trying could be any of 256.
    let threshold = isStated ? Threshold.spelled : Threshold.likeness + key.count * 5 * PairScore.scale
    let candidate = Candidate(
      key.count == 1 ? "xor" : "xor-repeating", 0..<bytes.count, content, .natural(threshold: threshold),
      isStated
        ? "plain text comes out with a key that stands in the text above"
        : "plain text comes out with a key of \(key.count) \(key.count == 1 ? "byte" : "bytes") that was found by trying",
      key: Self.shown(key))
    guard SearchNode(candidate, parent: -1, depth: 1)?.isAccepted == true, isStated || Self.isVaried(content)
    else {
      return false
    }
    findings.candidates.append(candidate)
    return true
  }

  /// Many values, none of them most of all: else any key comes out itself.
  private static func isMixed(_ bytes: [UInt8]) -> Bool {
    var counts = [Int](repeating: 0, count: 256)
    let front = bytes.prefix(triedLength)
    for byte in front { counts[Int(byte)] += 1 }
    let most = counts.max() ?? 0
    // UTF-16 has half of its bytes alike.
    return counts.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } >= 6 && most * 10 <= front.count * 6
  }

  /// Text has many characters, and reads well all along; a file that repeats itself becomes whatever repeats.
  private static func isVaried(_ content: [UInt8]) -> Bool {
    let front = content.prefix(triedLength)
    guard front.count >= 20, Set(front).count >= 9 else { return false }
    for period in 1...32 where front.count > 2 * period {
      let equal = (period..<front.count).reduce(0) { $0 + (front[$1] == front[$1 - period] ? 1 : 0) }
      if equal * 2 > front.count { return false }
    }
    if FileType.of(content) != nil || front[1] == 0 { return true }
    return PairScore.score(content, 0..<front.count) * 2 >= front.count * 3 * PairScore.scale
  }

  static func apply(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var content = bytes
    var k = 0
    for i in content.indices {
      content[i] ^= key[k]
      k = k + 1 == key.count ? 0 : k + 1
    }
    return content
  }

  /// A key for people: as text where it is some, else as bytes.
  private static func shown(_ key: [UInt8]) -> String {
    if key.count > 1, key.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
      return String(decoding: key, as: UTF8.self)
    }
    let digits = Array("0123456789abcdef")
    return key.reduce(into: "0x") { text, byte in
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
  }
}
