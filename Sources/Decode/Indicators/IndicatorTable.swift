package import Evidence

/// What identifies an indicator.
package struct IndicatorKey: Hashable, Sendable {
  /// What it is.
  package let type: IndicatorType
  /// Its value, as it is compared.
  package let value: [UInt8]

  /// A key.
  package init(type: IndicatorType, value: [UInt8]) {
    self.type = type
    self.value = value
  }
}

/// All that is known of one indicator in a set of records.
package struct IndicatorSummary: Sendable {
  /// What it is.
  package let key: IndicatorKey
  /// Occurrences, in fields, texts and layers.
  package var count = 0
  /// Records (and gaps) that have it.
  package var records = 0
  /// Earliest and latest time of these records that have one.
  package var first: Timestamp?
  package var last: Timestamp?
  /// Hosts of these records, by name.
  package var hosts: Set<[UInt8]> = []
  /// Record number of the first of them; nil where the text came from no case.
  package var firstRecord: Int?
  /// Places, in order of appearance.
  package var places: [IndicatorPlace] = []
  /// Whether any occurrence is defanged.
  package var isDefanged = false
  /// Record number (or position of the text) that was counted last.
  fileprivate var lastRecord = -1

  fileprivate init(_ key: IndicatorKey) { self.key = key }
}

/// Counts indicators. Memory grows with the number of distinct ones, not with the records.
package struct IndicatorTable: Sendable {
  /// One row each, in order of first appearance.
  package private(set) var rows: [IndicatorSummary] = []
  private var indexes: [IndicatorKey: Int] = [:]

  /// An empty table.
  package init() {}

  /// The row of an indicator, made if it is new.
  package mutating func row(_ key: IndicatorKey) -> Int {
    if let known = indexes[key] { return known }
    rows.append(IndicatorSummary(key))
    indexes[key] = rows.count - 1
    return rows.count - 1
  }

  /// Counts an occurrence.
  ///
  /// - Parameters:
  ///   - row: from `row(_:)`.
  ///   - record: its number, not below that of the call before.
  package mutating func count(
    _ row: Int, record: Int, time: Timestamp?, host: [UInt8]?, place: IndicatorPlace, isDefanged: Bool
  ) {
    rows[row].count += 1
    if isDefanged { rows[row].isDefanged = true }
    if !rows[row].places.contains(place) { rows[row].places.append(place) }
    guard rows[row].lastRecord != record else { return }
    rows[row].lastRecord = record
    rows[row].records += 1
    if rows[row].firstRecord == nil { rows[row].firstRecord = record }
    if let time {
      rows[row].first = rows[row].first.map { min($0, time) } ?? time
      rows[row].last = rows[row].last.map { max($0, time) } ?? time
    }
    if let host, !host.isEmpty { rows[row].hosts.insert(host) }
  }

  /// Takes in the counts of later records.
  package mutating func add(_ other: IndicatorTable) {
    for summary in other.rows {
      let index = row(summary.key)
      rows[index].count += summary.count
      rows[index].records += summary.records
      rows[index].firstRecord = rows[index].firstRecord ?? summary.firstRecord
      rows[index].isDefanged = rows[index].isDefanged || summary.isDefanged
      if let time = summary.first { rows[index].first = rows[index].first.map { min($0, time) } ?? time }
      if let time = summary.last { rows[index].last = rows[index].last.map { max($0, time) } ?? time }
      rows[index].hosts.formUnion(summary.hosts)
      for place in summary.places where !rows[index].places.contains(place) {
        rows[index].places.append(place)
      }
    }
  }

  /// Rows by type, then count (greatest first), then value.
  package var sorted: [IndicatorSummary] {
    rows.sorted { a, b in
      if a.key.type != b.key.type { return a.key.type < b.key.type }
      if a.records != b.records { return a.records > b.records }
      if a.count != b.count { return a.count > b.count }
      return a.key.value.lexicographicallyPrecedes(b.key.value)
    }
  }
}
