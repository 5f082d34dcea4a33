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
  private var chunks: [Int: ColumnChunk] = [:]
  private var starts: [Int: [Int32]] = [:]
  private var loadedTimes: GroupTimes?
  private var loadedProblems: [Int: [StoredProblem]]?
  private var loadedSpans: [Int32]?

  init(_ reader: CaseReader, _ row: GroupRow, source: SourceRow) throws {
    self.reader = reader
    self.row = row
    self.source = source
    (layout, fieldIDs) = try reader.read { db, zstd in try GroupStore.layout(db, row, zstd) }
  }

  package func times() throws -> GroupTimes {
    if let loadedTimes { return loadedTimes }
    let times = try reader.read { db, zstd in try GroupStore.times(db, row, zstd) }
    loadedTimes = times
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

  private func columns(of fields: Set<Int>) -> [Int] {
    fieldIDs.indices.filter { fields.contains(fieldIDs[$0]) }
  }

  /// Local columns are stored by catalogue id.
  func chunk(column: Int) throws -> ColumnChunk {
    if let chunk = chunks[column] { return chunk }
    let id = fieldIDs[column]
    let chunk = try reader.read { db, zstd in try GroupStore.column(db, row, field: id, zstd) }
    var loaded = chunk ?? ColumnChunk.empty
    // A common field's own values stand in no element; they are read one by one, never counted.
    if row.isCut, let kept = layout.valueCount(column: column) { loaded = loaded.prefix(kept) }
    chunks[column] = loaded
    return loaded
  }

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

  /// The column of some fields (the names that one SQL column stands for).
  package func resolve(fields: Set<Int>) throws -> ResolvedColumn {
    let columns = columns(of: fields)
    var resolved = ResolvedColumn(records: row.recordCount)
    guard !columns.isEmpty else { return resolved }
    let wanted = Set(columns)
    let places = layout.shapes.map { shape in
      shape.elements.indices.filter { wanted.contains(shape.elements[$0].column) }
    }
    for column in columns { resolved.chunks.append(try chunk(column: column)) }
    let slot = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    let single = columns.count == 1
    if !single { resolved.chunkOfRecord = [UInt16](repeating: 0, count: row.recordCount) }
    var next = [Int](repeating: 0, count: columns.count)
    for record in 0..<row.recordCount {
      let shapeIndex = Int(layout.shapeOfRecord[record])
      let elements = places[shapeIndex]
      if elements.isEmpty { continue }
      let shape = layout.shapes[shapeIndex]
      for element in elements where shape.elements[element].type != .null {
        let k = single ? 0 : slot[shape.elements[element].column] ?? 0
        let index = next[k]
        next[k] += 1
        guard index < resolved.chunks[k].codes.count else {
          throw AssayError(
            "case.damaged", subject: "row group \(row.id)", reason: "a column is short of values")
        }
        if elements.count == 1 {
          resolved.codeOfRecord[record] = resolved.chunks[k].codes[index]
          if !single { resolved.chunkOfRecord[record] = UInt16(truncatingIfNeeded: k) }
        }
      }
      if elements.count > 1 { resolved.codeOfRecord[record] = ResolvedColumn.several }
    }
    return resolved
  }

  /// A common field's column.
  package func resolve(common: RecordFields.Common, ownField: Int?) throws -> ResolvedColumn {
    var resolved = ResolvedColumn(records: row.recordCount)
    resolved.chunkOfRecord = [UInt16](repeating: 0, count: row.recordCount)
    let own = ownField.map { fieldIDs.firstIndex(of: $0) } ?? nil
    var slots: [Int: Int] = [:]
    var ownCount = 0
    // Per shape: which slot, and which value of its column within the record.
    for record in 0..<row.recordCount {
      let shape = layout.shapes[Int(layout.shapeOfRecord[record])]
      let place = shape.common[common.rawValue]
      if place == 0 { continue }
      let column: Int
      let code: Int32
      if place == 1 {
        guard let own, try ownCount < chunk(column: own).codes.count else {
          throw AssayError(
            "case.damaged", subject: "row group \(row.id)", reason: "a common field is short of values")
        }
        column = own
        code = try chunk(column: own).codes[ownCount]
        ownCount += 1
      } else {
        column = shape.elements[place - 2].column
        code = try self.code(record: record, shape: shape, element: place - 2)
      }
      let slot: Int
      if let known = slots[column] {
        slot = known
      } else {
        slot = resolved.chunks.count
        slots[column] = slot
        resolved.chunks.append(try chunk(column: column))
      }
      resolved.chunkOfRecord[record] = UInt16(truncatingIfNeeded: slot)
      resolved.codeOfRecord[record] = code
    }
    return resolved
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

/// A SQL column of one row group: per record a code into one of its chunks.
package struct ResolvedColumn {
  /// The record has no value.
  package static let null = Int32.min
  /// The record has several values.
  package static let several = Int32.max

  package var chunks: [ColumnChunk] = []
  /// Empty while there is one chunk at most.
  package var chunkOfRecord: [UInt16] = []
  /// Index of a distinct value, -1-k for slice k, `null` or `several`.
  package var codeOfRecord: [Int32]

  init(records: Int) { codeOfRecord = [Int32](repeating: Self.null, count: records) }

  package func chunk(_ record: Int) -> Int { chunkOfRecord.isEmpty ? 0 : Int(chunkOfRecord[record]) }
}
