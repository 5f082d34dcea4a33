import CaseFile
import Evidence
import Formats
import Query

/// The indicators of one row group.
struct GroupIndicators {
  /// An indicator of a value: its row in the table, its place, and the occurrence.
  private struct Known {
    let row: Int
    let place: IndicatorPlace
    let found: PlacedIndicator
  }

  private let reader: CaseReader
  private let group: GroupAccess
  private let extractor: LayeredExtractor
  private let wanted: (IndicatorKey) -> Bool
  private let listsOccurrences: Bool
  /// Record numbers that are asked for; nil: all.
  private let records: Set<Int>?
  private let names: [Int: String]
  private let escape: Escape
  private var part = IndicatorPass.Part()
  /// Indicators of the distinct values that were met, by column and code.
  private var known: [[[Known]?]] = []

  init(
    _ reader: CaseReader, _ group: GroupAccess, _ extractor: LayeredExtractor, records: [Int]?,
    listsOccurrences: Bool, wanted: @escaping (IndicatorKey) -> Bool
  ) throws {
    self.reader = reader
    self.group = group
    self.extractor = extractor
    self.wanted = wanted
    self.listsOccurrences = listsOccurrences
    let leaves = group.row.firstLeaf..<group.row.firstLeaf + group.row.spanCount
    self.records = records.map { Set($0.filter { leaves.contains($0) }) }
    names = Dictionary(reader.fields.map { ($0.id, $0.name) }) { first, _ in first }
    escape =
      switch group.source.profile.format {
      case .json: .json
      case .eventXML, .evtx: .xml
      case .csv, .lines, .container: .none
      }
  }

  mutating func run() throws -> IndicatorPass.Part {
    let times = try group.times()
    let own = reader.fields.first { $0.isCommon && $0.name == RecordFields.Common.computer.column }?.id
    let hosts = try group.resolve(common: .computer, ownField: own)
    try group.forEachRecord { record, values in
      let leaf = group.leaf(ofRecord: record)
      guard records?.contains(leaf) ?? !reader.leavesOut(leaf) else { return }
      if record % 64 == 0, reader.isCancelled() {
        throw AssayError("interrupted", subject: reader.store.path, reason: "stopped")
      }
      part.records += 1
      let code = hosts.codeOfRecord[record]
      let host =
        code == ResolvedColumn.null || code == ResolvedColumn.several
        ? nil : try group.value(hosts.chunks[hosts.chunk(record)], code, record: record)
      try read(leaf, values, isParsed: !group.isUnparsed(record), time: times.time(record), host: host)
    }
    if records == nil {
      for leaf in group.gapLeaves where leaf < reader.treeSize {
        part.gaps += 1
        let text = reader.text(try reader.span(leaf))
        for item in keep(extractor.occurrences(in: text), field: "gap") {
          count(item, leaf, time: nil, host: nil)
        }
      }
    }
    return part
  }

  /// One record: its fields, then what its text has beside them.
  private mutating func read(
    _ leaf: Int, _ values: [GroupValue], isParsed: Bool, time: Timestamp?, host: [UInt8]?
  ) throws {
    let text = reader.text(try reader.span(leaf))
    if !isParsed {
      for item in keep(extractor.occurrences(in: text), field: "text") {
        count(item, leaf, time: time, host: host)
      }
      return
    }
    var seen: [IndicatorKey] = []
    for value in values {
      for item in try indicators(of: value, text: text) {
        seen.append(part.table.rows[item.row].key)
        count(item, leaf, time: time, host: host)
      }
    }
    try readText(text, beside: seen, leaf, time: time, host: host)
  }

  /// What the text of a record has that no field of it has.
  private mutating func readText(
    _ text: [UInt8], beside seen: [IndicatorKey], _ leaf: Int, time: Timestamp?, host: [UInt8]?
  ) throws {
    var plain: [UInt8] = []
    let isEscaped: Bool
    switch escape {
    case .json: isEscaped = text.contains(UInt8(ascii: "\\"))
    case .xml: isEscaped = text.contains(UInt8(ascii: "&"))
    case .none, .csv: isEscaped = false
    }
    if isEscaped { escape.decode(text.span, into: &plain) }
    for indicator in extractor.unquoted(in: isEscaped ? plain : text) {
      let key = IndicatorKey(type: indicator.type, value: indicator.value)
      if seen.contains(key) || !wanted(key) { continue }
      var range = indicator.range
      if isEscaped, listsOccurrences {
        let start = escape.sourceIndex(ofDecoded: range.lowerBound, in: text.span, from: 0)
        range = start..<escape.sourceIndex(ofDecoded: range.count, in: text.span, from: start)
      }
      let found = Indicator(
        type: indicator.type, value: indicator.value, range: range, isDefanged: indicator.isDefanged)
      let item = Known(
        row: part.table.row(key), place: IndicatorPlace(field: "text"),
        found: PlacedIndicator(indicator: found, decoders: [], offsets: []))
      count(item, leaf, time: time, host: host)
    }
  }

  private mutating func indicators(of value: GroupValue, text: [UInt8]) throws -> [Known] {
    let name = names[value.field] ?? "?"
    guard value.code >= 0 else {
      let bytes = try group.slicedValue(column: value.column, code: value.code, text: text)
      return keep(extractor.occurrences(in: bytes), field: name)
    }
    let code = Int(value.code)
    while known.count <= value.column { known.append([]) }
    if known[value.column].isEmpty {
      known[value.column] = [[Known]?](repeating: nil, count: try group.distinctCount(column: value.column))
    }
    guard code < known[value.column].count else { return [] }
    if let found = known[value.column][code] { return found }
    let bytes = try group.distinctValue(column: value.column, code: code)
    let found = keep(extractor.occurrences(in: bytes), field: name)
    known[value.column][code] = found
    return found
  }

  private mutating func keep(_ answer: (found: [PlacedIndicator], limits: [DecodeLimit]), field: String)
    -> [Known]
  {
    for limit in answer.limits { part.limits[limit, default: 0] += 1 }
    var kept: [Known] = []
    for found in answer.found {
      let key = IndicatorKey(type: found.indicator.type, value: found.indicator.value)
      guard wanted(key) else { continue }
      kept.append(
        Known(
          row: part.table.row(key), place: IndicatorPlace(field: field, decoders: found.decoders),
          found: found))
    }
    return kept
  }

  private mutating func count(_ item: Known, _ leaf: Int, time: Timestamp?, host: [UInt8]?) {
    part.table.count(
      item.row, record: leaf, time: time, host: host, place: item.place,
      isDefanged: item.found.indicator.isDefanged)
    guard listsOccurrences else { return }
    part.occurrences.append(
      IndicatorOccurrence(
        record: leaf, time: time, host: host, place: item.place, layerOffsets: item.found.offsets,
        indicator: item.found.indicator))
  }
}
