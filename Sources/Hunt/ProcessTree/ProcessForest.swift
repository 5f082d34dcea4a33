/// Processes as a forest.
package struct ProcessForest: Sendable {
  /// Starts in time order, then ghosts.
  package let nodes: [ProcessNode]
  /// Indices of all nodes, each behind its parent: computers by name, roots and children by time, then by record.
  package let order: [Int]
  /// How many records of ends belong to no start.
  package let endsWithoutStart: Int

  /// Links the processes that the records tell of. The same records give the same forest. Linear in time (but for
  /// sorting records that are not in time order) and memory, whatever the depth.
  package init(_ events: ProcessEvents) {
    let names = ImageNames(events)
    var sweep = ProcessSweep(events, names: names)
    sweep.run()
    var nodes = ParentChoice(events, sweep).chosen()
    Circles.cut(&nodes)
    GhostParents.add(to: &nodes, events: events, names: names, host: sweep.host)
    let shape = ForestShape(nodes, events: events)
    self.nodes = shape.nodes
    order = shape.order
    endsWithoutStart = sweep.endsWithoutStart
  }
}
