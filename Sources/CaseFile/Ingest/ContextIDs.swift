import Formats
import Foundation
import GRDB

/// Numbers of the rows of `context`. A context that the row group before used has its number; any other gets a
/// row. What is reused depends on the bytes alone: an import that was interrupted gives the same rows.
struct ContextIDs {
  private var next: Int
  /// Those that the last row group of the source used.
  private var known: [RecordContext: Int] = [:]
  private let encoder: JSONEncoder

  init(_ db: Database) throws {
    next = try Int.fetchOne(db, sql: "SELECT max(context_id) + 1 FROM context") ?? 0
    encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// A source begins, or goes on behind its last row group.
  mutating func begin(source: Int, resumed: Bool, _ db: Database) throws {
    known.removeAll()
    guard resumed,
      let last = try GroupStore.rows(
        db, where: "row_group_id = (SELECT max(row_group_id) FROM row_group WHERE source_id = ?)", [source]
      ).first
    else { return }
    let contexts = try GroupStore.contexts(db, last)
    let text = try String.fetchOne(
      db, sql: "SELECT contexts FROM row_group WHERE row_group_id = ?", arguments: [last.id])
    let pairs = try JSONDecoder().decode([[Int]].self, from: Data((text ?? "[]").utf8))
    for (pair, entry) in zip(pairs, contexts) where pair.count == 2 { known[entry.context] = pair[1] }
  }

  /// The numbers of a row group's contexts; writes the rows that are new.
  mutating func ids(
    _ contexts: [(firstSpan: Int, context: RecordContext)], source: Int, _ db: Database
  ) throws -> [(firstSpan: Int, id: Int)] {
    var used: [RecordContext: Int] = [:]
    var ids: [(firstSpan: Int, id: Int)] = []
    for (span, context) in contexts {
      let id: Int
      if let found = used[context] ?? known[context] {
        id = found
      } else {
        id = next
        next += 1
        let text = String(decoding: try encoder.encode(context), as: UTF8.self)
        try db.execute(sql: "INSERT INTO context VALUES (?, ?, ?)", arguments: [id, source, text])
      }
      used[context] = id
      ids.append((span, id))
    }
    known = used
    return ids
  }
}
