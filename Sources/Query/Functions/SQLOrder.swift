/// SQLite's order of values (sqlite.org/datatype3.html §4.1): NULL, numbers, text by bytes, BLOBs by bytes; and, so
/// that the order is total, an INTEGER before the REAL that equals it.
struct SQLOrder {
  static func isLess(_ a: SQLValue, _ b: SQLValue) -> Bool { compare(a, b) < 0 }

  /// Below 0 where `a` comes first, 0 for the same value, above 0 otherwise.
  static func compare(_ a: SQLValue, _ b: SQLValue) -> Int {
    let byValue = compareValue(a, b)
    guard byValue == 0 else { return byValue }
    switch (a, b) {
    case (.integer, .real): return -1
    case (.real, .integer): return 1
    default: return 0
    }
  }

  /// The same, with an INTEGER and a REAL of one value taken for equal, as `=` takes them.
  static func compareValue(_ a: SQLValue, _ b: SQLValue) -> Int {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): return sign(x, y)
    case (.real(let x), .real(let y)): return sign(x, y)
    case (.integer(let x), .real(let y)): return compare(x, y)
    case (.real(let x), .integer(let y)): return -compare(y, x)
    case (.text(let x), .text(let y)), (.blob(let x), .blob(let y)): return compareBytes(x, y)
    default: return sign(rank(a), rank(b))
    }
  }

  private static func sign<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a > b ? 1 : 0 }

  /// Without rounding: an Int64 does not always fit a Double.
  private static func compare(_ a: Int64, _ b: Double) -> Int {
    if b.isNaN { return 1 }
    if b >= 9_223_372_036_854_775_808 { return -1 }
    if b < -9_223_372_036_854_775_808 { return 1 }
    let whole = Int64(b.rounded(.down))
    if a != whole { return a < whole ? -1 : 1 }
    return b > Double(whole) ? -1 : 0
  }

  private static func compareBytes(_ a: [UInt8], _ b: [UInt8]) -> Int {
    a.lexicographicallyPrecedes(b) ? -1 : a == b ? 0 : 1
  }

  private static func rank(_ value: SQLValue) -> Int {
    switch value {
    case .null: 0
    case .integer, .real: 1
    case .text: 2
    case .blob: 3
    }
  }
}

extension SQLValue {
  /// One value for all that `=` takes for equal: a whole REAL is the INTEGER.
  var identity: SQLValue {
    if case .real(let number) = self, let whole = Int64(exactly: number) { return .integer(whole) }
    return self
  }
}
