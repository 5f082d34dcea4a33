/// Takes away one link of each circle: hostile or damaged records, or equal times, may make a process its own ancestor.
enum Circles {
  /// The first node of a circle, by time and record, loses its parent: the record says one, but not which can be.
  static func cut(_ nodes: inout [ProcessNode]) {
    // 0: not seen; otherwise the walk that came by.
    var walks = [Int32](repeating: 0, count: nodes.count)
    var walk: Int32 = 0
    for start in nodes.indices where walks[start] == 0 {
      walk += 1
      var node = start
      while node >= 0, walks[node] == 0 {
        walks[node] = walk
        node = nodes[node].parent
      }
      guard node >= 0, walks[node] == walk else { continue }
      var first = node
      var next = nodes[node].parent
      while next != node {
        first = min(first, next)
        next = nodes[next].parent
      }
      nodes[first].parent = -1
      nodes[first].match = .inferred
      nodes[first].closedCircle = true
    }
  }
}
