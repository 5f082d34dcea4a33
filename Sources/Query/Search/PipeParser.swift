import Evidence

/// Reads what stands behind a `|`.
enum PipeParser {
  /// Names of the pipes, for messages.
  static let names = [
    "count", "dedup", "eval", "fields", "head", "rare", "rex", "show sql", "sort", "stats", "table", "tail",
    "timechart", "top", "where",
  ]

  static func pipe(_ cursor: inout SearchCursor) throws(AssayError) -> SearchPipe {
    cursor.skipBlanks()
    let place = cursor.word()
    let name = cursor.string(place).lowercased()
    if name != "count" { cursor.position = place.upperBound }
    let pipe: SearchPipe
    switch name {
    case "where": return .filter(try SQLScanner.text(&cursor))
    case "eval": return .eval(try assignments(&cursor))
    case "count", "stats": pipe = try StatsParser.stats(&cursor)
    case "timechart": pipe = try StatsParser.timechart(&cursor, place)
    case "top": pipe = try top(&cursor, isRare: false, place)
    case "rare": pipe = try top(&cursor, isRare: true, place)
    case "sort": pipe = try sort(&cursor)
    case "head": pipe = .head(try number(&cursor, name), place: place)
    case "tail": pipe = .tail(try number(&cursor, name), place: place)
    case "dedup": pipe = .dedup(try fields(&cursor, name))
    case "table": pipe = .table(try fields(&cursor, name))
    case "fields": pipe = try fieldChoice(&cursor)
    case "rex": pipe = try rex(&cursor, place)
    case "show":
      cursor.skipBlanks()
      guard cursor.takeKeyword("sql", anyCase: true) else {
        throw cursor.error("search.pipe", "expected 'sql' after 'show'", hint: "write | show sql")
      }
      pipe = .showSQL
    default:
      let reason = name.isEmpty ? "expected a command after '|'" : "'\(name)' is no command behind '|'"
      throw cursor.error(
        "search.pipe", reason, at: place.lowerBound,
        hint: "there are: \(names.joined(separator: ", ")). A | to search for stands in quotes")
    }
    cursor.skipBlanks()
    guard cursor.isAtEnd || cursor.isAt("|") else {
      throw cursor.error("search.pipe", "expected '|' or the end after '\(name)'")
    }
    return pipe
  }

  // MARK: pieces

  /// A field's name, quoted if it has blanks or signs.
  static func field(_ cursor: inout SearchCursor) throws(AssayError) -> FieldName? {
    cursor.skipBlanks()
    let start = cursor.position
    if cursor.isAt("\"") {
      let name = try cursor.quoted()
      return FieldName(name: String(decoding: name, as: UTF8.self), place: start..<cursor.position)
    }
    while let byte = cursor.peek() {
      if byte == UInt8(ascii: "("), cursor.position > start, let end = callEnd(cursor) {
        // `sort -dc(user)`: the column is named as the call was written.
        cursor.position = end
        break
      }
      guard SearchCursor.isFieldByte(byte) else { break }
      cursor.position += 1
    }
    guard cursor.position > start else { return nil }
    return FieldName(name: cursor.string(start..<cursor.position), place: start..<cursor.position)
  }

  /// Index behind `(name)`.
  private static func callEnd(_ cursor: SearchCursor) -> Int? {
    var look = cursor
    look.position += 1
    while let byte = look.peek(), SearchCursor.isFieldByte(byte) { look.position += 1 }
    return look.take(")") ? look.position : nil
  }

  /// Names with commas or blanks between them; `by` and the end of the pipe end them.
  static func fields(_ cursor: inout SearchCursor, _ command: String) throws(AssayError) -> [FieldName] {
    var names: [FieldName] = []
    while true {
      cursor.skipBlanks()
      if !names.isEmpty {
        let hasComma = cursor.take(",")
        cursor.skipBlanks()
        if !hasComma, cursor.isAtEnd || cursor.isAt("|") { return names }
      }
      guard let name = try field(&cursor) else {
        throw cursor.error(
          "search.field-missing", "expected a field after '\(command)'",
          hint: "write \(command) \(command == "by" ? "Computer" : "Image, user")")
      }
      names.append(name)
    }
  }

