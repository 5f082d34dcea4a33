import Evidence

/// CRC-32 as in Ethernet and zip (ISO 3309, polynomial 0xEDB88320 reflected), which EVTX keeps of its headers
/// and of a chunk's records. Eight bytes a step ("slicing-by-8", M. E. Kounavis and F. L. Berry, 2005).
struct CRC32 {
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for i in 0..<256 {
      var value = UInt32(i)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
      tables[i] = value
    }
    for k in 1..<8 {
      for i in 0..<256 {
        let before = tables[(k - 1) * 256 + i]
        tables[k * 256 + i] = before >> 8 ^ tables[Int(before & 0xFF)]
      }
    }
    return tables
  }()

  private var state: UInt32 = 0xFFFF_FFFF

  /// Of what was added so far.
  var value: UInt32 { ~state }

  mutating func update(_ bytes: Span<UInt8>) {
    let tables = CRC32.tables.span
    var crc = state
    var i = 0
    while i + 8 <= bytes.count {
      let low =
        crc
        ^ (UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8 | UInt32(bytes[i + 2]) << 16
          | UInt32(bytes[i + 3]) << 24)
      var next = tables[7 * 256 + Int(low & 0xFF)]
      next ^= tables[6 * 256 + Int(low >> 8 & 0xFF)]
      next ^= tables[5 * 256 + Int(low >> 16 & 0xFF)]
      next ^= tables[4 * 256 + Int(low >> 24)]
      next ^= tables[3 * 256 + Int(bytes[i + 4])]
      next ^= tables[2 * 256 + Int(bytes[i + 5])]
      next ^= tables[256 + Int(bytes[i + 6])]
      next ^= tables[Int(bytes[i + 7])]
      crc = next
      i += 8
    }
    while i < bytes.count {
      crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[i])) & 0xFF)]
      i += 1
    }
    state = crc
  }
}
