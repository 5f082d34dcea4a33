/// Tables that are worked out when they are asked for (docs/sql.md, "Analyses"): one line here for each.
enum AnalysisTables {
  /// Runs a statement on the connection that the tables belong to.
  typealias Ask = (String) throws -> QueryRows
  /// Told between pieces of work how many of how many are done; throws `interrupted` to stop.
  typealias Step = (_ done: Int, _ total: Int) throws -> Void

  static func all(
    _ reader: CaseReader, ask: @escaping Ask, step: @escaping Step
  ) -> [(name: String, table: RowsTable)] {
    let records = LogRecords(reader, step)
    return [
      ("log_records", records.table), ("log_gaps", LogGapsTable.make(reader, records, ask)),
      ("quality", QualityTable.make(reader, ask, step)),
      ("field_profile", FieldProfileTable.make(reader, step)),
    ]
  }
}
