import Evidence

/// CRC-32 as in Ethernet and zip (ISO 3309, polynomial 0xEDB88320 reflected), which EVTX keeps of its headers
/// and of a chunk's records. Sixteen bytes a step ("slicing", M. E. Kounavis and F. L. Berry, 2005).
struct CRC32 {
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 16 * 256)
    for i in 0..<256 {
      var value = UInt32(i)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
      tables[i] = value
    }
    for k in 1..<16 {
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

  mutating func update(_ bytes: Span<UInt8>) { state = bytes.crc32(from: state, tables: CRC32.tables) }
}
