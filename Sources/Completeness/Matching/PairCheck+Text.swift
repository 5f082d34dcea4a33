import Evidence

/// The row's text against the record's.
extension PairCheck {
  /// What a row's text is beside the record's.
  enum TextState {
    /// The export has no text, or the text is whole.
    case none, whole
    /// Only the front is there; of the values these are lost or cut.
    case cut([FieldDifference])
    /// Values differ.
    case altered([FieldDifference])

    mutating func countCharacters(in record: [UInt8]) {
      switch self {
      case .none, .whole: return
      case .cut(var fields):
        fields.countCharacters(in: record)
        self = .cut(fields)
      case .altered(var fields):
        fields.countCharacters(in: record)
        self = .altered(fields)
      }
    }
  }

  /// The record's values in the text in which the SIEM looked for them: the row's, else the record's.
  struct Placed {
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

  func compareText(
    _ record: [UInt8], _ values: [EventFields.Value], _ fields: EventFields, _ row: [UInt8],
    _ placed: inout Placed, _ outcome: inout Outcome
  ) -> TextState {
    if row == record { return .whole }
    var style = TextStyle()
    style.look(at: record.span)
    let own = fields.sums(record, &style)
    let event = EventText(row.span)
    if event.kind == .rendered { return .none }
    let rowEnd = TextLength.end(row[...])
    if rowEnd < record.count, rowEnd > 0, record.starts(with: row[..<rowEnd]) {
      outcome.cut = (row.count, true)
      return .cut(Self.differences(values, behind: rowEnd))
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
    var found = Self.values(values, against: whole, &outcome.rules)
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
    case .altered:
      let whole = EventFields.Value(number: -1, name: "text", value: record, end: record.count)
      return .altered([Self.difference(.altered, whole, row)])
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
    return .cut(Self.differences(values, behind: row.count - 3))
  }

  /// Values whose element ends behind the cut.
  private static func differences(
    _ values: [EventFields.Value], behind cut: Int
  ) -> [FieldDifference] {
    values.filter { $0.end > cut && $0.number >= 0 }.map { difference(.lost, $0) }
  }

  /// Values that are not in `others` as the record has them.
  private static func values(
    _ values: [EventFields.Value], against others: [EventFields.Value], _ rules: inout CanonicalRules
  ) -> [FieldDifference] {
    var byName: [String: [[UInt8]]] = [:]
    for value in others { byName[FieldPlan.canonical(value.name), default: []].append(value.value) }
    var found: [FieldDifference] = []
    for value in values {
      let name = FieldPlan.canonical(value.name)
      guard let candidates = byName[name] else {
        if trimmedIsEmpty(value.value) { continue }
        found.append(difference(.lost, value))
        continue
      }
      if let difference = best(value, candidates, name, &rules) { found.append(difference) }
    }
    return found
  }
}
