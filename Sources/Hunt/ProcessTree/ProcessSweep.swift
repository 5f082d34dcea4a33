/// Makes processes of records, and finds for each start what the records so far say of its parent: one pass in time
/// order, linear in the number of records.
///
/// At one moment all starts come first, then their parents are looked for, then processes end: so a parent may be
/// logged behind its child with the same time, and a process that ends when its child starts is its parent still.
struct ProcessSweep {
  /// What a start's record says of the parent, as far as nodes are known.
  struct Candidates {
    /// By ParentProcessGuid; -1: none.
    var byGUID = -1
    /// By process number, program and time; -1: none.
    var byNumber = -1
    /// The program agreed, too.
    var isNamed = false
  }

  private let events: [ProcessEvent]
  private let names: ImageNames
  private let hosts: [UInt32]
  private(set) var nodes: [ProcessNode] = []
  /// For each record of a start its node; -1 for ends.
  private(set) var nodeOf: [Int]
  private(set) var candidates: [Candidates]
  private(set) var guids: GUIDIndex
  private(set) var endsWithoutStart = 0
  private var latest: LatestStarts
  /// Nodes that a record of doubtful form ended.
  private var supposedlyEnded: Set<Int> = []

  init(_ events: ProcessEvents, names: ImageNames) {
    self.events = events.list
    self.names = names
    let hostNames = HostNames(events)
    hosts = events.list.map { hostNames.host($0) }
    nodeOf = [Int](repeating: -1, count: events.list.count)
    candidates = [Candidates](repeating: Candidates(), count: events.list.count)
    latest = LatestStarts(names: names, expected: events.list.count)
    guids = GUIDIndex(expected: events.list.contains { !$0.guid.isNone } ? events.list.count : 0)
    nodes.reserveCapacity(events.list.count)
  }

  /// The computer of a record.
  func host(_ event: Int) -> UInt32 { hosts[event] }

