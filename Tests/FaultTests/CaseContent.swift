import Foundation
import GRDB
import Integrity
import Testing

/// What a case says, apart from who did it when: equal for equal evidence.
struct CaseContent: Equatable {
  /// Digest of the rows of each table. `custody` and a case's random number and creation are left out.
  var tables: [String: Digest256] = [:]
  var root = ""
  /// Answers of the program.
  var answers = ""

  private static let question = """
    SELECT source_id, source_name, format, count(*), sum(parsed), count(problem), count(time), min(time), \
    max(time), count(DISTINCT event_id), max(event_record_id), count(computer), count(DISTINCT severity), \
    sum(span_offset), sum(span_length), sum(length(raw)), sum(length(fields)), min(locator), max(locator) \
    FROM events GROUP BY 1, 2, 3 ORDER BY 1
    """

  init(_ name: String, in folder: Folder) throws {
    let answer = try Child.run(
      ["query", folder.path(name), Self.question, "--format", "json"], in: folder)
    try #require(answer.status == 0, "\(answer.messages)")
    answers = answer.text
    let queue = try DatabaseQueue(path: folder.path(name))
    tables = try queue.read { db in
      var digests: [String: Digest256] = [:]
      for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      where table != "custody" {
        digests[table] = try Self.digest(table, db)
      }
      return digests
    }
    root =
      try queue.read { db in
        try String.fetchOne(db, sql: "SELECT evidence_root FROM custody ORDER BY seq DESC LIMIT 1")
      } ?? ""
  }

  private static func digest(_ table: String, _ db: Database) throws -> Digest256 {
    var hasher = SHA256Hasher()
    let filter = table == "meta" ? "WHERE key NOT IN ('uuid', 'created')" : ""
    let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \(table) \(filter) ORDER BY 1, 2")
    while let row = try rows.next() {
      for (column, value) in row { hasher.update(Array("\(column)=\(text(value));".utf8)) }
    }
    return hasher.digest
  }

  private static func text(_ value: DatabaseValue) -> String {
    switch value.storage {
    case .blob(let data): "x" + data.base64EncodedString()
    case .string(let text): "t\(text.utf8.count):\(text)"
    case .int64(let number): "i\(number)"
    case .double(let number): "d\(number)"
    case .null: "n"
    }
  }

  /// Names of the tables whose rows differ.
  func differences(from other: CaseContent) -> [String] {
    Set(tables.keys).union(other.tables.keys).filter { tables[$0] != other.tables[$0] }.sorted()
  }
}

/// Expects that the case `name` says what `whole` says.
func expectSame(_ name: String, _ whole: CaseContent, in folder: Folder, _ label: String) throws {
  let content = try CaseContent(name, in: folder)
  #expect(content.differences(from: whole) == [], "\(label)")
  #expect(content.root == whole.root, "\(label)")
  #expect(content.answers == whole.answers, "\(label)")
}
