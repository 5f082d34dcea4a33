import Evidence
import Formats

/// Compares a value of a record with that of the export.
enum ValueComparison {
  enum Outcome: Equatable {
    /// Equal, by these rules.
    case equal(CanonicalRules)
    /// The exported value is a proper beginning of the record's.
    case cut
    case altered
  }

  /// - Parameter name: canonical; a few names hold numbers that one side may write as hexadecimal.
  static func compare(_ raw: [UInt8], _ exported: [UInt8], name: String) -> Outcome {
    if raw == exported { return .equal([]) }
    let a = ValueForm.canonical(raw)
    let b = ValueForm.canonical(exported)
    if a == b { return .equal(rule(raw, exported)) }
    if let rule = soft(a, b, name) { return .equal(rule) }
    if !b.isEmpty, b.count < a.count, a.starts(with: b) { return .cut }
    let short = withoutPartialScalar(b)
    if !short.isEmpty, short.count < a.count, short.count >= b.count - 3, short.count < b.count,
      a.starts(with: short)
    {
      return .cut
    }
    return .altered
  }

  private static func rule(_ raw: [UInt8], _ exported: [UInt8]) -> CanonicalRules {
    var out: [UInt8] = []
    return (ValueForm.write(raw.span, to: &out) ?? []).union(ValueForm.write(exported.span, to: &out) ?? [])
  }

  /// Rules of the second step, each shown where it was needed.
  private static func soft(_ a: [UInt8], _ b: [UInt8], _ name: String) -> CanonicalRules? {
    let (x, y) = (trimmed(a), trimmed(b))
    if x == y { return .outerSpaces }
    if y.first == UInt8(ascii: "'"), y.count > 1, [61, 43, 45, 64].contains(y[y.startIndex + 1]),
      y.dropFirst() == x
    {
      return .formulaGuard
    }
    if name == FieldPlan.Key.names[Int(FieldPlan.Key.computer)], sameHost(x, y) { return .hostName }
    if y.isEmpty || x.isEmpty { return nil }
    if number(x).map({ $0 == number(y) }) ?? false { return .type }
    if isBoolean(x), isBoolean(y), x.map({ $0 | 0x20 }) == y.map({ $0 | 0x20 }) { return .type }
    if holdsID(name), let n = integer(x), n == integer(y) { return .hex }
    if sameTime(x, y) { return .time }
    if withoutControls(x) == withoutControls(y) { return .controls }
    let (s, t) = (String(decoding: x, as: UTF8.self), String(decoding: y, as: UTF8.self))
    // Canonical equivalence is what Swift compares strings by.
    if s == t, Array(s.utf8) == Array(x) { return .unicode }
    return nil
  }

  private static func sameHost(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
    let (x, y) = (
      String(decoding: a, as: UTF8.self).lowercased(), String(decoding: b, as: UTF8.self).lowercased()
    )
    return x == y || x.hasPrefix(y + ".") || y.hasPrefix(x + ".")
  }

  private static func trimmed(_ value: [UInt8]) -> ArraySlice<UInt8> {
    var slice = value[...]
    while let first = slice.first, first == 0x20 || (9...13).contains(first) { slice.removeFirst() }
    while let last = slice.last, last == 0x20 || (9...13).contains(last) { slice.removeLast() }
    return slice
  }

