import Evidence
import Formats

/// Compares a raw record with the row that was found for it, value by value. For one thread.
final class PairCheck {
  /// What the comparison of one pair says.
  struct Outcome: Sendable {
    /// False: the row is another event's, though it was found by the key.
    var isSame = true
    var differences: [Difference] = []
    var rules: CanonicalRules = []
    /// The row's text is only the front of the record's, up to this byte of the record's text where bytes agree.
    var cut: (rowBytes: Int, isExact: Bool)?
    var keptEnd = 0
    var keptEndCharacters = 0
    var lostEnd = 0
    var lostEndCharacters = 0
    var longestKept = 0
    /// Compared values that the row has in some form.
    var keptFields = 0
    /// How many of them end behind the first that it lacks.
    var keptBehind = 0
    var shortestLost = 0
    /// Whether kept and lost were looked at.
    var looksAtFields = false
  }

  let plan: FieldPlan
  let texts: RowTexts

  init(_ plan: FieldPlan) {
    self.plan = plan
    texts = RowTexts(plan)
  }

  /// - Parameters:
  ///   - record: its text, read into `fields` before.
  ///   - row: taken apart.
  func compare(_ record: [UInt8], _ fields: EventFields, _ row: RowParts, ignored: [FieldNumber]) -> Outcome {
    let values = fields.values(record)
    var outcome = Outcome()
    var text = TextState.none
    var placed = Placed(text: record, values: values)
    if let range = row.text {
      text = compareText(record, values, fields, Array(row.bytes[range]), &placed, &outcome)
      text.countCharacters(in: record)
    }
    var columns = Columns()
    if plan.judgesFields, !row.fields.isEmpty || row.text == nil {
      columns = compareColumns(placed, row, Set(ignored), &outcome)
    }
    judge(text, columns, values, &outcome)
    return outcome
  }

  // MARK: values

  /// The difference to the candidate that is nearest; nil: one is equal.
  static func best(
    _ value: EventFields.Value, _ candidates: [[UInt8]], _ name: String, _ rules: inout CanonicalRules
  ) -> FieldDifference? {
    var nearest: FieldDifference?
    for candidate in candidates {
      switch ValueComparison.compare(value.value, candidate, name: name) {
      case .equal(let found):
        rules.formUnion(found)
        return nil
      case .cut: nearest = difference(.cut, value, candidate)
      case .altered where nearest == nil: nearest = difference(.altered, value, candidate)
      case .altered: break
      }
    }
    return nearest
  }

  static func trimmedIsEmpty(_ value: [UInt8]) -> Bool {
    value.allSatisfy { $0 == 0x20 || (9...13).contains($0) }
  }

  /// What the export has for a value; characters are counted when all are known.
  static func difference(
    _ kind: FieldDifference.Kind, _ value: EventFields.Value, _ exported: [UInt8] = []
  ) -> FieldDifference {
    FieldDifference(
      kind: kind, name: value.name, raw: String(decoding: value.value, as: UTF8.self),
      exported: String(decoding: exported, as: UTF8.self), endBytes: value.end, endCharacters: 0,
      isDeclared: false)
  }

  // MARK: verdicts

  private func judge(
    _ text: TextState, _ columns: Columns, _ values: [EventFields.Value], _ outcome: inout Outcome
  ) {
    let judged = values.count { plan.judges($0.number) }
    switch text {
    case .cut(let behind):
      let lost = plan.judgesFields && columns.kept > 0 ? columns.lost + columns.cut : behind
      var difference = Difference(record: 0, verdict: .truncated)
      difference.fields = Self.named(lost.filter { $0.kind != .altered })
      difference.cutAt = outcome.cut?.rowBytes
      outcome.differences.append(difference)
      let altered = Self.named(
        columns.altered + (outcome.cut?.isExact == false ? behind.filter { $0.kind == .altered } : []))
      // A value at the end of a cut text that no rule makes a beginning of the record's.
      if !altered.isEmpty { outcome.differences.append(Self.alteration(altered)) }
      let kept = max(0, values.count - behind.count)
      outcome.isSame = outcome.cut?.isExact == true || kept > altered.count
    case .altered(let found):
      let names = Set(found.map(\.name))
      let altered = found.filter { $0.kind == .altered } + columns.altered.filter { !names.contains($0.name) }
      let cut = Self.named(found.filter { $0.kind == .cut } + columns.cut.filter { !names.contains($0.name) })
      let lost = Self.named(
        found.filter { $0.kind == .lost } + columns.lost.filter { !names.contains($0.name) })
      add(.truncated, cut, &outcome)
      if !altered.isEmpty { outcome.differences.append(Self.alteration(Self.named(altered))) }
      add(.fieldsLost, lost, &outcome)
      outcome.isSame = found.count * 2 <= max(1, values.count)
    case .none, .whole:
      add(.truncated, Self.named(columns.cut), &outcome)
      if !columns.altered.isEmpty { outcome.differences.append(Self.alteration(Self.named(columns.altered))) }
      add(.fieldsLost, Self.named(columns.lost), &outcome)
      if case .none = text, judged > 0 {
        outcome.isSame = columns.kept > 0 && columns.kept >= columns.altered.count
      }
    }
  }

  private func add(_ verdict: Verdict, _ fields: [FieldDifference], _ outcome: inout Outcome) {
    if fields.isEmpty { return }
    var difference = Difference(record: 0, verdict: verdict)
    difference.fields = fields
    outcome.differences.append(difference)
  }

  private static func alteration(_ fields: [FieldDifference]) -> Difference {
    var difference = Difference(record: 0, verdict: .altered)
    difference.fields = fields
    // One mistake made all of them: the likeliest that fits each field.
    var common: [String]?
    for field in fields {
      let own = ValueComparison.encodings(Array(field.raw.utf8), Array(field.exported.utf8))
      common = common.map { $0.filter { own.contains($0) } } ?? own
      if common?.isEmpty ?? true { break }
    }
    difference.encoding = common?.first
    return difference
  }

  /// Each name once, in order of appearance.
  private static func named(_ fields: [FieldDifference]) -> [FieldDifference] {
    var seen: Set<String> = []
    return fields.filter { seen.insert($0.name).inserted }
  }
}

extension [FieldDifference] {
  /// Counts the characters up to each end, in one walk through the text.
  mutating func countCharacters(in text: [UInt8]) {
    var (bytes, characters) = (0, 0)
    for index in indices.sorted(by: { self[$0].endBytes < self[$1].endBytes }) {
      let end = Swift.min(self[index].endBytes, text.count)
      characters += TextLength.scalars(text.span.extracting(bytes..<end))
      bytes = end
      self[index].endCharacters = characters
    }
  }
}
