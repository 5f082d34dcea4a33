import Evidence
import Formats
import GRDB

/// Sums up the catalogue of fields from the row groups as stored: what `add` counted while it wrote them.
struct CatalogRebuild: ~Copyable {
  private let db: Database
  private let names: [Int: EncodedGroup.ColumnName]
  private(set) var sums = FieldCatalog()
  private let zstd: ZstdDecompressor
  /// Fields of which three examples are known: their chunks need not be unpacked.
  private var satisfied: Set<Int> = []

  init(_ db: Database, _ fields: [FieldCatalog.Field]) throws {
    self.db = db
    names = Dictionary(fields.map { ($0.id, $0.key) }) { first, _ in first }
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
    let chunks = try chunks(row, needed: needed(layout, fieldIDs))
    var columns: [EncodedGroup.Column] = []
    for id in fieldIDs {
      var column = EncodedGroup.Column(
        name: names[id] ?? .field(""), chunk: EncodedColumn(payload: [], values: 0, distinct: 0))
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
      _ = sums.add(columns[index])
      if sums.exampleCount(of: columns[index].name) >= 3 { satisfied.insert(fieldIDs[index]) }
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
      guard place > 1 else { continue }
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
      if case .common(let common)? = names[id] { common } else { nil }
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
      sql: "SELECT \(StoredChunk.columns) FROM column_chunk WHERE row_group_id = ? ORDER BY field_id")
    let cursor = try Row.fetchCursor(statement, arguments: [row.id])
    while let found = try cursor.next() {
      let stored = try StoredChunk(found)
      var chunk = Chunk(values: stored.values, integers: stored.integers != 0)
      if needed.contains(stored.field) {
        let subject = "row group \(row.id), field \(stored.field)"
        let payload = try PackedBytes.unpack(
          stored.data, limit: GroupStore.maxPayload, subject: subject, zstd)
        let column = try ColumnChunk(
          payload, subject: subject, maxValues: min(stored.values, GroupStore.maxPayload))
        chunk.examples = (0..<min(3, column.distinct)).map {
          String(decoding: column.dictionary[column.range($0)].prefix(120), as: UTF8.self)
        }
      }
      chunks[stored.field] = chunk
    }
    return chunks
  }
}
