import Evidence

/// Parses one JSON value into fields: one pass, validating (RFC 8259), without recursion.
///
/// - Keys of nested objects are joined by dots, the elements of an array repeat its name, arrays in arrays
///   are one. An empty object or array is a field of type `null`, so that its presence is not lost.
/// - Every value of a key that comes twice is a field.
/// - Numbers keep their text. Strings are places in the text.
/// - The elements of an outermost array have the names of `columns`, where there are any: it is a row.
/// - The object of a hit (`_source`) or of a Splunk row (`result`) is unwrapped: its keys stand under their own
///   names beside the envelope's.
struct JSONParser {
  /// Why a text is no JSON value, and where.
  struct Failure {
    let code: String
    let reason: String
    let offset: Int
  }

  /// An open bracket.
  private struct Frame {
    /// Name of the object's children or the array's elements; 0 top level, -1: the name table is full.
    var name: NameID
    var isArray: Bool
  }

  private var frames: [Frame] = []
  private var decodedKey: [UInt8] = []
  /// What the names mean, and where the values of the meaningful ones stand.
  var findings = JSONFindings()
  /// Names of a row's cells.
  var columns: [NameID] = []
  /// The cell at hand.
  private var cell = 0
  /// A string holds raw control characters.
  private(set) var sawControl = false

  /// Parses `text`; fields are added to `fields`, their values standing in `buffer`, top-level names below
  /// `root`. Nil: it is one JSON value and nothing else.
  mutating func run(
    _ text: Span<UInt8>, buffer: ValueBuffer, below root: NameID, into fields: inout RecordFields
  ) -> Failure? {
    let count = text.count
    let depthLimit = fields.limits.depth
    frames.removeAll(keepingCapacity: true)
    findings.begin(&fields.names)
    sawControl = false
    // Outside all brackets.
    var top = Frame(name: root, isArray: false)
    var depth = 0
    var name: NameID = -2
    var i = JSONParser.skipBlank(text, 0)
    while true {
      // A value begins here; `name` is its name, -2 for a value outside all brackets.
      guard i < count else { return truncated(i) }
      switch text[i] {
      case UInt8(ascii: "\""):
        let start = i + 1
        var escaped = false
        i = stringEnd(text, start, &escaped)
        if i < 0 { return stringFailure(i, text) }
        add(name, start..<i, buffer, escaped ? .json : .none, .string, root, &fields)
        i += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let isArray = text[i] == UInt8(ascii: "[")
        guard depth < depthLimit else {
          return Failure(
            code: "json.depth", reason: "nested deeper than \(depthLimit) levels", offset: i)
        }
        if name == -2, isArray { name = valueName(root, &fields) }
        let opening = i
        i = JSONParser.skipBlank(text, i + 1)
        guard i < count else { return truncated(i) }
        if text[i] == (isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")) {
          if name != -2 { add(name, opening..<opening, buffer, .none, .null, root, &fields) }
          i += 1
          break
        }
        frames.append(top)
        depth += 1
        if isArray {
          top = Frame(name: name, isArray: true)
          if depth == 1, !columns.isEmpty {
            cell = -1
            name = nextCell(top.name, &fields.names)
          }
          continue
        }
        var children = name == -2 ? root : name
        if depth == 2, children > 0, findings.unwraps(children) { children = root }
        top = Frame(name: children, isArray: false)
        i = key(text, i, below: children, depth, &name, &fields)
        if i < 0 { return keyFailure(i, text) }
        continue
      case UInt8(ascii: "t"):
        guard text.starts(with: "true", at: i) else { return literalFailure(i, "true", text) }
        add(name, i..<i + 4, buffer, .none, .bool, root, &fields)
        i += 4
      case UInt8(ascii: "f"):
        guard text.starts(with: "false", at: i) else { return literalFailure(i, "false", text) }
        add(name, i..<i + 5, buffer, .none, .bool, root, &fields)
        i += 5
      case UInt8(ascii: "n"):
        guard text.starts(with: "null", at: i) else { return literalFailure(i, "null", text) }
        add(name, i..<i, buffer, .none, .null, root, &fields)
        i += 4
      default:
        guard let end = JSONNumber.end(text, i) else { return valueFailure(i, text) }
        add(name, i..<end, buffer, .none, .number, root, &fields)
        i = end
      }
      // Behind a value.
      while true {
        if i < count, text[i] <= 0x20 { i = JSONParser.skipBlank(text, i) }
        if depth == 0 {
          return i == count ? nil : syntax("something stands behind the value", i)
        }
        guard i < count else { return truncated(i) }
        let byte = text[i]
        if byte == UInt8(ascii: ",") {
          i += 1
          if i < count, text[i] <= 0x20 { i = JSONParser.skipBlank(text, i) }
          if top.isArray {
            name = depth == 1 && !columns.isEmpty ? nextCell(top.name, &fields.names) : top.name
          } else {
            i = key(text, i, below: top.name, depth, &name, &fields)
            if i < 0 { return keyFailure(i, text) }
          }
          break
        }
        guard byte == (top.isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")) else {
          return syntax(top.isArray ? "a comma or ']' is missing" : "a comma or '}' is missing", i)
        }
        i += 1
        depth -= 1
        top = frames.removeLast()
      }
    }
  }

