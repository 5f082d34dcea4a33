import CaseFile
import Evidence
import Formats
import Query

/// Number of a field that is compared, in `FieldPlan.names`; -1: the field is not compared.
typealias FieldNumber = Int32

/// Which fields are compared, and under which name each side has them. A name's canonical form is the one of Event XML
/// (`ColumnNames`), so that `winlog.event_data.Image` and `Image` are one field.
struct FieldPlan: Sendable {
  /// What a name of a raw record means.
  struct RawUse: Sendable {
    /// -1: not compared as a field.
    var number: FieldNumber
    /// Of the canonical name.
    var hash: Int
    /// Whether it counts for the record's meaning; false: a text that was added to it.
    var isContent: Bool
    /// Rendered text of Event XML.
    var isRendered: Bool
    /// An unnamed `Data` of Event XML, whose name is its position.
    var isUnnamed: Bool
  }

  /// Canonical names of compared fields.
  private(set) var names: [String] = []
  /// Of the names, for sums.
  private(set) var hashes: [Int] = []
  private var numbers: [String: FieldNumber] = [:]
  /// Whether a record that lacks the field in the export has lost it.
  private(set) var isJudged: [Bool] = []
  /// Fields that records have and no column of the export stands for.
  private(set) var notExported: [String] = []
  private let timeFields: Set<String>
  /// Whether records' texts may be of any kind, so that a text which begins no event is one all the same.
  let hasPlainTexts: Bool

  /// Numbers of the fields that make a record's key, always the first ones.
  enum Key {
    static let computer: FieldNumber = 0
    static let channel: FieldNumber = 1
    static let recordID: FieldNumber = 2
    static let names = ["Computer", "Channel", "EventRecordID"]
    /// Further ones that an export has once, though maybe in several columns.
    static let single = names + ["EventID", "Provider"]
  }

  private static let mostUnnamed = 99

  /// - Parameters:
  ///   - evidence: whose records are compared.
  ///   - layouts: of the export's sources, by their numbers.
  init(_ evidence: CaseReader, _ layouts: [Int: ExportLayout]) {
    timeFields = Set(layouts.values.flatMap(\.map.timeStandsFor))
    let formats = Set(evidence.sources.filter { evidence.answering.contains($0.id) }.map(\.profile.format))
    let hasXML = formats.contains(.eventXML) || formats.contains(.evtx)
    hasPlainTexts = formats.contains(.lines) || formats.contains(.csv)
    let hasOther = !formats.subtracting([.eventXML, .evtx]).isEmpty
    for name in Key.single { _ = add(name) }
    var weights: [(number: FieldNumber, weight: Int)] = []
    for field in evidence.fields where !field.isCommon {
      let weight = max(1, field.records - field.nulls)
      for isXML in [true, false] where isXML ? hasXML : hasOther {
        guard let name = compared(field.name, isXML: isXML) else { continue }
        if isXML, name == "Data" {
          for n in 1...Self.mostUnnamed { _ = add("Data_\(n)") }
          weights.append((add("Data_1"), weight))
        } else {
          weights.append((add(name), weight))
        }
      }
    }
    isJudged = Array(repeating: false, count: names.count)
    for layout in layouts.values where layout.map.judgesFields {
      let (map, list) = (layout.map, layout.columns)
      if list.contains(where: map.nested.contains) {
        // The event's data stands in one column: all of its fields are exported.
        for number in names.indices where number >= Key.single.count { isJudged[number] = true }
      }
      for column in list { if let number = number(ofColumn: column, map) { isJudged[Int(number)] = true } }
    }
    let all = weights.reduce(0) { $0 + $1.weight }
    let exported = weights.reduce(0) { $0 + (isJudged[Int($1.number)] ? $1.weight : 0) }
    let missing = Set(weights.map(\.number).filter { !isJudged[Int($0)] })
    // The export is one of whole events, and so every field is meant to be there; a table of a few fields that were
    // asked for is judged by these.
    if exported * 2 >= all, all > 0, exported > 0 {
      for number in names.indices { isJudged[number] = true }
    } else {
      notExported = missing.map { names[Int($0)] }.sorted()
    }
  }

