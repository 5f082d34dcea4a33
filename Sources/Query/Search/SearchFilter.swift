import Evidence

/// Turns what records must be into an SQL condition over `events`.
struct SearchFilter {
  let fields: SearchFields
  let text: [UInt8]
  private(set) var counts: [SearchPlan.Count] = []
  private(set) var notes: [String] = []
  /// Names in order, as the columns are called.
  private(set) var named: [String] = []
  private(set) var searchesText = false
  /// First text term that a record must hold.
  private(set) var firstText: String?

  init(_ fields: SearchFields, text: String) {
    self.fields = fields
    self.text = Array(text.utf8)
  }

  /// - Throws: `search.field-unknown`, `search.time`.
  mutating func condition(_ expression: SearchExpression) throws -> String {
    try condition(expression, isNegated: false)
  }

  /// A condition that is 0 or 1 where it is negated, since NOT NULL is NULL; elsewhere NULL may stand for 0.
  private mutating func condition(_ expression: SearchExpression, isNegated: Bool) throws -> String {
    switch expression {
    case .text(let term):
      searchesText = true
      if !isNegated, firstText == nil { firstText = term.source }
      try noteEquals(term)
      return "text_match(text, \(SearchSQL.text(term.source)))"
    case .field(let term): return try condition(term, isNegated: isNegated)
    case .not(let inner): return "NOT \(try operand(inner, isNegated: true))"
    case .and(let terms):
      // Fields are cheaper to look at than texts, and SQLite keeps the order.
      let ordered = terms.filter { !$0.needsText } + terms.filter { $0.needsText }
      return try ordered.map { try operand($0, isNegated: isNegated) }.joinedBalanced("\n    AND ")
    case .or(let terms):
      let ordered = terms.filter { !$0.needsText } + terms.filter { $0.needsText }
      return try ordered.map { try operand($0, isNegated: isNegated) }.joinedBalanced(" OR ")
    }
  }

  private mutating func operand(_ expression: SearchExpression, isNegated: Bool) throws -> String {
    let sql = try condition(expression, isNegated: isNegated)
    switch expression {
    case .and, .or: return "(\(sql))"
    case .field, .text, .not: return sql
    }
  }

  /// `EventID=4688` is Splunk's way to ask for a field; here it is a word, which is seldom meant.
  private mutating func noteEquals(_ term: TextTerm) throws {
    guard let equals = term.source.firstIndex(of: "="), equals > term.source.startIndex,
      !term.source.hasPrefix("\"")
    else { return }
    let name = String(term.source[..<equals])
    if try fields.reference(name) != nil {
      note("'\(term.source)' is searched as text; for the field write \(name):VALUE")
    }
  }

  // MARK: fields

  private mutating func condition(_ term: FieldTerm, isNegated: Bool) throws -> String {
    let field = try resolve(term.field)
    if !isNegated, !named.contains(field.name) { named.append(field.name) }
    let spellings = fields.spellings(term.field.name)
    if spellings.count > 1 {
      note(
        "'\(term.field.name)' stands for \(spellings.joined(separator: ", ")); "
          + "field(record, 'name') tells them apart")
    }
    if field.isTime, let sql = try timeCondition(term) { return isNegated ? "coalesce(\(sql), 0)" : sql }
    if case .present = term.test { return "\(field.sql) IS NOT NULL" }
    if !isNegated, !field.maybeSeveral, let sql = Self.plain(field, term.test) { return sql }
    if term.test.comparesNumbers, !field.isInteger || field.maybeSeveral { countNotNumbers(field) }
    return "value_match(\(field.sql), \(SearchSQL.text(term.source)))"
  }

  private mutating func countNotNumbers(_ field: SearchFields.Reference) {
    let count = SearchPlan.Count(
      kind: .notNumbers, subject: field.name,
      sql: "SELECT count(*) FROM events WHERE not_number(\(field.sql)) = 1")
    if !counts.contains(count) { counts.append(count) }
  }

  private func resolve(_ name: FieldName) throws -> SearchFields.Reference {
    if let field = try fields.reference(name.name) { return field }
    let meant = fields.nearest(to: name.name).map { "did you mean \($0)? " } ?? ""
    throw SearchError.make(
      "search.field-unknown", "no record of the case has a field '\(name.name)'", in: text,
      at: name.place.lowerBound,
      hint: "\(meant)A colon that belongs to the text stands in quotes: \"\(name.name):…\"")
  }

