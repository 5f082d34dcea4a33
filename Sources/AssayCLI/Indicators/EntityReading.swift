import CaseFile
import Decode
import Evidence
import Integrity
import Pages
import Query

/// Everything that a case knows of one value.
struct EntityReading {
  /// As it was asked.
  let value: String
  /// What it is, by the rules of indicators; nil: a name of a host, a user, or anything else.
  let key: IndicatorKey?
  var type: IndicatorType? { key?.type }
  /// Records and gaps that have it, by number.
  private(set) var records: [Int] = []
  /// Occurrences by place, in order of appearance.
  private(set) var places: [(place: IndicatorPlace, count: Int, record: Int)] = []
  /// Times of these records.
  private(set) var first: Timestamp?
  private(set) var last: Timestamp?
  /// What else stands in these records, by field or by type.
  private(set) var neighbours: [(group: String, values: [(value: String, records: Int)], distinct: Int)] = []

  /// Fields of which the values of neighbours are told.
  private static let fields = ["computer", "user", "event_id", "channel", "Image"]
  /// Most neighbours of one group; the number of all is told.
  static let mostNeighbours = 8

  init(_ value: String, _ selection: Selection) throws {
    self.value = value
    let trimmed = Array(value.utf8)
    let found = IndicatorExtractor().occurrences(in: trimmed)
    let whole =
      found.first { $0.range == trimmed.indices && $0.type != .dns }
      ?? found.first { $0.range == trimmed.indices }
    key = whole.map { IndicatorKey(type: $0.type, value: $0.value) }
    try find(selection)
    try readNeighbours(selection)
  }

  private mutating func find(_ selection: Selection) throws {
    let reading = IndicatorReading(selection, IndicatorChoice())
    let key = key
    // A name is looked for as a word; what is an indicator, as one.
    let literals = key == nil ? LiteralSet([Array(value.utf8)], wholeWords: true) : nil
    var seen: Set<Int> = []
    var indexes: [IndicatorPlace: Int] = [:]
    var (records, places) = (self.records, self.places)
    var (first, last) = (self.first, self.last)
    func take(_ record: Int, _ time: Timestamp?, _ place: IndicatorPlace) {
      if seen.insert(record).inserted {
        records.append(record)
        if let time {
          first = first.map { min($0, time) } ?? time
          last = last.map { max($0, time) } ?? time
        }
      }
      if let index = indexes[place] {
        places[index].count += 1
      } else {
        indexes[place] = places.count
        places.append((place, 1, record))
      }
    }
    try reading.run(
      listsOccurrences: key != nil, literals: literals,
      wanted: { other in key.map { Self.isSame(other, $0) } ?? false }
    ) { part in
      for occurrence in part.occurrences { take(occurrence.record, occurrence.time, occurrence.place) }
      for text in part.texts { take(text.record, text.time, text.place) }
    }
    (self.records, self.places, self.first, self.last) = (records.sorted(), places, first, last)
  }

  private static func isSame(_ a: IndicatorKey, _ b: IndicatorKey) -> Bool {
    a.type == b.type
      && IntelligenceItem.compared(a.type, a.value) == IntelligenceItem.compared(b.type, b.value)
  }

  private mutating func readNeighbours(_ selection: Selection) throws {
    let session = selection.session
    for column in selection.columns(among: Self.fields) {
      var counts: [String: Int] = [:]
      try forEachStretch { condition in
        let name = FieldQueries.quoted(column)
        try session.run(
          "SELECT \(name), count(*) FROM events WHERE \(condition) AND \(name) IS NOT NULL GROUP BY 1",
          onColumns: { _ in }
        ) { row in
          guard case .integer(let count) = row[1] else { return true }
          let text: String =
            switch row[0] {
            case .text(let bytes): String(decoding: bytes, as: UTF8.self)
            case .integer(let number): String(number)
            default: ""
            }
          if !text.isEmpty, text.lowercased() != value.lowercased() { counts[text, default: 0] += Int(count) }
          return true
        }
      }
      add(column, counts)
    }
    var table = IndicatorTable()
    let pass = IndicatorPass(
      session.reader, threads: selection.threads, search: LayerSearch(), records: records,
      listsOccurrences: false)
    try pass.run { table.add($0.table) }
    let others = Dictionary(
      grouping: table.rows.filter { row in
        key.map { !Self.isSame(row.key, $0) } ?? true
      }
    ) { $0.key.type }
    for type in others.keys.sorted() {
      var counts: [String: Int] = [:]
      for row in others[type] ?? [] { counts[String(decoding: row.key.value, as: UTF8.self)] = row.records }
      add(type.rawValue, counts)
    }
  }

  private mutating func add(_ group: String, _ counts: [String: Int]) {
    if counts.isEmpty { return }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    neighbours.append(
      (group, sorted.prefix(Self.mostNeighbours).map { ($0.key, $0.value) }, sorted.count))
  }

  /// Conditions that hold for the records, a few hundred numbers each: a statement has a limit on its length.
  private func forEachStretch(_ body: (String) throws -> Void) rethrows {
    var start = 0
    while start < records.count {
      let part = records[start..<min(start + 500, records.count)]
      try body("record IN (\(part.map(String.init).joined(separator: ",")))")
      start += 500
    }
  }
}