  // MARK: Pieces

  /// Adds a value and notes it where its name means something.
  @inline(__always)
  private mutating func add(
    _ name: NameID, _ range: Range<Int>, _ buffer: ValueBuffer, _ escape: Escape, _ type: ValueType,
    _ root: NameID, _ fields: inout RecordFields
  ) {
    let name = name == -2 ? valueName(root, &fields) : name
    guard name > 0 else {
      fields.add(nil, range)
      return
    }
    let index = fields.entries.count
    fields.add(name, range, in: buffer, escape: escape, type: type)
    let role = findings.role(of: name)
    if role.isAny, type != .null, range.count > 0 { findings.note(role, at: index) }
  }

  /// The name of the next cell of a row; `surplus` behind the last column.
  private mutating func nextCell(_ surplus: NameID, _ names: inout NameTable) -> NameID {
    cell += 1
    guard cell < columns.count else { return surplus }
    let name = columns[cell]
    if name > 0 {
      findings.learn(name, &names)
      findings.topLevel(name)
    }
    return name
  }

  /// `value`: the name of what stands outside all objects.
  private mutating func valueName(_ root: NameID, _ fields: inout RecordFields) -> NameID {
    guard let id = fields.names.id("value", below: root) else { return -1 }
    findings.learn(id, &fields.names)
    return id
  }

  /// Reads `"key" :` at `i` and sets `name`. Gives the index of the value, or a negative number: the kind of
  /// failure and its place, see `keyFailure`.
  @inline(__always)
  private mutating func key(
    _ text: Span<UInt8>, _ start: Int, below parent: NameID, _ depth: Int, _ name: inout NameID,
    _ fields: inout RecordFields
  ) -> Int {
    guard start < text.count else { return -1 }
    guard text[start] == UInt8(ascii: "\"") else { return -start - 2 }
    var escaped = false
    let end = stringEnd(text, start + 1, &escaped)
    if end < 0 { return end == -1 ? -1 : end }
    if parent < 0 {
      name = -1
    } else if escaped {
      name = decodedName(text.extracting(start + 1..<end), below: parent, &fields)
    } else {
      name = fields.names.id(text.extracting(start + 1..<end), below: parent) ?? -1
    }
    if name > 0 {
      findings.learn(name, &fields.names)
      if depth == 1 { findings.topLevel(name) }
    }
    var i = end + 1
    if i < text.count, text[i] <= 0x20 { i = JSONParser.skipBlank(text, i) }
    guard i < text.count else { return -1 }
    guard text[i] == UInt8(ascii: ":") else { return -i - 2 }
    i += 1
    if i < text.count, text[i] <= 0x20 { i = JSONParser.skipBlank(text, i) }
    return i
  }

