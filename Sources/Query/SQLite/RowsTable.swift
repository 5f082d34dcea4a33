import Evidence

/// A small virtual table whose rows come one after the other.
final class RowsTable: VirtualTable {
  private let name: String
  private let columns: [(name: String, type: String)]
  private let makeRows: () throws -> NextRow

  /// Gives the next row; nil at the end.
  typealias NextRow = () throws -> [SQLValue]?

  init(
    _ name: String, _ columns: [(name: String, type: String)], rows: @escaping () throws -> NextRow
  ) {
    self.name = name
    self.columns = columns
    makeRows = rows
  }

  var declaration: String {
    "CREATE TABLE \(name)(\(columns.map { "\"\($0.name)\" \($0.type)" }.joined(separator: ", ")))"
  }

  func plan(_ request: ScanRequest) -> ScanChoice { ScanChoice(cost: 1000) }

  func open() -> any VirtualCursor { Cursor(makeRows) }

  private final class Cursor: VirtualCursor {
    private let makeRows: () throws -> NextRow
    private var nextRow: NextRow = { nil }
    private var row: [SQLValue]?
    private(set) var rowID: Int64 = 0

    init(_ makeRows: @escaping () throws -> NextRow) { self.makeRows = makeRows }

    func filter(number: Int32, text: String, arguments: [ScanArgument]) throws {
      nextRow = try makeRows()
      rowID = 0
      row = try nextRow()
    }

    func next() throws {
      rowID += 1
      row = try nextRow()
    }

    var atEnd: Bool { row == nil }

    func value(_ column: Int, _ result: ResultContext) throws {
      if let row, row.indices.contains(column) { result.value(row[column]) } else { result.null() }
    }
  }
}
