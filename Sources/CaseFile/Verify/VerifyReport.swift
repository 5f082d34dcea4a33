import Foundation
package import Integrity

/// What `assay verify` found. Check by check, always in the order structure, bytes, tree, custody, views, and against
/// where there is something from outside to compare with.
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

  /// What is vouched for by a key from outside the case; the less, the smaller.
  package enum Signature: Int, Sendable, Comparable {
    /// Nothing is signed, or no key was given.
    case none
    /// Signed by a key that nobody vouches for.
    case unknownKey
    /// Signed by a key that was given.
    case good

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// One of the states that a case with a journal beside it can be taken to be in.
  package struct State: Sendable, Equatable {
    /// In words: `as it lies there`, `recovered`.
    package var state: String
    package var verdict: String
  }

  /// Failures of one code that are listed; further ones are counted.
  package static let failureLimit = 10_000

  package var checks: [Check]
  /// What was not checked, and what is odd without being wrong: one sentence each.
  package var notes: [String] = []
  /// Leaves of the evidence tree, and its root as computed from the bytes (nil if that was not possible).
  package var treeSize = 0
  package var root: String?

  /// What is signed, as far as it was asked.
  package var signature = Signature.none
  /// Where a journal lies beside the case: what the file is without it, and what recovery makes of it. The checks are
  /// those of the recovered state. Empty otherwise.
  package var states: [State] = []

  package init(checks: [Check]) { self.checks = checks }

  package var failures: [Failure] { checks.flatMap(\.failures) }

  /// The fixed words of spec/integrity.md §8: `not a case`, `altered` (what hashes, chain, schema or views say
  /// contradicts the bytes), `rolled back` (sound, and older than a checkpoint), `damaged` (looks like an accident,
  /// localized), `partial` (nothing wrong in what was checked, but not all was), `verified`, `verified, unsigned`,
  /// `verified, self-asserted key`.
  package var verdict: String {
    let codes = Set(failures.map(\.code)).subtracting(Self.unvouched)
    if !codes.isDisjoint(with: Self.notACase) { return "not a case" }
    if !codes.subtracting(Self.accidental).subtracting(Self.stale).subtracting(Self.older).isEmpty {
      return "altered"
    }
    if !codes.isDisjoint(with: Self.older) { return "rolled back" }
    if !codes.subtracting(Self.stale).isEmpty { return "damaged" }
    if !codes.isEmpty || checks.contains(where: { !$0.done }) { return "partial" }
    switch signature {
    case .good: return "verified"
    case .unknownKey: return "verified, self-asserted key"
    case .none: return "verified, unsigned"
    }
  }

  private static let notACase: Set = ["structure.not-a-case", "structure.format"]
  private static let stale: Set = ["views.stale"]
  private static let older: Set = ["against.rolled-back"]
  /// They say that nobody vouches for the case, not that something is wrong with it.
  private static let unvouched: Set = ["signature.missing", "signature.unknown-key"]
  /// What a failing disk or a cut copy causes by itself.
  private static let accidental: Set = [
    "structure.sqlite", "structure.file-size", "structure.sidecar", "bytes.frame", "bytes.unpack",
    "bytes.missing", "bytes.damaged-record", "views.damaged", "tree.unknown", "findings.damaged",
  ]
}

/// What is to be verified, and how.
package struct VerifyOptions: Sendable {
  /// Structure, custody, digests of the stored frames and the right edge of the tree only.
  package var quick = false
  /// Row groups processed at the same time.
  package var threads = 2
  /// Folder for the copy that a cut case file, or a journal beside it, needs; nil: `SQLITE_TMPDIR`, or that of the
  /// system.
  package var temporaryFolder: String?
  /// Checkpoints that were kept outside the case.
  package var against: [KeptCheckpoint] = []
  /// Keys that were given from outside, with the name that they sign under.
  package var keys: [NoteKey] = []
  /// Keys that were given without a name, as OpenSSH's format has it: they sign under the origin of what they sign.
  package var namelessKeys: [Ed25519PublicKey] = []

  package init() {}

  var hasKeys: Bool { !keys.isEmpty || !namelessKeys.isEmpty }

  /// The keys that were given, for a checkpoint of that origin.
  func keys(for origin: String) -> [NoteKey] {
    keys + namelessKeys.compactMap { try? NoteKey(name: origin, publicKey: $0) }
  }

  /// Where copies go.
  var folderForCopies: String {
    temporaryFolder ?? ProcessInfo.processInfo.environment["SQLITE_TMPDIR"] ?? NSTemporaryDirectory()
  }

  /// Sizes of a tree at which its root must be known.
  func sizes(of tree: CaseTree) -> Set<Int> {
    Set(against.filter { $0.tree == tree }.compactMap { Int(exactly: $0.checkpoint.size) })
  }
}

/// How far `verify` is.
package struct VerifyProgress: Sendable {
  /// Of the sources, unpacked.
  package var bytesDone: UInt64
  package var bytesTotal: UInt64
}