  /// A decimal number without zeros that say nothing (`1.0`, `1.50`); nil for what is none. Never by floating point,
  /// which would hide a number that an export has rounded.
  private static func number(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    guard value.count <= 40, let point = value.firstIndex(of: UInt8(ascii: ".")) else {
      return value.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "-") } ? Array(value) : nil
    }
    guard value.indices.allSatisfy({ $0 == point || (48...57).contains(value[$0]) || value[$0] == 45 }) else {
      return nil
    }
    var digits = Array(value)
    while digits.last == 48 { digits.removeLast() }
    if digits.last == UInt8(ascii: ".") { digits.removeLast() }
    return digits
  }

  private static func isBoolean(_ value: ArraySlice<UInt8>) -> Bool {
    let word = String(decoding: value, as: UTF8.self).lowercased()
    return word == "true" || word == "false"
  }

  private static func holdsID(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix("processid") || name.hasSuffix("logonid") || name.hasSuffix("threadid")
  }

  private static func integer(_ value: ArraySlice<UInt8>) -> UInt64? {
    let text = String(decoding: value, as: UTF8.self)
    return text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }

  /// Two times that are the same as far as the less exact one says, to the millisecond at least.
  private static func sameTime(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
    guard a.count >= 23, b.count >= 23, a.count <= 40, b.count <= 40 else { return false }
    let (x, y) = (Array(a), Array(b))
    guard let s = x.span.isoTime(at: 0), let t = y.span.isoTime(at: 0), s.end == x.count, t.end == y.count,
      let p = s.utc().unixNanoseconds, let q = t.utc().unixNanoseconds
    else { return false }
    let (difference, overflow) = p.subtractingReportingOverflow(q)
    return !overflow && difference.magnitude < 1_000_000
  }

  /// Without control characters, and without what exports write for them (`\x02`, `#002`, U+FFFD).
  private static func withoutControls(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    var i = value.startIndex
    while i < value.endIndex {
      let rest = value[i...]
      if value[i] < 0x20 && value[i] != 9 && value[i] != 10 || value[i] == 0x7F {
        i += 1
      } else if value[i] == UInt8(ascii: "\\"), rest.count >= 4, rest[i + 1] == UInt8(ascii: "x"),
        rest[i + 2] == 48 || rest[i + 2] == 49, Escape.hexDigit(rest[i + 3]) != nil
      {
        i += 4
      } else if value[i] == UInt8(ascii: "#"), rest.count >= 4, rest[i + 1] == 48,
        (48...51).contains(rest[i + 2]), (48...55).contains(rest[i + 3])
      {
        i += 4
      } else if rest.starts(with: [0xEF, 0xBF, 0xBD]) {
        i += 3
      } else {
        out.append(value[i])
        i += 1
      }
    }
    return out
  }

  /// Without the bytes of a character that was cut, or U+FFFD that stands for them, at the end.
  private static func withoutPartialScalar(_ value: [UInt8]) -> [UInt8] {
    if value.count > 3, value.suffix(3) == [0xEF, 0xBF, 0xBD] { return Array(value.dropLast(3)) }
    var end = value.count
    while end > 0, value.count - end < 3, value[end - 1] & 0xC0 == 0x80 { end -= 1 }
    return end > 0 && value[end - 1] >= 0xC0 ? Array(value[..<(end - 1)]) : value
  }

  /// The mistaken encodings that make `exported` of `raw`, likeliest first: a short value may leave several.
  static func encodings(_ raw: [UInt8], _ exported: [UInt8]) -> [String] {
    if raw.span.isASCII { return [] }
    let encodings: [(TextEncoding, String)] = [
      (.windows1252, "cp1252"), (.latin1, "latin-1"), (.cp437, "cp437"), (.cp850, "cp850"),
      (.macRoman, "macintosh"),
      (.windows1251, "cp1251"), (.windows1250, "cp1250"),
    ]
    var found: [String] = []
    for (encoding, word) in encodings {
      var read: [UInt8] = []
      encoding.decode(raw.span, into: &read)
      if read == exported { found.append(word) }
    }
    if isHexWritten(raw, exported) { found.append("\\xNN") }
    var ascii: [UInt8] = []
    for scalar in String(decoding: raw, as: UTF8.self).unicodeScalars {
      ascii.append(scalar.isASCII ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "?"))
    }
    if ascii == exported { found.append("ascii") }
    return found
  }

  /// Whether each byte of `raw` outside ASCII stands in `exported` as `\xNN`, in digits of either case.
  private static func isHexWritten(_ raw: [UInt8], _ exported: [UInt8]) -> Bool {
    var rest = exported[...]
    for byte in raw {
      if byte < 0x80 {
        guard rest.popFirst() == byte else { return false }
      } else {
        guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "x"),
          let high = rest.popFirst().flatMap({ Escape.hexDigit($0) }),
          let low = rest.popFirst().flatMap({ Escape.hexDigit($0) }), high << 4 | low == byte
        else { return false }
      }
    }
    return rest.isEmpty
  }
}
