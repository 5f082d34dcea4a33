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

  /// What a value has, kept for the next record that has it.
  private struct Finds {
    var indicators: [Known] = []
    var texts: [(number: Int, place: IndicatorPlace)] = []
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
  private var known: [[Finds?]] = []
  private let literals: LiteralSet?

  init(
    _ reader: CaseReader, _ group: GroupAccess, _ extractor: LayeredExtractor, records: [Int]?,
    literals: LiteralSet?, listsOccurrences: Bool, wanted: @escaping (IndicatorKey) -> Bool
  ) throws {
    self.reader = reader
    self.group = group
    self.extractor = extractor
    self.wanted = wanted
    self.listsOccurrences = listsOccurrences
    self.literals = literals.flatMap { $0.isEmpty ? nil : $0 }
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
      for leaf in group.gapLeaves where leaf < reader.treeSize && !reader.leavesOut(leaf) {
        part.gaps += 1
        let text = reader.text(try reader.span(leaf))
        count(keep(extractor.finds(in: text), field: "gap"), leaf, time: nil, host: nil)
        search(text, leaf, field: "gap", time: nil, host: nil)
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
      count(keep(extractor.finds(in: text), field: "text"), leaf, time: time, host: host)
      search(text, leaf, field: "text", time: time, host: host)
      return
    }
    var seen: [IndicatorKey] = []
    for value in values {
      let finds = try finds(of: value, text: text)
      for item in finds.indicators { seen.append(part.table.rows[item.row].key) }
      count(finds, leaf, time: time, host: host)
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
    search(isEscaped ? plain : text, leaf, field: "text", time: time, host: host)
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

  private mutating func finds(of value: GroupValue, text: [UInt8]) throws -> Finds {
    let name = names[value.field] ?? "?"
    guard value.code >= 0 else {
      let bytes = try group.slicedValue(column: value.column, code: value.code, text: text)
      return keep(extractor.finds(in: bytes), field: name)
    }
    let code = Int(value.code)
    while known.count <= value.column { known.append([]) }
    if known[value.column].isEmpty {
      known[value.column] = [Finds?](repeating: nil, count: try group.distinctCount(column: value.column))
    }
    guard code < known[value.column].count else { return Finds() }
    if let found = known[value.column][code] { return found }
    let bytes = try group.distinctValue(column: value.column, code: code)
    let found = keep(extractor.finds(in: bytes), field: name)
    known[value.column][code] = found
    return found
  }

  private mutating func keep(_ answer: LayeredFinds, field: String) -> Finds {
    for limit in answer.limits { part.limits[limit, default: 0] += 1 }
    var kept = Finds()
    for found in answer.found {
      let key = IndicatorKey(type: found.indicator.type, value: found.indicator.value)
      guard wanted(key) else { continue }
      kept.indicators.append(
        Known(
          row: part.table.row(key), place: IndicatorPlace(field: field, decoders: found.decoders),
          found: found))
    }
    kept.texts = answer.texts.map { ($0.number, IndicatorPlace(field: field, decoders: $0.decoders)) }
    return kept
  }

  /// Looks for the texts in the whole of a record or gap.
  private mutating func search(_ text: [UInt8], _ leaf: Int, field: String, time: Timestamp?, host: [UInt8]?)
  {
    guard let literals else { return }
    var found: [TextOccurrence] = []
    literals.find(in: text) { number, _ in
      found.append(
        TextOccurrence(
          text: number, record: leaf, time: time, host: host, place: IndicatorPlace(field: field)))
    }
    part.texts += found
  }

  private mutating func count(_ finds: Finds, _ leaf: Int, time: Timestamp?, host: [UInt8]?) {
    for item in finds.indicators { count(item, leaf, time: time, host: host) }
    for (number, place) in finds.texts {
      part.texts.append(TextOccurrence(text: number, record: leaf, time: time, host: host, place: place))
    }
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
