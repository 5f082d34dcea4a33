import Evidence

/// Rows whose text holds more than one event: each is found among the records by its own text.
struct MergedRows {
  /// A record in such a row.
  struct Found {
    var record: Int
    var row: Int
    /// Position among the row's events.
    var place: Int
  }

  private let access: TextAccess
  private let texts: RowTexts

  init(_ access: TextAccess, _ plan: FieldPlan) {
    self.access = access
    texts = RowTexts(plan)
  }

  /// Pairs the records of all merged rows, and says which.
  func run(_ matcher: inout Matcher) throws -> [Found] {
    let rows = matcher.freeRows().filter { matcher.rowPrints[$0].shape == .several }
    if rows.isEmpty { return [] }
    let free = matcher.freeRecords()
    var byText: [Int: [Int]] = [:]
    var byContent: [Int: [Int]] = [:]
    var byID: [Int64: [Int]] = [:]
    for record in free.reversed() {
      let print = matcher.recordPrints[record]
      byText[print.text, default: []].append(record)
      if print.content != 0 { byContent[print.content, default: []].append(record) }
      if matcher.records[record].recordID >= 0 {
        byID[matcher.records[record].recordID, default: []].append(record)
      }
    }
    var found: [Found] = []
    for row in rows {
      guard let text = try access.text(matcher.rowPrints[row]) else { continue }
      for (place, part) in EventText(text.span).parts.enumerated() {
        let piece = Array(text[part.range])
        var style = TextStyle()
        let reading = texts.read(piece, style: &style)
        let hash = KeyedHash.of(text: piece.span.extracting(0..<TextLength.end(piece[...])))
        let candidates =
          byText[hash] ?? (reading.content == 0 ? nil : byContent[reading.content])
          ?? (reading.recordID < 0 ? nil : byID[reading.recordID]) ?? []
        let open = candidates.filter { matcher.rowOf[$0] < 0 }
        let record = open.first { place == 0 && matcher.sameTime($0, row) } ?? open.last
        guard let record else { continue }
        matcher.share(record, row, reading.content == 0 ? .partialText : .canonical)
        found.append(Found(record: record, row: row, place: place))
      }
    }
    return found
  }
}
