package import CaseFile
import Evidence
package import Formats

/// One row group, opened: its layout, and its columns as they are asked for. For one thread.
package final class GroupAccess {
  package let row: GroupRow
  package let source: SourceRow
  private let reader: CaseReader
  let layout: GroupLayout
  private let fieldIDs: [Int]
  /// What was read so far.
  private(set) var parts: GroupParts
  private var starts: [Int: [Int32]] = [:]
  private var loadedProblems: [Int: [StoredProblem]]?
  private var loadedSpans: [Int32]?

  /// - Parameter parts: what was read of it already; nil: nothing.
  init(_ reader: CaseReader, _ row: GroupRow, source: SourceRow, parts: GroupParts? = nil) throws {
    self.reader = reader
    self.row = row
    self.source = source
    if let parts {
      self.parts = parts
    } else {
      let packed = try reader.fetch { db in try PackedLayout(db, row) }
      let (layout, fieldIDs) = try reader.unpack { zstd in try packed.unpacked(zstd) }
      self.parts = GroupParts(layout: layout, fieldIDs: fieldIDs)
    }
    layout = self.parts.layout
    fieldIDs = self.parts.fieldIDs
  }

  package func times() throws -> GroupTimes {
    if let times = parts.times { return times }
    let times = try reader.read { db, zstd in try GroupStore.times(db, row, zstd) }
    parts.times = times
    return times
  }

  /// Problems of a span, by its index in the group.
  package func problems(ofSpan span: Int) throws -> [StoredProblem] {
    if let loadedProblems { return loadedProblems[span] ?? [] }
    let list = try reader.read { db, zstd in try GroupStore.problems(db, row, zstd) }
    let problems = Dictionary(grouping: list) { $0.s }
    loadedProblems = problems
    return problems[span] ?? []
  }

  /// Spans that have problems, ascending.
  func spansWithProblems() throws -> [Int] {
    // Loads them all.
    _ = try problems(ofSpan: 0)
    return loadedProblems?.keys.sorted() ?? []
  }

  /// First problem of a span.
  package func problem(ofSpan span: Int) throws -> StoredProblem? { try problems(ofSpan: span).first }

  /// Span index of a record of the group.
  package func span(ofRecord record: Int) -> Int {
    if layout.gapSpans.isEmpty { return record }
    if let loadedSpans { return Int(loadedSpans[record]) }
    var spans: [Int32] = []
    spans.reserveCapacity(row.recordCount)
    var gap = 0
    for span in 0..<row.spanCount {
      if gap < layout.gapSpans.count, layout.gapSpans[gap] == span {
        gap += 1
      } else {
        spans.append(Int32(span))
      }
    }
    loadedSpans = spans
    return Int(spans[record])
  }

  /// Index among the group's records of a span; nil for a gap.
  package func record(ofSpan span: Int) -> Int? {
    var low = 0
    var high = layout.gapSpans.count
    while low < high {
      let middle = (low + high) / 2
      if layout.gapSpans[middle] < span { low = middle + 1 } else { high = middle }
    }
    return low < layout.gapSpans.count && layout.gapSpans[low] == span ? nil : span - low
  }

  /// Record number of a record of the group.
  package func leaf(ofRecord record: Int) -> Int { row.firstLeaf + span(ofRecord: record) }

  package func text(ofRecord record: Int) throws -> [UInt8] {
    reader.text(try reader.span(leaf(ofRecord: record)))
  }

  package func shape(ofRecord record: Int) -> RecordShape { layout.shapes[Int(layout.shapeOfRecord[record])] }

  // MARK: columns

  /// Id in the catalogue of a local column.
  package func fieldID(_ column: Int) -> Int { fieldIDs[column] }

  /// How many local columns there are.
  var columnCount: Int { fieldIDs.count }

  func columns(of fields: Set<Int>) -> [Int] {
    fieldIDs.indices.filter { fields.contains(fieldIDs[$0]) }
  }

  /// Local columns are stored by catalogue id.
  func chunk(column: Int) throws -> ColumnChunk {
    try load(columns: [column])
    return parts.chunks[column] ?? ColumnChunk.empty
  }

  /// Reads columns that were not read yet, all in one go.
  func load(columns: [Int]) throws {
    let missing = columns.filter { parts.chunks[$0] == nil }
    if missing.isEmpty { return }
    let packed = try reader.fetch { db in
      try PackedColumns(db, row, fields: missing.map { fieldIDs[$0] })
    }
    let unpacked = try reader.unpack { zstd in try packed.unpacked(zstd) }
    for column in missing {
      var chunk = unpacked.first { $0.field == fieldIDs[column] }?.chunk ?? ColumnChunk.empty
      // A common field's own values stand in no element; they are read one by one, never counted.
      if row.isCut, let kept = layout.valueCount(column: column) { chunk = chunk.prefix(kept) }
      parts.chunks[column] = chunk
    }
  }

  /// Local column of a common field's own values.
  func column(ofOwnField field: Int?) -> Int? { field.flatMap { fieldIDs.firstIndex(of: $0) } }

  /// Per record, how many values of a column stand before it.
  private func starts(column: Int) throws -> [Int32] {
    if let found = starts[column] { return found }
    let perShape = layout.shapes.map { Int32($0.valueCount(column: column)) }
    var list: [Int32] = []
    list.reserveCapacity(row.recordCount + 1)
    var count: Int32 = 0
    for shape in layout.shapeOfRecord {
      list.append(count)
      count += perShape[Int(shape)]
    }
    list.append(count)
    let total = try chunk(column: column).count
    guard Int(count) == total else {
      throw AssayError(
        "case.damaged", subject: "row group \(row.id)",
        reason: "\(total) values for \(count) places of field \(fieldIDs[column])")
    }
    starts[column] = list
    return list
  }

  /// Code of the value at element `element` of a record's shape; `ResolvedColumn.null` for JSON null.
  private func code(record: Int, shape: RecordShape, element: Int) throws -> Int32 {
    let target = shape.elements[element]
    if target.type == .null { return ResolvedColumn.null }
    var before = 0
    for other in shape.elements[..<element] where other.column == target.column && other.type != .null {
      before += 1
    }
    let index = Int(try starts(column: target.column)[record]) + before
    return try chunk(column: target.column).codes[index]
  }

  /// Values of some fields in one record, in order, with their types.
  package func values(record: Int, fields: Set<Int>) throws -> [(type: ValueType, value: [UInt8])] {
    let shape = shape(ofRecord: record)
    var values: [(type: ValueType, value: [UInt8])] = []
    for (index, element) in shape.elements.enumerated() where fields.contains(fieldIDs[element.column]) {
      values.append((element.type, try value(record: record, shape: shape, element: index)))
    }
    return values
  }

  /// All fields of a record, in order of appearance.
  package func allValues(record: Int) throws -> [(field: Int, type: ValueType, value: [UInt8])] {
    let shape = shape(ofRecord: record)
    var values: [(field: Int, type: ValueType, value: [UInt8])] = []
    for (index, element) in shape.elements.enumerated() {
      let id = fieldIDs[element.column]
      if id == 0 { continue }
      values.append((id, element.type, try value(record: record, shape: shape, element: index)))
    }
    return values
  }

  private func value(record: Int, shape: RecordShape, element: Int) throws -> [UInt8] {
    let code = try code(record: record, shape: shape, element: element)
    if code == ResolvedColumn.null { return [] }
    return try value(chunk(column: shape.elements[element].column), code, record: record)
  }

  /// The bytes of a value of a chunk.
  package func value(_ chunk: ColumnChunk, _ code: Int32, record: Int) throws -> [UInt8] {
    if code >= 0 { return Array(chunk.dictionary[chunk.range(Int(code))]) }
    let text = try text(ofRecord: record)
    var out: [UInt8] = []
    try ColumnChunk.decode(
      chunk.slices[Int(-1 - code)], in: text.span, subject: "row group \(row.id)", into: &out)
    return out
  }
}

/// What was read of one row group: can be kept, and handed from thread to thread.
struct GroupParts: Sendable {
  let layout: GroupLayout
  /// Ids in the catalogue of the local columns.
  let fieldIDs: [Int]
  /// By local column.
  var chunks: [Int: ColumnChunk] = [:]
  var times: GroupTimes?
}
