/// A decimal number of any length, compared exactly: `-12`, `0.50`, `18446744073709551616`. A number with an
/// exponent (`1e9`) is compared as Double.
struct DecimalNumber: Sendable {
  private var isNegative: Bool
  /// Digits before the point, without leading zeros.
  private var whole: ArraySlice<UInt8>
  /// Digits behind the point, without trailing zeros.
  private var fraction: ArraySlice<UInt8>
  /// Set where there is an exponent.
  private var approximate: Double?

  /// Nil where the text is no number: a sign, digits with or without a point and digits, an exponent. No blanks.
  init?(_ text: [UInt8]) {
    var index = 0
    isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
    func digits() -> ArraySlice<UInt8> {
      let start = index
      while index < text.count, (48...57).contains(text[index]) { index += 1 }
      return text[start..<index]
    }
    whole = digits()
    fraction = []
    let hasWhole = !whole.isEmpty
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      fraction = digits()
      guard hasWhole, !fraction.isEmpty else { return nil }
    }
    guard hasWhole else { return nil }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
        index += 1
      }
      guard !digits().isEmpty else { return nil }
      approximate = Double(String(decoding: text, as: UTF8.self))
    }
    guard index == text.count else { return nil }
    whole = whole.drop { $0 == 48 }
    while fraction.last == 48 { fraction.removeLast() }
    if whole.isEmpty, fraction.isEmpty { isNegative = false }
  }

  /// As Double, rounded.
  var double: Double {
    if let approximate { return approximate }
    let text = (isNegative ? "-0" : "0") + String(decoding: whole, as: UTF8.self)
    return Double(text + "." + String(decoding: fraction, as: UTF8.self) + "0") ?? 0
  }

  /// As a 64-bit integer, where it is one.
  var integer: Int64? {
    guard approximate == nil, fraction.isEmpty else { return nil }
    return Int64((isNegative ? "-0" : "0") + String(decoding: whole, as: UTF8.self))
  }

  /// -1, 0 or 1.
  func compare(_ other: DecimalNumber) -> Int {
    if approximate != nil || other.approximate != nil {
      let (a, b) = (double, other.double)
      return a < b ? -1 : a > b ? 1 : 0
    }
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let magnitude = compareMagnitude(other)
    return isNegative ? -magnitude : magnitude
  }

  private func compareMagnitude(_ other: DecimalNumber) -> Int {
    if whole.count != other.whole.count { return whole.count < other.whole.count ? -1 : 1 }
    if !whole.elementsEqual(other.whole) { return whole.lexicographicallyPrecedes(other.whole) ? -1 : 1 }
    if fraction.elementsEqual(other.fraction) { return 0 }
    return fraction.lexicographicallyPrecedes(other.fraction) ? -1 : 1
  }
}
