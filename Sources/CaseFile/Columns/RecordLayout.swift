package import Evidence
package import Formats

/// Which fields a record has, in which order, of which type, and where its common fields stand. Records of one
/// log share a few shapes, so a record needs one small number.
package struct RecordShape: Sendable, Hashable {
  /// Per common field: 0 none, 1 a value of its own, k+2 the value of element k.
  package var common: [Int]
  /// Local column index and type, in order of appearance.
  package var elements: [Element]

  package struct Element: Sendable, Hashable {
    package var column: Int
    package var type: ValueType

    package init(column: Int, type: ValueType) {
      self.column = column
      self.type = type
    }
  }

  package init(common: [Int], elements: [Element]) {
    self.common = common
    self.elements = elements
  }

  /// How many values a record of this shape has in local column `column`: JSON null is none.
  package func valueCount(column: Int) -> Int {
    elements.count { $0.column == column && $0.type != .null }
  }
}

/// The `layout` of a row group (docs/case-file.md, "Row group"): shapes, the shape of each record, which spans
/// are gaps and which records were not parsed.
package struct GroupLayout: Sendable {
  package var shapes: [RecordShape] = []
  package var shapeOfRecord: [UInt32] = []
  /// Span indexes (within the group) of gaps, ascending.
  package var gapSpans: [Int] = []
  /// Record indexes (within the group) that were not parsed, ascending.
  package var unparsed: [Int] = []

  package init() {}

  /// How many values local column `column` has in all records of the layout; nil where no shape has it as an
  /// element, as it is with a common field's own values.
  package func valueCount(column: Int) -> Int? {
    guard shapes.contains(where: { $0.elements.contains { $0.column == column } }) else { return nil }
    let perShape = shapes.map { $0.valueCount(column: column) }
    return shapeOfRecord.reduce(0) { $0 + perShape[Int($1)] }
  }

  /// Whether record `record` of the group was not understood.
  package func isUnparsed(_ record: Int) -> Bool {
    var low = 0
    var high = unparsed.count
    while low < high {
      let middle = (low + high) / 2
      if unparsed[middle] < record { low = middle + 1 } else { high = middle }
    }
    return low < unparsed.count && unparsed[low] == record
  }

  /// The layout of the first `spans` spans, which hold `records` records.
  func prefix(spans: Int, records: Int) -> GroupLayout {
    var layout = self
    layout.shapeOfRecord = Array(shapeOfRecord.prefix(records))
    layout.gapSpans = gapSpans.filter { $0 < spans }
    layout.unparsed = unparsed.filter { $0 < records }
    return layout
  }

  package func encode() -> [UInt8] {
    var out = ByteWriter()
    out.varint(shapes.count)
    for shape in shapes {
      for common in shape.common { out.varint(common) }
      out.varint(shape.elements.count)
      for element in shape.elements { out.varint(element.column << 2 | Int(element.type.rawValue)) }
    }
    out.varint(shapeOfRecord.count)
    out.planes(shapeOfRecord, width: codeWidth(shapes.count))
    for list in [gapSpans, unparsed] {
      out.varint(list.count)
      var previous = 0
      for value in list {
        out.varint(value - previous)
        previous = value
      }
    }
    return out.bytes
  }

  /// - Throws: `case.damaged`.
  package init(
    _ bytes: [UInt8], subject: String, columns: Int, spans: Int, records: Int
  ) throws(AssayError) {
    var cursor = ByteCursor(bytes, subject: subject)
    let shapeCount = try cursor.count(upTo: cursor.remaining)
    for _ in 0..<shapeCount {
      var common: [Int] = []
      for _ in RecordFields.Common.allCases { common.append(try cursor.count(upTo: Int(Int32.max))) }
      let count = try cursor.count(upTo: cursor.remaining)
      var elements: [RecordShape.Element] = []
      elements.reserveCapacity(count)
      for _ in 0..<count {
        let value = try cursor.count(upTo: columns << 2)
        guard value >> 2 < columns, let type = ValueType(rawValue: UInt8(value & 3)) else {
          throw cursor.damaged("a shape names column \(value >> 2) of \(columns)")
        }
        elements.append(RecordShape.Element(column: value >> 2, type: type))
      }
      guard common.allSatisfy({ $0 < count + 2 }) else {
        throw cursor.damaged("a common field points nowhere")
      }
      shapes.append(RecordShape(common: common, elements: elements))
    }
    let recordCount = try cursor.count(upTo: records)
    guard recordCount == records else { throw cursor.damaged("\(recordCount) records, \(records) recorded") }
    shapeOfRecord = try cursor.planes(records, width: codeWidth(shapes.count))
    guard shapeOfRecord.allSatisfy({ $0 < UInt32(shapes.count) }) else {
      throw cursor.damaged("a record's shape is out of range")
    }
    gapSpans = try Self.list(&cursor, upTo: spans)
    unparsed = try Self.list(&cursor, upTo: records)
    guard gapSpans.count + records == spans, cursor.remaining == 0 else {
      throw cursor.damaged("\(records) records and \(gapSpans.count) gaps are not \(spans) spans")
    }
  }

  private static func list(_ cursor: inout ByteCursor, upTo limit: Int) throws(AssayError) -> [Int] {
    let count = try cursor.count(upTo: limit)
    var list: [Int] = []
    list.reserveCapacity(count)
    var value = 0
    for i in 0..<count {
      let step = try cursor.count(upTo: limit)
      guard i == 0 || step > 0 else { throw cursor.damaged("a list is not ascending") }
      value += step
      guard value < limit else { throw cursor.damaged("a list goes past its end") }
      list.append(value)
    }
    return list
  }
}

