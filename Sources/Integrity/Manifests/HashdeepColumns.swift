/// The columns of a `hashdeep` file, as its second line names them: `%%%% size,md5,sha256,filename`.
///
/// The name comes last and is not escaped: it may hold commas; one with a line end cannot be told from two lines.
package struct HashdeepColumns: Sendable {
  /// First line of such a file (hashdeep 4, `hashdeep(1)`).
  package static let header = "%%%% HASHDEEP-1.0"

  /// In front of the name, in order; nil for one that is not compared (`tiger`, `whirlpool`).
  private let columns: [Column?]

  private enum Column {
    case byteCount
    case digest(DigestKind)
  }

  /// Nil where it does not name columns that end with the name and have a digest.
  init?(_ line: ArraySlice<UInt8>) {
    guard line.starts(with: "%%%% ".utf8) else { return nil }
    let names = String(decoding: line.dropFirst(5), as: UTF8.self).split(
      separator: ",", omittingEmptySubsequences: false)
    guard names.last == "filename" else { return nil }
    columns = names.dropLast().map { name in
      name == "size" ? .byteCount : DigestKind(rawValue: String(name)).map { .digest($0) }
    }
    let hasDigest = columns.contains { if case .digest = $0 { true } else { false } }
    guard hasDigest else { return nil }
  }

  func entry(_ line: ArraySlice<UInt8>) -> ManifestLine.Entry? {
    let cells = line.split(
      separator: UInt8(ascii: ","), maxSplits: columns.count, omittingEmptySubsequences: false)
    guard cells.count == columns.count + 1, let name = cells.last else { return nil }
    var byteCount: UInt64?
    var digests: [FileDigest] = []
    for (column, cell) in zip(columns, cells) {
      switch column {
      case .byteCount:
        byteCount = UInt64(String(decoding: cell, as: UTF8.self))
        if byteCount == nil { return nil }
      case .digest(let kind):
        guard let digest = FileDigest(kind, hex: cell) else { return nil }
        digests.append(digest)
      case nil: continue
      }
    }
    digests.sort { $0.kind < $1.kind }
    return (Array(name), byteCount, digests)
  }
}
