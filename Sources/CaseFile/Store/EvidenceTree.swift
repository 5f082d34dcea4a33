package import GRDB
package import Integrity

/// The Merkle tree over all spans of a case, as stored: nodes from level 8 up; below that, leaf hashes are made
/// again from the blocks (at most 256 of them).
package enum EvidenceTree {
  /// Lowest level of stored nodes.
  package static let storedLevel = 8

  /// Number of leaves: spans of all sources.
  package static func size(_ db: Database) throws -> Int {
    try Int.fetchOne(
      db, sql: "SELECT first_leaf + span_count FROM block ORDER BY first_leaf DESC LIMIT 1") ?? 0
  }

  /// The stored tree; valid as long as `db` is.
  package static func reader(_ db: Database) throws -> TreeReader {
    TreeReader(size: UInt64(try size(db)), storedLevel: storedLevel) { id in
      try node(db, id)
    } leaves: { range in
      let zstd = try ZstdDecompressor()
      return try BlockStore.leaves(db, Int(range.lowerBound)..<Int(range.upperBound), zstd)
    }
  }

  /// Size and root of the whole tree.
  package static func head(_ db: Database) throws -> (size: Int, root: Digest256) {
    let range = try edge(db)
    return (Int(range.size), range.root)
  }

  /// The right edge, to go on appending.
  package static func edge(_ db: Database) throws -> CompactRange {
    var reader = try reader(db)
    return try reader.compactRange()
  }

  static func node(_ db: Database, _ id: NodeID) throws -> Digest256? {
    let statement = try db.cachedStatement(sql: "SELECT hash FROM node WHERE level = ? AND position = ?")
    return try Row.fetchOne(statement, arguments: [id.level, Int(id.index)]).flatMap { Digest256($0.blob(0)) }
  }
}
