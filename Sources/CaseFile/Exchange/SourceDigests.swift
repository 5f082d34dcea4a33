package import Evidence
import Formats
package import Integrity

/// Digests of a source that are wanted and that the case may not have: made from the bytes in it, or, for a container
/// whose bytes are not kept, from the file that was added.
package struct SourceDigests {
  private let extractor: SourceExtractor
  private let files: [[UInt8]: FilePath]

  /// - Parameter files: what was added, as it was named.
  package init(_ store: CaseStore, files: [FilePath] = []) {
    extractor = SourceExtractor(store)
    self.files = Dictionary(files.map { ($0.bytes, $0) }) { first, _ in first }
  }

  /// The digests that the case has of a source.
  package static func recorded(_ row: SourceRow) -> [FileDigest] {
    [
      row.md5.map { FileDigest(.md5, $0) }, row.sha1.map { FileDigest(.sha1, $0) },
      row.sha256.map { FileDigest(.sha256, $0.bytes) },
    ].compactMap { $0 }
  }

  /// Digests of these kinds; without one that cannot be made: of an import that was interrupted, or of a container in
  /// a container that is not kept.
  ///
  /// - Throws: what extracting and reading throw.
  package func digests(_ row: SourceRow, _ kinds: Set<DigestKind>) throws -> [FileDigest] {
    let recorded = Self.recorded(row)
    let missing = kinds.subtracting(recorded.map(\.kind))
    guard !missing.isEmpty, let sha256 = row.sha256 else { return recorded }
    var hasher = DigestHasher(missing.union([.sha256]))
    if row.holdsBytes {
      _ = try extractor.extract(row) { bytes in hasher.update(bytes.span) }
    } else if let file = files[row.nameBytes], row.profile.member == nil {
      let input = FileSource(try FileReader(file))
      var bytes: [UInt8] = []
      var atEnd = false
      while !atEnd {
        bytes.removeAll(keepingCapacity: true)
        atEnd = try input.read(1 << 20, into: &bytes)
        hasher.update(bytes.span)
      }
    } else {
      return recorded
    }
    let made = hasher.digests
    // Another file by now: its digests say nothing of what was added.
    guard made.contains(FileDigest(.sha256, sha256.bytes)) else { return recorded }
    return recorded + made.filter { missing.contains($0.kind) }
  }
}
