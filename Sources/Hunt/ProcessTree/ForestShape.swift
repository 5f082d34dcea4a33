/// Order, depth and roots of a forest, without recursion.
struct ForestShape {
  private(set) var nodes: [ProcessNode]
  private(set) var order: [Int] = []

  init(_ linked: [ProcessNode], events: ProcessEvents) {
    nodes = linked
    // Children of each node, one behind the other: first[n]..<first[n + 1].
    var first = [Int](repeating: 0, count: nodes.count + 1)
    for node in nodes where node.parent >= 0 { first[node.parent + 1] += 1 }
    for index in nodes.indices {
      nodes[index].childCount = first[index + 1]
      first[index + 1] += first[index]
    }
    var children = [Int](repeating: 0, count: first[nodes.count])
    var next = first
    for (index, node) in nodes.enumerated() where node.parent >= 0 {
      children[next[node.parent]] = index
      next[node.parent] += 1
    }
    order.reserveCapacity(nodes.count)
    var stack: [Int] = []
    for root in Self.roots(nodes, events).reversed() { stack.append(root) }
    while let index = stack.popLast() {
      order.append(index)
      let parent = nodes[index].parent
      nodes[index].depth = parent < 0 ? 0 : nodes[parent].depth + 1
      let root = parent < 0 ? -1 : nodes[parent].root
      nodes[index].root = nodes[index].isGhost ? -1 : root < 0 ? index : root
      for child in children[first[index]..<first[index + 1]].reversed() { stack.append(child) }
    }
  }

  /// Roots by computer, time, record.
  private static func roots(_ nodes: [ProcessNode], _ events: ProcessEvents) -> [Int] {
    let roots = nodes.indices.filter { nodes[$0].parent < 0 }
    var ranks: [UInt32: Int] = [:]
    let hosts = Set(roots.map { events.list[nodes[$0].event].host })
    let sorted = hosts.map { (events.pool.text($0).lowercased(), $0) }.sorted { $0 < $1 }
    for (rank, host) in sorted.enumerated() { ranks[host.1] = rank }
    let keys = roots.map { root in
      let event = events.list[nodes[root].event]
      return (ranks[event.host] ?? 0, event.time, event.record, root)
    }
    return keys.sorted { $0 < $1 }.map(\.3)
  }
}
