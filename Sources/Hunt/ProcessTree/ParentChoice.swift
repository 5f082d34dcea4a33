/// Chooses the parent of each process from what the sweep found: by GUID, by the GUID's machine and second with the
/// process number, by number and program, by number. What a GUID contradicts is no parent.
struct ParentChoice {
  /// A GUID's second and the start's time may differ by so much.
  private static let guidSeconds: Int64 = 2

  private let events: [ProcessEvent]
  private let sweep: ProcessSweep

  init(_ events: ProcessEvents, _ sweep: ProcessSweep) {
    self.events = events.list
    self.sweep = sweep
  }

  /// The nodes of the sweep with their parents. Circles are still in them.
  func chosen() -> [ProcessNode] {
    var nodes = sweep.nodes
    for index in nodes.indices {
      switch nodes[index].relation {
      // The first stands before its copies.
      case .duplicate(let first):
        nodes[index].parent = nodes[first].parent
        nodes[index].match = nodes[first].match
      case .process, .imageChange:
        let (parent, match) = parent(of: index)
        nodes[index].parent = parent
        nodes[index].match = match
        if parent < 0 { nodes[index].possibleParent = possibleParent(of: index) }
      }
    }
    return nodes
  }

  private func parent(of node: Int) -> (Int, ParentMatch?) {
    let records = [sweep.nodes[node].event, sweep.nodes[node].other].filter { $0 >= 0 }
    for record in records where !events[record].parentGUID.isNone {
      let guid = events[record].parentGUID
      let host = sweep.host(record)
      let known = sweep.candidates[record].byGUID
      let byGUID = known >= 0 ? known : sweep.guids.first(guid, host: host)
      if byGUID >= 0, !isSame(byGUID, node) { return (byGUID, .guid) }
      let byPrefix = sweep.guids.first(prefixOf: guid, pid: events[record].parentPID, host: host)
      if byPrefix >= 0, !isSame(byPrefix, node) { return (byPrefix, .guidPrefix) }
    }
    for record in records where !events[record].parentIsUnknown {
      let found = sweep.candidates[record]
      guard found.byNumber >= 0, !isSame(found.byNumber, node),
        records.allSatisfy({ agrees(events[$0].parentGUID, with: found.byNumber) })
      else { continue }
      return (found.byNumber, found.isNamed ? .numberAndName : .number)
    }
    let isSaid = records.contains {
      events[$0].parentPID != ProcessNumber.none || events[$0].parentImage != 0
        || !events[$0].parentGUID.isNone
    }
    return (-1, isSaid ? .inferred : nil)
  }

  /// Sysmon writes zeros for a parent that had ended or that it did not see start: the number may still lead to it.
  private func possibleParent(of node: Int) -> Int {
    let record = sweep.nodes[node].event
    let found = sweep.candidates[record].byNumber
    return events[record].parentIsUnknown && found >= 0 && !isSame(found, node) ? found : -1
  }

  /// Whether two nodes are one process.
  private func isSame(_ a: Int, _ b: Int) -> Bool {
    if a == b { return true }
    func original(_ node: Int) -> Int {
      if case .imageChange(let first) = sweep.nodes[node].relation { return first }
      return node
    }
    return original(a) == original(b)
  }

  /// Whether a process can be the one that a GUID names: it has no other GUID, and started in the GUID's second.
  private func agrees(_ guid: ProcessGUID, with node: Int) -> Bool {
    if guid.isNone { return true }
    let records = [sweep.nodes[node].event, sweep.nodes[node].other].filter { $0 >= 0 }
    guard records.allSatisfy({ events[$0].guid.isNone }) else { return false }
    guard let second = guid.startSecond, let time = records.map({ events[$0].time }).first,
      time != ProcessEvent.noTime
    else { return true }
    return abs(time / 1_000_000_000 - second) <= Self.guidSeconds
  }
}
