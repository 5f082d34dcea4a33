import Evidence

/// One row of an export taken apart: what the product says of it, the text of the event, and fields. Values stand in
/// one buffer; reused from row to row.
struct RowParts {
  struct Field {
    var number: FieldNumber
    var value: Range<Int>
  }

  var bytes: [UInt8] = []
  var time = Int64.min
  /// Digits of the time's fraction as written; -2: not even seconds.
  var timeDigits = 0
  /// The time is a date with slashes, whose order the whole column decides.
  var timeIsSlashed = false
  /// A date of the column that can only be day first.
  var timeIsDayFirst = false
  var indexTime = Int64.min
  var count: UInt32 = 1
  var host = 0..<0
  var source = 0..<0
  /// Nil: the row has no text of the event.
  var text: Range<Int>?
  var fields: [Field] = []
  /// Names of fields that the row itself says were left out, as it names them.
  var ignored: [Range<Int>] = []
  /// The event's data as XML or JSON.
  var nested: [Range<Int>] = []

  mutating func reset() {
    bytes.removeAll(keepingCapacity: true)
    (time, timeDigits, timeIsSlashed, timeIsDayFirst) = (Int64.min, 0, false, false)
    (indexTime, count, host, source, text) = (Int64.min, 1, 0..<0, 0..<0, nil)
    fields.removeAll(keepingCapacity: true)
    ignored.removeAll(keepingCapacity: true)
    nested.removeAll(keepingCapacity: true)
  }

  /// Values of a field, in order.
  func values(_ number: FieldNumber) -> [[UInt8]] {
    fields.filter { $0.number == number }.map { Array(bytes[$0.value]) }
  }

  /// Takes in the value of one column that stands in `bytes`.
  mutating func take(_ value: Range<Int>, _ use: ColumnUse) {
    if value.isEmpty { return }
    switch use.role {
    case .none: break
    case .time where time == .min: readTime(value)
    case .indexTime where indexTime == .min:
      indexTime = ExportTime.read(bytes.span.extracting(value))?.time ?? .min
    case .host where host.isEmpty: host = value
    case .source where source.isEmpty: source = value
    case .text where text == nil: text = value
    case .count: count = UInt32(String(decoding: bytes[value], as: UTF8.self)) ?? 1
    case .ignored: ignored.append(value)
    case .nested: nested.append(value)
    case .time, .indexTime, .host, .source, .text: break
    }
    if use.number >= 0 { fields.append(Field(number: use.number, value: value)) }
  }

  private mutating func readTime(_ value: Range<Int>) {
    guard let found = ExportTime.read(bytes.span.extracting(value)) else { return }
    (time, timeDigits) = (found.time, found.digits)
    (timeIsSlashed, timeIsDayFirst) = (found.isSlashed, found.isDayFirst)
  }
}

/// What a column of an export is.
struct ColumnUse: Sendable {
  enum Role: Sendable {
    case none, time, indexTime, host, source, text, count, ignored, nested
  }

  var role = Role.none
  /// Compared field that it stands for, beside its role; -1: none.
  var number: FieldNumber = -1

  /// - Parameter name: the column's name.
  init(_ name: String, _ map: ExportMap, _ plan: FieldPlan) {
    var name = map.unwrapped(name)
    if name.hasSuffix("{}") { name = String(name.dropLast(2)) }
    if map.text.contains(name) {
      role = .text
    } else if map.time.contains(name) {
      role = .time
    } else if map.indexTime.contains(name) {
      role = .indexTime
    } else if map.host.contains(name) {
      role = .host
    } else if map.source.contains(name) {
      role = .source
    } else if map.count.contains(name) {
      role = .count
    } else if map.ignored.contains(name) {
      role = .ignored
    } else if map.nested.contains(name) {
      role = .nested
    }
    if role != .text, role != .nested, let found = plan.number(ofColumn: name, map) { number = found }
    // In an export of no known product a field of the event that is a time is a field, not what the SIEM says of it.
    if role == .time, number >= 0, map == .generic { role = .none }
  }

  /// Nothing is taken from it.
  var isUnused: Bool { role == .none && number < 0 }
}
