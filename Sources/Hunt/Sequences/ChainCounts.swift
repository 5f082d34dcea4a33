/// Counts of chains of three names and more, as a tree: what followed two, three … names.
package struct ChainCounts: Sendable {
  /// Commands before one that are looked at.
  package let order: Int
  /// The node behind a node and a name.
  private var children: [UInt64: Int32] = [:]
  /// How often the chain that leads to a node occurred.
  private var counts: [Int] = [0]
  /// How often something followed it.
  private var followed: [Int] = [0]
  /// How many different names followed it.
  private var distinct: [Int] = [0]
  /// The names of the session so far that a next one can have before it.
  private var recent: [Int32] = []

  /// Parent and name of each node but the root, in the order in which they came to be.
  private var origins: [(parent: Int32, name: Int32)] = []

  init(order: Int) { self.order = order }

  /// The tree from its nodes; nil where a number names nothing.
  init?(order: Int, nodes: [(parent: Int, name: Int, count: Int)], names: Int) {
    guard (1...16).contains(order), order > 1 || nodes.isEmpty else { return nil }
    self.order = order
    for (index, node) in nodes.enumerated() {
      guard (0...index).contains(node.parent), (0..<names).contains(node.name),
        (0..<1 << 48).contains(node.count)
      else { return nil }
      let parent = Int32(node.parent)
      guard child(of: parent, name: Int32(node.name)) == Int32(index + 1) else { return nil }
      counts[index + 1] = node.count
      guard node.count > 0 else { continue }
      followed[node.parent] += node.count
      distinct[node.parent] += 1
    }
  }

  /// Nodes but the root: parent, name, how often the chain occurred. A parent stands before its children.
  var nodes: [(parent: Int, name: Int, count: Int)] {
    origins.enumerated().map { (parent: Int($1.parent), name: Int($1.name), count: counts[$0 + 1]) }
  }

  /// Begins a session: its first command has the start before it.
  mutating func beginSession() {
    if order > 1 { recent = [SequenceCounts.start] }
  }

  /// Counts a name behind the recent ones.
  mutating func add(_ name: Int32) {
    guard order > 1 else { return }
    if recent.count >= 2 {
      for length in 2...recent.count {
        var node: Int32 = 0
        for before in recent.suffix(length) { node = child(of: node, name: before) }
        followed[Int(node)] += 1
        let leaf = child(of: node, name: name)
        counts[Int(leaf)] += 1
        if counts[Int(leaf)] == 1 { distinct[Int(node)] += 1 }
      }
    }
    recent.append(name)
    if recent.count > order { recent.removeFirst() }
  }

  private mutating func child(of node: Int32, name: Int32) -> Int32 {
    let key = SequenceCounts.pair(node, name)
    if let known = children[key] { return known }
    let new = Int32(counts.count)
    children[key] = new
    origins.append((node, name))
    counts.append(0)
    followed.append(0)
    distinct.append(0)
    return new
  }

  /// What is known of a name behind a chain: how often it followed, how often anything did, how many different names
  /// did. Nil if the chain did not occur.
  func followers(of chain: ArraySlice<Int32>, name: Int32) -> (count: Int, total: Int, distinct: Int)? {
    var node: Int32 = 0
    for before in chain {
      guard let next = children[SequenceCounts.pair(node, before)] else { return nil }
      node = next
    }
    guard followed[Int(node)] > 0 else { return nil }
    let count = children[SequenceCounts.pair(node, name)].map { counts[Int($0)] } ?? 0
    return (count, followed[Int(node)], distinct[Int(node)])
  }
}
