import Completeness
import Pages

/// Charts of lengths: of texts, with the cut visible, and of what decides about fields where one length does.
struct ReportLengths {
  let charts: [LengthChart]

  /// Lengths with a line, of those cuts that hit most records.
  private static let mostLimits = 4

  init(_ answer: CompareAnswer) {
    let comparison = answer.comparison
    // What they lack, they lack for that reason.
    let cutTexts = Set(comparison.differences.lazy.filter { $0.cutAt != nil }.map(\.record))
    charts = [
      Self.texts(comparison, answer.explanations, cutTexts), Self.values(comparison, cutTexts),
      Self.ends(comparison, cutTexts),
    ]
    .compactMap(\.self)
  }

  /// Texts as logged above, as exported below. A cut shows as a wall: nothing of the export lies right of it.
  private static func texts(
    _ comparison: Comparison, _ explanations: Explanations, _ cutTexts: Set<Int>
  ) -> LengthChart? {
    var whole = LengthChart.Series("logged", style: "s0")
    var cut = LengthChart.Series("logged, came cut", style: "s1")
    var missing = LengthChart.Series("logged, missing", style: "s5")
    var exported = LengthChart.Series("exported", style: "s4")
    var ends: [Int: (length: Int, records: Int)] = [:]
    for (place, difference) in comparison.differences.enumerated() {
      guard let length = difference.cutAt, explanations.ofDifference.indices.contains(place) else { continue }
      let known = ends[explanations.ofDifference[place]] ?? (0, 0)
      ends[explanations.ofDifference[place]] = (max(known.length, length), known.records + 1)
    }
    for (place, record) in comparison.records.enumerated() where record.bytes > 0 {
      let length = Int(record.bytes)
      if record.verdicts.contains(VerdictSet(.missing)) {
        missing.add(length)
      } else if cutTexts.contains(place) {
        cut.add(length)
      } else {
        whole.add(length)
      }
    }
    for row in comparison.rows where row.bytes > 0 { exported.add(Int(row.bytes)) }
    let upper = [whole, cut, missing].filter { $0.total > 0 }
    if upper.isEmpty { return nil }
    let limits = ends.sorted { ($1.value.records, $0.key) < ($0.value.records, $1.key) }.prefix(mostLimits)
    return LengthChart(
      id: "texts",
      title: exported.total > 0
        ? "Length of the texts, as logged and as exported"
        : "Length of the texts, as logged (the export has none)", unit: "bytes",
      upperName: "logged",
      lowerName: "exported", upper: upper, lower: exported.total > 0 ? [exported] : [],
      limits: limits.map { _, cut in
        (
          cut.length,
          "\(NumberText.grouped(cut.length)) bytes: \(NumberText.counted(cut.records, "text")) cut here"
        )
      })
  }

  /// Longest value that a row has whole above, shortest that it lacks or has cut below; where a length tells them
  /// apart.
  private static func values(_ comparison: Comparison, _ cutTexts: Set<Int>) -> LengthChart? {
    separated(
      comparison, id: "values", title: "Length of values: came whole, and cut or lost", unit: "characters",
      kept: ("longest that came whole", \.longestKept), lost: ("shortest that did not", \.shortestLost),
      excluding: cutTexts)
  }

  /// Where in the text the last field ends that a row has above, and the first that it lacks below.
  private static func ends(_ comparison: Comparison, _ cutTexts: Set<Int>) -> LengthChart? {
    separated(
      comparison, id: "ends", title: "Where in the text fields end that came, and that are lost",
      unit: "bytes",
      kept: ("last that came", \.keptEndBytes), lost: ("first that is lost", \.lostEndBytes),
      excluding: cutTexts)
  }

  private static func separated(
    _ comparison: Comparison, id: String, title: String, unit: String,
    kept: (name: String, length: KeyPath<RecordFacts, UInt32>),
    lost: (name: String, length: KeyPath<RecordFacts, UInt32>), excluding cutTexts: Set<Int>
  ) -> LengthChart? {
    var whole = LengthChart.Series(kept.name, style: "s0")
    var bad = LengthChart.Series(lost.name, style: "s1")
    var longest = 0
    var shortest = Int.max
    let broken = VerdictSet(.merged).union(VerdictSet(.split))
    for (place, record) in comparison.records.enumerated()
    where !cutTexts.contains(place) && record.verdicts.isDisjoint(with: broken) {
      let (keptLength, lostLength) = (Int(record[keyPath: kept.length]), Int(record[keyPath: lost.length]))
      if keptLength > 0 {
        whole.add(keptLength)
        longest = max(longest, keptLength)
      }
      if lostLength > 0 {
        bad.add(lostLength)
        shortest = min(shortest, lostLength)
      }
    }
    guard bad.total > 0, whole.total > 0, longest <= shortest else { return nil }
    return LengthChart(
      id: id, title: title, unit: unit, upperName: "came", lowerName: "lost", upper: [whole], lower: [bad],
      limits: [
        (
          shortest,
          "longest above: \(NumberText.grouped(longest)), shortest below: \(NumberText.grouped(shortest))"
        )
      ])
  }
}
