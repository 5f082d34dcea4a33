import Evidence

/// The row's columns against the record's values.
extension PairCheck {
  /// What the columns of a row have of the record.
  struct Columns {
    var lost: [FieldDifference] = []
    var cut: [FieldDifference] = []
    var altered: [FieldDifference] = []
    var kept = 0
    var keptEnds: [Int] = []
  }

  func compareColumns(
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
    let lists = cells.filter { number, candidates in
      candidates.count == 1 && Self.isList(candidates[0], of: joined[number] ?? [])
    }
    // Of fields with several values: whether the row has only values of the record.
    var choices: [FieldNumber: Bool] = [:]
    for value in values where plan.judges(value.number) {
      let name = plan.names[Int(value.number)]
      guard let candidates = cells[value.number] else {
        if Self.trimmedIsEmpty(value.value) { continue }
        var lost = Self.difference(.lost, value)
        lost.isDeclared = ignored.contains(value.number)
        columns.lost.append(lost)
        continue
      }
      if lists[value.number] != nil {
        outcome.rules.insert(.multiValue)
        columns.kept += 1
        columns.keptEnds.append(value.end)
        continue
      }
      guard let difference = Self.best(value, candidates, name, &outcome.rules) else {
        columns.kept += 1
        columns.keptEnds.append(value.end)
        outcome.longestKept = max(outcome.longestKept, TextLength.scalars(value.value.span))
        continue
      }
      // One column holds one of several values of this name: an element of System beside one of the event's data.
      if let all = joined[value.number], all.count > 1 {
        let isChoice = choices[value.number] ?? Set(all).isSuperset(of: candidates)
        choices[value.number] = isChoice
        if isChoice { continue }
      }
      if difference.kind == .cut {
        columns.cut.append(difference)
      } else {
        columns.altered.append(difference)
      }
    }
    columns.lost.countCharacters(in: text)
    columns.cut.countCharacters(in: text)
    columns.altered.countCharacters(in: text)
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

  /// Whether a cell is a list of a record's values of one field.
  private static func isList(_ cell: [UInt8], of values: [[UInt8]]) -> Bool {
    values.count > 1 && holds(cell, values) || repeats(cell, values)
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
    if lines.count < 2 { return false }
    let known = Set(values.map { $0[...] })
    return lines.allSatisfy(known.contains)
  }
}