/// The `times` of a row group: per record none, nanoseconds, or a time outside `Int64` nanoseconds.
package struct GroupTimes: Sendable {
  /// Nanoseconds since 1970; meaning only where `kinds` says 1.
  package var nanoseconds: [Int64] = []
  /// 0 none, 1 nanoseconds, 2 outside their range (see `wide`).
  package var kinds: [UInt8] = []
  /// Record index and time for kind 2.
  package var wide: [Int: Timestamp] = [:]

  /// Years 0 … 9999: what `Timestamp` can print.
  private static let writableSeconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  package init() {}

  package mutating func append(_ time: Timestamp?) {
    switch time {
    case nil:
      kinds.append(0)
      nanoseconds.append(0)
    case let time?:
      if let ns = time.unixNanoseconds {
        kinds.append(1)
        nanoseconds.append(ns)
      } else {
        // A clock offset can move a time out of what has a text; then it has none.
        let isWritable = Self.writableSeconds.contains(time.seconds)
        if isWritable { wide[kinds.count] = time }
        kinds.append(isWritable ? 2 : 0)
        nanoseconds.append(0)
      }
    }
  }

  /// The times of the first `records` records.
  func prefix(records: Int) -> GroupTimes {
    var times = self
    times.nanoseconds = Array(nanoseconds.prefix(records))
    times.kinds = Array(kinds.prefix(records))
    times.wide = wide.filter { $0.key < records }
    return times
  }

  package func time(_ record: Int) -> Timestamp? {
    switch kinds[record] {
    case 1: Timestamp(unixNanoseconds: nanoseconds[record])
    case 2: wide[record]
    default: nil
    }
  }

  /// Least and greatest of kind 1.
  package var bounds: (Int64, Int64)? {
    var bounds: (Int64, Int64)?
    for i in 0..<kinds.count where kinds[i] == 1 {
      let ns = nanoseconds[i]
      if let (low, high) = bounds { bounds = (min(low, ns), max(high, ns)) } else { bounds = (ns, ns) }
    }
    return bounds
  }

  /// Times are written in the coarsest unit that divides them all, as differences of neighbours.
  package func encode() -> [UInt8] {
    var out = ByteWriter()
    let units: [Int64] = [1_000_000_000, 1_000_000, 1000, 100]
    let unit =
      units.first { unit in
        !zip(kinds, nanoseconds).contains { $0 == 1 && $1 % unit != 0 }
      } ?? 1
    out.varint(UInt64(unit))
    let whole = !kinds.contains { $0 != 1 }
    out.byte(whole ? 1 : 0)
    if !whole { out.raw(kinds) }
    var previous: Int64 = 0
    for i in 0..<kinds.count {
      switch kinds[i] {
      case 1:
        let value = nanoseconds[i] / unit
        out.zigzag(value &- previous)
        previous = value
      case 2:
        let time = wide[i] ?? Timestamp(seconds: 0)
        out.zigzag(time.seconds)
        out.varint(UInt64(time.nanoseconds))
      default: break
      }
    }
    return out.bytes
  }

  /// - Throws: `case.damaged`.
  package init(_ bytes: [UInt8], subject: String, records: Int) throws(AssayError) {
    var cursor = ByteCursor(bytes, subject: subject)
    let unit = Int64(try cursor.count(upTo: 1_000_000_000))
    if try cursor.byte() == 1 {
      kinds = [UInt8](repeating: 1, count: records)
    } else {
      kinds = Array(try cursor.take(records))
    }
    nanoseconds = [Int64](repeating: 0, count: records)
    var previous: Int64 = 0
    for i in 0..<records {
      switch kinds[i] {
      case 0: break
      case 1:
        previous &+= try cursor.zigzag()
        let (ns, overflow) = previous.multipliedReportingOverflow(by: unit)
        guard !overflow else { throw cursor.damaged("a time is out of range") }
        nanoseconds[i] = ns
      case 2:
        let seconds = try cursor.zigzag()
        guard Self.writableSeconds.contains(seconds) else {
          throw cursor.damaged("a time is out of range")
        }
        wide[i] = Timestamp(seconds: seconds, nanoseconds: Int32(try cursor.count(upTo: 999_999_999)))
      default: throw cursor.damaged("time kind \(kinds[i]) is unknown")
      }
    }
    guard cursor.remaining == 0 else { throw cursor.damaged("\(cursor.remaining) bytes too many") }
  }
}
