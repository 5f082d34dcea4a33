import CaseFile
import Completeness
import Evidence
import Integrity
import Query

/// All that a comparison found, ready to be written in any form.
struct CompareAnswer {
  let casePath: String
  let reader: CaseReader
  /// Of the exports.
  let claims: CaseReader
  let exports: [ComparedExport]
  let comparison: Comparison
  let explanations: Explanations
  let balance: Balance
  /// What the search behind the export asks for; nil where nobody said it.
  let scope: RecordScope?
  let inferred: InferredScope
  let coverage: Coverage
  /// Differences begin there, by record; one more than there are records.
  private let firstDifference: [Int]

  /// - Parameters:
  ///   - whole: the comparison with the records that are out of scope.
  ///   - comparison: without them.
  init(
    casePath: String, reader: CaseReader, claims: CaseReader, exports: [ComparedExport], whole: Comparison,
    comparison: Comparison,
    explanations: Explanations, scope: RecordScope?, outOfScope: OutOfScope
  ) {
    self.casePath = casePath
    self.reader = reader
    self.claims = claims
    self.exports = exports
    self.comparison = comparison
    self.explanations = explanations
    self.scope = scope
    balance = Balance(comparison, outOfScope: outOfScope)
    inferred = InferredScope(comparison)
    coverage = Coverage(comparison, within: whole)
    var first = [Int](repeating: 0, count: comparison.records.count + 1)
    for difference in comparison.differences { first[difference.record + 1] += 1 }
    for place in 1..<first.count { first[place] += first[place - 1] }
    firstDifference = first
  }

  /// A record by its position in the comparison.
  func record(_ place: Int) -> ComparedRecord {
    let facts = comparison.records[place]
    let range = firstDifference[place]..<firstDifference[place + 1]
    return ComparedRecord(
      facts: facts, verdict: facts.verdicts.gravest ?? .identical,
      differences: range.map { (comparison.differences[$0], explanation(ofDifference: $0)) },
      matchedBy: comparison.matchedBy[place],
      rules: comparison.rules.indices.contains(place) ? comparison.rules[place].words : [])
  }

  private func explanation(ofDifference place: Int) -> Explanation? {
    guard explanations.ofDifference.indices.contains(place) else { return nil }
    let number = explanations.ofDifference[place]
    return explanations.list.indices.contains(number) ? explanations.list[number] : nil
  }

  /// Calls `body` for records with one of these verdicts, gravest first and then in order; nil: for all, in order.
  func forEachRecord(_ verdicts: Set<Verdict>?, _ body: (ComparedRecord) throws -> Void) throws {
    guard let verdicts else {
      for place in comparison.records.indices { try body(record(place)) }
      return
    }
    for verdict in verdicts.sorted() {
      for place in comparison.records.indices
      where comparison.records[place].verdicts.gravest == verdict {
        try body(record(place))
      }
    }
  }

  /// Rows that no record explains, in order, with their cause.
  var extraRows: [(row: Int, explanation: Explanation?)] {
    let causes = Dictionary(explanations.ofExtraRow.map { ($0.row, $0.explanation) }) { first, _ in first }
    return comparison.rows.indices.filter { comparison.rows[$0].state == .extra }.map { row in
      let number = causes[row] ?? -1
      return (row, explanations.list.indices.contains(number) ? explanations.list[number] : nil)
    }
  }

  /// The export that a row stands in, and its position there.
  func place(ofRow row: Int) -> (export: ComparedExport, index: Int)? {
    exports.last { $0.firstRow <= row }.map { ($0, row - $0.firstRow) }
  }

  /// Numbers in the case of records that are not in the export.
  var missing: [Int] {
    comparison.records.filter { $0.verdicts.gravest == .missing }.map(\.record).sorted()
  }

  /// Verdicts that are not intact.
  static let faults = Set(Verdict.allCases.filter { !$0.isIntact })
}

/// One file of an export.
struct ComparedExport {
  let source: SourceRow
  /// Position of its first row among the rows of all exports.
  let firstRow: Int
  /// Whether it is a claim of the case; false: it was kept in a temporary file.
  let isStored: Bool
  /// What was not understood of it, by code, with the first place and reason.
  let problems: [(code: String, count: Int, first: Problem)]

  /// Whether the file ends in the middle of a row: what is missing may stand behind the cut.
  let isCutOff: Bool

  /// Its number as a source of the case; nil: it is none.
  var number: Int? { isStored ? source.id : nil }

  /// Exports in the order of their rows in the comparison: that of the case.
  static func list(_ reader: CaseReader, isStored: Bool) throws -> [ComparedExport] {
    var first = 0
    return try reader.sources.filter { reader.answering.contains($0.id) }.map { source in
      defer { first += source.records }
      let (problems, isCutOff) = try problems(of: source, reader)
      return ComparedExport(
        source: source, firstRow: first, isStored: isStored, problems: problems, isCutOff: isCutOff)
    }
  }

  private static func problems(
    of source: SourceRow, _ reader: CaseReader
  ) throws -> (list: [(code: String, count: Int, first: Problem)], isCutOff: Bool) {
    let last = reader.groups.last { $0.source == source.id }.map { $0.firstLeaf + $0.spanCount - 1 }
    var found: [String: (count: Int, first: Problem)] = [:]
    var isCutOff = false
    try ProblemList.forEach(reader.store, source: source.id) { located in
      let known = found[located.problem.code]
      found[located.problem.code] = ((known?.count ?? 0) + 1, known?.first ?? located.problem)
      if located.record == last, endings.contains(located.problem.code) { isCutOff = true }
    }
    return (found.sorted { $0.key < $1.key }.map { ($0.key, $0.value.count, $0.value.first) }, isCutOff)
  }

  /// What a last row has that is not whole.
  private static let endings: Set = [
    "csv.unbalanced-quote", "csv.ragged", "json.truncated", "xml.truncated",
  ]
}
