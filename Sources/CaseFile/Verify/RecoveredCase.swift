import Evidence
import Foundation
import GRDB

/// What the next ordinary opening would make of a case and the journals beside it: recovered on a private copy, which
/// is gone when the value is. The originals are only read.
final class RecoveredCase {
  let path: String
  private let folder: String

  /// - Parameter temporary: folder for the copy.
  /// - Throws: `case.journal` for a journal that names another file; `verify.room`, `case.damaged`, and what copying
  ///   throws.
  init(_ casePath: String, _ sidecars: [Sidecar], temporary: String) throws {
    folder = (temporary.hasSuffix("/") ? temporary : temporary + "/") + "assay-verify-\(UUID().uuidString)"
    path = folder + "/case"
    try Sidecar.refuseHostile(beside: casePath)
    try Self.checkRoom(casePath, sidecars, in: temporary)
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    do {
      try PrivateCopy.make(FilePath(casePath), at: path)
      for sidecar in sidecars {
        try PrivateCopy.make(sidecar.path, at: path + (sidecar.isJournal ? "-journal" : "-wal"))
      }
      try recover()
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static func checkRoom(_ casePath: String, _ sidecars: [Sidecar], in folder: String) throws {
    let needed = try FilePath(casePath).status().size + sidecars.reduce(0) { $0 + $1.byteCount }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
    guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.uint64Value, free < needed else { return }
    throw AssayError(
      "verify.room", subject: folder,
      reason: "a copy of the case and what lies beside it takes \(needed) bytes, \(free) are free")
  }

  /// SQLite applies a journal, or a log, before it reads the first page.
  private func recover() throws {
    var configuration = Configuration()
    let file = path
    configuration.prepareDatabase { db in try CaseStore.harden(db, readOnly: true, path: file) }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.inDatabase { db in
      _ = try Int.fetchOne(db, sql: "SELECT count(1) FROM sqlite_schema")
      // What stands in a log moves into the file, which is then looked at without it.
      _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try queue.close()
  }
}
