package import Evidence
import GRDB
package import Integrity

/// Reading of a case's own tables, for commands that tell of the case and not of its records.
extension CaseStore {
  func reading<R>(_ body: (Database) throws -> R) throws(AssayError) -> R {
    do { return try queue.read(body) } catch { throw Self.translate(error, path: path) }
  }

  /// What `meta` says; empty texts where the case does not tell.
  package func identity() throws(AssayError) -> CaseIdentity {
    try reading { db in
      func value(_ key: String) throws -> String {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key]) ?? ""
      }
      return CaseIdentity(
        name: try value("name"), uuid: try value("uuid"), created: try value("created"),
        toolVersion: try value("tool_version"))
    }
  }

  /// Number of the file's format.
  package func formatVersion() throws(AssayError) -> Int { try reading { try Schema.version($0) } }

  /// All sources, in the order added.
  package func sources() throws(AssayError) -> [SourceRow] { try reading { try SourceRow.all($0) } }

  /// Size and root of the evidence tree.
  package func treeHead() throws(AssayError) -> (size: Int, root: Digest256) {
    try reading { try EvidenceTree.head($0) }
  }

  /// Least and greatest time of each source's records, in nanoseconds since 1970; sources without are left out.
  package func timeBounds() throws(AssayError) -> [Int: (first: Int64, last: Int64)] {
    try reading { db in
      var bounds: [Int: (first: Int64, last: Int64)] = [:]
      for row in try GroupStore.rows(db) {
        guard let low = row.minTime, let high = row.maxTime else { continue }
        if let known = bounds[row.source] {
          bounds[row.source] = (min(known.first, low), max(known.last, high))
        } else {
          bounds[row.source] = (low, high)
        }
      }
      return bounds
    }
  }

  /// The custody log, oldest first.
  ///
  /// - Parameter action: only entries of this action; nil for all.
  package func custody(action: String? = nil) throws(AssayError) -> [StoredCustodyEntry] {
    try reading { db in
      // Row by row: a hostile log can be longer than memory.
      let rows = try Row.fetchCursor(
        db, sql: "SELECT * FROM custody\(action == nil ? "" : " WHERE action = ?") ORDER BY seq",
        arguments: action.map { StatementArguments([$0]) } ?? StatementArguments())
      var entries: [StoredCustodyEntry] = []
      while let row = try rows.next() {
        let cells = RowCells(row, table: "custody")
        entries.append(
          StoredCustodyEntry(
            sequence: try cells.natural(0, "seq"), time: try cells.text(1, "time"),
            action: try cells.text(2, "action"), actor: try cells.text(3, "actor"),
            evidenceSize: try cells.natural(4, "evidence_size"),
            evidenceRoot: try cells.text(5, "evidence_root"), sha256: try cells.text(6, "entry_sha256"),
            bytes: try cells.blob(7, "entry")))
      }
      return entries
    }
  }
}

/// A row of `custody`.
package struct StoredCustodyEntry: Sendable {
  package var sequence: Int
  package var time: String
  package var action: String
  /// Who acted, as canonical JSON.
  package var actor: String
  /// Leaves of the evidence tree after the act, and its root.
  package var evidenceSize: Int
  package var evidenceRoot: String
  /// Of `bytes`, in hexadecimal.
  package var sha256: String
  /// The entry itself: canonical JSON.
  package var bytes: [UInt8]
}