  static func number(_ cursor: inout SearchCursor, _ command: String) throws(AssayError) -> Int {
    guard let number = try optionalNumber(&cursor) else {
      throw cursor.error(
        "search.number-missing", "expected a number of rows after '\(command)'", hint: "write \(command) 20")
    }
    return number
  }

  static func optionalNumber(_ cursor: inout SearchCursor) throws(AssayError) -> Int? {
    cursor.skipBlanks()
    let range = cursor.word()
    guard !range.isEmpty, cursor.text[range].allSatisfy({ (48...57).contains($0) }) else { return nil }
    guard let number = Int(cursor.string(range)), number > 0 else {
      throw cursor.error("search.number-missing", "expected a number from 1")
    }
    cursor.position = range.upperBound
    return number
  }

  // MARK: commands

  private static func assignments(_ cursor: inout SearchCursor) throws(AssayError) -> [SearchPipe.Assignment]
  {
    let whole = try SQLScanner.text(&cursor)
    var list: [SearchPipe.Assignment] = []
    for part in SQLScanner.parts(whole) {
      var inner = SearchCursor(cursor.text, from: part.place.lowerBound, to: part.place.upperBound)
      let name = try field(&inner)
      inner.skipBlanks()
      guard let name, inner.take("="), !inner.isAt("=") else {
        throw inner.error(
          "search.eval", "expected 'name = expression'", at: inner.position,
          hint: "write eval minutes = seconds / 60")
      }
      list.append(SearchPipe.Assignment(name: name, value: try SQLScanner.text(&inner)))
    }
    return list
  }

  private static func top(
    _ cursor: inout SearchCursor, isRare: Bool, _ place: SearchPlace
  ) throws(AssayError) -> SearchPipe {
    let number = try optionalNumber(&cursor)
    return .top(number, try fields(&cursor, isRare ? "rare" : "top"), isRare: isRare, place: place)
  }

  private static func sort(_ cursor: inout SearchCursor) throws(AssayError) -> SearchPipe {
    var keys: [SearchPipe.SortKey] = []
    repeat {
      cursor.skipBlanks()
      var isDescending = cursor.take("-")
      if !isDescending { _ = cursor.take("+") }
      guard let name = try field(&cursor) else {
        throw cursor.error("search.field-missing", "expected a field after 'sort'", hint: "write sort -count")
      }
      cursor.skipBlanks()
      if cursor.takeKeyword("desc", anyCase: true) {
        isDescending = true
      } else {
        _ = cursor.takeKeyword("asc", anyCase: true)
      }
      cursor.skipBlanks()
      keys.append(SearchPipe.SortKey(field: name, isDescending: isDescending))
      _ = cursor.take(",")
      cursor.skipBlanks()
    } while !cursor.isAtEnd && !cursor.isAt("|")
    return .sort(keys)
  }

  private static func fieldChoice(_ cursor: inout SearchCursor) throws(AssayError) -> SearchPipe {
    cursor.skipBlanks()
    if cursor.take("-") { return .without(try fields(&cursor, "fields -")) }
    _ = cursor.take("+")
    return .table(try fields(&cursor, "fields"))
  }

  private static func rex(
    _ cursor: inout SearchCursor, _ place: SearchPlace
  ) throws(AssayError) -> SearchPipe {
    cursor.skipBlanks()
    var source: FieldName?
    if cursor.takeKeyword("field", anyCase: true) {
      guard cursor.take("="), let name = try field(&cursor) else {
        throw cursor.error("search.rex", "expected '=' and a field after 'field'", hint: rexHint)
      }
      source = name
      cursor.skipBlanks()
    }
    let start = cursor.position
    guard cursor.isAt("\"") else {
      throw cursor.error("search.rex", "expected a regular expression in quotes", hint: rexHint)
    }
    let pattern = try NamedGroups.quotedPattern(&cursor)
    do {
      _ = try Pattern(pattern, options: PatternOptions())
    } catch {
      throw cursor.error(
        "search.regex", "this is no regular expression: \(error.reason)",
        at: start + 1 + Int(error.offset ?? 0))
    }
    let names = NamedGroups.names(pattern)
    guard !names.isEmpty else {
      throw cursor.error("search.rex", "the expression has no named group", at: start, hint: rexHint)
    }
    return .rex(field: source, pattern: pattern, names: names, place: place)
  }

  private static let rexHint = "write rex field=CommandLine \"-enc (?<payload>\\S+)\""
}
