/// JSON Canonicalization Scheme (RFC 8785): one text for one value, fit for hashing.
package enum CanonicalJSON {
  /// Nesting that reading and writing allow.
  package static let maximumDepth = 64

  /// The canonical text of a value, as UTF-8.
  package static func bytes(_ value: JSONValue) throws(JSONError) -> [UInt8] {
    var out: [UInt8] = []
    try write(value, depth: 0, to: &out)
    return out
  }

  /// The value of a text that is already canonical. Throws `notCanonical` for other JSON.
  package static func parseCanonical(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    let value = try parse(bytes)
    let canonical = try Self.bytes(value)
    guard canonical == bytes else {
      let same = zip(canonical, bytes).prefix { $0 == $1 }.count
      throw .notCanonical(offset: same)
    }
    return value
  }

  private static func write(_ value: JSONValue, depth: Int, to out: inout [UInt8]) throws(JSONError) {
    guard depth <= maximumDepth else { throw .tooDeep(limit: maximumDepth) }
    switch value {
    case .null: out += "null".utf8
    case .bool(let flag): out += (flag ? "true" : "false").utf8
    case .int(let number):
      guard number.magnitude <= JSONValue.maximumInteger.magnitude else { throw .number("\(number)") }
      out += "\(number)".utf8
    case .double(let number):
      guard number.isFinite else { throw .number("\(number)") }
      out += ecmaScriptText(number).utf8
    case .string(let text): write(text, to: &out)
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (i, element) in elements.enumerated() {
        if i > 0 { out.append(UInt8(ascii: ",")) }
        try write(element, depth: depth + 1, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      // RFC 8785 §3.2.3: names sorted by UTF-16 code units.
      let sorted = members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
      out.append(UInt8(ascii: "{"))
      for (i, member) in sorted.enumerated() {
        if i > 0 {
          guard !sorted[i - 1].name.utf8.elementsEqual(member.name.utf8) else {
            throw .duplicateName(member.name)
          }
          out.append(UInt8(ascii: ","))
        }
        write(member.name, to: &out)
        out.append(UInt8(ascii: ":"))
        try write(member.value, depth: depth + 1, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// RFC 8785 §3.2.2.2: the seven short escapes where there is one, `\u00xx` for other control characters.
  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      case 0x08: out += "\\b".utf8
      case 0x09: out += "\\t".utf8
      case 0x0a: out += "\\n".utf8
      case 0x0c: out += "\\f".utf8
      case 0x0d: out += "\\r".utf8
      case 0..<0x20: out += ("\\u00" + hexText([byte])).utf8
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}

/// A finite number as ECMAScript writes it (ECMA-262 Number::toString, RFC 8785 §3.2.2.3): the shortest digits
/// that read back as the same number, of several the closest. Swift's own description has the same digits
/// in another layout.
func ecmaScriptText(_ number: Double) -> String {
  guard number != 0 else { return "0" }
  // Swift writes `-1.25e-07`, `100.0` or `5e-324`: take its digits apart.
  var digits: [UInt8] = []
  var exponent = 0
  var fraction = 0
  var inFraction = false
  var rest = number.magnitude.description.utf8[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: ".") {
      inFraction = true
    } else if byte == UInt8(ascii: "e") {
      exponent = Int(String(Substring(rest))) ?? 0
      break
    } else {
      digits.append(byte)
      if inFraction { fraction += 1 }
    }
  }
  // The number is digits × 10^power.
  var power = exponent - fraction
  while let last = digits.last, last == UInt8(ascii: "0") {
    digits.removeLast()
    power += 1
  }
  digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
  let text = String(decoding: digits, as: UTF8.self)
  // ECMA-262's names: k digits, and n with 10^(n-1) <= number < 10^n.
  let k = digits.count
  let n = power + k
  let sign = number < 0 ? "-" : ""
  if k <= n && n <= 21 { return sign + text + String(repeating: "0", count: n - k) }
  if 0 < n && n <= 21 { return sign + text.prefix(n) + "." + text.dropFirst(n) }
  if -6 < n && n <= 0 { return sign + "0." + String(repeating: "0", count: -n) + text }
  let e = n > 0 ? "e+\(n - 1)" : "e\(n - 1)"
  return sign + text.prefix(1) + (k > 1 ? "." + text.dropFirst() : "") + e
}
