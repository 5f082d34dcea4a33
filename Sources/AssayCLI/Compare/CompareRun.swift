import CaseFile
import Completeness
import Evidence
import Query

/// Adds the exports that a person names, and compares them.
struct CompareRun {
  let casePath: String
  let exports: [String]
  let options: CompareOptions
  let inputs: CompareInputs
  let common: CommonOptions
  let custody: CustodyLog

  /// - Throws: `compare.no-evidence`, `compare.folder`, `compare.export-is-evidence`, `interrupted`, `timeout`, and what reading, adding and
  ///   comparing throw.
  ///
  /// - Parameter body: called with the answer, while the exports can be read.
  func answer(_ body: (CompareAnswer) throws -> Void) async throws {
    try checkEvidence()
    let paths = exports.map { RawArguments.path($0) }
    for path in paths {
      try Self.checkIsFile(path)
      try checkIsNoEvidence(path)
    }
    if let seconds = options.timeout { Interruption.startTimer(seconds: seconds) }
    do {
      try await compare(paths, body)
    } catch let error as AssayError where error.code == "interrupted" {
      throw Self.stopped(error)
    }
  }

  private func compare(_ paths: [FilePath], _ body: (CompareAnswer) throws -> Void) async throws {
    if !options.noStore { try await checkIsExport(paths) }
    let claimStore = try options.noStore ? temporaryStore() : ClaimStore.inCase(casePath)
    let claims = try await add(paths, to: claimStore)
    do {
      let answer = try engine.answer(
        CaseStore.open(casePath), claims: claims.flatMap(\.sources), in: claimStore.store)
      try withExtendedLifetime(claimStore) { try body(answer) }
    } catch var error as AssayError where Self.saysNoExport.contains(error.code) && !options.noStore {
      let added = claims.filter { !$0.isKnown }.flatMap(\.sources).map { "\($0.id)" }
      guard !added.isEmpty else { throw error }
      let kept =
        "it stays in the case as claim \(added.joined(separator: ", ")); assay sources \(casePath)"
        + " --exclude \(added.joined(separator: " --exclude ")) leaves it out"
      error.hint = error.hint.map { "\($0); \(kept)" } ?? kept
      throw error
    }
  }

  /// A comparison is said whole or not at all.
  private static func stopped(_ error: AssayError) -> AssayError {
    guard var timeout = Interruption.reason, timeout.code == "timeout" else { return error }
    timeout.hint =
      "nothing was compared to its end; a longer --timeout gives the answer, or fewer sources (--source)"
    return timeout
  }

  /// Codes of errors that tell that a file should not have been named.
  private static let saysNoExport: Set<String> = ["export.unknown", "compare.nothing-in-common"]
  /// Up to here in all, as they are and unpacked, files are looked at before the case takes them in; beyond it would
  /// take the time of adding them twice.
  private static let checkedBytes: UInt64 = 8 << 20

  private var engine: CompareEngine {
    CompareEngine(
      casePath: casePath, inputs: inputs, threads: common.threads, terminal: common.terminal,
      scope: options.evidence)
  }

  private func temporaryStore() throws(AssayError) -> ClaimStore {
    try ClaimStore.temporary(in: common.temporaryFolder, custody: custody)
  }

  private func add(
    _ paths: [FilePath], to store: ClaimStore, upTo limit: UInt64 = .max
  ) async throws -> [ClaimIntake.Claim] {
    Interruption.stopGracefully()
    defer { Interruption.stopAsking() }
    return try await store.add(
      paths, options: addOptions, custody: custody, terminal: common.terminal, limit: limit)
  }

  /// A file that is no export should not become a part of the case, from which nothing is ever removed.
  private func checkIsExport(_ paths: [FilePath]) async throws {
    let size = try paths.reduce(UInt64(0)) { try $0 + $1.status().size }
    guard size <= Self.checkedBytes else { return }
    let store = try temporaryStore()
    let claims: [ClaimIntake.Claim]
    do {
      claims = try await add(paths, to: store, upTo: Self.checkedBytes)
    } catch let error as AssayError where error.code == "interrupted" && !Interruption.isRequested {
      return
    }
    try withExtendedLifetime(store) {
      try engine.checkIsExport(
        CaseStore.open(casePath), claims: claims.flatMap(\.sources), in: store.store)
    }
  }

  private var addOptions: AddOptions {
    var add = AddOptions()
    add.threads = common.threads
    add.temporaryFolder = common.temporaryFolder
    return add
  }

  private func checkEvidence() throws(AssayError) {
    let sources = try CaseStore.open(casePath).sources()
    let isThere = sources.contains { $0.kind == SourceRow.evidenceKind && !$0.excluded && $0.records > 0 }
    guard !isThere else { return }
    throw AssayError(
      "compare.no-evidence", subject: casePath,
      reason: "the case has no log that an export could be held against",
      hint: "assay add \(casePath) LOGS… puts the raw logs in; the export is named here only")
  }

  /// A comparison of an export with itself proves nothing.
  private func checkIsNoEvidence(_ path: FilePath) throws(AssayError) {
    let size = try path.status().size
    let candidates = try CaseStore.open(casePath).sources().filter {
      $0.kind == SourceRow.evidenceKind && !$0.excluded && $0.sha256 != nil
        && $0.size.map { UInt64($0) } == size
    }
    guard !candidates.isEmpty else { return }
    let digest = try path.sha256()
    guard let same = candidates.first(where: { $0.sha256 == digest }) else { return }
    throw AssayError(
      "compare.export-is-evidence", subject: path.description,
      reason: "its bytes are in the case as evidence (source \(same.id)), so it would be held against itself",
      hint: "assay sources \(casePath) --exclude \(same.id) leaves that source out")
  }

  private static func checkIsFile(_ path: FilePath) throws(AssayError) {
    guard try path.status().kind == .folder else { return }
    throw AssayError(
      "compare.folder", subject: path.description, reason: "is a folder",
      hint: "name the files that the SIEM wrote")
  }
}
