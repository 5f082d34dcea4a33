package import Evidence
import Foundation
import GRDB
import Integrity

extension CaseStore {
  /// Opens a case for adding. A new one gets its identity (`meta`) and its first custody entry, in one
  /// transaction; so does one whose creation was cut off before.
  ///
  /// - Parameters:
  ///   - toolVersion: of the program that creates the case.
  ///   - now: the machine's clock; a claim.
  /// - Returns: the case, and whether it was created.
  /// - Throws: as `openForWriting`.
  package static func openForAdding(
    _ path: String, toolVersion: String, custody: CustodyLog, now: Timestamp = CustodyLog.systemTime()
  ) throws(AssayError) -> (store: CaseStore, created: Bool) {
    let store = try openForWriting(path, create: true)
    do {
      let created = try store.queue.write { db in
        if try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'uuid'") != nil { return false }
        let identity = CaseIdentity(
          name: CaseIdentity.name(ofFile: path), uuid: UUID().uuidString.lowercased(), created: now.text,
          toolVersion: toolVersion)
        try identity.write(db)
        try custody.append(
          db, action: "case-created",
          details: identity.custody, size: 0, root: .ofNothing)
        return true
      }
      return (store, created)
    } catch {
      throw translate(error, path: path)
    }
  }
}

/// What `meta` says of a case: who it is, and by what it was made.
package struct CaseIdentity: Sendable {
  /// Name of the case: that of its file when it was created, without extension.
  package var name: String
  /// Random; the origin of its checkpoints.
  package var uuid: String
  /// When it was created, by the machine's clock.
  package var created: String
  /// Version of the program that created it.
  package var toolVersion: String

  /// First line of this case's checkpoints: it stays when the file is renamed or copied.
  package var origin: String { Self.origin(uuid: uuid) }

  static func origin(uuid: String) -> String { "assay/case/\(uuid)" }

  /// `/cases/breach.assay` is `breach`.
  static func name(ofFile path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    guard let point = last.lastIndex(of: "."), point > last.startIndex else { return last }
    return String(last[..<point])
  }

  /// As it stands in the entry `case-created`, so that `verify` notices a change of `meta`.
  fileprivate var custody: JSONValue {
    .object(
      rows.map { key, value in
        key == "readme"
          ? .init("readme_sha256", .string(Digest256.of(Array(value.utf8)).description))
          : .init(key, .string(value))
      })
  }

  private var rows: [(key: String, value: String)] {
    [
      ("format", String(Schema.version)), ("name", name), ("uuid", uuid), ("created", created),
      ("tool_version", toolVersion), ("readme", Schema.readme),
    ]
  }

  fileprivate func write(_ db: Database) throws {
    for (key, value) in rows {
      try db.execute(sql: "INSERT OR REPLACE INTO meta VALUES (?, ?)", arguments: [key, value])
    }
  }
}
