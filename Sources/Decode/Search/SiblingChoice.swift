internal import Evidence

/// Of what was found in one text, drops what is a part of something else that was found there: a piece of a string that
/// is joined, an escape within a stretch of them.
enum SiblingChoice {
  static func choose(_ nodes: [SearchNode]) -> [SearchNode] {
    let accepted = nodes.indices.filter { nodes[$0].isAccepted && nodes[$0].kind == .text }
    guard accepted.count > 1 else { return nodes }
    let order = accepted.sorted {
      let a = nodes[$0].candidate.range
      let b = nodes[$1].candidate.range
      return (a.lowerBound, -a.upperBound, $0) < (b.lowerBound, -b.upperBound, $1)
    }
    var dropped: Set<Int> = []
    // Stretches that are still open, outermost first.
    var open: [Int] = []
    for place in order {
      let range = nodes[place].candidate.range
      while let last = open.last, nodes[last].candidate.range.upperBound <= range.lowerBound {
        open.removeLast()
      }
      let isPart = open.suffix(4).contains { outer in
        nodes[outer].candidate.range.upperBound >= range.upperBound && holds(nodes[outer], nodes[place])
      }
      if isPart { dropped.insert(place) } else { open.append(place) }
    }
    return nodes.indices.filter { !dropped.contains($0) }.map { nodes[$0] }
  }

  private static func holds(_ outer: SearchNode, _ inner: SearchNode) -> Bool {
    guard outer.utf8.count > inner.utf8.count else { return false }
    // A rewritten text keeps what stands in it; its other layers are no parts of it.
    return outer.utf8.span.firstIndex(of: inner.utf8, from: 0) < outer.utf8.count
  }
}
