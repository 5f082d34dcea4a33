/// What `assay verify` found. Check by check, always in the order structure, bytes, tree, custody, views.
package struct VerifyReport: Sendable {
  /// One thing that is not as it must be.
  package struct Failure: Sendable, Equatable {
    /// Stable, documented word such as `bytes.record` (docs/case-file.md, "What verify reports").
    package var code: String
    package var source: Int?
    /// Record number (leaf index) in the case.
    package var record: Int?
    /// Byte offset in the source; for `structure.file-size` and the like in the case file.
    package var offset: UInt64?
    package var expected: String?
    package var found: String?
    /// One sentence for people.
    package var reason: String

    package init(
      _ code: String, source: Int? = nil, record: Int? = nil, offset: UInt64? = nil, expected: String? = nil,
      found: String? = nil, reason: String
    ) {
      self.code = code
      self.source = source
      self.record = record
      self.offset = offset
      self.expected = expected
      self.found = found
      self.reason = reason
    }
  }

  /// One of the five checks.
  package struct Check: Sendable {
    package var check: String
    /// What was looked at: rows, bytes, records, … and `failures`, all of them, also those not listed.
    package var counts: [String: Int] = [:]
    /// At most `failureLimit` of each code; `counts["failures"]` has all.
    package var failures: [Failure] = []
    /// False where the check did not take place (`--quick`, or nothing of it could be read).
    package var done = true

    package init(_ check: String) { self.check = check }

    package var ok: Bool { failures.isEmpty }
  }

  /// Failures of one code that are listed; further ones are counted.
  package static let failureLimit = 10_000

  package var checks: [Check]
  /// What was not checked, and what is odd without being wrong: one sentence each.
  package var notes: [String] = []
  /// Leaves of the evidence tree, and its root as computed from the bytes (nil if that was not possible).
  package var treeSize = 0
  package var root: String?

  package init(checks: [Check]) { self.checks = checks }

  package var failures: [Failure] { checks.flatMap(\.failures) }

  /// The fixed words of spec/integrity.md §8: `not a case`, `altered` (what hashes, chain, schema or views say
  /// contradicts the bytes), `damaged` (looks like an accident, localized), `partial` (nothing wrong in what
  /// was checked, but not all was), `verified, unsigned`.
  package var verdict: String {
    let codes = Set(failures.map(\.code))
    if !codes.isDisjoint(with: Self.notACase) { return "not a case" }
    if !codes.subtracting(Self.accidental).subtracting(Self.stale).isEmpty { return "altered" }
    if !codes.subtracting(Self.stale).isEmpty { return "damaged" }
    return !codes.isEmpty || checks.contains { !$0.done } ? "partial" : "verified, unsigned"
  }

  private static let notACase: Set = ["structure.not-a-case", "structure.format"]
  private static let stale: Set = ["views.stale"]
  /// What a failing disk or a cut copy causes by itself.
  private static let accidental: Set = [
    "structure.sqlite", "structure.file-size", "structure.sidecar", "bytes.frame", "bytes.unpack",
    "bytes.missing", "bytes.damaged-record", "views.damaged", "tree.unknown",
  ]
}

/// What is to be verified, and how.
package struct VerifyOptions: Sendable {
  /// Structure, custody, digests of the stored frames and the right edge of the tree only.
  package var quick = false
  /// Row groups processed at the same time.
  package var threads = 2
  /// Folder for the copy that a cut case file needs; nil: `SQLITE_TMPDIR`, or that of the system.
  package var temporaryFolder: String?

  package init() {}
}

/// How far `verify` is.
package struct VerifyProgress: Sendable {
  /// Of the sources, unpacked.
  package var bytesDone: UInt64
  package var bytesTotal: UInt64
}
