import Evidence

/// Rows that hold pieces of an event whose beginning is in another row: a piece belongs to the row of the same host
/// and time whose record goes on with it.
struct SplitTexts {
  /// A record whose text is in several rows.
  struct Found {
    var record: Int
    /// The beginning's row first.
    var rows: [Int]
    var breaks: [(bytes: Int, lines: Int)]
    /// The pieces are the whole text.
    var isWhole: Bool
  }

  private let access: TextAccess
  private let texts: RowTexts
  private static let mostPieces = 1000

  init(_ access: TextAccess, _ plan: FieldPlan) {
    self.access = access
    texts = RowTexts(plan)
  }

  private struct Place: Hashable {
    var host: WordID
    var time: Int64
  }

  /// Joins pieces to the records in `cut`, whose row has the front only.
  func run(_ matcher: inout Matcher, cut: [Int]) throws -> [Found] {
    let pieces = matcher.freeRows().filter { matcher.rowPrints[$0].shape == .piece }
    if pieces.isEmpty || cut.isEmpty { return [] }
    var byPlace: [Place: [Int]] = [:]
    for row in pieces { byPlace[place(row, matcher), default: []].append(row) }
    var found: [Found] = []
    for record in cut {
      let head = Int(matcher.rowOf[record])
      guard head >= 0 else { continue }
      let same = (byPlace[place(head, matcher)] ?? []).filter { matcher.recordOf[$0] < 0 }
      func byDistance(_ rows: [Int]) -> [Int] { rows.sorted { (abs($0 - head), $0) < (abs($1 - head), $1) } }
      // Neighbours of another time only where there is no piece of the same.
      let candidates = byDistance(same.isEmpty ? neighbours(head, matcher) : same)
      if candidates.isEmpty { continue }
      guard let joined = try join(record, head, candidates, matcher) else { continue }
      for row in joined.rows.dropFirst() { matcher.share(record, row, .partialText) }
      found.append(joined)
    }
    return found
  }

  private func place(_ row: Int, _ matcher: Matcher) -> Place {
    Place(host: matcher.rows[row].host, time: matcher.rows[row].time)
  }

  /// Pieces right before and behind a row.
  private func neighbours(_ head: Int, _ matcher: Matcher) -> [Int] {
    func isPiece(_ row: Int) -> Bool {
      matcher.rows.indices.contains(row) && matcher.rowPrints[row].shape == .piece
        && matcher.recordOf[row] < 0
    }
    var rows: [Int] = []
    for step in [-1, 1] {
      var row = head + step
      while isPiece(row), rows.count < Self.mostPieces {
        rows.append(row)
        row += step
      }
    }
    return rows
  }

  private func join(_ record: Int, _ head: Int, _ candidates: [Int], _ matcher: Matcher) throws -> Found? {
    let text = try access.record(matcher.records[record])
    guard let front = try access.text(matcher.rowPrints[head]) else { return nil }
    var open: [(row: Int, text: [UInt8])] = []
    for row in candidates.prefix(Self.mostPieces) {
      if let piece = try access.text(matcher.rowPrints[row]) { open.append((row, piece)) }
    }
    if let found = joinBytes(record, head, front, open, text) { return found }
    return try joinContent(record, head, front, open, text, matcher)
  }

  /// The pieces follow each other in the record's own bytes, but for line ends between them.
  private func joinBytes(
    _ record: Int, _ head: Int, _ front: [UInt8], _ pieces: [(row: Int, text: [UInt8])], _ text: [UInt8]
  ) -> Found? {
    var open = pieces
    var end = Self.trimmed(front).count
    guard end > 0, end < text.count, text.starts(with: Self.trimmed(front)) else { return nil }
    var found = Found(record: record, rows: [head], breaks: [], isWhole: false)
    while true {
      var next = end
      while next < text.count, text[next] <= 0x20 { next += 1 }
      if next == text.count {
        found.isWhole = true
        break
      }
      let rest = text[next...]
      let index = open.firstIndex { piece in
        let body = Self.trimmed(Array(piece.text.drop { $0 <= 0x20 }))
        return !body.isEmpty && rest.starts(with: body)
      }
      guard let index else { break }
      let body = Self.trimmed(Array(open[index].text.drop { $0 <= 0x20 }))
      found.rows.append(open[index].row)
      // The piece begins behind the line end that parted it.
      var start = next
      while start > end, text[start - 1] != 10 { start -= 1 }
      found.breaks.append((start, TextLength.lines(text.span.extracting(0..<start))))
      end = next + body.count
      open.remove(at: index)
    }
    return found.rows.count > 1 ? found : nil
  }

  /// The export writes the event in another way: the pieces, joined in some order, mean the same as the record.
  private func joinContent(
    _ record: Int, _ head: Int, _ front: [UInt8], _ pieces: [(row: Int, text: [UInt8])], _ text: [UInt8],
    _ matcher: Matcher
  ) throws -> Found? {
    let content = matcher.recordPrints[record].content
    if content == 0 { return nil }
    let near = Array(pieces.prefix(8)).sorted { $0.row < $1.row }
    for count in 1...max(1, min(8, near.count)) where near.count >= count {
      for chosen in Self.runs(near, count) {
        for order in [chosen, chosen.reversed()] {
          let joined = order.reduce(front) { $0 + [10] + $1.text }
          var style = TextStyle()
          guard texts.read(joined, style: &style).content == content else { continue }
          var found = Found(record: record, rows: [head] + order.map(\.row), breaks: [], isWhole: true)
          // Lines are those of the export, where the breaks were made: the record may have others.
          var lines = TextLength.lines(front.span)
          for piece in order {
            found.breaks.append((Self.place(of: piece.text, in: text), lines))
            lines += TextLength.lines(piece.text.span)
          }
          return found
        }
      }
    }
    return nil
  }

  /// All stretches of `count` neighbours.
  private static func runs(
    _ list: [(row: Int, text: [UInt8])], _ count: Int
  ) -> [[(row: Int, text: [UInt8])]] {
    (0...(list.count - count)).map { Array(list[$0..<$0 + count]) }
  }

  /// Where a piece begins in the record's text, if its first line stands there as it is; else 0.
  private static func place(of piece: [UInt8], in text: [UInt8]) -> Int {
    let line = Array(piece.drop { $0 <= 0x20 }.prefix { $0 != 10 && $0 != 13 }.prefix(64))
    let found = line.isEmpty ? text.count : text.span.firstIndex(of: line, from: 0)
    return found < text.count ? found : 0
  }

  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    var end = text.count
    while end > 0, text[end - 1] <= 0x20 { end -= 1 }
    return Array(text[..<end])
  }
}
