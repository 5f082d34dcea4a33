package import Evidence
import GRDB
package import Integrity

/// Signed checkpoints that custody entries tell of, and time stamps that were asked for.
extension CaseStore {
  /// The checkpoints of the evidence that were signed, oldest first: the notes as they were written.
  package func signedCheckpoints() throws(AssayError) -> [SignedNote] {
    do {
      return try queue.read { db in try Self.signedCheckpoints(db) }
    } catch {
      throw Self.translate(error, path: path)
    }
  }

  static func signedCheckpoints(_ db: Database) throws -> [SignedNote] {
    try details(db, of: CheckpointSigning.action).compactMap { details in
      guard let text = details["note"]?.string else { return nil }
      return try? SignedNote(parsing: Array(text.utf8))
    }
  }

  /// What was asked for that a reply can be of: the request of that nonce, else the last one over the same bytes; with
  /// the checkpoint that was to be stamped. Nil where none was over these bytes.
  package func stampRequest(over imprint: MessageImprint, nonce: [UInt8]?) throws(AssayError) -> (
    request: TimeStampRequest, checkpoint: [UInt8]
  )? {
    do {
      var found: (request: TimeStampRequest, checkpoint: [UInt8])?
      for details in try queue.read({ db in try Self.details(db, of: StampLog.requested) }) {
        guard let bytes = details["request"]?.string.flatMap({ Base64.bytes($0) }),
          let request = try? TimeStampRequest(parsing: bytes), request.imprint == imprint,
          let checkpoint = details["checkpoint"]?.string
        else { continue }
        if request.nonce == nonce { return (request, Array(checkpoint.utf8)) }
        found = (request, Array(checkpoint.utf8))
      }
      return found
    } catch {
      throw Self.translate(error, path: path)
    }
  }

  /// Time stamps that were imported, oldest first.
  package func timeStamps() throws(AssayError) -> [StoredTimeStamp] {
    try custody().filter { $0.action == StampLog.imported }.compactMap { entry in
      guard let details = (try? CanonicalJSON.parse(entry.bytes))?["details"],
        let reply = details["reply"]?.string.flatMap({ Base64.bytes($0) }),
        let checkpoint = details["checkpoint"]?.string
      else { return nil }
      return StoredTimeStamp(sequence: entry.sequence, reply: reply, checkpoint: Array(checkpoint.utf8))
    }
  }

  /// `details` of the entries of one action, oldest first. What cannot be read is left to `verify`.
  private static func details(_ db: Database, of action: String) throws -> [JSONValue] {
    try Row.fetchAll(db, sql: "SELECT entry FROM custody WHERE action = ? ORDER BY seq", arguments: [action])
      .compactMap { row in
        let bytes = try RowCells(row, table: "custody").blob(0, "entry")
        return (try? CanonicalJSON.parse(bytes))?["details"]
      }
  }
}

/// A time stamp that the case keeps.
package struct StoredTimeStamp: Sendable {
  /// Number of the custody entry that keeps it.
  package var sequence: Int
  /// The authority's reply, and the file that it is over.
  package var reply: [UInt8]
  package var checkpoint: [UInt8]
}
