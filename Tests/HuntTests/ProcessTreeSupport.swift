import Foundation
import Hunt

/// Events written down by hand, for tests of process trees.
struct TreeScript {
  var events = ProcessEvents()

  private mutating func number(_ text: String) -> UInt32 {
    let bytes = Array(text.utf8)
    return events.pool.number(bytes, 0..<bytes.count)
  }

  /// Adds a start; the record's number is its place.
  @discardableResult
  mutating func start(
    _ image: String, _ pid: Int64, under parent: String = "", _ parentPID: Int64 = -1, at seconds: Double = 0,
    host: String = "WS1", log: ProcessEvent.Log = .security, guid: String = "", parentGUID: String = "",
    command: String = ""
  ) -> Int {
    var event = ProcessEvent(record: events.list.count, kind: .start, log: log)
    event.image = number(image)
    event.pid = pid
    event.parentImage = number(parent)
    event.parentPID = parentPID
    event.time = Int64(seconds * 1_000_000_000)
    event.host = number(host)
    event.command = number(command)
    event.guid = Self.guid(guid)
    event.parentGUID = Self.guid(parentGUID)
    events.append(event)
    return events.list.count - 1
  }

  /// Adds an end.
  mutating func end(
    _ image: String, _ pid: Int64, at seconds: Double, host: String = "WS1", log: ProcessEvent.Log = .security
  ) {
    var event = ProcessEvent(record: events.list.count, kind: .end, log: log)
    event.image = number(image)
    event.pid = pid
    event.time = Int64(seconds * 1_000_000_000)
    event.host = number(host)
    events.append(event)
  }

  private static func guid(_ text: String) -> ProcessGUID {
    let bytes = Array(text.utf8)
    return ProcessGUID(bytes, 0..<bytes.count) ?? .none
  }

  /// The parent's record for each start, by record; nil for none.
  var parents: [Int: Int?] {
    let forest = ProcessForest(events)
    var parents: [Int: Int?] = [:]
    for node in forest.nodes where !node.isGhost {
      let isLogged = node.parent >= 0 && !forest.nodes[node.parent].isGhost
      parents[events.list[node.event].record] =
        .some(isLogged ? events.list[forest.nodes[node.parent].event].record : nil)
    }
    return parents
  }

  /// The node of a record.
  func node(_ record: Int, _ forest: ProcessForest) -> ProcessNode? {
    forest.nodes.first { !$0.isGhost && events.list[$0.event].record == record }
  }
}
