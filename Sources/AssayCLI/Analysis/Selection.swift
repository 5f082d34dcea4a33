import CaseFile
import Evidence
import Integrity
import Query

/// The rows that a command analyses, as `--search`, `--sql`, `--from` and `--to` chose them, or as a receipt says
/// that they were chosen.
struct Selection {
  let session: QuerySession
  /// How many pieces of work an analysis may do at the same time; no answer depends on it.
  let threads: Int
  /// What the answer's reader must know.
  let notes: [String]
  /// What was chosen, for a receipt: `search` with `from` and `to`, or `sql`. What was not given is left out.
  let parameters: [JSONValue.Member]

  private enum Rows {
    /// Records that meet all these conditions.
    case records([String])
    case sql(String)
  }

  private let rows: Rows
  private let eventColumns: EventColumns

  /// One row.
  struct Row {
    /// Record number; nil where the SELECT has no column `record`, or no number in it.
    var record: Int64?
    /// Values of the columns, without `record`.
    var values: [SQLValue]
  }

  /// - Throws: `search.…` for a search or period that is not one.
  init(_ options: SelectionOptions, _ session: QuerySession, threads: Int) throws {
    try self.init(
      search: options.search, sql: options.sql, from: options.period.from, to: options.period.to, session,
      threads: threads)
  }

  /// What a receipt says was chosen.
  init(_ question: Question, _ session: QuerySession, threads: Int) throws {
    try self.init(
      search: question[parameter: "search"]?.string, sql: question[parameter: "sql"]?.string,
      from: question[parameter: "from"]?.string, to: question[parameter: "to"]?.string, session,
      threads: threads)
  }

  private init(
    search: String?, sql: String?, from: String?, to: String?, _ session: QuerySession, threads: Int
  ) throws {
    self.session = session
    self.threads = threads
    eventColumns = EventColumns(fields: session.reader.fields)
    if let sql {
      rows = .sql(sql)
      notes = []
      parameters = [.init("sql", .string(sql))]
      return
    }
    let period = try SearchPeriod(from: from, to: to, reader: session.reader)
    var notes = period.notes
    var conditions: [String] = []
    if let from = period.from { conditions.append("time >= '\(from.text)'") }
    if let to = period.to { conditions.append("time < '\(to.text)'") }
    let words = search.map { String($0.drop { $0 == " " }) } ?? ""
    if !words.isEmpty {
      let plan = try SearchTranslator.plan(words + " | table record", reader: session.reader, order: .record)
      conditions.append("record IN (SELECT record FROM (\(plan.sql)))")
      notes += plan.notes
    }
    rows = .records(conditions)
    self.notes = notes
    parameters =
      (words.isEmpty ? [] : [.init("search", .string(words))])
      + (period.from.map { [.init("from", .string($0.text))] } ?? [])
      + (period.to.map { [.init("to", .string($0.text))] } ?? [])
  }

  /// Whether `--sql` chose the rows: their columns are what it says.
  var isSQL: Bool { if case .sql = rows { true } else { false } }

  // MARK: columns

  /// Those of `names` that are columns of `events`, spelled as there, each once. Case does not matter.
  func columns(among names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.compactMap { known($0) }.filter { seen.insert($0).inserted }
  }

  /// The column of a field.
  ///
  /// - Throws: `field.missing`, with the name that was perhaps meant.
  func column(of name: String) throws -> String {
    if let column = known(name) { return column }
    let path = session.reader.store.path
    let meant = Suggestion.nearest(to: name, in: session.reader.fields.map(\.name))
    throw AssayError(
      "field.missing", subject: path, reason: "no record has a field '\(name)'",
      hint: (meant.map { "did you mean '\($0)'? " } ?? "") + "assay fields \(path) lists the fields")
  }

  private func known(_ name: String) -> String? {
    eventColumns.index(of: name).map { eventColumns.columns[$0].name }
  }

  // MARK: rows

  /// The SELECT that gives the rows.
  ///
  /// - Parameters:
  ///   - columns: of `events` (`columns(among:)`, `column(of:)`); not looked at where `--sql` chose the rows.
  ///   - condition: SQL that records must meet besides.
  ///   - order: `record` where the order of rows does not matter: nothing is sorted then.
  func statement(_ columns: [String], where condition: String? = nil, order: SearchOrder = .record) -> String
  {
    switch rows {
    case .sql(let sql): return sql
    case .records(let conditions):
      let all = conditions + (condition.map { ["(\($0))"] } ?? [])
      let names = (["record"] + columns.map { FieldQueries.quoted($0) }).joined(separator: ", ")
      return "SELECT \(names) FROM events"
        + (all.isEmpty ? "" : " WHERE " + all.joined(separator: " AND "))
        + (order == .time ? " ORDER BY time, record" : " ORDER BY record")
    }
  }

  /// Gives each row to `onRow`, which may return false to stop.
  ///
  /// - Parameters: `columns`, `condition`, `order` as of `statement`.
  ///   - onColumns: gets the names of the columns, without `record`, before the first row.
  /// - Throws: `sql.…`, `interrupted`, and what the closures throw.
  func forEach(
    _ columns: [String], where condition: String? = nil, order: SearchOrder = .record,
    onColumns: ([String]) throws -> Void = { _ in }, _ onRow: (Row) throws -> Bool
  ) throws {
    var recordColumn: Int?
    try session.run(statement(columns, where: condition, order: order)) { names in
      recordColumn = names.firstIndex { $0.lowercased() == "record" }
      var names = names
      if let recordColumn { names.remove(at: recordColumn) }
      try onColumns(names)
    } onRow: { values in
      var row = Row(values: values)
      if let recordColumn {
        if case .integer(let number) = row.values.remove(at: recordColumn) { row.record = number }
      }
      return try onRow(row)
    }
  }
}
