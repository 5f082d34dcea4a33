package import Evidence

/// Order of records in an answer.
package enum SearchOrder: String, Sendable, CaseIterable {
  /// By time, then record number; records without time last.
  case time
  /// By record number.
  case record
}

/// Turns a search into one SQL statement: a chain of common table expressions, one for each step.
package struct SearchTranslator {
  let fields: SearchFields
  let query: SearchQuery
  private let order: SearchOrder
  /// `WITH` clauses so far.
  var clauses: [String] = []
  var plan: SearchPlan
  /// Text columns of a record that are shown without being asked for.
  private static let standard = ["time", "computer", "channel", "event_id", "user"]

  /// - Parameters:
  ///   - from, to: the period, from inclusive, to exclusive.
  ///   - order: of records that are not sorted by the search itself.
  /// - Throws: `search.…` with a caret at the place.
  package static func plan(
    _ search: String, reader: CaseReader, from: Timestamp? = nil, to: Timestamp? = nil,
    order: SearchOrder = .time
  ) throws -> SearchPlan {
    let query = try SearchParser.parse(search)
    var translator = SearchTranslator(query, SearchFields(reader), order)
    try translator.translate(from: from, to: to)
    return translator.plan
  }

  private init(_ query: SearchQuery, _ fields: SearchFields, _ order: SearchOrder) {
    self.query = query
    self.order = order
    self.fields = fields
    plan = SearchPlan(search: query.text, sql: "", columns: [])
    plan.notes = query.notes
  }

  var text: [UInt8] { Array(query.text.utf8) }

  private mutating func translate(from: Timestamp?, to: Timestamp?) throws {
    var stage = try base(from: from, to: to)
    for pipe in query.pipes { stage = try apply(pipe, to: stage) }
    let shown = stage.output.compactMap { stage.column($0) }
    plan.columns = shown.map { column in
      SearchPlan.Column(
        name: stage.output.first { EventColumns.key($0) == EventColumns.key(column.name) } ?? column.name,
        isTime: column.isTime, machineOnly: stage.isRecords && column.name == "record" && isStandardOutput)
    }
    let list = zip(shown, plan.columns).map { column, shown in
      column.name == shown.name ? column.sql : "\(column.sql) AS \(SearchSQL.name(shown.name))"
    }
    plan.rowsAreRecords = stage.isRecords
    plan.isOrdered =
      stage.isRecords && !namesColumns && ["record", "record DESC"].contains(stage.order.last ?? "")
    let order = stage.orderBy.isEmpty ? "" : "\n" + stage.orderBy
    plan.sql = "\(with)SELECT \(list.joined(separator: ", "))\nFROM \(stage.name)\(order)"
  }

  /// A step names columns of its own: one may be called `record`.
  private var namesColumns: Bool {
    query.pipes.contains {
      switch $0 {
      case .eval, .rex: true
      case .filter, .stats, .top, .timechart, .table, .without, .sort, .head, .tail, .dedup, .showSQL: false
      }
    }
  }

  /// `WITH …` and a line break.
  var with: String { clauses.isEmpty ? "" : "WITH\n" + clauses.joined(separator: ",\n") + "\n" }

  /// Adds a step and returns its name.
  mutating func add(_ sql: String) -> String {
    let name = "s\(clauses.count + 1)"
    clauses.append("\(name) AS (\n  \(sql)\n)")
    return name
  }

  /// SQL that counts the rows of a piece of SQL behind the steps so far.
  func count(_ source: String) -> String { "\(with)SELECT count(*) FROM \(source)" }

  /// SQL that counts the records of a step that meet a condition.
  func countRecords(_ stage: SearchStage, where condition: String) -> String {
    "\(with)SELECT \(stage.countingAll) FROM \(stage.name) WHERE \(condition)"
  }

  // MARK: records

  private var isStandardOutput: Bool {
    !query.pipes.contains {
      switch $0 {
      case .stats, .top, .timechart, .table: true
      case .filter, .eval, .sort, .head, .tail, .dedup, .without, .rex, .showSQL: false
      }
    }
  }

  /// The first step: records that fit, with the columns that later steps need.
  private mutating func base(from: Timestamp?, to: Timestamp?) throws -> SearchStage {
    var filter = SearchFilter(fields, text: query.text)
    var conditions: [String] = []
    if let expression = query.filter {
      let condition = try filter.condition(expression)
      if case .or = expression { conditions.append("(\(condition))") } else { conditions.append(condition) }
    }
    plan.counts = filter.counts
    plan.notes += filter.notes
    plan.fields = filter.named
    plan.searchesText = filter.searchesText
    let isCounting = countsTogether
    addPeriod(from: from, to: to, isCounting: isCounting, &conditions)
    var columns = try neededColumns(filter, isCounting: isCounting)
    var output: [String] = []
    if isStandardOutput {
      output = Self.standard + filter.named.filter { !fields.isCommonField($0) }
      if let term = filter.firstText, !columns.contains(where: { EventColumns.key($0.name) == "match" }) {
        columns.append(
          Needed(
            name: "match", sql: "text_excerpt(text, \(SearchSQL.text(term)))", isNumeric: false, isTime: false
          ))
        output.append("match")
      }
      output += ["locator", "record"]
    }
    var list = columns.map { column in
      column.sql == SearchSQL.name(column.name)
        ? column.sql : "\(column.sql) AS \(SearchSQL.name(column.name))"
    }
    if isCounting { list.append(EventColumns.countName) }
    let table = isCounting ? "event_counts" : "events"
    let condition = conditions.isEmpty ? "" : "\n  WHERE " + conditions.joined(separator: "\n    AND ")
    let name = add("SELECT \(list.joined(separator: ", "))\n  FROM \(table)\(condition)")
    return SearchStage(
      name: name,
      columns: columns.map { SearchStage.Column(name: $0.name, isNumeric: $0.isNumeric, isTime: $0.isTime) },
      output: output, order: order == .time ? SearchStage.timeOrder : ["record"], isRecords: true,
      weight: isCounting ? EventColumns.countName : nil)
  }

  /// Whether the answer counts records by fields that many share, and asks nothing else of a record: `event_counts`
  /// then has fewer rows to go through than `events`.
  private var countsTogether: Bool {
    guard let pipe = query.pipes.first else { return false }
    switch pipe {
    case .stats(let list, _):
      guard list.allSatisfy({ $0.function.ignoresRepetition || $0.function == .count }) else { return false }
    case .top: break
    case .filter, .eval, .sort, .head, .tail, .dedup, .table, .without, .timechart, .rex, .showSQL:
      return false
    }
    if let filter = query.filter, filter.needsText { return false }
    return (pipe.names + (query.filter?.fieldNames ?? [])).allSatisfy(fields.isShared)
  }

  private mutating func addPeriod(
    from: Timestamp?, to: Timestamp?, isCounting: Bool, _ conditions: inout [String]
  ) {
    let rest = conditions
    plan.from = from?.text
    plan.to = to?.text
    var period: [String] = []
    if let from { period.append("time >= \(SearchSQL.text(from.text))") }
    if let to { period.append("time < \(SearchSQL.text(to.text))") }
    guard !period.isEmpty else { return }
    if isCounting {
      conditions = rest
      if let to {
        conditions.insert("\(SearchSQL.name(EventColumns.beforeName)) = \(SearchSQL.text(to.text))", at: 0)
      }
      if let from {
        conditions.insert("\(SearchSQL.name(EventColumns.fromName)) = \(SearchSQL.text(from.text))", at: 0)
      }
    } else {
      conditions = period + rest
    }
    plan.counts = plan.counts.map { count in
      var count = count
      count.sql += "\n    AND " + period.joined(separator: " AND ")
      return count
    }
    plan.counts.append(
      SearchPlan.Count(
        kind: .withoutTime, subject: from == nil ? "--to" : "--from",
        sql: "SELECT count(*) FROM events\nWHERE "
          + (["time IS NULL"] + rest).joined(separator: "\n    AND ")))
  }

  // MARK: columns

  struct Needed {
    var name: String
    var sql: String
    var isNumeric: Bool
    var isTime: Bool
  }

  /// Columns of `events` that the steps up to the first one with columns of its own name, and those that are shown.
  private func neededColumns(_ filter: SearchFilter, isCounting: Bool) throws -> [Needed] {
    var list: [Needed] = []
    func need(_ name: String) throws {
      guard let field = try fields.reference(name),
        !list.contains(where: { EventColumns.key($0.name) == EventColumns.key(field.name) })
      else { return }
      list.append(
        Needed(
          name: field.name, sql: field.sql, isNumeric: field.isInteger && !field.maybeSeveral,
          isTime: field.isTime))
    }
    if !isCounting {
      for name in ["record", "time"] + (order == .time ? [EventColumns.timeKeyName] : []) { try need(name) }
    }
    if isStandardOutput { for name in Self.standard + filter.named + ["locator"] { try need(name) } }
    for pipe in query.pipes {
      for name in pipe.names { try need(name) }
      if pipe.hasOwnColumns { break }
    }
    return list
  }

  /// A column of the step before.
  ///
  /// - Throws: `search.field-unknown` with what there is.
  func column(_ field: FieldName, of stage: SearchStage) throws -> SearchStage.Column {
    if let column = stage.column(field.name) { return column }
    let reason =
      stage.isRecords
      ? "no record of the case has a field '\(field.name)'"
      : "there is no column '\(field.name)' at this step"
    let nearest =
      stage.isRecords
      ? fields.nearest(to: field.name).map { "did you mean \($0)?" }
      : "there are: " + stage.output.joined(separator: ", ")
    throw SearchError.make(
      "search.field-unknown", reason, in: text, at: field.place.lowerBound,
      hint: nearest ?? "assay fields lists the fields of the case")
  }
}

extension SearchPipe {
  /// Names that may be fields.
  var names: [String] {
    switch self {
    case .filter(let sql): SQLScanner.names(sql.text)
    case .eval(let list): list.flatMap { SQLScanner.names($0.value.text) }
    case .stats(let list, let by): by.map(\.name) + list.compactMap { $0.field?.name }
    case .top(_, let fields, _, _), .dedup(let fields), .table(let fields), .without(let fields):
      fields.map(\.name)
    case .sort(let keys): keys.map { $0.field.name }
    case .timechart(_, let by, _): ["time_ns"] + (by.map { [$0.name] } ?? [])
    case .rex(let field, _, _, _): [field?.name ?? "text"]
    case .head, .tail, .showSQL: []
    }
  }

  /// Whether the rows behind it are no records of the case any more.
  var hasOwnColumns: Bool {
    switch self {
    case .stats, .top, .timechart: true
    case .filter, .eval, .sort, .head, .tail, .dedup, .table, .without, .rex, .showSQL: false
    }
  }
}
