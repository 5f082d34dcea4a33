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
  /// Fields, and how each is asked for.
  private let columns: [(name: String, sql: String)]

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
    let fields = reader.fields.filter { !$0.isCommon && $0.records > 0 }
    // Names that differ in case alone share a column; each is asked for by itself.
    let sharing = Dictionary(grouping: fields.compactMap { nameOfField[$0.id] }, by: \.self)
    let own = fields.compactMap { field -> (name: String, sql: String)? in
      guard let column = nameOfField[field.id] else { return nil }
      let isAlone = sharing[column]?.count == 1
      return (
        field.name, isAlone ? Self.quoted(column, "\"") : "field(record, \(Self.quoted(field.name, "'")))"
      )
    }
    let known = Set(own.map(\.name))
    let common = Self.common.filter { name, column in
      !known.contains(name) && reader.fields.contains { $0.isCommon && $0.name == column && $0.records > 0 }
    }
    columns = own + common
  }

  /// Fields of Event XML that the case keeps as common fields alone.
  private static let common = [
    (name: "EventID", sql: "event_id"), (name: "Channel", sql: "channel"),
    (name: "Computer", sql: "computer"),
    (name: "Provider", sql: "provider"), (name: "EventRecordID", sql: "event_record_id"),
  ]

  private static func quoted(_ name: String, _ quote: String) -> String {
    quote + name.replacing(quote, with: quote + quote) + quote
  }

  package func forEachRecord(
    _ names: [String], _ body: (_ record: Int, _ values: [String?]) throws -> Void
  ) throws {
    let session = try QuerySession(store, scope: scope, threads: threads, isCancelled: isCancelled)
    let list = names.map { name in
      columns.first { $0.name == name }?.sql ?? "NULL"
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
