import Evidence

// One function for each kind of pipe.
extension SearchTranslator {
  mutating func apply(_ pipe: SearchPipe, to stage: SearchStage) throws -> SearchStage {
    switch pipe {
    case .filter(let sql):
      var next = stage
      next.name = add("SELECT \(stage.list)\n  FROM \(stage.name)\n  WHERE (\(sql.text))")
      return next
    case .eval(let list): return try list.reduce(stage) { try eval($1, $0) }
    case .stats(let list, let by): return try stats(list, by: by, stage)
    case .top(let number, let list, let isRare, let place):
      return try top(number, list, isRare: isRare, place, stage)
    case .sort(let keys): return try sort(keys, stage)
    case .head(let number, _): return cut(stage, stage.orderBy, number, "head \(number)")
    case .tail(let number, _): return cut(stage, stage.reversedOrderBy, number, "tail \(number)")
    case .dedup(let list): return try dedup(list, stage)
    case .table(let list):
      var next = stage
      next.output = []
      for field in list {
        _ = try column(field, of: stage)
        next.output.append(field.name)
      }
      return next
    case .without(let list):
      var next = stage
      for field in list {
        let column = try column(field, of: stage)
        next.output.removeAll { EventColumns.key($0) == EventColumns.key(column.name) }
      }
      return next
    case .timechart(let span, let by, _): return try timechart(span, by: by, stage)
    case .rex(let field, let pattern, let names, let place):
      return try rex(field, pattern, names, place, stage)
    case .showSQL:
      plan.showsSQL = true
      return stage
    }
  }

  // MARK: columns

  /// `stage` with a column set to an expression.
  private mutating func set(
    _ field: FieldName, _ expression: String, _ stage: SearchStage
  ) throws -> SearchStage {
    let name = field.name
    if ["record", "time", EventColumns.timeKeyName].contains(EventColumns.key(name)), stage.isRecords {
      throw SearchError.make(
        "search.eval", "'\(name)' says where a record stands and cannot be replaced", in: text,
        at: field.place.lowerBound, hint: "choose another name")
    }
    var next = stage
    let column = stage.column(name) ?? SearchStage.Column(name: name, isNumeric: false)
    let others = stage.columns.map { $0 == column ? "\(expression) AS \($0.sql)" : $0.sql }
    if stage.column(name) == nil { next.columns.append(column) }
    let added = stage.column(name) == nil ? ["\(expression) AS \(column.sql)"] : []
    if let index = next.columns.firstIndex(of: column) {
      next.columns[index].isNumeric = false
      next.columns[index].isTime = false
    }
    let key = EventColumns.key(name)
    if !next.output.contains(where: { EventColumns.key($0) == key }) {
      // Before the locator and the record number, where they end the row.
      let end = next.output.firstIndex(of: "locator") ?? next.output.count
      next.output.insert(name, at: end)
    }
    next.name = add("SELECT \((others + added).joined(separator: ", "))\n  FROM \(stage.name)")
    return next
  }

  private mutating func eval(
    _ assignment: SearchPipe.Assignment, _ stage: SearchStage
  ) throws -> SearchStage {
    return try set(assignment.name, "(\(assignment.value.text))", stage)
  }

  private mutating func rex(
    _ field: FieldName?, _ pattern: String, _ names: [String], _ place: SearchPlace,
    _ stage: SearchStage
  ) throws -> SearchStage {
    let source = try column(field ?? FieldName(name: "text", place: 0..<0), of: stage)
    return try names.reduce(stage) { stage, name in
      let call = "regexp_extract(\(source.sql), \(SearchSQL.text(pattern)), \(SearchSQL.text(name)))"
      // What does not match changes nothing.
      let value = stage.column(name).map { "coalesce(\(call), \($0.sql))" } ?? call
      return try set(FieldName(name: name, place: place), value, stage)
    }
  }

  /// A field that would have the name of a column that a step makes.
  func check(_ field: FieldName, isNone names: [String]) throws {
    guard names.contains(EventColumns.key(field.name)) else { return }
    throw SearchError.make(
      "search.name-twice", "two columns would be named '\(field.name)'", in: text, at: field.place.lowerBound,
      hint: "give the field another name before: eval other = \(SearchSQL.name(field.name))")
  }

  // MARK: rows

