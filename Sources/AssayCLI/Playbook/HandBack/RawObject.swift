import Evidence
import Integrity
import Pages

/// An object of JSON whose values keep their text: an integer of 19 digits stays one.
struct RawObject {
  struct Member {
    var name: String
    /// As JSON.
    var value: JSONValue
    /// The value's text.
    var raw: [UInt8]
  }

  private(set) var members: [Member] = []

  /// - Parameter line: one JSON text.
  /// - Throws: `JSONError` where it is none, or no object.
  init?(_ line: [UInt8]) throws(JSONError) {
    guard case .object(let values) = try CanonicalJSON.parse(line) else { return nil }
    // Well-formed from here on: the members stand in the text in the order of the parsed ones.
    var texts: [[UInt8]] = []
    var depth = 0
    var isString = false
    var start: Int?
    var index = 0
    func finish(_ end: Int, _ start: inout Int?) {
      guard let from = start else { return }
      texts.append(Array(line[from..<end]))
      start = nil
    }
    while index < line.count {
      let byte = line[index]
      if isString {
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == UInt8(ascii: "\"") { isString = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if depth == 1 { finish(index, &start) }
          depth -= 1
        case UInt8(ascii: ":"): if depth == 1, start == nil { start = index + 1 }
        case UInt8(ascii: ","): if depth == 1 { finish(index, &start) }
        default: break
        }
      }
      index += 1
    }
    guard texts.count == values.count else { return nil }
    members = zip(values, texts).map { Member(name: $0.name, value: $0.value, raw: $1) }
  }

  /// The member of a name.
  subscript(name: String) -> Member? { members.first { $0.name == name } }

  /// Keeps these members only, in this order.
  mutating func keep(_ names: [String]) { members = names.compactMap { self[$0] } }

  /// Puts a text in front, unless there is a member of that name.
  mutating func lead(_ name: String, _ text: String?) {
    guard let text, self[name] == nil else { return }
    members.insert(Member(name: name, value: .string(text), raw: Self.text(.string(text))), at: 0)
  }

  /// Gives members other names.
  mutating func rename(_ name: (String) -> String) {
    for index in members.indices { members[index].name = name(members[index].name) }
  }

  /// The object's text, with the values as they were.
  var bytes: [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "{")]
    for (index, member) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += Self.text(.string(member.name)) + [UInt8(ascii: ":")] + member.raw
    }
    return bytes + [UInt8(ascii: "}")]
  }

  /// A value's text.
  static func text(_ value: JSONValue) -> [UInt8] {
    var json = JSONText()
    json.write(value)
    return json.bytes
  }
}
