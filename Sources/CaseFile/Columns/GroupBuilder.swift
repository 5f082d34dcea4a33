package import Evidence
package import Formats

/// Turns the fields of a row group's records into column chunks.
package struct GroupBuilder {
  /// Values longer than this stand in the record's text and are stored as a place in it. Measured in
  /// docs/benchmarks.md: Windows messages repeat most of their own event.
  package static let inlineLimit = 192

  private var columns: [ColumnBuilder] = []
  private var commonColumns = [ColumnBuilder](
    repeating: ColumnBuilder(), count: RecordFields.Common.allCases.count)
  /// NameID → column index, or -1.
  private var columnOfName: [Int32] = []
  private var nameOfColumn: [String] = []
  /// Two paths can spell one name (`{"a.b":1}` and `{"a":{"b":1}}`): they share a column.
  private var columnOfText: [EncodedGroup.ColumnName: Int] = [:]
  private var recordsOfColumn: [Int] = []
  private var lastRecordOfColumn: [Int] = []
  private var nullsOfColumn: [Int] = []
  private var layout = GroupLayout()
  private var shapes: [ShapeKey: UInt32] = [:]
  private var lastShape: (key: ShapeKey, id: UInt32)?
  private var key = ShapeKey()
  private var times = GroupTimes()
  private var value: [UInt8] = []

  /// A shape as flat numbers, for comparing quickly.
  private struct ShapeKey: Hashable {
    var numbers: [Int32] = []
  }

  package init() {}

  package mutating func gap(span: Int) { layout.gapSpans.append(span) }

  /// Appends a record. `text` is what the extractor got.
  package mutating func append(_ fields: borrowing RecordFields, text: Span<UInt8>) {
    let record = layout.shapeOfRecord.count
    key.numbers.removeAll(keepingCapacity: true)
    for common in RecordFields.Common.allCases {
      switch fields.common[common.rawValue] {
      case .none: key.numbers.append(0)
      case .entry(let index): key.numbers.append(Int32(truncatingIfNeeded: index + 2))
      case .word(let word):
        key.numbers.append(1)
        let bytes = Array(word.description.utf8)
        commonColumns[common.rawValue].add(bytes.span)
      case .scratch(let start, let length):
        key.numbers.append(1)
        commonColumns[common.rawValue].add(fields.scratch.span.extracting(start..<start + length))
      }
    }
    for i in 0..<fields.entries.count {
      let entry = fields.entries[i]
      let column = self.column(of: entry.name, fields.names)
      key.numbers.append(Int32(truncatingIfNeeded: column << 2 | Int(entry.type.rawValue)))
      if lastRecordOfColumn[column] != record {
        lastRecordOfColumn[column] = record
        recordsOfColumn[column] += 1
      }
      if entry.type == .null {
        nullsOfColumn[column] += 1
      } else {
        add(entry, column: column, fields, text)
      }
    }
    layout.shapeOfRecord.append(shape())
    times.append(fields.time)
    if !fields.parsed { layout.unparsed.append(record) }
  }

  @inline(__always)
  private mutating func column(of name: NameID, _ names: borrowing NameTable) -> Int {
    let index = Int(name)
    if index < columnOfName.count, columnOfName[index] >= 0 { return Int(columnOfName[index]) }
    return newColumn(name, names)
  }

  private mutating func newColumn(_ name: NameID, _ names: borrowing NameTable) -> Int {
    let text = Self.withoutNUL(names.name(name))
    let column = columnOfText[.field(text)] ?? columns.count
    while columnOfName.count <= Int(name) { columnOfName.append(-1) }
    columnOfName[Int(name)] = Int32(column)
    if column == columns.count {
      columnOfText[.field(text)] = column
      columns.append(ColumnBuilder())
      nameOfColumn.append(text)
      recordsOfColumn.append(0)
      lastRecordOfColumn.append(-1)
      nullsOfColumn.append(0)
    }
    return column
  }

  /// A name of JSON may hold U+0000, where SQLite ends a text: it is written as in JSON, `\u0000`.
  private static func withoutNUL(_ name: String) -> String {
    guard name.utf8.contains(0) else { return name }
    return name.unicodeScalars.map { $0 == "\0" ? "\\u0000" : String($0) }.joined()
  }

  private mutating func add(
    _ entry: RecordFields.Entry, column: Int, _ fields: borrowing RecordFields, _ text: Span<UInt8>
  ) {
    let start = Int(entry.start)
    let length = Int(entry.length)
    if length > Self.inlineLimit, entry.buffer != .scratch {
      if entry.buffer == .text {
        columns[column].add(slice: start, length: length, escape: entry.escape.rawValue)
      } else {
        let range = fields.textRange(ofNested: start..<start + length, text: text)
        columns[column].add(
          slice: range.lowerBound, length: range.count,
          escape: entry.escape.rawValue | fields.nestedEscape.rawValue << 4)
      }
      return
    }
    if entry.escape == .none {
      switch entry.buffer {
      case .text: columns[column].add(text.extracting(start..<start + length))
      case .scratch: columns[column].add(fields.scratch.span.extracting(start..<start + length))
      case .nested: columns[column].add(fields.nested.span.extracting(start..<start + length))
      }
    } else {
      // Taken out while it is read, so that a column can be changed meanwhile.
      var decoded: [UInt8] = []
      swap(&decoded, &value)
      decoded.removeAll(keepingCapacity: true)
      switch entry.buffer {
      case .text: entry.escape.decode(text.extracting(start..<start + length), into: &decoded)
      case .scratch:
        entry.escape.decode(fields.scratch.span.extracting(start..<start + length), into: &decoded)
      case .nested: entry.escape.decode(fields.nested.span.extracting(start..<start + length), into: &decoded)
      }
      columns[column].add(decoded.span)
      swap(&decoded, &value)
    }
  }

  private mutating func shape() -> UInt32 {
    if let lastShape, lastShape.key == key { return lastShape.id }
    if let id = shapes[key] {
      lastShape = (key, id)
      return id
    }
    let id = UInt32(layout.shapes.count)
    shapes[key] = id
    lastShape = (key, id)
    let commonCount = RecordFields.Common.allCases.count
    layout.shapes.append(
      RecordShape(
        common: key.numbers[..<commonCount].map { Int($0) },
        elements: key.numbers[commonCount...].map {
          RecordShape.Element(column: Int($0) >> 2, type: ValueType(rawValue: UInt8($0 & 3)) ?? .string)
        }))
    return id
  }

  /// The finished group. Columns stand in order of first appearance; the common fields' own values follow.
  package func encode(
    spans: Int, _ zstd: borrowing ZstdCompressor
  ) throws(AssayError) -> EncodedGroup {
    var group = EncodedGroup()
    group.spans = spans
    group.records = layout.shapeOfRecord.count
    group.unparsed = layout.unparsed.count
    group.layout = try PackedBytes.pack(layout.encode(), zstd)
    group.times = try PackedBytes.pack(times.encode(), zstd)
    group.timeBounds = times.bounds.map { GroupTimeBounds(low: $0.0, high: $0.1) }
    for index in columns.indices {
      var column = EncodedGroup.Column(name: .field(nameOfColumn[index]), chunk: columns[index].encode())
      column.chunk.payload = try PackedBytes.pack(column.chunk.payload, zstd)
      column.records = recordsOfColumn[index]
      column.integersOnly = column.chunk.integers || column.chunk.values == 0
      column.nulls = nullsOfColumn[index]
      group.columns.append(column)
    }
    for common in RecordFields.Common.allCases {
      if let column = try encode(common, group, zstd) { group.columns.append(column) }
    }
    return group
  }
}

