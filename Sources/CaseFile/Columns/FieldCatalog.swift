package import Evidence
import Formats
import Foundation
package import GRDB

/// The catalogue of field names, kept in memory while writing.
package struct FieldCatalog {
  package struct Field: Sendable {
    package var id: Int
    package var name: String
    /// A common field's own values, not a field of the log.
    package var isCommon: Bool
    /// A field of claims: what evidence has of that name is counted apart.
    package var isClaim: Bool
    package var records = 0
    package var nulls = 0
    package var integersOnly = true
    package var examples: [String] = []
    fileprivate var changed = true

    package static let columns = "field_id, name, common, records, records_null, integers_only, examples"

    fileprivate init(id: Int, _ key: Key) {
      self.id = id
      switch key.name {
      case .field(let name): (self.name, isCommon) = (name, false)
      case .common(let common): (self.name, isCommon) = (common.column, true)
      }
      isClaim = key.isClaim
    }

    /// - Throws: `case.damaged` with the row and the column.
    package init(_ row: Row) throws(AssayError) {
      let cells = RowCells(row, table: "field")
      id = try cells.natural(0, "field_id")
      name = try cells.text(1, "name")
      let common = try cells.natural(2, "common")
      isCommon = common & 1 != 0
      isClaim = common & 2 != 0
      records = try cells.natural(3, "records")
      nulls = try cells.natural(4, "records_null")
      integersOnly = try cells.natural(5, "integers_only") != 0
      let text = try cells.text(6, "examples")
      guard let examples = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
        throw cells.damaged("examples", "cannot be read")
      }
      self.examples = examples
      changed = false
    }
  }

  /// Most distinct names in a case: a log that invents a new name in each record must not grow the catalogue
  /// without end. What is left out is in the raw, and the row group has a problem that says so.
  package static let limit = 65_536

  package private(set) var fields: [Field] = []
  private var indexes: [Key: Int] = [:]

  /// What a field is known by.
  struct Key: Hashable {
    var name: EncodedGroup.ColumnName
    /// Whether it is a field of claims.
    var isClaim: Bool
  }

  package init() {}

  package init(_ db: Database) throws {
    for row in try Row.fetchAll(db, sql: "SELECT \(Field.columns) FROM field ORDER BY field_id") {
      let field = try Field(row)
      indexes[field.key] = fields.count
      fields.append(field)
    }
  }

  /// The field's id, counting what this chunk adds. 0 when the catalogue is full.
  ///
  /// - Parameter isClaim: whether the records are those of a claim.
  package mutating func add(_ column: EncodedGroup.Column, isClaim: Bool) -> Int {
    let key = Key(name: column.name, isClaim: isClaim)
    let index: Int
    if let known = indexes[key] {
      index = known
    } else {
      guard fields.count < Self.limit else { return 0 }
      index = fields.count
      indexes[key] = index
      fields.append(Field(id: (fields.last?.id ?? 0) + 1, key))
    }
    fields[index].changed = true
    fields[index].records += column.records
    fields[index].nulls += column.nulls
    if !column.integersOnly { fields[index].integersOnly = false }
    for example in column.chunk.examples
    where fields[index].examples.count < 3 && !fields[index].examples.contains(example) {
      fields[index].examples.append(example)
    }
    return fields[index].id
  }

  /// Says that a row group has names for which there was no place.
  static let fullCode = "fields.too-many-in-case"

  static func fullProblem(offset: UInt64) -> StoredProblem {
    StoredProblem(
      s: 0, c: fullCode, o: offset, r: "the case has \(limit) field names; further ones are not extracted")
  }

  func exampleCount(of key: Key) -> Int {
    indexes[key].map { fields[$0].examples.count } ?? 0
  }

  /// Takes over the sums of `other`. Ids stay, so that old questions keep their columns; a name that `other`
  /// has not keeps its place, with no records.
  mutating func setSums(from other: FieldCatalog) {
    for index in fields.indices {
      var field =
        other.indexes[fields[index].key].map { other.fields[$0] }
        ?? Field(id: 0, fields[index].key)
      field.id = fields[index].id
      field.changed = true
      fields[index] = field
    }
  }

  /// Writes what changed.
  package mutating func save(_ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (field_id) DO UPDATE SET records = excluded.records, records_null = excluded.records_null,
          integers_only = excluded.integers_only, examples = excluded.examples
        """)
    for index in fields.indices where fields[index].changed {
      let field = fields[index]
      let examples = String(decoding: try JSONEncoder().encode(field.examples), as: UTF8.self)
      try statement.execute(arguments: [
        field.id, field.name, (field.isCommon ? 1 : 0) | (field.isClaim ? 2 : 0), field.records, field.nulls,
        field.integersOnly ? 1 : 0,
        examples,
      ])
      fields[index].changed = false
    }
  }
}

extension FieldCatalog.Field {
  /// What the field is known by while writing.
  var key: FieldCatalog.Key {
    if isCommon, let common = RecordFields.Common.allCases.first(where: { $0.column == name }) {
      return .init(name: .common(common), isClaim: isClaim)
    }
    return .init(name: .field(name), isClaim: isClaim)
  }
}
