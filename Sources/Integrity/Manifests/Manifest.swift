/// A list of files with their digests, as somebody handed it over.
package struct Manifest: Sendable {
  /// How it is written.
  package enum Form: String, Sendable {
    /// Lines of `sha256sum` and its like, with or without `--tag` (GNU coreutils, "md5 invocation"; BSD `md5`).
    case coreutils
    /// `hashdeep` (HASHDEEP-1.0).
    case hashdeep
    /// Payload or tag manifest of a bag (RFC 8493 §2.1.3, §2.2.1).
    case bagit
  }

  /// A file that it names.
  package struct Entry: Sendable {
    /// As listed, escapes resolved.
    package var name: [UInt8]
    /// Only `hashdeep` tells it.
    package var byteCount: UInt64?
    /// One at least, weakest first.
    package var digests: [FileDigest]
    /// Its line, from 1.
    package var line: Int

    /// The one that decides.
    package var strongest: FileDigest? { digests.last }

    package init(name: [UInt8], byteCount: UInt64? = nil, digests: [FileDigest], line: Int) {
      self.name = name
      self.byteCount = byteCount
      self.digests = digests
      self.line = line
    }
  }

  package var form: Form
  /// In the order listed.
  package var entries: [Entry] = []
  /// Lines that are no digest and name.
  package var unreadableLines = 0
  /// The first of them, from 1, and why.
  package var firstUnreadable: (line: Int, reason: String)?
  /// Names are written as Windows does: `\` stands between folders.
  package var hasWindowsNames = false

  /// The kinds that decide, one for each entry.
  package var decidingKinds: Set<DigestKind> { Set(entries.compactMap { $0.strongest?.kind }) }

  package init(form: Form) { self.form = form }
}

/// Why a file is no manifest.
package enum ManifestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// None of its lines is a digest and a name.
  case noEntries(firstLine: String)
  /// A bag's manifest of a digest that is not known here.
  case unknownAlgorithm(String)
  /// The header of `hashdeep` is not followed by a line of columns, or these have no digest and no file name.
  case columns

  /// What is wrong, in words.
  package var description: String {
    switch self {
    case .noEntries(let line):
      line.isEmpty ? "it has no lines" : "none of its lines is a digest and a name; the first is '\(line)'"
    case .unknownAlgorithm(let name):
      "its digests are '\(name)'; md5, sha1, sha256 and sha512 can be compared"
    case .columns: "the second line of a hashdeep file names its columns: '%%%% size,md5,sha256,filename'"
    }
  }
}