  /// SQL's own comparison where it means the same, so that row groups without a match are not opened.
  private static func plain(_ field: SearchFields.Reference, _ test: ValueTest) -> String? {
    func integer(_ bytes: [UInt8]?) -> Int64? {
      // The canonical form only: the column's values have it, and are compared as text otherwise.
      guard let bytes, let number = DecimalNumber(bytes)?.integer, Array(String(number).utf8) == bytes else {
        return nil
      }
      return number
    }
    switch test {
    case .like(let wildcard) where field.isInteger:
      return integer(wildcard.literalText).map { "\(field.sql) = \($0)" }
    case .exact(let value) where field.isInteger: return integer(value).map { "\(field.sql) = \($0)" }
    case .exact(let value):
      guard let text = String(validating: value, as: UTF8.self), !field.sql.hasPrefix("field(") else {
        return nil
      }
      return "\(field.sql) = \(SearchSQL.text(text))"
    case .compare(let comparison, let bound) where field.isInteger:
      return integer(bound).map { "\(field.sql) \(comparison.rawValue) \($0)" }
    case .range(let low, let includesLow, let high, let includesHigh) where field.isInteger:
      var parts: [String] = []
      if let low {
        guard let number = integer(low) else { return nil }
        parts.append("\(field.sql) \(includesLow ? ">=" : ">") \(number)")
      }
      if let high {
        guard let number = integer(high) else { return nil }
        parts.append("\(field.sql) \(includesHigh ? "<=" : "<") \(number)")
      }
      return parts.isEmpty ? nil : "(\(parts.joined(separator: " AND ")))"
    case .present, .like, .regex, .compare, .range, .network, .any: return nil
    }
  }

  // MARK: time

  /// `time:…` with times in any form of ISO 8601. Nil for what compares the text (`time:2024-05-01*`).
  private func timeCondition(_ term: FieldTerm) throws -> String? {
    func bound(_ bytes: [UInt8]) throws -> String {
      let text = String(decoding: bytes, as: UTF8.self)
      guard let time = SearchTime.instant(text) else {
        throw SearchError.make(
          "search.time", "'\(text)' is no time", in: self.text, at: term.field.place.upperBound + 1,
          hint: "write time:>2024-05-01 or time:[2024-05-01T09:00 TO 2024-05-01T10:00]")
      }
      return SearchSQL.text(time.text)
    }
    switch term.test {
    case .compare(let comparison, let value): return "time \(comparison.rawValue) \(try bound(value))"
    case .range(let low, let includesLow, let high, let includesHigh):
      var parts: [String] = []
      if let low { parts.append("time \(includesLow ? ">=" : ">") \(try bound(low))") }
      if let high { parts.append("time \(includesHigh ? "<=" : "<") \(try bound(high))") }
      return parts.isEmpty ? "time IS NOT NULL" : "(\(parts.joined(separator: " AND ")))"
    case .present, .like, .exact, .regex, .network, .any: return nil
    }
  }

  private mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }
}

extension [String] {
  /// Joined, and long chains in brackets: SQLite reads a chain as deep as it is long, and takes a depth of 1000.
  func joinedBalanced(_ separator: String) -> String {
    let most = 100
    guard count > most else { return joined(separator: separator) }
    let parts = stride(from: 0, to: count, by: most).map { start in
      "(" + self[start..<Swift.min(start + most, count)].joined(separator: separator) + ")"
    }
    return parts.joinedBalanced(separator)
  }
}

extension SearchExpression {
  /// Names of the fields that are compared.
  var fieldNames: [String] {
    switch self {
    case .text: []
    case .field(let term): [term.field.name]
    case .not(let inner): inner.fieldNames
    case .and(let terms), .or(let terms): terms.flatMap(\.fieldNames)
    }
  }

  /// Whether a record's text must be read.
  var needsText: Bool {
    switch self {
    case .text: true
    case .field: false
    case .not(let inner): inner.needsText
    case .and(let terms), .or(let terms): terms.contains { $0.needsText }
    }
  }
}
