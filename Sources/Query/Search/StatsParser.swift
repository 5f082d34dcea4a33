import Evidence

/// Reads `stats`, `count` and `timechart`.
enum StatsParser {
  static func stats(_ cursor: inout SearchCursor) throws(AssayError) -> SearchPipe {
    var list: [SearchPipe.Aggregate] = []
    while true {
      list.append(try aggregate(&cursor))
      cursor.skipBlanks()
      let hasComma = cursor.take(",")
      cursor.skipBlanks()
      if cursor.isAtKeyword("by", anyCase: true) || (!hasComma && (cursor.isAtEnd || cursor.isAt("|"))) {
        break
      }
    }
    var by: [FieldName] = []
    if cursor.takeKeyword("by", anyCase: true) { by = try PipeParser.fields(&cursor, "by") }
    var seen = Set(by.map { EventColumns.key($0.name) })
    for aggregate in list where !seen.insert(EventColumns.key(aggregate.name)).inserted {
      throw cursor.error(
        "search.name-twice", "two columns would be named '\(aggregate.name)'", at: aggregate.place.lowerBound,
        hint: "name one of them: count AS n")
    }
    return .stats(list, by: by)
  }

  private static func aggregate(_ cursor: inout SearchCursor) throws(AssayError) -> SearchPipe.Aggregate {
    cursor.skipBlanks()
    let start = cursor.position
    let place = cursor.word()
    let word = cursor.string(place).lowercased()
    guard let function = function(word) else {
      throw cursor.error(
        "search.aggregate", word.isEmpty ? "expected an aggregate" : "'\(word)' is no aggregate",
        hint: "there are: count, dc(x), min(x), max(x), avg(x), sum(x), values(x), first(x), last(x)")
    }
    cursor.position = place.upperBound
    var field: FieldName?
    if cursor.take("(") {
      field = try PipeParser.field(&cursor)
      cursor.skipBlanks()
      guard cursor.take(")") else {
        throw cursor.error(
          "search.aggregate", "expected a field and ) after '\(word)('", hint: "write \(word)(user)")
      }
    }
    guard field != nil || function == .count else {
      throw cursor.error(
        "search.aggregate", "expected a field in brackets after '\(word)'", hint: "write \(word)(user)")
    }
    var name = cursor.string(start..<cursor.position)
    let end = cursor.position
    cursor.skipBlanks()
    if cursor.takeKeyword("as", anyCase: true) {
      guard let given = try PipeParser.field(&cursor) else {
        throw cursor.error("search.aggregate", "expected a name after 'as'", hint: "write \(word)(user) AS n")
      }
      name = given.name
    }
    return SearchPipe.Aggregate(function: function, field: field, name: name, place: start..<end)
  }

  private static func function(_ word: String) -> SearchPipe.Aggregate.Function? {
    switch word {
    case "distinct_count": .dc
    case "mean": .avg
    case "c": .count
    default: SearchPipe.Aggregate.Function(rawValue: word)
    }
  }

  static func timechart(_ cursor: inout SearchCursor, _ place: SearchPlace) throws(AssayError) -> SearchPipe {
    cursor.skipBlanks()
    var seconds = 3600
    if cursor.takeKeyword("span", anyCase: true) {
      guard cursor.take("=") else { throw cursor.error("search.span", "expected = after 'span'", hint: hint) }
      let word = cursor.word()
      guard let span = SearchTime.span(cursor.string(word)) else {
        throw cursor.error("search.span", "expected a span of time after 'span='", hint: hint)
      }
      cursor.position = word.upperBound
      seconds = span
      cursor.skipBlanks()
    }
    guard cursor.takeKeyword("count", anyCase: true) else {
      throw cursor.error("search.aggregate", "timechart counts: expected 'count'", hint: hint)
    }
    cursor.skipBlanks()
    var by: FieldName?
    if cursor.takeKeyword("by", anyCase: true) {
      guard let name = try PipeParser.field(&cursor) else {
        throw cursor.error("search.field-missing", "expected a field after 'by'", hint: hint)
      }
      by = name
    }
    return .timechart(spanSeconds: seconds, by: by, place: place)
  }

  private static let hint = "write timechart span=1h count by Computer (units: s, m, h, d, w)"
}
