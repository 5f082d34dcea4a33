import CaseFile
import Evidence
import Hunt
import Query

/// The processes that chosen records are about: a start or end by its number, any other record by its ProcessGuid, or
/// by process number and time.
final class TreeChosen {
  private let selection: Selection
  private let lookup: ProcessLookup
  private var nodeOfRecord: [Int: Int] = [:]

  private(set) var nodes: Set<Int> = []
  /// Chosen records that lead to no process.
  private(set) var others = 0

  init(_ forest: ProcessForest, _ events: ProcessEvents, _ selection: Selection) throws {
    self.selection = selection
    lookup = ProcessLookup(forest, events)
    for (index, node) in forest.nodes.enumerated() where !node.isGhost {
      for record in [node.event, node.other, node.end] where record >= 0 {
        nodeOfRecord[events.list[record].record] = index
      }
    }
  }

  /// - Throws: `record.missing`.
  func addAround(_ locator: String) throws {
    let number = Int(locator)
    let name = locator.replacing("'", with: "")
    var isThere = false
    try add(number.map { "record = \($0)" } ?? "locator = '\(name)'") { isThere = true }
    if !isThere {
      throw AssayError(
        "record.missing", subject: selection.session.reader.store.path,
        reason: "there is no record \(locator)",
        hint: "assay search and assay query show locators")
    }
    if nodes.isEmpty {
      throw AssayError(
        "record.no-process", subject: selection.session.reader.store.path,
        reason: "record \(locator) is about no process that the case saw start",
        hint: "it needs ProcessGuid, or ProcessId and a start before it")
    }
  }

  /// The records of `--search`, `--sql`, `--from` and `--to`.
  func addSelected() throws {
    let columns = selection.columns(among: Self.columns)
    guard selection.isSQL else {
      return try selection.forEach(columns) { row in
        if let record = row.record { add(record, columns, row.values) }
        return true
      }
    }
    // Its columns are what the SELECT says: what is no start or end is asked for again.
    var unknown: [Int64] = []
    try selection.forEach([]) { row in
      guard let record = row.record else { return true }
      if let node = nodeOfRecord[Int(record)] { nodes.insert(node) } else { unknown.append(record) }
      return true
    }
    var start = 0
    while start < unknown.count {
      let part = unknown[start..<min(unknown.count, start + 10_000)]
      try add("record IN (\(part.map { String($0) }.joined(separator: ", ")))") {}
      start += part.count
    }
  }

  private static let columns = ["computer", "time", "ProcessGuid", "ProcessId", "pid"]

  private func add(_ condition: String, onRecord: () -> Void) throws {
    let columns = selection.columns(among: Self.columns)
    let list = (["record"] + columns.map { FieldQueries.quoted($0) }).joined(separator: ", ")
    try selection.session.run("SELECT \(list) FROM events WHERE \(condition)", onColumns: { _ in }) { row in
      onRecord()
      if case .integer(let record) = row[0] { add(record, columns, row.dropFirst()) }
      return true
    }
  }

  private func add(_ record: Int64, _ columns: [String], _ values: some Collection<SQLValue>) {
    if let node = nodeOfRecord[Int(record)] ?? ProcessPlace(columns, values).node(lookup) {
      nodes.insert(node)
    } else {
      others += 1
    }
  }
}

/// What a record says of the process that it is about.
struct ProcessPlace {
  private var host = ""
  private var guid: ProcessGUID?
  private var pid: Int64?
  private var time = ProcessEvent.noTime

  /// - Parameters:
  ///   - columns: names of `computer`, `time`, `ProcessGuid`, `ProcessId`, `pid`, and of others.
  ///   - values: of these columns.
  init(_ columns: [String], _ values: some Collection<SQLValue>) {
    for (name, value) in zip(columns, values) {
      var bytes: [UInt8] = []
      value.appendText(to: &bytes)
      if bytes.isEmpty { continue }
      switch name.lowercased() {
      case "computer": host = String(decoding: bytes, as: UTF8.self)
      case "processguid": guid = ProcessGUID(bytes, 0..<bytes.count)
      case "processid", "pid":
        let number = ProcessNumber.parse(bytes, 0..<bytes.count)
        if number != ProcessNumber.none { pid = number }
      case "time": time = bytes.span.isoTime(at: 0)?.utc().unixNanoseconds ?? ProcessEvent.noTime
      default: break
      }
    }
  }

  /// The process.
  func node(_ lookup: ProcessLookup) -> Int? { lookup.node(host: host, guid: guid, pid: pid, time: time) }
}
