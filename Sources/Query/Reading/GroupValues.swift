import CaseFile
import Evidence
import Formats

/// One value of a record, by its place in the row group: equal values of a field are one code.
package struct GroupValue {
  /// Id of the field in the catalogue.
  package let field: Int
  /// Local column.
  package let column: Int
  /// A distinct value of the column from 0, or a stretch of the record's text below 0.
  package let code: Int32
}

extension GroupAccess {
  /// Goes through the records in order and gives each its values in order of appearance, JSON's nulls left out. What
  /// is worked out of a value can be kept by its code, so that equal values cost once for a row group.
  ///
  /// - Throws: `case.damaged`, and what `body` throws.
  package func forEachRecord(_ body: (_ record: Int, _ values: [GroupValue]) throws -> Void) throws {
    let fields = (0..<columnCount).map { fieldID($0) }
    try load(columns: Array(fields.indices))
    let chunks = try fields.indices.map { try chunk(column: $0) }
    var used = [Int](repeating: 0, count: fields.count)
    var values: [GroupValue] = []
    for record in 0..<row.recordCount {
      values.removeAll(keepingCapacity: true)
      for element in shape(ofRecord: record).elements where element.type != .null {
        let column = element.column
        guard used[column] < chunks[column].codes.count else {
          throw AssayError(
            "case.damaged", subject: "row group \(row.id)",
            reason: "field \(fields[column]) is short of values")
        }
        values.append(
          GroupValue(field: fields[column], column: column, code: chunks[column].codes[used[column]]))
        used[column] += 1
      }
      try body(record, values)
    }
  }

  /// The bytes of a distinct value.
  package func distinctValue(column: Int, code: Int) throws -> [UInt8] {
    let chunk = try chunk(column: column)
    guard (0..<chunk.distinct).contains(code) else {
      throw AssayError("case.damaged", subject: "row group \(row.id)", reason: "there is no value \(code)")
    }
    return Array(chunk.dictionary[chunk.range(code)])
  }

  /// How many distinct values a column has.
  package func distinctCount(column: Int) throws -> Int { try chunk(column: column).distinct }

  /// The bytes of a value that stands in the record's text.
  ///
  /// - Parameter text: of that record.
  package func slicedValue(column: Int, code: Int32, text: [UInt8]) throws -> [UInt8] {
    let chunk = try chunk(column: column)
    let index = Int(-1 - code)
    guard chunk.slices.indices.contains(index) else {
      throw AssayError("case.damaged", subject: "row group \(row.id)", reason: "there is no stretch \(index)")
    }
    var out: [UInt8] = []
    try ColumnChunk.decode(chunk.slices[index], in: text.span, subject: "row group \(row.id)", into: &out)
    return out
  }

  /// Record numbers of the group's gaps, in order.
  package var gapLeaves: [Int] { layout.gapSpans.map { row.firstLeaf + Int($0) } }

  /// Whether a record was not understood.
  package func isUnparsed(_ record: Int) -> Bool { layout.isUnparsed(record) }
}
