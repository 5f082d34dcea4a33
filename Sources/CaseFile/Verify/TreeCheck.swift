import GRDB
import Integrity

/// Makes the Merkle tree again from the leaf hashes and compares it with the stored nodes, level by level.
///
/// Each stored node is compared twice: those of the lowest stored level with the leaves, those above with the
/// stored ones below. So one wrong node is told as one, and damaged leaves hide no other node.
struct TreeCheck {
  private struct Entry {
    var level: Int
    /// From the leaves; nil where some are unknown.
    var computed: Digest256?
    /// As stored (from level 8 up), or as computed where nothing is stored.
    var stored: Digest256?
  }

  private let node: (NodeID) -> Digest256?
  /// Sizes at which custody entries name a root, ascending.
  private var heads: ArraySlice<CustodyHead>
  /// Further sizes at which the root is wanted, ascending.
  private var wanted: ArraySlice<Int>
  /// Roots at the sizes that were wanted; none where records below are damaged.
  private(set) var roots: [Int: Digest256] = [:]
  private var edge: [Entry] = []
  private var group: [Digest256?] = []
  private var unknown: Range<Int>?
  private(set) var size = 0
  private(set) var nodesFound = 0
  /// The gap in the leaves was too long to go on.
  private(set) var isLost = false

  init(heads: [CustodyHead], sizes: Set<Int>, node: @escaping (NodeID) -> Digest256?) {
    wanted = sizes.sorted()[...]
    self.heads = heads.sorted { ($0.size, $0.sequence) < ($1.size, $1.sequence) }[...]
    self.node = node
  }

  /// Appends leaves; nil for unknown ones.
  mutating func append(_ leaf: Digest256?, _ log: inout FailureLog) {
    checkHeads(&log)
    group.append(leaf)
    size += 1
    if group.count == 1 << EvidenceTree.storedLevel { closeGroup(&log) }
  }

  mutating func appendUnknown(_ count: Int, _ log: inout FailureLog) {
    guard count <= 1 << 24 else {
      isLost = true
      return
    }
    for _ in 0..<count { append(nil, &log) }
  }

  private mutating func closeGroup(_ log: inout FailureLog) {
    let known = group.compactMap { $0 }
    let isKnown = known.count == group.count
    noteUnknown(&log)
    push(Entry(level: EvidenceTree.storedLevel, computed: isKnown ? merkleRoot(known) : nil), &log)
    group.removeAll(keepingCapacity: true)
  }

  /// Leaves that cannot be made again, a stretch at a time.
  private mutating func noteUnknown(_ log: inout FailureLog) {
    let range = size - group.count..<size
    if group.contains(where: { $0 == nil }) {
      unknown = (unknown?.lowerBound ?? range.lowerBound)..<range.upperBound
    } else {
      flushUnknown(&log)
    }
  }

  private mutating func flushUnknown(_ log: inout FailureLog) {
    guard let range = unknown else { return }
    unknown = nil
    log.add(
      VerifyReport.Failure(
        "tree.unknown", record: range.lowerBound,
        reason:
          "records \(range.lowerBound)–\(range.upperBound): the nodes over them cannot be checked, since some"
          + " are damaged"))
  }

  private mutating func push(_ new: Entry, _ log: inout FailureLog) {
    var entry = new
    compare(&entry, expected: entry.computed, &log)
    while let left = edge.last, left.level == entry.level {
      edge.removeLast()
      var parent = Entry(level: entry.level + 1)
      if let a = left.computed, let b = entry.computed { parent.computed = nodeHash(a, b) }
      var expected: Digest256?
      if let a = left.stored, let b = entry.stored { expected = nodeHash(a, b) }
      compare(&parent, expected: expected, &log)
      entry = parent
    }
    edge.append(entry)
  }

  private mutating func compare(_ entry: inout Entry, expected: Digest256?, _ log: inout FailureLog) {
    let id = NodeID(level: entry.level, index: UInt64(size >> entry.level) - 1)
    let first = (size >> entry.level - 1) << entry.level
    guard let stored = node(id) else {
      log.add(
        VerifyReport.Failure(
          "tree.missing", record: first, expected: expected?.description,
          reason: "tree node \(id) (records \(first)–\(size)) is not there"))
      entry.stored = expected
      return
    }
    nodesFound += 1
    entry.stored = stored
    if let expected, expected != stored {
      log.add(
        VerifyReport.Failure(
          "tree.node", record: first, expected: expected.description, found: stored.description,
          reason: "tree node \(id) (records \(first)–\(size)) is not the hash of what is below it"))
    }
  }

  /// Root over all leaves so far: nil where some are unknown.
  private var computedRoot: Digest256? { root(edge.map(\.computed)) }

  private func root(_ subtrees: [Digest256?]) -> Digest256? {
    var parts = subtrees
    if !group.isEmpty {
      let known = group.compactMap { $0 }
      parts.append(known.count == group.count ? merkleRoot(known) : nil)
    }
    guard var root = parts.last else { return .ofNothing }
    for left in parts.dropLast().reversed() {
      guard let a = left, let b = root else { return nil }
      root = nodeHash(a, b)
    }
    return root
  }

  /// The case as it was at each custody entry must be the beginning of the case as it is.
  private mutating func checkHeads(_ log: inout FailureLog) {
    while let next = wanted.first, next <= size {
      wanted.removeFirst()
      roots[next] = computedRoot
    }
    while let head = heads.first, head.size <= size {
      heads.removeFirst()
      // From the leaves; where some are damaged, at least from the nodes that were stored of them.
      guard let found = computedRoot ?? root(edge.map(\.stored)) else {
        log.add(
          VerifyReport.Failure(
            "tree.unknown", record: size,
            reason: "the root of the first \(size) records cannot be made again: some are damaged"))
        continue
      }
      if found != head.root {
        log.add(
          VerifyReport.Failure(
            "tree.root", record: size, expected: head.root.description, found: found.description,
            reason: "the root of the first \(size) records is not the one in custody entry \(head.sequence)"))
      }
    }
  }

  /// Ends the check; returns the root.
  mutating func finish(_ log: inout FailureLog) -> Digest256? {
    checkHeads(&log)
    if !group.isEmpty { noteUnknown(&log) }
    flushUnknown(&log)
    for head in heads {
      log.add(
        VerifyReport.Failure(
          "tree.size", record: size, expected: "\(head.size)", found: "\(size)",
          reason: "custody entry \(head.sequence) tells of \(head.size) records, \(size) are there"))
    }
    return computedRoot
  }
}

/// Size and root of the evidence as a custody entry names them.
struct CustodyHead: Sendable, Hashable {
  var size: Int
  var root: Digest256
  var sequence: Int
}