  /// Whether fields are compared at all.
  var judgesFields: Bool { isJudged.contains(true) }

  private mutating func add(_ name: String) -> FieldNumber {
    if let known = numbers[name] { return known }
    let number = FieldNumber(names.count)
    names.append(name)
    hashes.append(name.hashValue)
    numbers[name] = number
    return number
  }

  /// Canonical name of a field's or column's name.
  static func canonical(_ name: String) -> String {
    var name = name
    for wrapper in ["winlog.event_data.", "winlog.user_data."] where name.hasPrefix(wrapper) {
      name = String(name.dropFirst(wrapper.count))
    }
    name = ColumnNames.column(for: ColumnNames.column(for: name))
    for prefix in ["EventData.", "UserData."] where name.hasPrefix(prefix) {
      name = ColumnNames.column(for: String(name.dropFirst(prefix.count)))
    }
    if let alias = aliases[name] { return alias }
    if name.hasPrefix("param"), let n = Int(name.dropFirst(5)), n > 0 { return "Data_\(n)" }
    return name
  }

  private static let aliases = ["Hostname": "Computer"]
  private static let systemCompared: Set<String> = [
    "EventID", "Channel", "Computer", "EventRecordID", "Provider",
  ]

  /// The canonical name of a raw field that is compared; nil for one that is not.
  private func compared(_ name: String, isXML: Bool) -> String? {
    if isXML {
      if Self.isRendered(name) || name == "Binary" || name == "EventDataName" || name == "SystemTime" {
        return nil
      }
      if Self.traceAttributes.contains(name) { return nil }
      if SystemFields.contains(Array(name.utf8).span), !Self.systemCompared.contains(name) { return nil }
    }
    if timeFields.contains(name) { return nil }
    return Self.canonical(name)
  }

  private static func isRendered(_ name: String) -> Bool {
    name == "Message" || name.hasPrefix("RenderingInfo.")
  }

  /// Attributes of Execution that trace sessions have, beside those of `SystemFields`.
  private static let traceAttributes: Set<String> = [
    "ExecutionProcessorID", "ExecutionKernelTime", "ExecutionUserTime", "ExecutionSessionID",
  ]

  /// What a raw record's field means.
  func rawUse(_ name: String, isXML: Bool) -> RawUse {
    let rendered = isXML && Self.isRendered(name)
    let compared = compared(name, isXML: isXML)
    return RawUse(
      number: compared.flatMap { numbers[$0] } ?? -1, hash: (compared ?? name).hashValue,
      isContent: !rendered, isRendered: rendered, isUnnamed: isXML && name == "Data")
  }

  /// What the `n`-th unnamed Data of a record means, from 1.
  func unnamedUse(_ n: Int) -> RawUse {
    let name = "Data_\(min(n, Self.mostUnnamed))"
    return RawUse(
      number: numbers[name] ?? -1, hash: name.hashValue, isContent: true, isRendered: false, isUnnamed: true)
  }

  /// The compared field that a column stands for.
  func number(ofColumn column: String, _ map: ExportMap) -> FieldNumber? {
    var name = map.unwrapped(column)
    if name.hasSuffix("{}") { name = String(name.dropLast(2)) }
    // A map may say several fields of one column: the first by name, for a dictionary has no order.
    let own = map.names.filter { $0.value.contains(name) }.keys.sorted()
    if let number = own.lazy.compactMap({ numbers[$0] }).first { return number }
    if map.own.contains(name) { return nil }
    if let prefix = map.renamedPrefix, name.hasPrefix(prefix) { name = String(name.dropFirst(prefix.count)) }
    return numbers[Self.canonical(name)]
  }

  /// Whether a record's field is judged.
  func judges(_ number: FieldNumber) -> Bool { number >= 0 && isJudged[Int(number)] }
}
