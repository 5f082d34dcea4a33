/// Records in JSON (RFC 8259): NDJSON, arrays, values one after the other, and documents that wrap an array of
/// records. *Sniff*, *cut* and *extract* stand in files of these names.
package enum JSONRecords {}

extension JSONRecords {
  /// A byte that may stand between records without meaning: white space (RFC 8259 §2), and the record
  /// separator of RFC 7464.
  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x1E
  }
}
