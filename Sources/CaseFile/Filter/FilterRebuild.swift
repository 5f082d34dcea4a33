import Evidence
import Formats
import GRDB

/// Makes the search filter of sources again, within the transaction of its caller. A row tells of blocks of several
/// sources where those were added together; all of its blocks are read again.
struct FilterRebuild: ~Copyable {
  /// Raw bytes of the blocks of one row, as in an import of one large file.
  private static let rowBytes = 64 << 20

  private let db: Database
  private let compressor: ZstdCompressor
  private let zstd: ZstdDecompressor

  init(_ db: Database) throws {
    // Both first: a value that cannot be copied is whole or not there at all.
    let compressor = try ZstdCompressor()
    let zstd = try ZstdDecompressor()
    self.db = db
    self.compressor = compressor
    self.zstd = zstd
  }

  /// - Parameter progress: gets the raw bytes of each block that was read; throws to stop.
  /// - Throws: what `progress` throws, and what reading and writing the case throws.
  func run(_ sources: Set<Int>, progress: (Int) throws -> Void) throws {
    let rows = try BlockStore.rows(db)
    var wanted = Set(rows.filter { sources.contains($0.source) }.map(\.id))
    // A row that cannot be read is no row: it is replaced.
    let entries = try Row.fetchAll(db, sql: "SELECT first_block, block_count, version FROM search_filter")
    for row in entries {
      guard let entry = try? FilterStore.entry(row) else {
        try db.execute(
          sql: "DELETE FROM search_filter WHERE first_block = ?", arguments: [row[0] as DatabaseValue])
        continue
      }
      guard entry.blocks.contains(where: wanted.contains) else { continue }
      try db.execute(
        sql: "DELETE FROM search_filter WHERE first_block = ?", arguments: [entry.blocks.lowerBound])
      wanted.formUnion(entry.blocks)
    }
    let profiles = Dictionary(try SourceRow.all(db).map { ($0.id, $0.profile) }) { first, _ in first }
    var batch = FilterStore.Batch()
    var rawBytes = 0
    var leaves: Range<Int>?
    func write() throws {
      if let leaves { batch.count(storedBytes: try storedBytes(leaves)) }
      try batch.write(db, compressor)
      rawBytes = 0
      leaves = nil
    }
    for row in rows.filter({ wanted.contains($0.id) }).sorted(by: { $0.id < $1.id }) {
      if batch.isFull(before: row.id) || rawBytes >= Self.rowBytes { try write() }
      // A damaged block of another source: verify tells of it, and without a filter it is read.
      guard let bytes = try? BlockStore.bytes(db, row, zstd),
        let spans = try? BlockStore.spanTable(db, row, zstd).spans
      else { continue }
      batch.add(
        block: row.id,
        BlockGrams.of(bytes.span, spans[...], profiles[row.source] ?? SourceProfile(format: .lines)))
      leaves = (leaves?.lowerBound ?? row.firstLeaf)..<max(leaves?.upperBound ?? 0, row.leaves.upperBound)
      rawBytes += row.length
      try progress(row.length)
    }
    try write()
  }

  /// Bytes that some records take, in blocks and columns.
  private func storedBytes(_ leaves: Range<Int>) throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT coalesce((SELECT sum(length(frame) + length(spans)) FROM block
            WHERE first_leaf >= ?1 AND first_leaf < ?2), 0)
          + coalesce((SELECT sum(length(layout) + length(times)) FROM row_group
            WHERE first_leaf >= ?1 AND first_leaf < ?2), 0)
          + coalesce((SELECT sum(length(data)) FROM column_chunk WHERE row_group_id IN
            (SELECT row_group_id FROM row_group WHERE first_leaf >= ?1 AND first_leaf < ?2)), 0)
        """, arguments: [leaves.lowerBound, leaves.upperBound]) ?? 0
  }
}