  mutating func run() {
    let order = Self.timeOrder(events)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, events[order[end]].time == events[order[start]].time { end += 1 }
      for index in order[start..<end] where events[index].kind == .start { enter(index) }
      for index in order[start..<end] where events[index].kind == .start { choose(index) }
      for index in order[start..<end] where events[index].kind != .start { finish(index) }
      start = end
    }
  }

  /// Indices of the records by time, then by record.
  private static func timeOrder(_ events: [ProcessEvent]) -> [Int] {
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      events[a].time != events[b].time
        ? events[a].time < events[b].time
        : events[a].record != events[b].record ? events[a].record < events[b].record : a < b
    }
    let order = Array(events.indices)
    for index in order.dropFirst() where !isBefore(index - 1, index) { return order.sorted(by: isBefore) }
    return order
  }

  // MARK: Starts

  private mutating func enter(_ index: Int) {
    let event = events[index]
    let host = hosts[index]
    var relation = ProcessNode.Relation.process
    let key = latest.key(host: host, pid: event.pid, image: names[event.image])
    if let known = sameProcess(event, host, key) {
      switch verdict(event, known) {
      case .copy: relation = .duplicate(of: original(known))
      case .furtherImage: relation = .imageChange(of: original(known))
      case .another: break
      case .otherLog:
        join(index, to: known)
        return
      }
    }
    let node = nodes.count
    nodes.append(ProcessNode(event: index))
    nodes[node].relation = relation
    nodeOf[index] = node
    var isCopy = false
    if case .duplicate = relation { isCopy = true }
    latest.enter(node, key, covers: !isCopy)
    if !isCopy { guids.enter(node, event, host: host, replaces: relation != .process) }
  }

  /// What a record is to a node, which may have the records of two logs.
  private func verdict(_ event: ProcessEvent, _ node: Int) -> StartTwins.Verdict {
    let verdict = StartTwins.judge(event, events[nodes[node].event], names)
    if nodes[node].other < 0 { return verdict }
    if StartTwins.judge(event, events[nodes[node].other], names) == .copy { return .copy }
    return verdict == .otherLog ? .another : verdict
  }

  /// The node that may be of the same start: of the same GUID, else the latest of the same number and program.
  private func sameProcess(_ event: ProcessEvent, _ host: UInt32, _ key: LatestStarts.Key) -> Int? {
    let byGUID = guids.latest(event.guid, host: host)
    if byGUID >= 0 { return byGUID }
    let found = key.image.isKnown ? latest.latestOfProgram(key) : latest.latest(key)
    return found >= 0 && nodes[found].end < 0 ? found : nil
  }

  /// The second log's record of a start: what Sysmon says comes first, since it says more.
  private mutating func join(_ index: Int, to node: Int) {
    nodeOf[index] = node
    if events[index].log == .sysmon {
      nodes[node].other = nodes[node].event
      nodes[node].event = index
      guids.enter(node, events[index], host: hosts[index], replaces: false)
    } else {
      nodes[node].other = index
    }
  }

  /// The process that a node is a further image of, or itself.
  private func original(_ node: Int) -> Int {
    switch nodes[node].relation {
    case .process: node
    case .duplicate(let first), .imageChange(let first): first
    }
  }

  // MARK: Parents

  private mutating func choose(_ index: Int) {
    let event = events[index]
    let node = nodeOf[index]
    var found = Candidates()
    found.byGUID = guids.latest(event.parentGUID, host: hosts[index])
    let key = latest.sought(host: hosts[index], pid: event.parentPID, image: names[event.parentImage])
    if key.image.isKnown {
      found.byNumber = latest.latestOfProgram(key, other: node)
      found.isNamed = found.byNumber >= 0
    }
    if found.byNumber < 0 {
      var other = latest.latest(key)
      if other == node, other >= 0 { other = latest.before(other) }
      if other >= 0, !key.image.isKnown || !latest.isNamed(other) { found.byNumber = other }
    }
    if found.byNumber >= 0, hasEnded(found.byNumber, latest.latest(key)) { found.byNumber = -1 }
    candidates[index] = found
    recognizeImageChange(index, node, found)
  }

  /// Whether a process had ended before a child of it could start.
  ///
  /// - Parameter latest: the latest start under its number.
  private func hasEnded(_ node: Int, _ latest: Int) -> Bool {
    nodes[node].end >= 0 || latest != node && supposedlyEnded.contains(node)
  }

  /// auditd: an execve of a running process with the same parent is another image of it.
  private mutating func recognizeImageChange(_ index: Int, _ node: Int, _ found: Candidates) {
    guard events[index].log == .audit, nodes[node].relation == .process else { return }
    let before = latest.before(node)
    guard before >= 0, nodes[before].end < 0, events[nodes[before].event].log == .audit,
      events[nodes[before].event].parentPID == events[index].parentPID
    else { return }
    let parent = candidates[nodes[before].event].byNumber
    guard
      parent == found.byNumber
        || parent >= 0 && found.byNumber >= 0 && original(parent) == original(found.byNumber)
    else { return }
    nodes[node].relation = .imageChange(of: original(before))
  }

  // MARK: Ends

  private mutating func finish(_ index: Int) {
    let event = events[index]
    var node = guids.latest(event.guid, host: hosts[index])
    if node < 0 {
      let key = latest.sought(host: hosts[index], pid: event.pid, image: names[event.image])
      node = key.image.isKnown ? latest.latestOfProgram(key) : latest.latest(key)
      if node >= 0, events[nodes[node].event].time == event.time, event.time != ProcessEvent.noTime,
        latest.before(node) >= 0, nodes[latest.before(node)].end < 0,
        latest.haveSameImage(node, latest.before(node))
      {
        // The number was taken again in the moment in which it became free.
        node = latest.before(node)
      }
      if node >= 0, !event.guid.isNone, !events[nodes[node].event].guid.isNone { node = -1 }
    }
    guard node >= 0 else {
      endsWithoutStart += 1
      return
    }
    if event.kind == .supposedEnd {
      supposedlyEnded.insert(node)
    } else if nodes[node].end < 0 {
      nodes[node].end = index
    }
  }
}
