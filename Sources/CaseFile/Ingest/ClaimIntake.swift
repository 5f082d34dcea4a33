package import Evidence
import Formats

/// Adds exports of a SIEM to a case as claims: kept and hashed like evidence, and never asked together with it.
package struct ClaimIntake {
  /// An export, as it stands in the case.
  package struct Claim: Sendable {
    /// Name as given.
    package var name: String
    /// Sources that hold its rows: itself, or the files of an archive, in order.
    package var sources: [SourceRow]
    /// Its bytes were in the case already.
    package var isKnown: Bool
  }

  private let store: CaseStore
  private let ingest: Ingest

  /// - Parameters: as of `Ingest`; what sources are is set here.
  package init(
    _ store: CaseStore, options: AddOptions, custody: CustodyLog,
    progress: @escaping (AddProgress) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
  ) {
    var options = options
    options.kind = SourceRow.claimKind
    self.store = store
    ingest = Ingest(store, options: options, custody: custody, progress: progress, isCancelled: isCancelled)
  }

  /// Adds exports in this order; one whose bytes are a claim of the case already is used again.
  ///
  /// - Throws: `interrupted` where it was stopped: the same call goes on from there; `claim.empty` for an archive
  ///   without files; and what adding throws.
  package func add(_ paths: [FilePath]) async throws -> [Claim] {
    let report = try await ingest.add(paths.map { .file($0) })
    if report.interrupted {
      throw AssayError(
        "interrupted", subject: store.path, reason: "stopped",
        hint: "what was read of the export is safe; the same command goes on from there")
    }
    let all = try store.sources()
    return try paths.map { path in
      let duplicate = report.duplicates.first { $0.name == path.description }
      let id =
        duplicate?.source
        ?? report.sources.first { $0.row.nameBytes == path.bytes && $0.row.profile.member == nil }?.row.id
      let sources = id.map { Self.rows(of: $0, all) } ?? []
      guard !sources.isEmpty else {
        throw AssayError(
          "claim.empty", subject: path.description, reason: "there is no export in it",
          hint: "name the file that the SIEM wrote")
      }
      return Claim(name: path.description, sources: sources, isKnown: duplicate != nil)
    }
  }

  /// The source itself, or what came out of it.
  ///
  /// - Parameter all: a container stands before what is in it.
  private static func rows(of id: Int, _ all: [SourceRow]) -> [SourceRow] {
    var within: Set = [id]
    return all.filter { row in
      if let place = row.profile.member, within.contains(place.container) { within.insert(row.id) }
      return row.isClaim && within.contains(row.id)
    }
  }
}
