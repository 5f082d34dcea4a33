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
    id: Int, kind: String = SourceRow.evidenceKind, name: FilePath, profile: SourceProfile,
    modified: Timestamp?
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

  /// `kind` of a log.
  package static let evidenceKind = "evidence"
  /// `kind` of a SIEM's export: what somebody says of the evidence, never part of it.
  package static let claimKind = "claim"
  /// `kind` of an archive or a compressed file.
  package static let containerKind = "container"

  /// Whether the source is a SIEM's export.
  package var isClaim: Bool { kind == Self.claimKind }

  /// Whether the case has the source's bytes: those of a container only if they were asked to be kept.
  package var holdsBytes: Bool { kind != Self.containerKind || committed > 0 }

  /// What the bytes in the case must hash to.
  package var expectedSHA256: Digest256 { holdsBytes ? sha256 ?? prefixSHA256 : prefixSHA256 }

  /// Columns in the order of the table: named one by one, since a hostile file may lack some.
  package static let columns = """
    source_id, kind, name, name_bytes, profile, size, committed, prefix_sha256, sha256, sha1, md5, modified_ns, \
    state, excluded, spans, records, unparsed, gaps, gap_bytes
    """

  /// Reads a row of `columns`. A value of the wrong type or range is an error, never a trap.
  ///
  /// - Throws: `case.damaged` with the row and the column.
  package init(_ row: Row) throws {
    let cells = RowCells(row, table: "source")
    id = try cells.natural(0, "source_id")
    kind = try cells.text(1, "kind")
    name = try cells.text(2, "name")
    nameBytes = try cells.blob(3, "name_bytes")
    do {
      profile = try JSONDecoder().decode(SourceProfile.self, from: Data(try cells.text(4, "profile").utf8))
    } catch {
      throw cells.damaged("profile", "cannot be read")
    }
    guard profile.isWithinBounds else { throw cells.damaged("profile", "is out of range") }
    size = try cells.isNull(5) ? nil : cells.natural(5, "size")
    committed = try cells.natural(6, "committed")
    prefixSHA256 = try cells.digest(7, "prefix_sha256")
    sha256 = try cells.isNull(8) ? nil : cells.digest(8, "sha256")
    sha1 = try cells.isNull(9) ? nil : cells.blob(9, "sha1")
    md5 = try cells.isNull(10) ? nil : cells.blob(10, "md5")
    modified = try cells.isNull(11) ? nil : Timestamp(unixNanoseconds: cells.integer(11, "modified_ns"))
    guard let state = State(rawValue: try cells.text(12, "state")) else {
      throw cells.damaged("state", "is unknown")
    }
    self.state = state
    excluded = try cells.natural(13, "excluded") != 0
    spans = try cells.natural(14, "spans")
    records = try cells.natural(15, "records")
    unparsed = try cells.natural(16, "unparsed")
    gaps = try cells.natural(17, "gaps")
    gapBytes = try cells.natural(18, "gap_bytes")
  }

  package static func all(_ db: Database) throws -> [SourceRow] {
    try Row.fetchAll(db, sql: "SELECT \(columns) FROM source ORDER BY source_id").map { try SourceRow($0) }
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
        INSERT INTO source VALUES (:source_id, :kind, :name, :name_bytes, :profile, :size, :committed,
          :prefix_sha256, :sha256, :sha1, :md5, :modified_ns, :state, :excluded, :spans, :records, :unparsed,
          :gaps, :gap_bytes)
        ON CONFLICT (source_id) DO UPDATE SET profile = excluded.profile, size = excluded.size,
          committed = excluded.committed, prefix_sha256 = excluded.prefix_sha256, sha256 = excluded.sha256,
          sha1 = excluded.sha1, md5 = excluded.md5, state = excluded.state, excluded = excluded.excluded,
          spans = excluded.spans, records = excluded.records, unparsed = excluded.unparsed, gaps = excluded.gaps,
          gap_bytes = excluded.gap_bytes
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
