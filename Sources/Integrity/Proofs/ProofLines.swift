/// The lines of a proof file: LF ends, UTF-8, bounded. Hashes stand one a line up to a blank line, and a checkpoint
/// follows to the end.
struct ProofLines {
  /// A checkpoint, a path, and what the maker adds.
  static let maximumByteCount = SignedNote.maximumByteCount + (1 << 20)

  private let text: Substring
  private var rest: Substring

  init(_ bytes: [UInt8]) throws(NoteError) {
    guard bytes.count <= Self.maximumByteCount else { throw .proof("it is larger than 2 MB") }
    guard !bytes.contains(where: { $0 < 0x20 && $0 != 0x0a }),
      let whole = String(validating: bytes, as: UTF8.self)
    else { throw .proof("it is not UTF-8 text without control characters") }
    text = whole[...]
    rest = text
  }

  /// The next line; nil where none ends with a line feed.
  mutating func next() -> Substring? {
    guard let end = rest.utf8.firstIndex(of: 0x0a) else { return nil }
    let line = rest[..<end]
    rest = rest[rest.utf8.index(after: end)...]
    return line
  }

  /// The hashes up to the blank line, 32 bytes each.
  mutating func hashes(limit: Int) throws(NoteError) -> [Digest256] {
    var path: [Digest256] = []
    while let line = next() {
      if line.isEmpty { return path }
      guard path.count < limit else { throw .proof("more than \(limit) hashes") }
      guard let hash = Base64.bytes(line).flatMap({ Digest256($0) }) else {
        throw .proof("a line of the proof is not 32 bytes in base64")
      }
      path.append(hash)
    }
    throw .proof("no blank line before the checkpoint")
  }

  /// What follows: a checkpoint, signed or not.
  mutating func note() throws(NoteError) -> SignedNote {
    try SignedNote(parsing: Array(rest.utf8), allowUnsigned: true)
  }
}

extension Substring {
  /// What stands behind `name` and one space; nil where the line begins otherwise.
  func value(of name: String) -> Substring? {
    utf8.starts(with: "\(name) ".utf8) ? self[utf8.index(startIndex, offsetBy: name.utf8.count + 1)...] : nil
  }
}
