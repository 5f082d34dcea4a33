import Evidence
import Hunt
import Integrity
import Pages
import Query

/// Processes as rows.
struct TreeRows {
  private let answer: TreeAnswer
  let columns: [Column]

  init(_ answer: TreeAnswer) {
    self.answer = answer
    let key = answer.keys.one
    columns = [
      Column(key), Column("parent_\(key)"), Column("root_\(key)"), Column("depth"), Column("matched_by"),
      Column("ghost"), Column("node"), Column("parent_node"), Column("time", .time), Column("computer"),
      Column("image"), Column("pid"), Column("parent_pid"), Column("user"), Column("command_line"),
      Column("logon_id"), Column("integrity"), Column("hashes"), Column("process_guid"),
      Column("ended", .time),
      Column("relation"), Column("of_\(key)"), Column("other_\(key)"), Column("possible_parent_\(key)"),
      Column("chosen"), Column("anomalies"), Column("attached"), Column("decoded"),
    ]
  }

  // Words that many rows share, made once.
  private static let process = Cell.text("process")
  private static let duplicate = Cell.text("duplicate")
  private static let imageChange = Cell.text("image-change")
  private static let ghost = Cell.text("ghost")
  private static let matches: [ParentMatch: Cell] = Dictionary(
    uniqueKeysWithValues: ParentMatch.allCases.map { ($0, Cell.text($0.rawValue)) })

  /// The row of a node.
  func cells(_ index: Int) -> [Cell] {
    let node = answer.forest.nodes[index]
    let event = answer.events.list[node.event]
    var relation = Self.process
    var of = -1
    switch node.relation {
    case .process: break
    case .duplicate(let first): (relation, of) = (Self.duplicate, first)
    case .imageChange(let first): (relation, of) = (Self.imageChange, first)
    }
    if node.isGhost { relation = Self.ghost }
    let ended = node.end >= 0 ? answer.events.list[node.end].time : ProcessEvent.noTime
    let other = node.other >= 0 ? Optional(answer.events.list[node.other].record) : nil
    let match: Cell = node.match.flatMap { Self.matches[$0] } ?? .null
    let decoded = answer.decoded[index].map { TreeDecoding.json($0) } ?? []
    let guid = node.isGhost ? event.parentGUID : event.guid
    return [
      .integer(answer.record(index)), .integer(answer.record(node.parent)),
      .integer(answer.record(node.root)),
      .integer(node.depth), match, .flag(node.isGhost),
      .integer(index),
      .integer(node.parent < 0 ? nil : node.parent), node.isGhost ? .null : Self.time(event.time),
      text(event.host),
      text(node.isGhost ? event.parentImage : event.image),
      Self.number(node.isGhost ? event.parentPID : event.pid),
      node.isGhost ? .null : Self.number(event.parentPID), node.isGhost ? .null : text(event.user),
      text(node.isGhost ? event.parentCommand : event.command), node.isGhost ? .null : text(event.logon),
      node.isGhost ? .null : text(event.integrity), node.isGhost ? .null : text(event.hashes),
      guid.isNone ? .null : .text(guid.text), Self.time(ended), relation, .integer(answer.record(of)),
      .integer(other), .integer(answer.record(node.possibleParent)), .flag(answer.chosen.contains(index)),
      .json(.array(Self.anomalies(answer.anomalies[index] ?? []))),
      .json(.array(Self.attached(answer.attached[index] ?? []))),
      .json(.array(decoded)),
    ]
  }

  private func text(_ number: UInt32) -> Cell {
    number == 0 ? .null : .sql(.text(answer.events.pool.array(number)))
  }

  private static func number(_ value: Int64) -> Cell {
    value == ProcessNumber.none ? .null : .sql(.integer(value))
  }

  private static func time(_ value: Int64) -> Cell {
    if value == ProcessEvent.noTime { return .null }
    var text: [UInt8] = []
    Timestamp(unixNanoseconds: value).appendText(to: &text)
    return .sql(.text(text))
  }

  private static func anomalies(_ list: [ProcessAnomaly]) -> [JSONValue] {
    list.map { ["kind": .string($0.kind.rawValue), "reason": .string($0.reason)] }
  }

  private static func attached(_ list: [Attachment]) -> [JSONValue] {
    list.map {
      [
        "kind": .string($0.kind.rawValue), "what": .string($0.what), "count": .number($0.count),
        "first_record": .number($0.record),
      ]
    }
  }
}
