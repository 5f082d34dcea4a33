package import Evidence
package import Formats
import Foundation
package import GRDB
package import Integrity

/// A row of `source`.
package struct SourceRow: Sendable {
  package enum State: String, Sendable {
    /// An import is under way, or was killed.
    case open
    case complete
    case interrupted
  }

  package var id: Int
  /// `evidence`, `claim` (a SIEM's export) or `container`.
  package var kind: String
  package var name: String
  package var nameBytes: [UInt8]
  package var profile: SourceProfile
  /// Nil until the end was reached.
  package var size: Int?
  package var committed: Int
  package var prefixSHA256: Digest256
  package var sha256: Digest256?
  package var sha1: [UInt8]?
  package var md5: [UInt8]?
  package var modified: Timestamp?
  package var state: State
  package var excluded: Bool
  package var spans = 0
  package var records = 0
  package var unparsed = 0
  package var gaps = 0
  package var gapBytes = 0

  package init(
    id: Int, kind: String = "evidence", name: FilePath, profile: SourceProfile, modified: Timestamp?
  ) {
    self.id = id
    self.kind = kind
    self.name = name.description
    self.nameBytes = name.bytes
    self.profile = profile
    self.committed = 0
    self.prefixSHA256 = .ofNothing
    self.modified = modified
    self.state = .open
    self.excluded = false
  }

  package init(_ row: Row) throws {
    let subject = "source"
    func integer(_ name: String) throws(AssayError) -> Int {
      guard let value = Int.fromDatabaseValue(row[name]), value >= 0 else {
        throw AssayError("case.damaged", subject: subject, reason: "\(name) is out of range")
      }
      return value
    }
    id = try integer("source_id")
    kind = row["kind"] ?? ""
    name = row["name"] ?? ""
    nameBytes = [UInt8](row["name_bytes"] as Data? ?? Data())
    let text: String = row["profile"] ?? ""
    do {
      profile = try JSONDecoder().decode(SourceProfile.self, from: Data(text.utf8))
    } catch {
      throw AssayError("case.damaged", subject: "source \(id)", reason: "its profile cannot be read")
    }
    size = row["size"]
    committed = try integer("committed")
    guard let prefix = Digest256([UInt8](row["prefix_sha256"] as Data? ?? Data())),
      let state = State(rawValue: row["state"] ?? "")
    else { throw AssayError("case.damaged", subject: "source \(id)", reason: "its row cannot be read") }
    prefixSHA256 = prefix
    self.state = state
    sha256 = (row["sha256"] as Data?).flatMap { Digest256([UInt8]($0)) }
    sha1 = (row["sha1"] as Data?).map { [UInt8]($0) }
    md5 = (row["md5"] as Data?).map { [UInt8]($0) }
    modified = (row["modified_ns"] as Int64?).map { Timestamp(unixNanoseconds: $0) }
    excluded = (row["excluded"] as Int? ?? 0) != 0
    spans = try integer("spans")
    records = try integer("records")
    unparsed = try integer("unparsed")
    gaps = try integer("gaps")
    gapBytes = try integer("gap_bytes")
  }

  package static func all(_ db: Database) throws -> [SourceRow] {
    try Row.fetchAll(db, sql: "SELECT * FROM source ORDER BY source_id").map { try SourceRow($0) }
  }

  package static func profileText(_ profile: SourceProfile) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(profile), as: UTF8.self)
  }

  /// Inserts or replaces the row.
  package func save(_ db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO source VALUES (:source_id, :kind, :name, :name_bytes, :profile, :size, :committed,
          :prefix_sha256, :sha256, :sha1, :md5, :modified_ns, :state, :excluded, :spans, :records, :unparsed,
          :gaps, :gap_bytes)
        """
    ).execute(arguments: [
      "source_id": id, "kind": kind, "name": name, "name_bytes": Data(nameBytes),
      "profile": try SourceRow.profileText(profile), "size": size, "committed": committed,
      "prefix_sha256": Data(prefixSHA256.bytes), "sha256": sha256.map { Data($0.bytes) },
      "sha1": sha1.map { Data($0) }, "md5": md5.map { Data($0) }, "modified_ns": modified?.unixNanoseconds,
      "state": state.rawValue, "excluded": excluded ? 1 : 0, "spans": spans, "records": records,
      "unparsed": unparsed, "gaps": gaps, "gap_bytes": gapBytes,
    ])
  }
}
