import Evidence
import Formats
import GRDB

/// Sums up the catalogue of fields from the row groups as stored: what `add` counted while it wrote them.
struct CatalogRebuild: ~Copyable {
  private let db: Database
  private let keys: [Int: FieldCatalog.Key]
  private(set) var sums = FieldCatalog()
  private let zstd: ZstdDecompressor
  /// Fields of which three examples are known: their chunks need not be unpacked.
  private var satisfied: Set<Int> = []

  init(_ db: Database, _ fields: [FieldCatalog.Field]) throws {
    self.db = db
    keys = Dictionary(fields.map { ($0.id, $0.key) }) { first, _ in first }
    zstd = try ZstdDecompressor()
  }
}

extension CatalogRebuild {
  /// A chunk's own facts.
  private struct Chunk {
    var values = 0
    var integers = false
    var examples: [String] = []
  }

  /// Takes the next row group, in order of first leaf.
  mutating func add(_ row: GroupRow) throws {
    let (layout, fieldIDs) = try GroupStore.layout(db, row, zstd)
    var recordsOfShape = [Int](repeating: 0, count: layout.shapes.count)
    for shape in layout.shapeOfRecord { recordsOfShape[Int(shape)] += 1 }
    let chunks =
      try row.isCut
      ? cutChunks(row, layout, fieldIDs) : chunks(row, needed: needed(layout, fieldIDs))
    var columns: [EncodedGroup.Column] = []
    for id in fieldIDs {
      var column = EncodedGroup.Column(
        name: keys[id]?.name ?? .field(""), chunk: EncodedColumn(payload: [], values: 0, distinct: 0))
      let chunk = chunks[id] ?? Chunk()
      column.chunk.values = chunk.values
      column.chunk.integers = chunk.integers
      column.chunk.examples = chunk.examples
      column.integersOnly = chunk.integers || chunk.values == 0
      columns.append(column)
    }
    for (shape, records) in zip(layout.shapes, recordsOfShape) {
      count(shape, records, &columns)
    }
    for index in columns.indices where fieldIDs[index] > 0 {
      if case .common(let common) = columns[index].name {
        Self.follow(common, layout, recordsOfShape, &columns, index)
      }
      // Of a group that is cut, fields that only its later records have.
      if columns[index].records == 0 { continue }
      let key = FieldCatalog.Key(
        name: columns[index].name, isClaim: keys[fieldIDs[index]]?.isClaim ?? false)
      _ = sums.add(columns[index], isClaim: key.isClaim)
      if sums.exampleCount(of: key) >= 3 { satisfied.insert(fieldIDs[index]) }
    }
  }

  private func count(_ shape: RecordShape, _ records: Int, _ columns: inout [EncodedGroup.Column]) {
    var seen: Set<Int> = []
    for element in shape.elements {
      if seen.insert(element.column).inserted { columns[element.column].records += records }
      if element.type == .null { columns[element.column].nulls += records }
    }
  }

  /// What is known of a common field: its own values, and those that it takes from the log's fields.
  private static func follow(
    _ common: RecordFields.Common, _ layout: GroupLayout, _ recordsOfShape: [Int],
    _ columns: inout [EncodedGroup.Column], _ index: Int
  ) {
    for (number, shape) in layout.shapes.enumerated() {
      let place = shape.common[common.rawValue]
      if place > 0 { columns[index].records += recordsOfShape[number] }
      guard place > 1, recordsOfShape[number] > 0 else { continue }
      let chunk = columns[shape.elements[place - 2].column].chunk
      columns[index].integersOnly = columns[index].integersOnly && chunk.integers
      for example in chunk.examples where !columns[index].chunk.examples.contains(example) {
        columns[index].chunk.examples.append(example)
      }
    }
  }

  /// Fields whose examples are asked for: their own are not complete, or those of a common field that takes
  /// its values from them.
  private func needed(_ layout: GroupLayout, _ fieldIDs: [Int]) -> Set<Int> {
    var needed = Set(fieldIDs).subtracting(satisfied)
    let commons = fieldIDs.filter { !satisfied.contains($0) }.compactMap { id -> RecordFields.Common? in
      if case .common(let common)? = keys[id]?.name { common } else { nil }
    }
    for shape in layout.shapes {
      for common in commons where shape.common[common.rawValue] > 1 {
        needed.insert(fieldIDs[shape.elements[shape.common[common.rawValue] - 2].column])
      }
    }
    return needed
  }

  private func chunks(_ row: GroupRow, needed: Set<Int>) throws -> [Int: Chunk] {
    var chunks: [Int: Chunk] = [:]
    let statement = try db.cachedStatement(
      sql: "SELECT field_id, value_count, integers FROM column_chunk WHERE row_group_id = ? ORDER BY field_id"
    )
    let cursor = try Row.fetchCursor(statement, arguments: [row.id])
    while let found = try cursor.next() {
      let cells = RowCells(found, table: "column_chunk")
      let field = try cells.natural(0, "field_id")
      var chunk = Chunk(
        values: try cells.natural(1, "value_count"), integers: try cells.natural(2, "integers") != 0)
      if needed.contains(field), let column = try GroupStore.column(db, row, field: field, zstd) {
        chunk.examples = Self.examples(column, distinct: column.distinct)
      }
      chunks[field] = chunk
    }
    return chunks
  }

  /// What the chunks of a group's first records would say of themselves.
  private func cutChunks(
    _ row: GroupRow, _ layout: GroupLayout, _ fieldIDs: [Int]
  ) throws -> [Int: Chunk] {
    var chunks: [Int: Chunk] = [:]
    for (index, field) in fieldIDs.enumerated() {
      guard let whole = try GroupStore.column(db, row, field: field, zstd) else { continue }
      let count = layout.valueCount(column: index) ?? ownValues(of: field, layout)
      let column = whole.prefix(count)
      let distinct = Int(column.codes.max() ?? -1) + 1
      let hasSlices = column.codes.contains { $0 < 0 }
      var chunk = Chunk(values: column.count)
      chunk.integers =
        distinct > 0 && !hasSlices
        && (0..<distinct).allSatisfy {
          CanonicalInteger.parse(column.dictionary.span.extracting(column.range($0))) != nil
        }
      chunk.examples = Self.examples(column, distinct: max(0, distinct))
      chunks[field] = chunk
    }
    return chunks
  }

  /// How many records of the layout have a value of a common field that no field of the log has.
  private func ownValues(of field: Int, _ layout: GroupLayout) -> Int {
    guard case .common(let common)? = keys[field]?.name else { return 0 }
    return layout.shapeOfRecord.count { layout.shapes[Int($0)].common[common.rawValue] == 1 }
  }

  private static func examples(_ column: ColumnChunk, distinct: Int) -> [String] {
    (0..<min(3, distinct)).map {
      String(decoding: column.dictionary[column.range($0)].prefix(120), as: UTF8.self)
    }
  }
}
