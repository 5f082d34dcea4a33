import Evidence
import Hunt
import Query

/// Something that a process did, as often as it did it.
struct Attachment: Sendable {
  var kind: AttachedKinds.Kind
  /// What: `tcp 10.0.0.5:443 (a.example)`, a path, a key, a name.
  var what: String
  var count: Int
  /// First record of it.
  var record: Int
}

/// What processes did, from Sysmon: connections (3), files (11, 15, 23, 26), registry (12–14), names asked (22).
struct TreeAttachments {
  private static let ids: [AttachedKinds.Kind: [String]] = [
    .network: ["3"], .files: ["11", "15", "23", "26"], .registry: ["12", "13", "14"], .dns: ["22"],
  ]
  private static let fields = [
    "Protocol", "DestinationIp", "DestinationPort", "DestinationHostname", "Initiated", "TargetFilename",
    "TargetObject", "EventType", "Details", "QueryName", "QueryResults",
  ]

  private let selection: Selection
  private let kinds: [AttachedKinds.Kind]

  init(_ selection: Selection, _ kinds: [AttachedKinds.Kind]) {
    self.selection = selection
    self.kinds = kinds
  }

  /// What the shown processes of an answer did, by node: in the order of kinds, then as it came first.
  func all(_ answer: TreeAnswer) throws -> [Int: [Attachment]] {
    let columns = selection.columns(
      among: ["computer", "time", "event_id", "ProcessGuid", "ProcessId"] + Self.fields)
    let names = columns.map { $0.lowercased() }
    guard names.contains("event_id"), names.contains("processguid") || names.contains("processid") else {
      return [:]
    }
    let shown = answer.forest.nodes.indices.filter { answer.choice.isShown[$0] }
    let lookup = ProcessLookup(answer.forest, answer.events, among: Set(shown))
    let kindOfID = Dictionary(
      kinds.flatMap { kind in (Self.ids[kind] ?? []).map { ($0, kind) } },
      uniquingKeysWith: { first, _ in first })
    var found: [Int: [Attachment]] = [:]
    var places: [String: Int] = [:]
    let list = (["record"] + columns.map { FieldQueries.quoted($0) }).joined(separator: ", ")
    let ids = kindOfID.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
    let sql = "SELECT \(list) FROM events WHERE event_id IN (\(ids)) ORDER BY record"
    try selection.session.run(sql, onColumns: { _ in }) { row in
      guard case .integer(let record) = row[0],
        let node = ProcessPlace(columns, row.dropFirst()).node(lookup)
      else { return true }
      var values: [String: String] = [:]
      for (name, value) in zip(names, row.dropFirst()) {
        var bytes: [UInt8] = []
        value.appendText(to: &bytes)
        if !bytes.isEmpty { values[name] = String(decoding: bytes, as: UTF8.self) }
      }
      guard let kind = kindOfID[values["event_id"] ?? ""], let what = Self.words(kind, values) else {
        return true
      }
      let key = "\(node) \(kind.rawValue) \(what)"
      if let place = places[key] {
        found[node]?[place].count += 1
      } else {
        places[key] = found[node]?.count ?? 0
        found[node, default: []].append(Attachment(kind: kind, what: what, count: 1, record: Int(record)))
      }
      return true
    }
    return found.mapValues { list in kinds.flatMap { kind in list.filter { $0.kind == kind } } }
  }

  /// What a record says, in one line; nil where it lacks what makes it worth one.
  private static func words(_ kind: AttachedKinds.Kind, _ values: [String: String]) -> String? {
    switch kind {
    case .network:
      guard let address = values["destinationip"] else { return nil }
      let port = values["destinationport"].map { ":\($0)" } ?? ""
      let name = values["destinationhostname"].flatMap { $0 == "-" ? nil : " (\($0))" } ?? ""
      let arrow = values["initiated"] == "false" ? "from here as " : ""
      let host = address.contains(":") ? "[\(address)]" : address
      return "\(values["protocol"].map { "\($0) " } ?? "")\(arrow)\(host)\(port)\(name)"
    case .files:
      let act = ["23": "deleted ", "26": "deleted ", "15": "stream "][values["event_id"] ?? ""] ?? ""
      return values["targetfilename"].map { act + $0 }
    case .registry:
      guard let key = values["targetobject"] else { return nil }
      return [values["eventtype"], key].compactMap { $0 }.joined(separator: " ")
        + (values["details"].map { " = \($0)" } ?? "")
    case .dns:
      guard let name = values["queryname"] else { return nil }
      return name + (values["queryresults"].flatMap { $0 == "-" ? nil : " → \($0)" } ?? "")
    }
  }
}
