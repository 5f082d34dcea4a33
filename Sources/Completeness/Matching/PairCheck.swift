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

  private let plan: FieldPlan
  private let texts: RowTexts

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
    }
    var columns = Columns()
    if plan.judgesFields, !row.fields.isEmpty || row.text == nil {
      columns = compareColumns(placed, row, Set(ignored), &outcome)
    }
    judge(text, columns, record, values, &outcome)
    return outcome
  }

  // MARK: text

  private enum TextState {
    /// The export has no text, or the text is whole.
    case none, whole
    /// Only the front is there; of the values these are lost or cut.
    case cut([FieldDifference])
    /// Values differ.
    case altered([FieldDifference])
  }

  /// The record's values in the text in which the SIEM looked for them: the row's, else the record's.
  private struct Placed {
    var text: [UInt8]
    var values: [EventFields.Value]

    /// Takes the places that values have in a row's whole text; 0 for what is not in it.
    ///
    /// - Parameter start: where the event of `others` begins in `text`.
    mutating func move(to text: [UInt8], _ others: [EventFields.Value], from start: Int) {
      var ends: [FieldNumber: ArraySlice<Int>] = [:]
      for other in others where other.number >= 0 {
        ends[other.number, default: []].append(other.end > 0 ? start + other.end : 0)
      }
      for index in values.indices { values[index].end = ends[values[index].number]?.popFirst() ?? 0 }
      self.text = text
    }
  }

  private func compareText(
    _ record: [UInt8], _ values: [EventFields.Value], _ fields: EventFields, _ row: [UInt8],
    _ placed: inout Placed, _ outcome: inout Outcome
  ) -> TextState {
    if row == record { return .whole }
    var style = TextStyle()
    style.look(at: record.span)
    let own = fields.sums(record, &style)
    let event = EventText(row.span)
    if event.kind == .rendered { return .none }
    var rowEnd = row.count
    while rowEnd > 0, row[rowEnd - 1] <= 0x20 { rowEnd -= 1 }
    if rowEnd < record.count, rowEnd > 0, record.starts(with: row[..<rowEnd]) {
      outcome.cut = (row.count, true)
      return .cut(Self.differences(values, behind: rowEnd, record))
    }
    guard let first = event.parts.first, let reader = texts.fields(event.kind) else {
      return cutInsideCharacter(record, values, row, &outcome) ?? plain(record, row, &outcome)
    }
    var part = Array(row[first.range])
    if !first.isWhole {
      if let state = cutInsideCharacter(record, values, row, &outcome) { return state }
      part = EventText.closed(part, event.kind) ?? part
    }
    reader.read(part)
    var rowStyle = TextStyle()
    rowStyle.look(at: row.span.extracting(first.range))
    let other = reader.sums(part, &rowStyle)
    let others = reader.values(part)
    if first.isWhole { placed.move(to: row, others, from: first.range.lowerBound) }
    if first.isWhole, other.content == own.content, own.content != 0 {
      outcome.rules.formUnion(style.rules(with: rowStyle))
      return .whole
    }
    // An element whose end tag, or a string whose quote, is behind the cut is not whole, even if its value is.
    let whole = others.filter { $0.end <= first.range.count }
    var found = Self.values(values, against: whole, plan, record, &outcome.rules)
    for partial in others where partial.end > first.range.count {
      let name = FieldPlan.canonical(partial.name)
      if let index = found.firstIndex(where: { $0.kind == .lost && FieldPlan.canonical($0.name) == name }) {
        found[index].kind = .cut
        found[index].exported = String(decoding: partial.value, as: UTF8.self)
      }
    }
    if first.isWhole {
      if found.isEmpty {
        outcome.rules.formUnion(style.rules(with: rowStyle))
        return .whole
      }
      return .altered(found)
    }
    outcome.cut = (row.count, false)
    return .cut(found)
  }

  /// The text of a log that is neither XML nor JSON.
  private func plain(_ record: [UInt8], _ row: [UInt8], _ outcome: inout Outcome) -> TextState {
    switch ValueComparison.compare(record, row, name: "") {
    case .equal(let rules):
      outcome.rules.formUnion(rules)
      return .whole
    case .cut:
      outcome.cut = (row.count, false)
      return .cut([])
    case .altered: return .altered([Self.difference(.altered, "text", record, row, record.count, record)])
    }
  }

  /// A text that was cut within a character, whose bytes were replaced or dropped.
  private func cutInsideCharacter(
    _ record: [UInt8], _ values: [EventFields.Value], _ row: [UInt8], _ outcome: inout Outcome
  ) -> TextState? {
    guard row.count > 3, row.suffix(3) == [0xEF, 0xBF, 0xBD], record.starts(with: row.dropLast(3)) else {
      return nil
    }
    outcome.cut = (row.count, true)
    return .cut(Self.differences(values, behind: row.count - 3, record))
  }

  /// Values whose element ends behind the cut.
  private static func differences(
    _ values: [EventFields.Value], behind cut: Int, _ record: [UInt8]
  ) -> [FieldDifference] {
    values.filter { $0.end > cut && $0.number >= 0 }
      .map { difference(.lost, $0.name, $0.value, [], $0.end, record) }
  }

  /// Values that are not in `others` as the record has them.
  private static func values(
    _ values: [EventFields.Value], against others: [EventFields.Value], _ plan: FieldPlan, _ record: [UInt8],
    _ rules: inout CanonicalRules
  ) -> [FieldDifference] {
    var byName: [String: [[UInt8]]] = [:]
    for value in others { byName[FieldPlan.canonical(value.name), default: []].append(value.value) }
    var found: [FieldDifference] = []
    for value in values {
      let name = FieldPlan.canonical(value.name)
      guard let candidates = byName[name] else {
        if trimmedIsEmpty(value.value) { continue }
        found.append(difference(.lost, value.name, value.value, [], value.end, record))
        continue
      }
      if let difference = best(value, candidates, name, record, &rules) { found.append(difference) }
    }
    return found
  }

  // MARK: columns

  private struct Columns {
    var lost: [FieldDifference] = []
    var cut: [FieldDifference] = []
    var altered: [FieldDifference] = []
    var kept = 0
    var keptEnds: [Int] = []

    var all: [FieldDifference] { lost + cut + altered }
  }

  private func compareColumns(
    _ placed: Placed, _ row: RowParts, _ ignored: Set<FieldNumber>, _ outcome: inout Outcome
  ) -> Columns {
    let (text, values) = (placed.text, placed.values)
    var columns = Columns()
    outcome.looksAtFields = true
    var cells: [FieldNumber: [[UInt8]]] = [:]
    for field in row.fields { cells[field.number, default: []].append(Array(row.bytes[field.value])) }
    var joined: [FieldNumber: [[UInt8]]] = [:]
    for value in values where plan.judges(value.number) {
      joined[value.number, default: []].append(value.value)
    }
    for value in values where plan.judges(value.number) {
      let name = plan.names[Int(value.number)]
      guard let candidates = cells[value.number] else {
        if Self.trimmedIsEmpty(value.value) { continue }
        var lost = Self.difference(.lost, value.name, value.value, [], value.end, text)
        lost.isDeclared = ignored.contains(value.number)
        columns.lost.append(lost)
        continue
      }
      let all = joined[value.number] ?? []
      if all.count > 1, candidates.count == 1, Self.holds(candidates[0], all) {
        outcome.rules.insert(.multiValue)
        columns.kept += 1
        columns.keptEnds.append(value.end)
        continue
      }
      if candidates.count == 1, Self.repeats(candidates[0], all) {
        outcome.rules.insert(.multiValue)
        columns.kept += 1
        columns.keptEnds.append(value.end)
        continue
      }
      guard let difference = Self.best(value, candidates, name, text, &outcome.rules) else {
        columns.kept += 1
        columns.keptEnds.append(value.end)
        outcome.longestKept = max(outcome.longestKept, TextLength.scalars(value.value.span))
        continue
      }
      // One column holds one of several values of this name: an element of System beside one of the event's data.
      if all.count > 1, candidates.allSatisfy({ cell in all.contains { $0 == cell } }) { continue }
      if difference.kind == .cut {
        columns.cut.append(difference)
      } else {
        columns.altered.append(difference)
      }
    }
    outcome.keptFields = columns.kept + columns.cut.count + columns.altered.count
    for difference in columns.lost + columns.cut {
      let length = TextLength.scalars(Array(difference.raw.utf8).span)
      outcome.shortestLost = outcome.shortestLost == 0 ? length : min(outcome.shortestLost, length)
      if difference.endBytes > 0 {
        outcome.lostEnd =
          outcome.lostEnd == 0 ? difference.endBytes : min(outcome.lostEnd, difference.endBytes)
      }
    }
    // One field that is extracted otherwise may stand behind all that is lost.
    let end = outcome.lostEnd == 0 ? Int.max : outcome.lostEnd
    outcome.keptEnd = columns.keptEnds.filter { $0 < end }.max() ?? 0
    outcome.keptBehind = columns.keptEnds.count { $0 > end }
    outcome.keptEndCharacters = TextLength.scalars(
      text.span.extracting(0..<min(outcome.keptEnd, text.count)))
    outcome.lostEndCharacters = TextLength.scalars(
      text.span.extracting(0..<min(outcome.lostEnd, text.count)))
    return columns
  }

  /// Whether a cell is several values, one below the other or with commas between.
  private static func holds(_ cell: [UInt8], _ values: [[UInt8]]) -> Bool {
    for separator in ["\n", "\r\n", ",", ", ", ";", " "] {
      if Array(values.joined(separator: Array(separator.utf8))) == cell { return true }
    }
    return false
  }

  /// Whether a cell has, line by line, only values of the record, and more than one: an extraction that ran twice.
  private static func repeats(_ cell: [UInt8], _ values: [[UInt8]]) -> Bool {
    let lines = cell.split(separator: 10, omittingEmptySubsequences: false).map {
      $0.last == 13 ? $0.dropLast() : $0
    }
    return lines.count > 1 && lines.allSatisfy { line in values.contains { $0.elementsEqual(line) } }
  }

  /// The difference to the candidate that is nearest; nil: one is equal.
  private static func best(
    _ value: EventFields.Value, _ candidates: [[UInt8]], _ name: String, _ record: [UInt8],
    _ rules: inout CanonicalRules
  ) -> FieldDifference? {
    var nearest: FieldDifference?
    for candidate in candidates {
      switch ValueComparison.compare(value.value, candidate, name: name) {
      case .equal(let found):
        rules.formUnion(found)
        return nil
      case .cut: nearest = difference(.cut, value.name, value.value, candidate, value.end, record)
      case .altered where nearest == nil:
        nearest = difference(.altered, value.name, value.value, candidate, value.end, record)
      case .altered: break
      }
    }
    return nearest
  }

  private static func trimmedIsEmpty(_ value: [UInt8]) -> Bool {
    value.allSatisfy { $0 == 0x20 || (9...13).contains($0) }
  }

  static func difference(
    _ kind: FieldDifference.Kind, _ name: String, _ raw: [UInt8], _ exported: [UInt8], _ end: Int,
    _ record: [UInt8]
  ) -> FieldDifference {
    FieldDifference(
      kind: kind, name: name, raw: String(decoding: raw, as: UTF8.self),
      exported: String(decoding: exported, as: UTF8.self), endBytes: end,
      endCharacters: TextLength.scalars(record.span.extracting(0..<min(end, record.count))), isDeclared: false
    )
  }

  // MARK: verdicts

  private func judge(
    _ text: TextState, _ columns: Columns, _ record: [UInt8], _ values: [EventFields.Value],
    _ outcome: inout Outcome
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
