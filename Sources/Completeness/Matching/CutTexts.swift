import Evidence

/// Rows that hold the front of a text and no key: found by that front. Texts are hashed at the lengths at which rows
/// end, so each text is read once, whatever the number of rows.
struct CutTexts {
  private let access: TextAccess
  /// Only so many lengths are looked for, the commonest; rows of others are left to the stages behind (docs/completeness.md).
  private static let mostLengths = 64

  init(_ access: TextAccess) { self.access = access }

  func run(_ matcher: inout Matcher) throws {
    let rows = matcher.freeRows().filter { matcher.rowPrints[$0].shape == .cut }
    if rows.isEmpty { return }
    var byLength: [Int: [(hash: Int, row: Int)]] = [:]
    for row in rows {
      guard let text = try access.text(matcher.rowPrints[row]) else { continue }
      let end = Self.end(text)
      byLength[end, default: []].append((KeyedHash.of(text: text.span.extracting(0..<end)), row))
    }
    // The commonest lengths first: a limit makes them.
    let order = byLength.keys.sorted { (byLength[$0]?.count ?? 0, $0) > (byLength[$1]?.count ?? 0, $1) }
    let lengths = order.prefix(Self.mostLengths).sorted()
    let wanted = HashSet(lengths.flatMap { byLength[$0]?.map(\.hash) ?? [] })
    var fronts: [Int: [Int: Int]] = [:]
    for record in matcher.freeRecords() {
      let text = try access.record(matcher.records[record])
      for length in lengths where length < text.count {
        let hash = KeyedHash.of(text: text.span.extracting(0..<length))
        if wanted.contains(hash) { fronts[length, default: [:]][record] = hash }
      }
    }
    for length in lengths {
      guard let own = fronts[length], let ends = byLength[length] else { continue }
      let hashes = Dictionary(uniqueKeysWithValues: ends.map { ($0.row, $0.hash) })
      // What differs behind the cut is the same here: the time tells, then the order.
      matcher.join(.partialText, rest: .pair) {
        own[$0] ?? 0
      } row: {
        hashes[$0] ?? 0
      }
    }
  }

  /// Where a cut text ends, without a character that was cut and white space.
  private static func end(_ text: [UInt8]) -> Int {
    let isInside = text.count > 3 && text.suffix(3) == [0xEF, 0xBF, 0xBD]
    return TextLength.end(text.dropLast(isInside ? 3 : 0))
  }
}
