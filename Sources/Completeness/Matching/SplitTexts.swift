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
  /// Pieces that are tried before the others are read.
  private static let fewPieces = 16

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
      var candidates = nearest(head, byPlace[place(head, matcher)] ?? [], matcher)
      // Neighbours of another time only where there is no piece of the same.
      if candidates.isEmpty {
        candidates = neighbours(head, matcher).sorted { (abs($0 - head), $0) < (abs($1 - head), $1) }
      }
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

  /// Those of `pieces`, ascending, that are nearest to a row and free, nearest first. Not all: an export without times
  /// has all of its pieces in one place.
  private func nearest(_ head: Int, _ pieces: [Int], _ matcher: Matcher) -> [Int] {
    var (behind, high) = (0, pieces.count)
    while behind < high {
      let middle = (behind + high) / 2
      if pieces[middle] < head { behind = middle + 1 } else { high = middle }
    }
    var before = behind - 1
    var rows: [Int] = []
    while rows.count < Self.mostPieces, before >= 0 || behind < pieces.count {
      let goesBack =
        before >= 0 && (behind == pieces.count || head - pieces[before] <= pieces[behind] - head)
      let row = pieces[goesBack ? before : behind]
      if goesBack { before -= 1 } else { behind += 1 }
      if matcher.recordOf[row] < 0 { rows.append(row) }
    }
    return rows
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
    var pieces: [(row: Int, text: [UInt8])] = []
    func read(_ rows: ArraySlice<Int>) throws {
      for row in rows {
        if let piece = try access.text(matcher.rowPrints[row]) { pieces.append((row, piece)) }
      }
    }
    try read(candidates.prefix(Self.fewPieces))
    var found = joinBytes(record, head, front, pieces, text)
    if found?.isWhole == true { return found }
    try read(candidates.prefix(Self.mostPieces).dropFirst(Self.fewPieces))
    found = joinBytes(record, head, front, pieces, text)
    return try found ?? joinContent(record, head, front, pieces, text, matcher)
  }

  /// The pieces follow each other in the record's own bytes, but for line ends between them.
  private func joinBytes(
    _ record: Int, _ head: Int, _ front: [UInt8], _ pieces: [(row: Int, text: [UInt8])], _ text: [UInt8]
  ) -> Found? {
    var end = TextLength.end(front[...])
    guard end > 0, end < text.count, text.starts(with: front[..<end]) else { return nil }
    var open = pieces.compactMap { row, text -> (row: Int, body: ArraySlice<UInt8>)? in
      let body = text[..<TextLength.end(text[...])].drop { $0 <= 0x20 }
      return body.isEmpty ? nil : (row, body)
    }
    var found = Found(record: record, rows: [head], breaks: [], isWhole: false)
    while true {
      var next = end
      while next < text.count, text[next] <= 0x20 { next += 1 }
      if next == text.count {
        found.isWhole = true
        break
      }
      let rest = text[next...]
      guard let index = open.firstIndex(where: { rest.starts(with: $0.body) }) else { break }
      let piece = open.remove(at: index)
      found.rows.append(piece.row)
      // The piece begins behind the line end that parted it.
      var start = next
      while start > end, text[start - 1] != 10 { start -= 1 }
      found.breaks.append((start, TextLength.lines(text.span.extracting(0..<start))))
      end = next + piece.body.count
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
}
