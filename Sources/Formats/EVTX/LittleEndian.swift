import Evidence

/// Numbers in a chunk are little-endian and need no alignment. Each read says with nil that the bytes are not
/// there, so that an offset taken from the evidence is never believed.
extension Span<UInt8> {
  /// Whether `count` bytes stand at `index`.
  @inline(__always)
  func has(_ count: Int, at index: Int) -> Bool {
    index >= 0 && count >= 0 && count <= self.count && index <= self.count - count
  }

  @inline(__always)
  func byte(at index: Int) -> UInt8? {
    index >= 0 && index < count ? self[index] : nil
  }

  @inline(__always)
  func uint16(at index: Int) -> UInt16? {
    guard has(2, at: index) else { return nil }
    return UInt16(self[index]) | UInt16(self[index + 1]) << 8
  }

  @inline(__always)
  func uint32(at index: Int) -> UInt32? {
    guard has(4, at: index) else { return nil }
    return UInt32(self[index]) | UInt32(self[index + 1]) << 8 | UInt32(self[index + 2]) << 16
      | UInt32(self[index + 3]) << 24
  }

  @inline(__always)
  func uint64(at index: Int) -> UInt64? {
    guard let low = uint32(at: index), let high = uint32(at: index + 4) else { return nil }
    return UInt64(low) | UInt64(high) << 32
  }

  /// An unsigned number of 1 to 8 bytes that fill the span.
  var number: UInt64 {
    var value: UInt64 = 0
    var i = Swift.min(count, 8)
    while i > 0 {
      i -= 1
      value = value << 8 | UInt64(self[i])
    }
    return value
  }
}
