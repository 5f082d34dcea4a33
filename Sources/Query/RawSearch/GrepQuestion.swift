import CaseFile
import Integrity

/// A raw search as a question: what is looked for, and which rows the answer has.
package struct GrepQuestion: Sendable {
  /// What the rows are.
  package enum Rows: String, Sendable {
    /// Each match.
    case matches
    /// Each source with its number of matches.
    case counts
    /// Each source that has a match, with their number.
    case sources
  }

  /// The pattern as given.
  package var pattern: String
  /// How it is read.
  package var options: PatternOptions
  /// What the rows are.
  package var rows: Rows

  /// Whether blocks that the search filter rules out stay unread.
  package var usesFilter: Bool

  /// A raw search.
  package init(_ pattern: String, options: PatternOptions, rows: Rows, usesFilter: Bool = true) {
    self.pattern = pattern
    self.options = options
    self.rows = rows
    self.usesFilter = usesFilter
  }

  /// For a receipt: matches come in record order, and in a record by place.
  package var question: Question {
    Question("grep", pattern, isOrdered: true)
      .with("fixed_string", options.isFixed ? true : nil)
      .with("ignore_case", options.ignoresCase ? true : nil)
      .with("hex", options.isHex ? true : nil)
      .with("encoding", options.encoding.map { .string($0.rawValue) })
      .with("no_filter", usesFilter ? nil : true)
      .with("rows", .string(rows.rawValue))
  }

  /// The raw search of a receipt; nil where it is not one.
  package init?(_ question: Question) {
    guard question.language == "grep", let rows = question[parameter: "rows"]?.string.flatMap(Rows.init)
    else { return nil }
    func isOn(_ name: String) -> Bool {
      if case .bool(true)? = question[parameter: name] { true } else { false }
    }
    var options = PatternOptions()
    options.isFixed = isOn("fixed_string")
    options.ignoresCase = isOn("ignore_case")
    options.isHex = isOn("hex")
    if let name = question[parameter: "encoding"]?.string {
      guard let encoding = PatternOptions.Encoding(rawValue: name) else { return nil }
      options.encoding = encoding
    }
    self.init(question.text, options: options, rows: rows, usesFilter: !isOn("no_filter"))
  }

  /// Names of the columns of the answer.
  package var columns: [String] {
    rows == .matches
      ? [
        "record", "locator", "source_id", "source_name", "index", "gap", "offset", "text_offset", "match",
        "text",
      ] : ["source_id", "source_name", "matches"]
  }
}

extension RawMatch {
  /// The row of a match, in the order of `GrepQuestion.columns`.
  package func values(sourceName: String?) -> [SQLValue] {
    [
      SQLValue(record), SQLValue(locator), SQLValue(source), sourceName.map { SQLValue($0) } ?? .null,
      index.map { SQLValue($0) } ?? .null, gap.map { SQLValue($0) } ?? .null,
      offset.map { .integer(Int64(clamping: $0)) } ?? .null, textOffset.map { SQLValue($0) } ?? .null,
      .text(match), .text(text),
    ]
  }
}

/// Counts matches by source: the rows of `grep -c` and `grep -l`.
package struct MatchCounts {
  private var counts: [Int: Int] = [:]

  /// No matches so far.
  package init() {}

  /// Takes the next matches.
  package mutating func add(_ matches: [RawMatch]) {
    for match in matches { counts[match.source, default: 0] += 1 }
  }

  /// The rows, in order of source number.
  package func rows(_ rows: GrepQuestion.Rows, _ reader: CaseReader) -> [[SQLValue]] {
    reader.sources.filter { reader.answering.contains($0.id) }.compactMap { source in
      let count = counts[source.id, default: 0]
      if rows == .sources, count == 0 { return nil }
      return [SQLValue(source.id), SQLValue(source.name), SQLValue(count)]
    }
  }
}

extension ReceiptDraft {
  /// Adds what a raw search covered.
  ///
  /// - Parameter limit: `--limit`, if it ended the search.
  package mutating func note(_ summary: RawSearchSummary, limit: Int?) {
    filters = summary.usesFilter ? ["search_filter"] : []
    views = filters
    searched = ["records": .int(Int64(summary.records)), "gaps": .int(Int64(summary.gaps))]
    searchedInWords =
      "over \(summary.records) records and \(summary.gaps) gaps under root \(summary.root), trusting no extraction, "
      + (summary.usesFilter
        ? "every byte of them but of blocks that the search filter rules out," : "every byte of them,")
    note(limit: limit, undecided: summary.spansUndecided)
  }
}
