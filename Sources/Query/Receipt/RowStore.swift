import CaseFile
import Evidence
import Foundation
import GRDB

/// Rows of an answer in a temporary SQLite file, which has no name and goes with the connection: what a multiset
/// is sorted with. Memory is bounded (SQLite's cache and sorter, 16 MiB each at most) for any number of rows.
final class RowStore {
  private let queue: DatabaseQueue
  private var pending: [Data] = []
  private var pendingBytes = 0
  private(set) var count = 0

  private static let pendingLimit = 4 << 20

  /// - Throws: `receipt.temporary`.
  init() throws {
    do {
      queue = try DatabaseQueue(path: "")
      try queue.inDatabase { db in
        try db.execute(
          sql: """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
            PRAGMA cache_size = -16384; CREATE TABLE row (position INTEGER PRIMARY KEY, encoding BLOB NOT NULL)
            """)
      }
    } catch {
      throw Self.failure(error)
    }
  }

  /// Adds the next row.
  func add(_ encoding: [UInt8]) throws {
    pending.append(Data(encoding))
    pendingBytes += encoding.count
    count += 1
    if pendingBytes > Self.pendingLimit { try flush() }
  }

  private func flush() throws {
    do {
      try queue.inTransaction { db in
        let statement = try db.cachedStatement(sql: "INSERT INTO row (encoding) VALUES (?)")
        for encoding in pending { try statement.execute(arguments: [encoding]) }
        return .commit
      }
    } catch {
      throw Self.failure(error)
    }
    pending.removeAll(keepingCapacity: true)
    pendingBytes = 0
  }

  /// Gives all rows sorted by encoding, with their positions in the answer from 1; ends when `body` says false.
  func forEachSorted(_ body: (_ position: Int, _ encoding: [UInt8]) throws -> Bool) throws {
    try forEach(order: "encoding, position", body)
  }

  /// Gives all rows in the order of the answer.
  func forEachInOrder(_ body: (_ position: Int, _ encoding: [UInt8]) throws -> Bool) throws {
    try forEach(order: "position", body)
  }

  private func forEach(order: String, _ body: (Int, [UInt8]) throws -> Bool) throws {
    try flush()
    do {
      try queue.read { db in
        let cursor = try Row.fetchCursor(
          db, sql: "SELECT position, encoding FROM row ORDER BY \(order)")
        while let row = try cursor.next() {
          guard try body(Int.fromDatabaseValue(row[0]) ?? 0, row.blob(1)) else { return }
        }
      }
    } catch let error as DatabaseError {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: any Error) -> AssayError {
    AssayError(
      "receipt.temporary", subject: "temporary file", reason: "rows cannot be sorted: \(error)",
      hint: "--temp names a folder with room")
  }
}
