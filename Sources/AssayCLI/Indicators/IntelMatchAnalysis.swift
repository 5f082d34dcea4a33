import Decode
import Evidence
import Integrity
import Pages
import Query

/// What lists of intelligence and a case have in common.
struct IntelMatchAnalysis: Analysis {
  static let name = "intel match"

  let lists: [IntelligenceList]
  let decodes: Bool
  /// Indicators of the lists are looked for as texts, too.
  let literally: Bool
  /// Where the lists are: for a receipt.
  let stores: [String]

  init(stores: [String], decodes: Bool, literally: Bool) throws {
    self.stores = stores
    self.decodes = decodes
    self.literally = literally
    lists = try stores.flatMap { try IntelligenceStore($0).lists }
  }

  init(_ question: Question) throws {
    try self.init(
      stores: question[parameter: "stores"]?.strings ?? [], decodes: question[parameter: "no_decode"] == nil,
      literally: question[parameter: "literal"] != nil)
  }

  var parameters: [JSONValue.Member] {
    [
      .init("stores", .array(stores.map { .string($0) })),
      .init("lists", .array(lists.map { .string($0.sha256) })),
    ] + (decodes ? [] : [.init("no_decode", true)]) + (literally ? [.init("literal", true)] : [])
  }

  private struct Key: Hashable {
    let entry: Int
    let relation: IntelligenceIndex.Relation
    let indicator: IndicatorKey?
  }

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    var choice = IndicatorChoice()
    choice.decodes = decodes
    let index = IntelligenceIndex(lists, literally: literally)
    let reading = IndicatorReading(selection, choice)
    var indicators = IndicatorTable()
    // Texts are counted as indicators of their own, by the number of the text.
    var texts = IndicatorTable()
    try reading.run(listsOccurrences: false, literals: index.literals, wanted: { index.holds($0) }) { part in
      indicators.add(part.table)
      for text in part.texts {
        let key = IndicatorKey(type: .fileName, value: Array(String(text.text).utf8))
        texts.count(
          texts.row(key), record: text.record, time: text.time, host: text.host, place: text.place,
          isDefanged: false)
      }
    }
    var hits: [(key: Key, summary: IndicatorSummary)] = []
    for row in indicators.rows {
      for match in index.matches(row.key) {
        hits.append((Key(entry: match.entry, relation: match.relation, indicator: row.key), row))
      }
    }
    for row in texts.rows {
      guard let number = Int(String(decoding: row.key.value, as: UTF8.self)) else { continue }
      for entry in index.entries(ofText: number) {
        hits.append((Key(entry: entry, relation: .text, indicator: nil), row))
      }
    }
    hits.sort { a, b in
      if a.key.entry != b.key.entry { return a.key.entry < b.key.entry }
      if a.key.relation != b.key.relation { return a.key.relation.rawValue < b.key.relation.rawValue }
      return (a.key.indicator?.value ?? []).lexicographicallyPrecedes(b.key.indicator?.value ?? [])
    }
    let locators = LocatorLookup(selection.session.reader)
    try locators.prepare(hits.compactMap(\.summary.firstRecord))
    output.details = [.init("intelligence", .array(lists.map(Self.described)))]
    try output.begin(Self.columns)
    for hit in hits {
      try output.row(
        cells(hit.key, hit.summary, index, locators), record: hit.summary.firstRecord.map { Int64($0) })
    }
    let items = lists.reduce(0) { $0 + $1.content.items.count }
    output.remark(
      "\(NumberText.counted(items, "item")) of \(NumberText.counted(lists.count, "list")) looked for"
        + (index.literals.isEmpty
          ? "" : ", \(NumberText.grouped(index.literals.texts.count)) of them as texts"))
    reading.tell(output)
  }

  static func described(_ list: IntelligenceList) -> JSONValue {
    .members(
      ("name", .string(list.name)), ("date", .text(list.date)), ("sha256", .string(list.sha256)),
      ("items", .number(list.content.items.count)))
  }

  private static let columns = [
    Column("type"), Column("value"), Column("relation"), Column("item"), Column("list"),
    Column("list_date"), Column("list_sha256", .digest, machineOnly: true), Column("note"),
    Column("records", .count), Column("count", .count, machineOnly: true), Column("first", .time),
    Column("last", .time), Column("hosts", .count), Column("host_names", machineOnly: true),
    Column("locator"), Column("record", machineOnly: true), Column("where"),
    Column("places", machineOnly: true),
  ]

  private func cells(
    _ key: Key, _ summary: IndicatorSummary, _ index: IntelligenceIndex, _ locators: LocatorLookup
  ) throws -> [Cell] {
    let entry = index.entries[key.entry]
    let list = lists[entry.list]
    let hosts = summary.hosts.sorted { $0.lexicographicallyPrecedes($1) }
      .map { String(decoding: $0, as: UTF8.self) }
    let places = summary.places.map(\.text)
    let more = places.count > 1 ? " and \(places.count - 1) more" : ""
    return [
      .text(entry.item.type?.rawValue ?? "text"), .sql(.text(key.indicator?.value ?? entry.item.value)),
      .text(key.relation.rawValue), .sql(.text(entry.item.value)), .text(list.name), .text(list.date),
      .text(list.sha256), .text(entry.item.note), .integer(summary.records), .integer(summary.count),
      .text(summary.first?.text), .text(summary.last?.text), .integer(hosts.count), .list(hosts),
      .text(try summary.firstRecord.flatMap { try locators.locator($0) }), .integer(summary.firstRecord),
      .text(places.first.map { $0 + more }), .list(places),
    ]
  }
}
