import CaseFile
import Evidence
import Foundation
import Query

/// Where the exports of a comparison are kept: in the case, or in a temporary case file that is gone afterwards.
final class ClaimStore {
  let store: CaseStore
  private let temporary: String?

  private init(_ store: CaseStore, temporary: String?) {
    self.store = store
    self.temporary = temporary
  }

  /// The case itself.
  ///
  /// - Throws: what opening for writing throws.
  static func inCase(_ path: String) throws(AssayError) -> ClaimStore {
    ClaimStore(try CaseStore.openForWriting(path, create: false), temporary: nil)
  }

  /// A case file of its own.
  static func temporary(in folder: FilePath, custody: CustodyLog) throws(AssayError) -> ClaimStore {
    let name = "assay-claims-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString).assay"
    let path = folder.appending(Array(name.utf8)).description
    Interruption.setUnfinishedFile(path)
    return ClaimStore(
      try CaseStore.openForAdding(path, toolVersion: AssayVersion.text, custody: custody).store,
      temporary: path)
  }

  deinit {
    guard let temporary else { return }
    try? FileManager.default.removeItem(atPath: temporary)
    try? FileManager.default.removeItem(atPath: temporary + "-journal")
    Interruption.setUnfinishedFile(nil)
  }

  /// Adds the exports.
  ///
  /// - Parameter limit: bytes, unpacked, behind which it stops with `interrupted`.
  /// - Throws: what adding throws; `case.unwritable` with a way out.
  func add(
    _ paths: [FilePath], options: AddOptions, custody: CustodyLog, terminal: Terminal, limit: UInt64
  ) async throws -> [ClaimIntake.Claim] {
    let progress = ProgressLine(terminal)
    defer { progress.erase() }
    var done: UInt64 = 0
    let intake = ClaimIntake(store, options: options, custody: custody) { step in
      done = step.allBytesDone
      progress.update { "\(step.source)  \(progress.amount(step.bytesDone, of: step.bytesTotal))" }
    } isCancelled: {
      Interruption.isRequested || done > limit
    }
    do {
      return try await intake.add(paths)
    } catch var error as AssayError where error.code == "case.unwritable" {
      error.hint = "--no-store compares without adding the export to the case"
      throw error
    }
  }
}
