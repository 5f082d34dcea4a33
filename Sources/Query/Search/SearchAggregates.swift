import Evidence

// `stats`, `count` and `timechart`.
extension SearchTranslator {
  mutating func stats(
    _ list: [SearchPipe.Aggregate], by: [FieldName], _ stage: SearchStage
  ) throws -> SearchStage {
    var columns: [SearchStage.Column] = []
    var pieces: [String] = []
    for field in by {
      var column = try column(field, of: stage)
      let source = column.sql
      column.name = field.name
      pieces.append(source == column.sql ? source : "\(source) AS \(column.sql)")
      columns.append(column)
    }
    let groups = columns
    for aggregate in list {
      let (sql, isNumeric) = try expression(aggregate, stage, isGrouped: !by.isEmpty)
      pieces.append("\(sql) AS \(SearchSQL.name(aggregate.name))")
      columns.append(SearchStage.Column(name: aggregate.name, isNumeric: isNumeric))
    }
    let grouping = by.isEmpty ? "" : "\n  GROUP BY " + by.indices.map { "\($0 + 1)" }.joined(separator: ", ")
    let name = add("SELECT \(pieces.joined(separator: ", "))\n  FROM \(stage.name)\(grouping)")
    return SearchStage(
      name: name, columns: columns, output: columns.map(\.name),
      order: groups.flatMap { SearchStage.terms($0, isDescending: false) }, isRecords: false)
  }

  /// An aggregate, and whether its column holds numbers.
  private mutating func expression(
    _ aggregate: SearchPipe.Aggregate, _ stage: SearchStage, isGrouped: Bool
  ) throws -> (sql: String, isNumeric: Bool) {
    guard let field = aggregate.field else { return (isGrouped ? stage.counting : stage.countingAll, true) }
    let column = try column(field, of: stage)
    let sql = column.sql
    let isNumeric = column.isNumeric
    if aggregate.function.wantsNumbers, !isNumeric {
      let count = SearchPlan.Count(
        kind: .notNumbers, subject: field.name, sql: count("\(stage.name) WHERE not_number(\(sql)) = 1"))
      if !plan.counts.contains(count) { plan.counts.append(count) }
    }
    let number = isNumeric ? sql : "number_of(\(sql))"
    switch aggregate.function {
    case .count:
      guard let weight = stage.weight else { return ("count(\(sql))", true) }
      return ("coalesce(sum(\(weight)) FILTER (WHERE \(sql) IS NOT NULL), 0)", true)
    case .dc: return ("count(DISTINCT \(sql))", true)
    case .min, .max:
      let name = aggregate.function.rawValue
      if isNumeric || column.isTime { return ("\(name)(\(sql))", isNumeric) }
      // By size if all are numbers, else by text.
      return (
        "CASE WHEN count(\(sql)) = count(\(number)) THEN \(name)(\(number)) ELSE \(name)(\(sql)) END", false
      )
    case .avg: return ("avg(\(number))", true)
    case .sum: return ("sum(\(number))", true)
    case .values: return ("value_list(\(sql))", false)
    case .first, .last:
      guard stage.isRecords else {
        throw SearchError.make(
          "search.aggregate",
          "'\(aggregate.function.rawValue)' goes by the time of records, and these rows are none",
          in: text, at: aggregate.place.lowerBound, hint: "use it in the first stats, or min and max")
      }
      let isFirst = aggregate.function == .first
      // Records without time come last, as in every list.
      let order = "coalesce(time, '~') || printf('%020d', record)"
      let call = isFirst ? "arg_min" : "arg_max"
      return ("\(call)(\(sql), \(order)) FILTER (WHERE \(sql) IS NOT NULL)", isNumeric)
    }
  }

  /// Counts by time. Without `by`, bins in which nothing happened are rows too.
  mutating func timechart(_ span: Int, by: FieldName?, _ stage: SearchStage) throws -> SearchStage {
    guard stage.isRecords else {
      throw SearchError.make(
        "search.aggregate", "timechart needs records, and these rows are none", in: text, at: text.count,
        hint: "put it before stats, count, top and rare")
    }
    plan.counts.append(
      SearchPlan.Count(
        kind: .withoutTime, subject: "timechart", sql: count("\(stage.name) WHERE time_ns IS NULL")))
    // Weeks begin on Monday; 1970-01-01 was a Thursday.
    let shift = span % (7 * 86_400) == 0 ? 4 * 86_400 : 0
    let length = "\(span)000000000"
    let offset = shift == 0 ? "time_ns" : "(time_ns - \(shift)000000000)"
    // Division rounds towards zero, and bins towards the past.
    let bin = "\(offset) / \(length) - (\(offset) % \(length) < 0)"
    let start = "strftime('%Y-%m-%dT%H:%M:%S', bin * \(span) + \(shift), 'unixepoch') || '.000000000Z'"
    var columns = [SearchStage.Column(name: "time", isNumeric: false, isTime: true)]
    let name: String
    if let by {
      try check(by, isNone: ["time", "count"])
      var column = try column(by, of: stage)
      let source = column.sql
      column.name = by.name
      columns.append(column)
      let counted = add(
        "SELECT \(bin) AS bin, \(source) AS \(column.sql), count(*) AS \"count\"\n"
          + "  FROM \(stage.name)\n  WHERE time_ns IS NOT NULL\n  GROUP BY 1, 2")
      name = add("SELECT \(start) AS time, \(column.sql), \"count\"\n  FROM \(counted)")
    } else {
      let counted = add(
        "SELECT \(bin) AS bin, count(*) AS \"count\"\n  FROM \(stage.name)\n"
          + "  WHERE time_ns IS NOT NULL\n  GROUP BY 1")
      let all = add(
        "SELECT bin FROM (WITH RECURSIVE bins(bin) AS (SELECT min(bin) FROM \(counted) UNION ALL "
          + "SELECT bin + 1 FROM bins WHERE bin < (SELECT max(bin) FROM \(counted))) SELECT bin FROM bins)\n"
          + "  WHERE bin IS NOT NULL")
      name = add(
        "SELECT \(start) AS time, coalesce(\"count\", 0) AS \"count\"\n"
          + "  FROM \(all) LEFT JOIN \(counted) USING (bin)")
    }
    columns.append(SearchStage.Column(name: "count", isNumeric: true))
    let order = columns.dropLast().flatMap { SearchStage.terms($0, isDescending: false) }
    return SearchStage(
      name: name, columns: columns, output: columns.map(\.name), order: order, isRecords: false)
  }
}