  private mutating func sort(_ keys: [SearchPipe.SortKey], _ stage: SearchStage) throws -> SearchStage {
    var next = stage
    var terms: [String] = []
    for key in keys {
      terms += SearchStage.terms(try column(key.field, of: stage), isDescending: key.isDescending)
    }
    next.order = terms + stage.order.filter { !terms.contains($0) }
    return next
  }

  private mutating func cut(
    _ stage: SearchStage, _ order: String, _ number: Int, _ words: String
  ) -> SearchStage {
    plan.cuts.append(
      SearchPlan.Cut(stage: words, unit: "row", total: count(stage.name), limit: number, kept: nil))
    var next = stage
    let orderLine = order.isEmpty ? "" : "\n  \(order)"
    next.name = add("SELECT \(stage.list)\n  FROM \(stage.name)\(orderLine)\n  LIMIT \(number)")
    return next
  }

  private mutating func dedup(_ list: [FieldName], _ stage: SearchStage) throws -> SearchStage {
    let columns = try list.map { try column($0, of: stage).sql }
    var next = stage
    let total = count(stage.name)
    let order = stage.orderBy.isEmpty ? "" : " " + stage.orderBy
    next.name = add(
      "SELECT \(stage.list)\n  FROM (SELECT \(stage.list), row_number() OVER (PARTITION BY "
        + "\(columns.joined(separator: ", "))\(order)) AS \"its number\" FROM \(stage.name))\n  "
        + "WHERE \"its number\" = 1")
    plan.cuts.append(
      SearchPlan.Cut(
        stage: "dedup " + list.map(\.name).joined(separator: ", "), unit: "row", total: total, limit: nil,
        kept: count(next.name)))
    return next
  }

  private mutating func top(
    _ number: Int?, _ list: [FieldName], isRare: Bool, _ place: SearchPlace, _ stage: SearchStage
  ) throws -> SearchStage {
    var columns: [SearchStage.Column] = []
    for field in list {
      try check(field, isNone: ["count", "percent"])
      var column = try column(field, of: stage)
      let source = column.sql
      let absent = "\(source) IS NULL"
      plan.counts.append(
        SearchPlan.Count(
          kind: .withoutValue, subject: field.name, sql: countRecords(stage, where: absent)))
      column.name = field.name
      columns.append(column)
    }
    let sources = try list.map { try column($0, of: stage).sql }
    let named = zip(sources, columns).map { $0 == $1.sql ? $0 : "\($0) AS \($1.sql)" }
    let present = sources.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
    var next = SearchStage(
      name: "",
      columns: columns + [.init(name: "count", isNumeric: true), .init(name: "percent", isNumeric: true)],
      output: list.map(\.name) + ["count", "percent"],
      order: ["\"count\"" + (isRare ? "" : " DESC")]
        + columns.flatMap { SearchStage.terms($0, isDescending: false) },
      isRecords: false)
    let groups = (1...list.count).map(String.init).joined(separator: ", ")
    next.name = add(
      "SELECT \(named.joined(separator: ", ")), \(stage.counting) AS \"count\"\n"
        + "  FROM \(stage.name)\n  WHERE \(present)\n  GROUP BY \(groups)")
    let counted = next.name
    let total = count(counted)
    let shown =
      "SELECT \(columns.map(\.sql).joined(separator: ", ")), \"count\",\n"
      + "    round(100.0 * \"count\" / (SELECT sum(\"count\") FROM \(counted)), 2) AS \"percent\"\n"
      + "  FROM \(counted)"
    guard let number else {
      next.name = add(shown)
      return next
    }
    // Numbers alone find out which values can be among the first: only those are ordered by all there is.
    let ends = isRare ? ("<=", "", String(Int64.max)) : (">=", " DESC", "0")
    let last =
      "(SELECT \"count\" FROM \(counted) ORDER BY \"count\"\(ends.1) LIMIT 1 OFFSET \(max(0, number - 1)))"
    next.name = add(
      "\(shown)\n  WHERE \"count\" \(ends.0) coalesce(\(last), \(ends.2))\n  \(next.orderBy)\n  LIMIT \(number)"
    )
    plan.cuts.append(
      SearchPlan.Cut(
        stage: "\(isRare ? "rare" : "top") \(number) \(list.map(\.name).joined(separator: ", "))",
        unit: "value",
        total: total, limit: number, kept: nil))
    return next
  }
}