  private mutating func decodedName(
    _ bytes: Span<UInt8>, below parent: NameID, _ fields: inout RecordFields
  ) -> NameID {
    decodedKey.removeAll(keepingCapacity: true)
    Escape.json.decode(bytes, into: &decodedKey)
    return fields.names.id(decodedKey.span, below: parent) ?? -1
  }

  /// The closing quote of the string that begins at `start`; -1 where the text ends before it, `-place - 2`
  /// for an escape that is none.
  @inline(__always)
  private mutating func stringEnd(_ text: Span<UInt8>, _ start: Int, _ escaped: inout Bool) -> Int {
    let i = text.firstIndexOfControl(or: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: start)
    if i < text.count, text[i] == UInt8(ascii: "\"") { return i }
    return stringEndBehindSpecial(text, i, &escaped)
  }

  private mutating func stringEndBehindSpecial(
    _ text: Span<UInt8>, _ start: Int, _ escaped: inout Bool
  ) -> Int {
    let count = text.count
    var i = start
    while i < count {
      switch text[i] {
      case UInt8(ascii: "\""): return i
      case UInt8(ascii: "\\"):
        escaped = true
        guard i + 1 < count else { return -1 }
        switch text[i + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
          UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
          i += 2
        case UInt8(ascii: "u"):
          for k in i + 2..<i + 6 {
            guard k < count else { return -1 }
            guard Escape.hexDigit(text[k]) != nil else { return -i - 2 }
          }
          i += 6
        default: return -i - 2
        }
      default:
        sawControl = true
        i += 1
      }
      i = text.firstIndexOfControl(or: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: min(i, count))
    }
    return -1
  }

  @inline(__always)
  static func skipBlank(_ text: Span<UInt8>, _ start: Int) -> Int {
    var i = start
    while i < text.count, text[i] <= 0x20, JSONRecords.isBlank(text[i]) { i += 1 }
    return i
  }

  // MARK: Failures

  private func truncated(_ offset: Int) -> Failure {
    Failure(code: "json.truncated", reason: "the text ends inside the value", offset: offset)
  }

  private func syntax(_ reason: String, _ offset: Int) -> Failure {
    Failure(code: "json.syntax", reason: reason, offset: offset)
  }

  private func stringFailure(_ result: Int, _ text: Span<UInt8>) -> Failure {
    result == -1 ? truncated(text.count) : syntax("a backslash that escapes nothing", -result - 2)
  }

  private func keyFailure(_ result: Int, _ text: Span<UInt8>) -> Failure {
    if result == -1 { return truncated(text.count) }
    let offset = -result - 2
    switch offset < text.count ? text[offset] : 0 {
    case UInt8(ascii: "\\"): return syntax("a backslash that escapes nothing", offset)
    default: return syntax("a key in quotes and a colon should stand here", offset)
    }
  }

  private func literalFailure(_ offset: Int, _ word: StaticString, _ text: Span<UInt8>) -> Failure {
    let rest = text.count - offset
    guard rest < word.utf8CodeUnitCount else { return syntax("no JSON value", offset) }
    for i in 0..<rest where unsafe text[offset + i] != word.utf8Start[i] {
      return syntax("no JSON value", offset)
    }
    return truncated(text.count)
  }

  private func valueFailure(_ offset: Int, _ text: Span<UInt8>) -> Failure {
    if text[offset] == UInt8(ascii: "-") || JSONNumber.isDigit(text[offset]) {
      // `12.`, `1e` at the very end may have been cut.
      let last = text[text.count - 1]
      let rest = text.extracting(offset..<text.count)
      if last == UInt8(ascii: ".") || last == UInt8(ascii: "-") || last == UInt8(ascii: "+")
        || last == UInt8(ascii: "e") || last == UInt8(ascii: "E"), rest.count < 64,
        JSONNumber.end(rest.extracting(0..<rest.count - 1), 0) == rest.count - 1 || rest.count == 1
      {
        return truncated(text.count)
      }
      return syntax("no JSON number", offset)
    }
    return syntax("no JSON value", offset)
  }
}
