package import Evidence
import Foundation
package import GRDB
internal import Glibc
package import Integrity

/// Who acts, with what: the same for all custody entries of one command.
package struct CustodyLog: Sendable {
  private let actor: JSONValue
  private let tool: JSONValue
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - version: of this tool.
  ///   - executableSHA256: digest of the running program; empty where it cannot be read.
  ///   - examiner: name given by the user; the account's name and number stand beside it.
  package init(
    version: String, executableSHA256: String, examiner: String,
    now: @escaping @Sendable () -> Timestamp = { CustodyLog.systemTime() }
  ) {
    let environment = ProcessInfo.processInfo.environment
    let login = environment["USER"] ?? environment["LOGNAME"] ?? ""
    actor = [
      "name": .string(examiner), "login": .string(login), "uid": .int(Int64(getuid())),
      "host": .string(ProcessInfo.processInfo.hostName),
    ]
    tool = [
      "name": "assay", "version": .string(version), "executable_sha256": .string(executableSHA256),
      "extractor": .int(Int64(Schema.extractorVersion)),
    ]
    self.now = now
  }

  /// The machine's clock: a claim, and named so in each entry.
  package static func systemTime() -> Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
  }

  /// Appends an entry in the transaction of what it tells of.
  ///
  /// - Parameters:
  ///   - details: an object, by action (docs/case-file.md, "Custody").
  ///   - size: leaves of the evidence tree after the act; `root` its root.
  package func append(
    _ db: Database, action: String, details: JSONValue, size: Int, root: Digest256
  ) throws {
    let last = try Row.fetchOne(db, sql: "SELECT seq, entry FROM custody ORDER BY seq DESC LIMIT 1")
    let seq = last.map { ($0["seq"] as Int? ?? 0) + 1 } ?? 0
    let previous = last.map { Digest256.of($0.blob(1)) } ?? Digest256.zero
    let time = now().text
    let entry: JSONValue = [
      "v": "assay/custody/v1", "seq": .int(Int64(seq)), "prev": .string(previous.description),
      "time": .string(time), "clock": ["source": "system"], "actor": actor, "tool": tool,
      "action": .string(action), "details": details,
      "evidence": ["size": .int(Int64(size)), "root": .string(root.description)],
    ]
    let bytes = try CanonicalJSON.bytes(entry)
    let actorText = String(decoding: try CanonicalJSON.bytes(actor), as: UTF8.self)
    try db.execute(
      sql: "INSERT INTO custody VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        seq, time, action, actorText, size, root.description, Digest256.of(bytes).description, Data(bytes),
      ])
  }
}
