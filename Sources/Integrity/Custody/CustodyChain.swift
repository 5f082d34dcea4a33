/// The custody log as far as it was read: what appending and checking the next entry need.
///
/// Each entry names the SHA-256 of the one before (so that `sha256sum` can walk the chain), and each entry's
/// bytes are a leaf of an RFC 6962 tree of their own (short proofs, one signature over all).
package struct CustodyChain: Sendable {
  /// The tree over the entries' canonical bytes.
  package private(set) var tree = CompactRange()
  /// SHA-256 of the last entry; zero before the first: the next entry's `previous`.
  package private(set) var head = Digest256.zero
  /// What was wrong, in order. Empty for a sound chain.
  package private(set) var faults: [CustodyFault] = []
  /// Entries whose time lies before that of an earlier entry: the clock was set back. A note, no fault.
  package private(set) var backward: [Int] = []
  private var evidence = CustodyEntry.TreeHead(size: 0, root: .ofNothing)
  private var latest = ""

  /// A log without entries.
  package init() {}

  /// Checks a whole log: the canonical bytes of the entries in the order of their rows. Goes on behind
  /// a fault, so that damage in one place hides no other.
  package init(checking entries: some Sequence<[UInt8]>) {
    for bytes in entries { append(bytes) }
  }

  /// Entries so far.
  package var count: Int { Int(tree.size) }

  /// Sequence number of the next entry.
  package var nextSequence: Int64 { Int64(tree.size) }

  /// Root of the custody tree.
  package var root: Digest256 { tree.root }

  /// Takes the next entry as stored and checks it against the one before. Returns the entry if its bytes
  /// could be read; what is wrong is added to `faults`.
  @discardableResult
  package mutating func append(_ bytes: [UInt8]) -> CustodyEntry? {
    let index = count
    defer {
      tree.append(leafHash(bytes))
      head = Digest256.of(bytes)
    }
    let entry: CustodyEntry
    do { entry = try CustodyEntry(canonical: bytes) } catch {
      faults.append(CustodyFault(index: index, reason: error))
      return nil
    }
    func fault(_ reason: CustodyFault.Reason) { faults.append(CustodyFault(index: index, reason: reason)) }
    if entry.sequence != nextSequence { fault(.sequence(found: entry.sequence)) }
    if entry.previous != head { fault(.previous(found: entry.previous, computed: head)) }
    if let reason = contradiction(of: entry.evidence) { fault(reason) }
    evidence = entry.evidence
    let time = String(entry.time.dropLast())
    if time < latest { backward.append(index) }
    latest = max(latest, time)
    return entry
  }

  /// How the evidence contradicts that of the entry before; nil if it does not.
  private func contradiction(of found: CustodyEntry.TreeHead) -> CustodyFault.Reason? {
    if found.size < evidence.size { return .evidenceShrank(from: evidence.size, to: found.size) }
    return found.size == evidence.size && found.root != evidence.root ? .evidenceRoot(found.root) : nil
  }
}
