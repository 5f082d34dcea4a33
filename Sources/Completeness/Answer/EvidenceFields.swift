import CaseFile
import Evidence
package import Query

/// Values of the fields of compared records, read again from the evidence when a cause asks for them.
package struct EvidenceFields: FieldSource {
  private let store: CaseStore
  private let scope: CaseScope
  private let threads: Int
  private let isCancelled: @Sendable () -> Bool
  /// Numbers of the compared records in the case, and their positions in the comparison; by number.
  private let numbers: [Int]
  private let places: [Int]
  /// Columns of `events` by field.
  private let columns: [(name: String, column: String)]

  package var fieldNames: [String] { columns.map(\.name) }

  /// - Parameters:
  ///   - records: those that are compared, in order.
  ///   - reader: of the evidence.
  package init(
    _ records: [RecordFacts], _ reader: CaseReader, threads: Int, isCancelled: @escaping @Sendable () -> Bool
  ) {
    store = reader.store
    scope = reader.scope
    self.threads = threads
    self.isCancelled = isCancelled
    places = records.indices.sorted { records[$0].record < records[$1].record }
    numbers = places.map { records[$0].record }
    let nameOfField = EventColumns(fields: reader.fields).nameOfField
    var seen: Set<String> = []
    columns = reader.fields.filter { !$0.isCommon && $0.records > 0 }.compactMap { field in
      guard let column = nameOfField[field.id], seen.insert(column).inserted else { return nil }
      return (field.name, column)
    }
  }

  package func forEachRecord(
    _ names: [String], _ body: (_ record: Int, _ values: [String?]) throws -> Void
  ) throws {
    let session = try QuerySession(store, scope: scope, threads: threads, isCancelled: isCancelled)
    let list = names.map { name in
      columns.first { $0.name == name }.map { "\"\($0.column.replacing("\"", with: "\"\""))\"" } ?? "NULL"
    }
    let sql = "SELECT \((["record"] + list).joined(separator: ", ")) FROM events ORDER BY record"
    var next = 0
    try session.run(sql, onColumns: { _ in }) { row in
      guard case .integer(let record)? = row.first else { return true }
      while next < numbers.count, numbers[next] < Int(record) { next += 1 }
      guard next < numbers.count else { return false }
      if numbers[next] == Int(record) { try body(places[next], row.dropFirst().map(Self.text)) }
      return true
    }
  }

  private static func text(_ value: SQLValue) -> String? {
    switch value {
    case .null: nil
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let bytes), .blob(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }
}
