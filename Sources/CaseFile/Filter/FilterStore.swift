import Evidence
import Foundation
package import GRDB

/// Writes and reads `search_filter`.
package enum FilterStore {
  /// Blocks that one row tells of.
  package struct Entry: Sendable {
    package var blocks: Range<Int>
    package var version: Int
  }

  /// Collects consecutive blocks until their row is written.
  struct Batch {
    private var first = 0
    private var sets: [GramSet] = []
    private var storedBytes = 0

    /// Whether the next block needs a row of its own.
    func isFull(before block: Int) -> Bool {
      !sets.isEmpty && (sets.count == BlockFilter.maxBlocks || block != first + sets.count)
    }

    mutating func add(block: Int, _ grams: GramSet) {
      if sets.isEmpty { first = block }
      sets.append(grams)
    }

    /// Counts bytes that the blocks, or the columns made of them, take in the case file.
    mutating func count(storedBytes bytes: Int) { storedBytes += bytes }

    /// Writes the row and starts anew.
    mutating func write(_ db: Database, _ zstd: borrowing ZstdCompressor) throws {
      guard !sets.isEmpty else { return }
      let data = try BlockFilter.encode(sets, bytes: storedBytes * BlockFilter.budget / 1000, zstd)
      try db.cachedStatement(sql: "INSERT INTO search_filter VALUES (?, ?, ?, ?)")
        .execute(arguments: [first, sets.count, BlockFilter.version, Data(data)])
      self = Batch()
    }
  }

  private static let columns = "first_block, block_count, version"

  /// All rows, in order of first block, without their contents.
  ///
  /// - Throws: `case.damaged` with the row and the column.
  package static func entries(_ db: Database) throws -> [Entry] {
    try Row.fetchAll(db, sql: "SELECT \(columns) FROM search_filter ORDER BY first_block").map(entry)
  }

  static func entry(_ row: Row) throws(AssayError) -> Entry {
    let cells = RowCells(row, table: "search_filter")
    let first = try cells.natural(0, "first_block")
    let count = try cells.natural(1, "block_count")
    let version = try cells.natural(2, "version")
    guard (1...BlockFilter.maxBlocks).contains(count) else {
      throw cells.damaged("block_count", "is \(count), out of range (at most \(BlockFilter.maxBlocks))")
    }
    return Entry(blocks: first..<first + count, version: version)
  }

  /// - Throws: `case.damaged`.
  package static func filter(
    _ db: Database, _ entry: Entry, _ zstd: borrowing ZstdDecompressor
  ) throws -> BlockFilter {
    let data = try [UInt8].fetchBlob(
      db, sql: "SELECT data FROM search_filter WHERE first_block = ?", entry.blocks.lowerBound)
    return try BlockFilter(
      data, blocks: entry.blocks.count, subject: "search filter \(entry.blocks.lowerBound)", zstd)
  }
}
