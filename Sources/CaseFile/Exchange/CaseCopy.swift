package import Evidence
import GRDB

extension CaseStore {
  /// Writes a copy of the case that a running command cannot disturb (`VACUUM INTO`): the same rows on other pages, and
  /// nothing of what was in free ones.
  ///
  /// - Parameter path: a file that is not there.
  /// - Throws: `case.unwritable`, `disk.full`, `case.io`, `case.damaged`.
  package func copy(to path: String) throws(AssayError) {
    do {
      try queue.inDatabase { db in
        try Hardening.allowingCopy(db) { try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
      }
    } catch {
      throw Self.translate(error, path: path)
    }
  }
}
