/// Holds files that were handed over against a list that came with them. The digest decides; the name only says which
/// file a digest was expected of, since folders are often named otherwise on the other side.
package struct ManifestComparison: Sendable {
  /// A file that was handed over, or what came out of one.
  package struct Handed: Sendable {
    package var name: [UInt8]
    /// All that are known.
    package var digests: [FileDigest]
    /// Index of the container that it came out of; a container stands before what is in it.
    package var container: Int?

    package init(name: [UInt8], digests: [FileDigest], container: Int? = nil) {
      self.name = name
      self.digests = digests
      self.container = container
    }

    func digest(_ kind: DigestKind) -> FileDigest? { digests.first { $0.kind == kind } }
  }

  /// What became of a file.
  package enum Verdict: Sendable, Equatable {
    /// Its digest is listed, at that entry.
    case matching(entry: Int, kind: DigestKind, sameName: Bool)
    /// An entry has its name and another digest.
    case differing(entry: Int, expected: FileDigest, found: FileDigest)
    /// It came out of a container that matches.
    case inListedContainer
    /// A container that is not listed itself: what came out of it is.
    case containerOfListed
    /// Neither its digest nor its name is listed.
    case notListed
    /// It has no digest of a kind that the list has.
    case notCompared
  }

  /// One for each file, in order.
  package private(set) var verdicts: [Verdict]
  /// Indices of the entries that no file was found for, in the order listed.
  package private(set) var missing: [Int]

  private let handed: [Handed]
  private let entries: [Manifest.Entry]
  private let parts: [[ArraySlice<UInt8>]]
  private var isTaken: [Bool]

  /// - Parameter handed: what was handed over; a container before what is in it.
  package init(_ manifest: Manifest, _ handed: [Handed]) {
    self.handed = handed
    entries = manifest.entries
    parts = handed.map { NameIndex.parts($0.name) }
    isTaken = Array(repeating: false, count: entries.count)
    verdicts = Array(repeating: .notListed, count: handed.count)
    missing = []
    let names = entries.map { NameIndex.parts($0.name, windows: manifest.hasWindowsNames) }
    matchDigests(names, manifest.decidingKinds)
    settleContainers()
    matchNames(names)
    settleContainersOfListed()
    missing = entries.indices.filter { !isTaken[$0] }
  }

  private static func prefix(_ digest: FileDigest) -> [UInt8] {
    [UInt8(digest.kind.byteCount)] + digest.bytes
  }

  /// Equal digests, those first that share most of their paths.
  private mutating func matchDigests(_ names: [[ArraySlice<UInt8>]], _ kinds: Set<DigestKind>) {
    var index = NameIndex(
      entries.indices.compactMap { entry in
        entries[entry].strongest.map { (Self.prefix($0), names[entry], entry) }
      })
    var found: [(file: Int, digest: FileDigest, depth: Int)] = []
    for (file, one) in handed.enumerated() {
      let known = kinds.sorted(by: >).compactMap { one.digest($0) }
      if known.isEmpty { verdicts[file] = .notCompared }
      for digest in known {
        guard let depth = index.depth(Self.prefix(digest), parts[file]) else { continue }
        found.append((file, digest, depth))
        break
      }
    }
    found.sort { a, b in a.depth == b.depth ? a.file < b.file : a.depth > b.depth }
    for (file, digest, depth) in found {
      let prefix = Self.prefix(digest)
      var level = depth
      while level > 0, index.free(prefix, parts[file], depth: level) == nil { level -= 1 }
      if let entry = index.free(prefix, parts[file], depth: level) {
        index.take(prefix, parts[file], depth: level)
        isTaken[entry] = true
        verdicts[file] = .matching(entry: entry, kind: digest.kind, sameName: level > 0)
      } else if let entry = index.any(prefix, parts[file], depth: depth) {
        // One more copy of what is listed.
        verdicts[file] = .matching(entry: entry, kind: digest.kind, sameName: depth > 0)
      }
    }
  }

  /// What is in a container that matches is vouched for by it.
  private mutating func settleContainers() {
    for (file, one) in handed.enumerated() {
      guard let container = one.container, container < file, !isMatching(file) else { continue }
      if isMatching(container) || verdicts[container] == .inListedContainer {
        verdicts[file] = .inListedContainer
      }
    }
  }

  private func isMatching(_ file: Int) -> Bool {
    if case .matching = verdicts[file] { true } else { false }
  }

  /// Names of what is left: the same name with another digest.
  private mutating func matchNames(_ names: [[ArraySlice<UInt8>]]) {
    var index = NameIndex(
      entries.indices.filter { !isTaken[$0] }.map { ([], names[$0], $0) })
    let open = handed.indices.filter { verdicts[$0] == .notListed }
    var found = open.compactMap { file in
      index.depth([], parts[file]).flatMap { $0 > 0 ? (file: file, depth: $0) : nil }
    }
    found.sort { a, b in a.depth == b.depth ? a.file < b.file : a.depth > b.depth }
    for (file, depth) in found {
      guard let entry = index.free([], parts[file], depth: depth),
        // A whole path that ends the other, or the only file of that name: `host1/a.evtx` is not `host2/a.evtx`.
        depth == parts[file].count || depth == names[entry].count
          || index.isOnlyOne([], parts[file], depth: depth),
        let expected = entries[entry].strongest, let digest = handed[file].digest(expected.kind)
      else { continue }
      index.take([], parts[file], depth: depth)
      isTaken[entry] = true
      verdicts[file] = .differing(entry: entry, expected: expected, found: digest)
    }
  }

  /// A list of the files of an archive, and the archive was handed over.
  private mutating func settleContainersOfListed() {
    var hasListed = Set<Int>()
    for (file, one) in handed.enumerated().reversed() {
      if verdicts[file] == .notListed, hasListed.contains(file) { verdicts[file] = .containerOfListed }
      switch verdicts[file] {
      case .matching, .differing, .containerOfListed:
        if let container = one.container { hasListed.insert(container) }
      case .inListedContainer, .notListed, .notCompared: continue
      }
    }
  }
}
