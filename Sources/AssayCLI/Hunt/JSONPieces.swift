import Evidence
import Integrity

/// Reads a JSON text value by value from a file, piece by piece (RFC 8259). What is asked for and what stands there must
/// agree; else it fails with the place.
struct JSONPieces: ~Copyable {
  private let file: FileReader
  private let path: String
  /// What stands in such a file, for errors.
  private let form: String
  private var bytes: [UInt8] = []
  /// Where the next byte stands in `bytes`.
  private var at = 0
  /// Offset in the file of `bytes`' first.
  private var offset: UInt64 = 0
  private var ended = false

  /// Bytes that are read at a time.
  private static let pieceBytes = 1 << 20
  /// Deepest nesting of what is skipped or taken as a text.
  private static let maximumDepth = 64

  /// - Parameter form: how such a file looks, for people.
  init(path: String, form: String) throws(AssayError) {
    file = try InputTable.open(path)
    self.path = path
    self.form = form
  }

  /// The error of something that is not as it should be here.
  func failure(_ what: String) -> AssayError {
    AssayError(
      "input.json", subject: path, offset: offset + UInt64(at), reason: what,
      hint: form)
  }

  // MARK: bytes

  /// The next byte, nil at the end.
  private mutating func peek() throws(AssayError) -> UInt8? {
    if at < bytes.count { return bytes[at] }
    if ended { return nil }
    offset += UInt64(bytes.count)
    bytes.removeAll(keepingCapacity: true)
    at = 0
    ended = try file.read(Self.pieceBytes, at: offset, into: &bytes)
    if offset == 0, bytes.starts(with: [0xef, 0xbb, 0xbf]) { at = 3 }
    return at < bytes.count ? bytes[at] : nil
  }

  /// The next byte that is no blank.
  private mutating func next() throws(AssayError) -> UInt8 {
    while let byte = try peek() {
      if byte != 0x20, byte != 0x0a, byte != 0x0d, byte != 0x09 { return byte }
      at += 1
    }
    throw failure("the text ends here")
  }

  private mutating func take(_ byte: UInt8) throws(AssayError) -> Bool {
    guard try next() == byte else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(AssayError) {
    guard try take(byte) else { throw failure("expected '\(Unicode.Scalar(byte))'") }
  }

  // MARK: values

  mutating func isText() throws(AssayError) -> Bool { try next() == UInt8(ascii: "\"") }
  mutating func isArray() throws(AssayError) -> Bool { try next() == UInt8(ascii: "[") }

  /// Whether null stands here; it is taken then.
  mutating func isNull() throws(AssayError) -> Bool {
    guard try next() == UInt8(ascii: "n") else { return false }
    guard try word() == "null" else { throw failure("expected null") }
    return true
  }

  /// Gives each member of an object; the closure takes its value.
  mutating func object(_ onMember: (String, inout JSONPieces) throws -> Void) throws {
    try expect(UInt8(ascii: "{"))
    if try take(UInt8(ascii: "}")) { return }
    repeat {
      let name = try text()
      try expect(UInt8(ascii: ":"))
      try onMember(name, &self)
    } while try take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
  }

  /// Gives each element of an array; the closure takes it.
  mutating func array(_ onElement: (inout JSONPieces) throws -> Void) throws {
    try expect(UInt8(ascii: "["))
    if try take(UInt8(ascii: "]")) { return }
    repeat { try onElement(&self) } while try take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
  }

  /// A text, number or true and false as a text; nil for null. Something with parts is its JSON text.
  mutating func scalar() throws -> String? {
    switch try next() {
    case UInt8(ascii: "\""): return try text()
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      var copy: [UInt8] = []
      try nested(depth: 0, into: &copy)
      return String(decoding: copy, as: UTF8.self)
    default:
      let word = try word()
      return word == "null" ? nil : word
    }
  }

  /// Passes a value by.
  mutating func skip(depth: Int) throws {
    var copy: [UInt8] = []
    try nested(depth: depth, into: &copy, keeps: false)
  }

  /// A number, true, false or null, as it is written.
  private mutating func word() throws(AssayError) -> String {
    var word: [UInt8] = []
    while let byte = try peek(), byte > 0x20, !",:{}[]\"".utf8.contains(byte), word.count < 400 {
      word.append(byte)
      at += 1
    }
    let text = String(decoding: word, as: UTF8.self)
    guard ["null", "true", "false"].contains(text) || Double(text) != nil else {
      throw failure("expected a value")
    }
    return text
  }

  private mutating func nested(depth: Int, into out: inout [UInt8], keeps: Bool = true) throws {
    guard depth <= Self.maximumDepth else { throw failure("nested deeper than \(Self.maximumDepth)") }
    let first = try next()
    switch first {
    case UInt8(ascii: "\""):
      let text = try text()
      if keeps { out += (try? CanonicalJSON.bytes(.string(text))) ?? [] }
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let isObject = first == UInt8(ascii: "{")
      at += 1
      if keeps { out.append(first) }
      let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
      if try !take(close) {
        var isFirst = true
        repeat {
          if keeps, !isFirst { out.append(UInt8(ascii: ",")) }
          isFirst = false
          if isObject {
            let name = try text()
            if keeps { out += ((try? CanonicalJSON.bytes(.string(name))) ?? []) + [UInt8(ascii: ":")] }
            try expect(UInt8(ascii: ":"))
          }
          try nested(depth: depth + 1, into: &out, keeps: keeps)
        } while try take(UInt8(ascii: ","))
        try expect(close)
      }
      if keeps { out.append(close) }
    default:
      let word = try word()
      if keeps { out += word.utf8 }
    }
  }

  /// A text in quotes, unescaped. A lone surrogate becomes U+FFFD.
  mutating func text() throws(AssayError) -> String {
    try expect(UInt8(ascii: "\""))
    var out: [UInt8] = []
    while let byte = try peek() {
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &out)
      default: out.append(byte)
      }
    }
    throw failure("the text ends within quotes")
  }

  private mutating func escape(into out: inout [UInt8]) throws(AssayError) {
    guard let byte = try peek() else { throw failure("the text ends within quotes") }
    at += 1
    switch byte {
    case UInt8(ascii: "n"): out.append(0x0a)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "r"): out.append(0x0d)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0c)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
    case UInt8(ascii: "u"):
      var unit = try hexUnit()
      while (0xd800...0xdbff).contains(unit) {
        guard try peek() == UInt8(ascii: "\\") else { break }
        at += 1
        guard try peek() == UInt8(ascii: "u") else {
          out += "\u{fffd}".utf8
          return try escape(into: &out)
        }
        at += 1
        let second = try hexUnit()
        if (0xdc00...0xdfff).contains(second) {
          unit = 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00)
          break
        }
        out += "\u{fffd}".utf8
        unit = second
      }
      out += String(Unicode.Scalar(unit) ?? "\u{fffd}").utf8
    default: throw failure("an escape that JSON does not have")
    }
  }

  private mutating func hexUnit() throws(AssayError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = try peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("expected four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(digit)
      at += 1
    }
    return unit
  }
}
