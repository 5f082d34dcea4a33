/// Raw records and rows of an export, each with what became of it: the input of causes, coverage and reports.
package struct Comparison: Sendable {
  /// In order of source and position.
  package var records: [RecordFacts]
  /// In the export's order; several exports one after the other.
  package var rows: [RowFacts]
  /// What is not intact, by record, gravest first.
  package var differences: [Difference]
  /// How each record was found; same positions as `records`.
  package var matchedBy: [MatchKind]
  /// By what rules a record's text is equal to that of its row, where it is not the same; same positions as `records`.
  package var rules: [CanonicalRules] = []
  package var words: Words
  package var product: ExportProduct
  /// Fields that no row has though records have them and the product's export would show them: reported once.
  package var notExported: [String]
}

/// Words of the comparison (hosts, channels, providers, event ids, users), each once. Number 0 is "none".
package struct Words: Sendable {
  package private(set) var texts: [String] = [""]
  private var numbers: [String: WordID] = ["": 0]

  package init() {}

  /// The word's number, new or known.
  package mutating func number(_ text: String) -> WordID {
    if let known = numbers[text] { return known }
    let new = WordID(texts.count)
    texts.append(text)
    numbers[text] = new
    return new
  }

  package subscript(_ number: WordID) -> String { texts[Int(number)] }
}

/// Whose export it is, recognised by its whole header.
package enum ExportProduct: String, Sendable, CaseIterable {
  case splunk, elastic, sentinel, qradar, other
}

/// Looks up fields of raw records and rows again, for causes that depend on a field (`mapping_conflict_FIELD`,
/// `dedup_FIELD`, `subsearch_maxout`, `coalesced`).
package protocol FieldSource: Sendable {
  /// Names of the fields that raw records have.
  var fieldNames: [String] { get }

  /// Calls `body` for every raw record in order, with its values of `names` (nil: it has none).
  func forEachRecord(_ names: [String], _ body: (_ record: Int, _ values: [String?]) throws -> Void) throws
}
