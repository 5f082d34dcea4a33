package import Evidence
package import Integrity

/// A stretch of a source, ready to be stored.
package struct EncodedBlock: Sendable {
  /// Bytes that a block aims at; it ends at a span's end, so a longer span makes a longer block. Measured in
  /// docs/decisions/0003: 1, 2 and 4 MiB.
  package static let targetBytes = 2 << 20

  package var sourceOffset: UInt64
  package var length: Int
  package var spanCount: Int
  package var recordCount: Int
  /// 0 plain, 1 zstd.
  package var codec: Int
  package var frame: [UInt8]
  package var frameSHA256: Digest256
  package var spanTable: [UInt8]
  /// For the search filter.
  package var grams: GramSet
}
