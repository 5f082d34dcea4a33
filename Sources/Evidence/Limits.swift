/// Bounds on what one record may ask of memory and time. Meeting one is a problem that is stored with the
/// record and names the option; the bytes are kept whole in any case.
package struct Limits: Sendable, Equatable, Codable {
  /// Bytes of one record (`--max-record-bytes`). A longer one is kept as gaps.
  package var recordBytes = 32 << 20
  /// Nesting of JSON values or XML elements.
  package var depth = 512
  /// Fields taken from one record. The rest is in the raw, and searched there.
  package var fieldsPerRecord = 16_384
  /// Distinct field names in one row group.
  package var namesPerGroup = 16_384

  package init() {}
}
