/// Tables that are worked out when they are asked for (docs/sql.md, "Analyses"): one line here for each.
enum AnalysisTables {
  /// Runs a statement on the connection that the tables belong to.
  typealias Ask = (String) throws -> QueryRows

  static func all(_ reader: CaseReader, ask: @escaping Ask) -> [(name: String, table: RowsTable)] {
    [
      ("log_gaps", LogGapsTable.make(reader, ask))
    ]
  }
}
