import Evidence

/// Identifies a field name within one `NameTable`.
package typealias NameID = Int32

/// Field names of one row group, interned: a tree, since flattened JSON names are paths. `event_data.Image` is
/// the child `Image` of `event_data`. Ids count up from 1 in order of first appearance; 0 is the root.
///
/// Records of one log repeat the same names in the same order, so each name remembers which one came next,
/// and the next look-up compares bytes instead of hashing them.
package struct NameTable: Sendable {
  private struct Node: Sendable {
    var parent: NameID
    var keyStart: Int32
    var keyLength: Int32
    /// What was looked up after this one the last time; -1 for none.
    var follower: NameID = -1
  }

  private var nodes: [Node] = [Node(parent: -1, keyStart: 0, keyLength: 0)]
  private var keyBytes: [UInt8] = []
  /// Open addressing; 0 is empty (the root is never looked up).
  private var slots: [NameID] = Array(repeating: 0, count: 256)
  private var last: NameID = 0
  /// More names are refused from here on (`Limits.namesPerGroup`).
  private let limit: Int

  package init(limit: Int = Limits().namesPerGroup) {
    self.limit = limit
  }

  /// Ids in use are `1 ..< count`.
  package var count: Int { nodes.count }

  /// The id of `key` below `parent` (0: top level). Nil when the table is full.
  @inline(__always)
  package mutating func id(_ key: Span<UInt8>, below parent: NameID = 0) -> NameID? {
    let guess = nodes[Int(last)].follower
    if guess > 0, matches(guess, key, parent) {
      last = guess
      return guess
    }
    return find(key, parent)
  }

  /// The id of a name known when this was written.
  package mutating func id(_ key: StaticString, below parent: NameID = 0) -> NameID? {
    var bytes: [UInt8] = []
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    return id(bytes.span, below: parent)
  }

  /// The id of a name in text form.
  package mutating func id(_ key: String, below parent: NameID = 0) -> NameID? {
    id(Array(key.utf8).span, below: parent)
  }

  @inline(__always)
  private func matches(_ candidate: NameID, _ key: Span<UInt8>, _ parent: NameID) -> Bool {
    let node = nodes[Int(candidate)]
    guard node.parent == parent, Int(node.keyLength) == key.count else { return false }
    let start = Int(node.keyStart)
    return keyBytes.span.extracting(start..<start + key.count).equals(key)
  }

  private mutating func find(_ key: Span<UInt8>, _ parent: NameID) -> NameID? {
    let mask = slots.count - 1
    var i = Int(truncatingIfNeeded: key.tableHash(seed: UInt64(truncatingIfNeeded: parent))) & mask
    while slots[i] != 0 {
      if matches(slots[i], key, parent) {
        nodes[Int(last)].follower = slots[i]
        last = slots[i]
        return slots[i]
      }
      i = (i + 1) & mask
    }
    guard nodes.count <= limit else { return nil }
    let id = NameID(nodes.count)
    nodes.append(
      Node(parent: parent, keyStart: Int32(keyBytes.count), keyLength: Int32(key.count)))
    keyBytes.append(key)
    slots[i] = id
    nodes[Int(last)].follower = id
    last = id
    if nodes.count * 2 > slots.count { grow() }
    return id
  }

  private mutating func grow() {
    let capacity = slots.count * 2
    slots = Array(repeating: 0, count: capacity)
    let mask = slots.count - 1
    for id in 1..<nodes.count {
      let node = nodes[id]
      let start = Int(node.keyStart)
      let hash = keyBytes.span.extracting(start..<start + Int(node.keyLength))
        .tableHash(seed: UInt64(truncatingIfNeeded: node.parent))
      var i = Int(truncatingIfNeeded: hash) & mask
      while slots[i] != 0 { i = (i + 1) & mask }
      slots[i] = NameID(id)
    }
  }

  /// Bytes of the last key of a name.
  @inline(__always)
  package func keyLength(_ id: NameID) -> Int { Int(nodes[Int(id)].keyLength) }

  /// The name without its last key; 0 for a name at top level, and for 0 itself.
  package func parent(_ id: NameID) -> NameID { max(0, nodes[Int(id)].parent) }

  /// Whether the last key of a name is `key`.
  package func hasKey(_ id: NameID, _ key: StaticString) -> Bool {
    let node = nodes[Int(id)]
    return Int(node.keyLength) == key.utf8CodeUnitCount
      && keyBytes.span.starts(with: key, at: Int(node.keyStart))
  }

  /// The whole name: keys from the root joined by dots.
  package func name(_ id: NameID) -> String {
    String(decoding: nameBytes(id), as: UTF8.self)
  }

  private func nameBytes(_ id: NameID) -> [UInt8] {
    let node = nodes[Int(id)]
    var bytes: [UInt8] = []
    if node.parent > 0 {
      bytes = nameBytes(node.parent)
      bytes.append(UInt8(ascii: "."))
    }
    let start = Int(node.keyStart)
    bytes.append(keyBytes.span.extracting(start..<start + Int(node.keyLength)))
    return bytes
  }
}
