import Query

extension ShellVocabulary {
  /// Values that are offered.
  private static let mostValues = 200

  /// The words of the case that a session asks.
  init(_ session: QuerySession) {
    self.init()
    let tables = session.tables
    self.tables = tables.map(\.name)
    var seen: Set<String> = []
    // Common fields and those of the case first, as `events` has them.
    columns = tables.flatMap { SchemaText.columns($0.declaration).map(\.name) }.filter {
      seen.insert($0).inserted
    }
    functions = SQLFunctions.names(session.reader)
    values = { column, prefix in
      // A value that cannot be read is none to offer; a question will say why.
      (try? session.valueSuggestions(column: column, beginningWith: prefix, limit: Self.mostValues)) ?? []
    }
  }
}
