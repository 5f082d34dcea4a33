/// Stands for parents that no record tells of: children that say the same of theirs share a ghost.
enum GhostParents {
  static func add(
    to nodes: inout [ProcessNode], events: ProcessEvents, names: ImageNames, host: (Int) -> UInt32
  ) {
    var parents = PairTable(expected: 16)
    var ghosts = PairTable(expected: 16)
    let starts = nodes.count
    for index in 0..<starts where nodes[index].parent < 0 && nodes[index].match == .inferred {
      let event = events.list[nodes[index].event]
      let place = UInt64(host(nodes[index].event))
      // A GUID says all; without one, number and program together.
      let parent =
        event.parentGUID.isNone
        ? parents.number(place << 2, UInt64(bitPattern: event.parentPID))
        : parents.number(place << 2 | 1, event.parentGUID.prefix)
      let rest = event.parentGUID.isNone ? UInt64(names[event.parentImage].tail) : event.parentGUID.rest
      let ghost = starts + ghosts.number(UInt64(parent), rest)
      if ghost == nodes.count {
        nodes.append(ProcessNode(event: nodes[index].event))
        nodes[ghost].isGhost = true
      }
      nodes[index].parent = ghost
    }
  }
}
