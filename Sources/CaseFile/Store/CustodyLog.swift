package import Evidence
import Foundation
package import GRDB
internal import Glibc
package import Integrity

/// Who acts, with what: the same for all custody entries of one command.
package struct CustodyLog: Sendable {
  /// Who acts: the name as given, and the account.
  package let actor: CustodyEntry.Actor
  /// With which program.
  package let tool: CustodyEntry.Tool
  /// The machine's clock.
  package let now: @Sendable () -> Timestamp

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
    // The name comes from the environment, the number from the kernel.
    actor = CustodyEntry.Actor(
      name: examiner, login: "\(login) (uid \(getuid()))", host: ProcessInfo.processInfo.hostName)
    tool = CustodyEntry.Tool(
      version: version, build: "extractor \(Schema.extractorVersion)",
      executable: Digest256(hex: executableSHA256))
    self.now = now
  }

  /// The machine's clock: a claim, and named so in each entry.
  package static func systemTime() -> Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
  }

  /// Appends an entry in the transaction of what it tells of. In a case of an older format the entry of its migration
  /// comes first: every write appends an entry, so this is where a case comes up to date.
  ///
  /// - Parameters:
  ///   - details: an object, by action (docs/custody.md).
  ///   - size: leaves of the evidence tree after the act; `root` its root.
  /// - Returns: the entry.
  @discardableResult
  package func append(
    _ db: Database, action: String, details: JSONValue, size: Int, root: Digest256
  ) throws -> CustodyEntry {
    if let migrated = try Migration.run(db) {
      try write(db, action: Migration.action, details: migrated, size: size, root: root)
    }
    return try write(db, action: action, details: details, size: size, root: root)
  }

  @discardableResult
  private func write(
    _ db: Database, action: String, details: JSONValue, size: Int, root: Digest256
  ) throws -> CustodyEntry {
    let last = try Row.fetchOne(db, sql: "SELECT seq, entry FROM custody ORDER BY seq DESC LIMIT 1")
    var seq = 0
    var previous = Digest256.zero
    if let last {
      let cells = RowCells(last, table: "custody")
      seq = try cells.natural(0, "seq") + 1
      previous = Digest256.of(try cells.blob(1, "entry"))
    }
    let entry = CustodyEntry(
      sequence: Int64(seq), previous: previous, time: now().text, clock: CustodyEntry.Clock(), actor: actor,
      tool: tool, action: action, evidence: CustodyEntry.TreeHead(size: UInt64(size), root: root),
      details: details)
    let bytes = try entry.canonicalBytes()
    try db.execute(
      sql: "INSERT INTO custody VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        seq, entry.time, action, try CustodyLog.text(actor), size, root.description,
        Digest256.of(bytes).description, Data(bytes),
      ])
    return entry
  }

  /// Appends an entry that stands for itself, in a transaction of its own.
  ///
  /// - Returns: its number, and the SHA-256 of its bytes.
  /// - Throws: `case.unwritable`, `case.locked`, and what opening throws.
  package func record(
    _ path: String, action: String, details: JSONValue
  ) throws(AssayError) -> (sequence: Int, sha256: String) {
    let store = try CaseStore.openForWriting(path, create: false)
    do {
      try store.queue.write { db in
        let head = try EvidenceTree.head(db)
        try append(db, action: action, details: details, size: head.size, root: head.root)
      }
      guard let last = try store.custody().last else {
        throw AssayError("case.damaged", subject: path, reason: "the custody log is empty")
      }
      return (last.sequence, last.sha256)
    } catch {
      throw CaseStore.translate(error, path: path)
    }
  }

  /// The column `actor`: the entry's member of that name, as it stands in it.
  package static func text(_ actor: CustodyEntry.Actor) throws -> String {
    let value: JSONValue = [
      "name": .string(actor.name), "login": .string(actor.login), "host": .string(actor.host),
    ]
    return String(decoding: try CanonicalJSON.bytes(value), as: UTF8.self)
  }
}
