import Evidence

/// What a value looks like: the kinds that an analyst tells apart, found from its bytes alone.
package enum ValueClass: String, Sendable, CaseIterable {
  case empty
  /// Decimal digits, maybe with a sign; also `007`.
  case integer
  /// `1.5`, `-0.25e3`.
  case decimal
  /// `0x3e7`.
  case hexadecimal = "hex"
  case boolean
  case ip
  case time
  case guid
  /// A Windows security identifier: `S-1-5-18`.
  case sid
  /// A digest in hexadecimal: MD5, SHA-1, SHA-224, SHA-256, SHA-384 or SHA-512 by its length.
  case hash
  case url
  case email
  /// A path of Windows, a share, or an absolute one of POSIX.
  case path
  /// A JSON object or array: several values of one field, too.
  case json
  case text

  /// Position among all kinds.
  var index: Int { Self.indexes[self] ?? 0 }

  private static let indexes = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

  /// The first kind in which a value fits.
  package static func of(_ value: [UInt8]) -> ValueClass {
    guard let first = value.first else { return .empty }
    if value.count > 4096 { return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .json : .text }
    // Before numbers: digits and an e are a number, too.
    if [32, 40, 56, 64, 96, 128].contains(value.count), value.allSatisfy(isHex) { return .hash }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"):
      if let number = number(value) { return number }
      if value.starts(with: Array("0x".utf8)), value.count > 2, value.dropFirst(2).allSatisfy(isHex) {
        return .hexadecimal
      }
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if isGUID(value) { return .guid }
      return [UInt8(ascii: "}"), UInt8(ascii: "]")].contains(value[value.count - 1]) ? .json : .text
    case UInt8(ascii: "/"): return .path
    case UInt8(ascii: "\\") where value.count > 1 && value[1] == first: return .path
    default: break
    }
    return other(value, first)
  }

  private static func other(_ value: [UInt8], _ first: UInt8) -> ValueClass {
    if value.count > 2, value[1] == UInt8(ascii: ":"), value[2] == UInt8(ascii: "\\"), isLetter(first) {
      return .path
    }
    if isGUID(value) { return .guid }
    if value.starts(with: Array("S-1-".utf8)), value.count <= 184,
      value.dropFirst(4).allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "-") })
    {
      return .sid
    }
    if value.count <= 5, ["true", "false"].contains(String(decoding: value, as: UTF8.self).lowercased()) {
      return .boolean
    }
    if isHex(first) || first == UInt8(ascii: ":"), IPAddress(value) != nil { return .ip }
    if isDigit(first) || value.count > 20, TimeReading.any(value.span) != nil { return .time }
    if isURL(value) { return .url }
    return isEmail(value) ? .email : .text
  }

  private static func number(_ value: [UInt8]) -> ValueClass? {
    var digits = 0
    var points = 0
    var exponent = false
    for (index, byte) in value.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        guard index == 0 || value[index - 1] | 0x20 == UInt8(ascii: "e") else { return nil }
      case UInt8(ascii: "."):
        guard points == 0, !exponent else { return nil }
        points = 1
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard !exponent, digits > 0, index + 1 < value.count else { return nil }
        exponent = true
      default: return nil
      }
    }
    return digits == 0 ? nil : points == 0 && !exponent ? .integer : .decimal
  }

  private static func isGUID(_ value: [UInt8]) -> Bool {
    var text = value[...]
    if text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") { text = text.dropFirst().dropLast() }
    guard text.count == 36 else { return false }
    for (index, byte) in text.enumerated() {
      let isDash = [8, 13, 18, 23].contains(index)
      guard isDash ? byte == UInt8(ascii: "-") : isHex(byte) else { return false }
    }
    return true
  }

  private static func isURL(_ value: [UInt8]) -> Bool {
    guard let colon = value.prefix(32).firstIndex(of: UInt8(ascii: ":")), colon > 1,
      value.dropFirst(colon).starts(with: Array("://".utf8)), isLetter(value[0])
    else { return false }
    return value[..<colon].allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
  }

  private static func isEmail(_ value: [UInt8]) -> Bool {
    guard value.count <= 254, let at = value.firstIndex(of: UInt8(ascii: "@")), at > 0,
      value.lastIndex(of: UInt8(ascii: "@")) == at
    else { return false }
    let domain = value[(at + 1)...]
    return domain.contains(UInt8(ascii: ".")) && domain.first != UInt8(ascii: ".")
      && !value.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xdf) }
  private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (65...70).contains(byte & 0xdf) }
}

/// `value_type(value)`.
enum ValueTypeFunction {
  static var function: ScalarFunction {
    ScalarFunction("value_type", 1...1) { arguments in SQLValue(ValueClass.of(arguments[0].bytes).rawValue) }
  }
}
