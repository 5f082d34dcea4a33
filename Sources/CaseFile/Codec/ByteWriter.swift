import Evidence

/// Builds the case file's binary parts: bytes, LEB128 varints, little-endian integers.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package var count: Int { bytes.count }

  @inline(__always)
  package mutating func byte(_ value: UInt8) { bytes.append(value) }

  package mutating func raw(_ values: [UInt8]) { bytes.append(contentsOf: values) }

  package mutating func raw(_ values: Span<UInt8>) { bytes.append(values) }

  /// Unsigned LEB128: seven bits a byte, low ones first, high bit set where more follow.
  @inline(__always)
  package mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always)
  package mutating func varint(_ value: Int) { varint(UInt64(bitPattern: Int64(value))) }

  /// Signed as zigzag: 0, -1, 1, -2 … become 0, 1, 2, 3 …
  @inline(__always)
  package mutating func zigzag(_ value: Int64) {
    varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  /// Codes as planes: all low bytes first, then all second bytes, up to `width` bytes each.
  package mutating func planes(_ codes: [UInt32], width: Int) {
    for plane in 0..<width {
      let shift = UInt32(plane * 8)
      for code in codes { bytes.append(UInt8(truncatingIfNeeded: code >> shift)) }
    }
  }
}

/// Bytes needed for codes `0 ..< count`.
package func codeWidth(_ count: Int) -> Int { count <= 0x100 ? 1 : count <= 0x1_0000 ? 2 : 4 }
