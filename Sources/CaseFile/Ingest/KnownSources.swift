import Evidence
import Formats
import Integrity

/// The sources that are in a case, or will be, by what `add` looks for: each look-up costs the same with ten thousand
/// sources as with ten.
struct KnownSources {
  /// Read whole, by byte count and digest, in the order in which they came.
  private var complete: [Int: [Digest256: [SourceRow]]] = [:]
  /// Begun and not read whole, by name; none of a container.
  private var unfinished: [[UInt8]: [SourceRow]] = [:]
  /// By container, then by their place in it.
  private var members: [Int: [Int: SourceRow]] = [:]
  /// Number of the next one.
  private(set) var nextID = 0

  init(_ rows: [SourceRow]) {
    for row in rows { add(row) }
  }

  /// Adds a source, or says that one is complete now.
  mutating func add(_ row: SourceRow) {
    reserve(row.id)
    if let place = row.profile.member {
      members[place.container, default: [:]][place.entry] = row
    } else if row.state != .complete {
      unfinished[row.nameBytes, default: []].append(row)
    } else {
      unfinished[row.nameBytes]?.removeAll { $0.id == row.id }
    }
    if let size = row.size, let digest = row.sha256 {
      complete[size, default: [:]][digest, default: []].append(row)
    }
  }

  /// Takes a number that a source has got.
  mutating func reserve(_ id: Int) { nextID = max(nextID, id + 1) }

  /// The last file of that name whose import was interrupted.
  func unfinished(_ name: [UInt8], kind: String) -> SourceRow? {
    unfinished[name]?.last { isOfKind($0, kind) }
  }

  /// The first source of a kind with the bytes of a file.
  ///
  /// - Parameter digest: asked only where a source has that many bytes.
  func complete(
    byteCount: UInt64, kind: String, digest: () throws(AssayError) -> Digest256
  ) throws(AssayError) -> SourceRow? {
    guard let candidates = Int(exactly: byteCount).flatMap({ complete[$0] }) else { return nil }
    return candidates[try digest()]?.first { isOfKind($0, kind) }
  }

  /// A container's members, by their place in it.
  func members(of container: Int) -> [Int: SourceRow] { members[container] ?? [:] }

  /// Whether a source is of a kind: the same bytes can be evidence and a claim. A container is what its files are; one
  /// without files is of any.
  private func isOfKind(_ row: SourceRow, _ kind: String) -> Bool {
    var rest = [row]
    while let row = rest.popLast() {
      guard row.kind == SourceRow.containerKind else { return row.kind == kind }
      // A container stands before what is in it; a case in which it does not is damaged.
      rest += members(of: row.id).values.filter { $0.id > row.id }
    }
    return true
  }
}