extension GroupBuilder {
  /// What is known of a common field: its own values, and those that it takes from the log's fields. Nil where
  /// no record has it. Without own values the chunk is empty and is not stored.
  private func encode(
    _ common: RecordFields.Common, _ group: EncodedGroup, _ zstd: borrowing ZstdCompressor
  ) throws(AssayError) -> EncodedGroup.Column? {
    let own = commonColumns[common.rawValue]
    var column = EncodedGroup.Column(name: .common(common), chunk: own.encode())
    column.integersOnly = own.isEmpty || column.chunk.integers
    var examples = column.chunk.examples
    var recordsOfShape = [Int](repeating: 0, count: layout.shapes.count)
    for shape in layout.shapeOfRecord { recordsOfShape[Int(shape)] += 1 }
    for (index, shape) in layout.shapes.enumerated() {
      let place = shape.common[common.rawValue]
      if place > 0 { column.records += recordsOfShape[index] }
      if place > 1 {
        let chunk = group.columns[shape.elements[place - 2].column].chunk
        column.integersOnly = column.integersOnly && chunk.integers
        for example in chunk.examples where !examples.contains(example) { examples.append(example) }
      }
    }
    guard column.records > 0 else { return nil }
    column.chunk.examples = examples
    column.chunk.payload = try PackedBytes.pack(column.chunk.payload, zstd)
    return column
  }
}

/// Least and greatest time of a row group, nanoseconds since 1970.
package struct GroupTimeBounds: Sendable, Equatable {
  package var low: Int64
  package var high: Int64
}

/// A row group, ready to be written.
package struct EncodedGroup: Sendable {
  package enum ColumnName: Sendable, Hashable {
    case field(String)
    case common(RecordFields.Common)

    // By bytes: to `String` the two spellings of `é` are one, to the log they are two names.
    package static func == (a: Self, b: Self) -> Bool {
      switch (a, b) {
      case (.field(let a), .field(let b)): a.utf8.elementsEqual(b.utf8)
      case (.common(let a), .common(let b)): a == b
      default: false
      }
    }

    package func hash(into hasher: inout Hasher) {
      switch self {
      case .field(let name):
        hasher.combine(0)
        for byte in name.utf8 { hasher.combine(byte) }
      case .common(let common): hasher.combine(common.rawValue + 1)
      }
    }
  }

  package struct Column: Sendable {
    package var name: ColumnName
    package var chunk: EncodedColumn
    package var records = 0
    package var nulls = 0
    /// Every value is a canonical decimal integer.
    package var integersOnly = true
  }

  package var spans = 0
  package var records = 0
  package var unparsed = 0
  package var layout: [UInt8] = []
  package var times: [UInt8] = []
  package var timeBounds: GroupTimeBounds?
  package var columns: [Column] = []
}
