import Integrity

/// The first row by which an answer differs from the one that a receipt tells of.
package struct RowDifference: Sendable {
  /// Numbers from 1 of the row in the answer of now, and where the order is part of the answer, of then. Several
  /// where the receipt has one print for several rows. Nil where the answer of now lacks the row.
  package var rows: ClosedRange<Int>?
  /// The numbers count rows sorted by their encoding, as a multiset of more than 65,536 rows is compared.
  package var countsSorted = false
  /// Print of the receipt, in hexadecimal; nil where it has no such row.
  package var expected: String?
  /// Print of now; nil where there is no such row.
  package var found: String?
  /// The row of now, the first one of several.
  package var values: [SQLValue] = []
  /// How many rows (or stretches of rows) of now the receipt does not know, and the reverse.
  package var surplus = 0
  package var missing = 0

  /// Compares the prints of a receipt with the rows of now; nil where no print differs.
  init?(_ expected: RecordedResult, _ recorder: ResultRecorder) throws {
    let prints = Self.split(expected.prints)
    if !expected.isOrdered && expected.printLevel == 0 {
      try self.init(multiset: prints, recorder)
    } else {
      try self.init(ordered: prints, level: expected.printLevel, isOrdered: expected.isOrdered, recorder)
    }
  }

  private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    stride(from: 0, to: bytes.count, by: RowPrints.byteCount).map {
      Array(bytes[$0..<min($0 + RowPrints.byteCount, bytes.count)])
    }
  }

  /// Print by print in the order of the row tree.
  private init?(
    ordered prints: [[UInt8]], level: Int, isOrdered: Bool, _ recorder: ResultRecorder
  ) throws {
    var current = RowPrints(level: level)
    var count = 0
    // First the prints, then the row: no more than one row is kept in memory.
    try recorder.forEachKept { _, encoding in
      current.add(leafHash(encoding))
      count += 1
      return true
    }
    let now = Self.split(current.finish())
    let differing = (0..<max(prints.count, now.count)).filter { index in
      index >= prints.count || index >= now.count || prints[index] != now[index]
    }
    guard let first = differing.first else { return nil }
    expected = first < prints.count ? hexText(prints[first]) : nil
    found = first < now.count ? hexText(now[first]) : nil
    surplus = differing.count { $0 < now.count }
    missing = differing.count { $0 < prints.count }
    countsSorted = !isOrdered
    let start = first << level
    guard start < count else { return }
    rows = start + 1...min(count, start + (1 << level))
    var index = 0
    try recorder.forEachKept { _, encoding in
      if index == start { values = SQLValue.row(encoding) }
      index += 1
      return index <= start
    }
  }

  /// As multisets: which rows of now are not among those of the receipt.
  private init?(multiset prints: [[UInt8]], _ recorder: ResultRecorder) throws {
    var left: [[UInt8]: Int] = [:]
    for print in prints { left[print, default: 0] += 1 }
    var first: (position: Int, encoding: [UInt8], print: [UInt8])?
    try recorder.forEachKept { position, encoding in
      let print = Array(leafHash(encoding).bytes.prefix(RowPrints.byteCount))
      if let count = left[print], count > 0 {
        left[print] = count - 1
        return true
      }
      surplus += 1
      if first.map({ position < $0.position }) ?? true { first = (position, encoding, print) }
      return true
    }
    let lost = left.filter { $0.value > 0 }
    missing = lost.values.reduce(0, +)
    guard surplus + missing > 0 else { return nil }
    expected = lost.keys.min { $0.lexicographicallyPrecedes($1) }.map { hexText($0) }
    found = first.map { hexText($0.print) }
    rows = first.map { $0.position...$0.position }
    values = first.map { SQLValue.row($0.encoding) } ?? []
  }
}

extension SQLValue {
  /// The values of a row's encoding (`ResultRow`), which is one of ours.
  fileprivate static func row(_ encoding: [UInt8]) -> [SQLValue] {
    var rest = encoding.dropFirst(4)
    func number() -> UInt64 {
      let bytes = rest.prefix(8)
      rest = rest.dropFirst(8)
      return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
    func bytes() -> [UInt8] {
      let count = Int(clamping: number())
      let bytes = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
      return bytes
    }
    var values: [SQLValue] = []
    while let tag = rest.popFirst() {
      switch tag {
      case 1: values.append(.integer(Int64(bitPattern: number())))
      case 2: values.append(.real(Double(bitPattern: number())))
      case 3: values.append(.text(bytes()))
      case 4: values.append(.blob(bytes()))
      default: values.append(.null)
      }
    }
    return values
  }
}
