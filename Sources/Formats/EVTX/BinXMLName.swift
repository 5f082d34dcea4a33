import Evidence

/// A name in a chunk: offset of the next one in its bucket, hash, length in UTF-16 units, the units, a zero
/// (docs/evtx.md, "Names").
struct BinXMLName {
  /// UTF-16 units of an element's or attribute's name; a longer one is damage.
  static let longest = 1024

  private var offset: Int
  private var hash: UInt16
  var unitCount: Int

  /// Nil where the bytes of no name can stand at `offset`. The next one in the bucket is never followed.
  init?(_ chunk: Span<UInt8>, at offset: Int) {
    guard let hash = chunk.uint16(at: offset + 4), let count = chunk.uint16(at: offset + 6),
      chunk.has(10 + 2 * Int(count), at: offset)
    else { return nil }
    self.offset = offset
    self.hash = hash
    unitCount = Int(count)
  }

  /// The bytes that are looked at to read a name at `offset`, as far as they are there: up to its length, and what
  /// that says.
  static func bytes(_ chunk: Span<UInt8>, at offset: Int) -> Range<Int> {
    let start = min(max(0, offset), chunk.count)
    return start..<(BinXMLName(chunk, at: offset)?.end ?? min(chunk.count, start + 8))
  }

  /// The UTF-16 units.
  var units: Range<Int> { offset + 8..<offset + 8 + 2 * unitCount }
  /// Behind the zero.
  var end: Int { units.upperBound + 2 }

  /// Whether it begins with a letter and ends with a zero.
  func isPlausible(_ chunk: Span<UInt8>) -> Bool {
    guard unitCount > 0, unitCount <= BinXMLName.longest, chunk.uint16(at: units.upperBound) == 0,
      let first = chunk.uint16(at: units.lowerBound)
    else { return false }
    return first > 0x7F || XMLByte.isNameStart(UInt8(truncatingIfNeeded: first))
  }

  /// Whether hash and closing zero fit the units: certainly a name, and whole. The hash is `h * 65599 + unit`, of
  /// which 16 bits are kept.
  func isIntact(_ chunk: Span<UInt8>) -> Bool {
    guard isPlausible(chunk) else { return false }
    var sum: UInt32 = 0
    for i in stride(from: units.lowerBound, to: units.upperBound, by: 2) {
      sum = sum &* 65_599 &+ UInt32(chunk.uint16(at: i) ?? 0)
    }
    return UInt16(truncatingIfNeeded: sum) == hash
  }
}
