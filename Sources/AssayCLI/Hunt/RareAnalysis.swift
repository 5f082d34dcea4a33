import Evidence
import Integrity
import Pages
import Query

/// Combinations of values, rarest first: stacking over hosts.
struct RareAnalysis: Analysis {
  static let name = "rare"

  let fields: [String]
  /// The field whose values have a combination or not.
  let per: String
  let mostHosts: Int?
  let mostRecords: Int?

  init(fields: [String], per: String, mostHosts: Int?, mostRecords: Int?) {
    self.fields = fields
    self.per = per
    self.mostHosts = mostHosts
    self.mostRecords = mostRecords
  }

  init(_ question: Question) throws {
    fields = question[parameter: "fields"]?.strings ?? []
    per = question[parameter: "per"]?.string ?? "computer"
    mostHosts = question[parameter: "most_hosts"]?.int.flatMap { Int(exactly: $0) }
    mostRecords = question[parameter: "most_records"]?.int.flatMap { Int(exactly: $0) }
  }

  var words: String { fields.joined(separator: ",") }

  var parameters: [JSONValue.Member] {
    [.init("fields", .array(fields.map { .string($0) })), .init("per", .string(per))]
      + (mostHosts.map { [.init("most_hosts", .number($0))] } ?? [])
      + (mostRecords.map { [.init("most_records", .number($0))] } ?? [])
  }

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    // With --sql the columns are what it says.
    let columns = try selection.isSQL ? fields : fields.map { try selection.column(of: $0) }
    let host = try selection.isSQL ? per : selection.column(of: per)
    let hosts = try fleet(selection, host)
    if hosts == 0 { output.remark("no row has a value of \(per), so all count as seen on none") }
    try output.begin(
      columns.map { Column($0) } + [
        Column("records", .count), Column("hosts", .count), Column("first", .time), Column("last", .time),
        Column("record"), Column("why"),
      ])
    try selection.session.run(statement(selection, columns, host), onColumns: { _ in }) { row in
      let (records, count) = (Self.number(row[columns.count]), Self.number(row[columns.count + 1]))
      let why =
        "\(records == 1 ? "once" : "\(NumberText.grouped(records)) times"), on \(NumberText.grouped(count)) of "
        + NumberText.counted(hosts, per == "computer" ? "host" : "value")
        + (per == "computer" ? "" : " of \(per)")
      let record: Int64? = if case .integer(let number) = row[columns.count + 4] { number } else { nil }
      try output.row(row.map { .sql($0) } + [.text(why)], record: record)
      return true
    }
  }

  private static func number(_ value: SQLValue) -> Int {
    if case .integer(let number) = value { Int(number) } else { 0 }
  }

  /// How many hosts there are among the rows.
  private func fleet(_ selection: Selection, _ host: String) throws -> Int {
    var hosts = 0
    try selection.session.run(
      "SELECT count(DISTINCT \(FieldQueries.quoted(host))) FROM (\(selection.statement([host])))",
      onColumns: { _ in }
    ) { row in
      hosts = Self.number(row[0])
      return true
    }
    return hosts
  }

  /// Rows without any of the fields are no combination.
  private func statement(_ selection: Selection, _ columns: [String], _ host: String) -> String {
    let names = columns.map { FieldQueries.quoted($0) }
    let list = names.joined(separator: ", ")
    let needed = Array(Set(columns + [host, "time"])).sorted()
    var having: [String] = []
    if let mostHosts { having.append("hosts <= \(mostHosts)") }
    if let mostRecords { having.append("records <= \(mostRecords)") }
    return """
      SELECT \(list), count(*) AS records, count(DISTINCT \(FieldQueries.quoted(host))) AS hosts,
        min(time) AS first, max(time) AS last, min(record) AS record
      FROM (\(selection.statement(needed)))
      WHERE \(names.map { "\($0) IS NOT NULL" }.joined(separator: " OR "))
      GROUP BY \(list)\(having.isEmpty ? "" : " HAVING " + having.joined(separator: " AND "))
      ORDER BY hosts, records, \(list)
      """
  }
}
