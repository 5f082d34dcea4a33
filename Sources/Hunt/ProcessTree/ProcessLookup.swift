/// Finds the process that some other record tells of: a connection, a file, a key of the registry.
package struct ProcessLookup: Sendable {
  private struct Number: Hashable {
    var host: String
    var pid: Int64
  }

  private struct GUID: Hashable {
    var host: String
    var guid: ProcessGUID
  }

  private var byGUID: [GUID: Int] = [:]
  /// Nodes in time order.
  private var byNumber: [Number: [Int]] = [:]
  private let times: [Int64]
  private let ends: [Int64?]

  /// - Parameter nodes: those that may be found; all where it is nil.
  package init(_ forest: ProcessForest, _ events: ProcessEvents, among nodes: Set<Int>? = nil) {
    var times: [Int64] = []
    var ends: [Int64?] = []
    for (index, node) in forest.nodes.enumerated() {
      let event = events.list[node.event]
      times.append(event.time)
      ends.append(node.end >= 0 ? events.list[node.end].time : nil)
      if node.isGhost || nodes.map({ !$0.contains(index) }) ?? false { continue }
      if case .duplicate = node.relation { continue }
      let host = events.pool.text(event.host).lowercased()
      for record in [node.event, node.other] where record >= 0 {
        let guid = events.list[record].guid
        let key = GUID(host: host, guid: guid)
        if !guid.isNone, byGUID[key] == nil { byGUID[key] = index }
      }
      if event.pid != ProcessNumber.none {
        byNumber[Number(host: host, pid: event.pid), default: []].append(index)
      }
    }
    self.times = times
    self.ends = ends
  }

  /// The node of a process on a computer: by its GUID; without one, the latest start of the number that is not after
  /// `time` and had not ended then.
  package func node(host: String, guid: ProcessGUID?, pid: Int64?, time: Int64) -> Int? {
    let host = host.lowercased()
    if let guid, !guid.isNone {
      if let node = byGUID[GUID(host: host, guid: guid)] { return node }
      // A process with another GUID is another process.
      return nil
    }
    guard let pid, let nodes = byNumber[Number(host: host, pid: pid)] else { return nil }
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if times[nodes[middle]] <= time { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let node = nodes[low - 1]
    if let end = ends[node], end < time { return nil }
    return node
  }
}
