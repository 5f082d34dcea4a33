package import Integrity

extension JSONText {
  /// Writes a value for people to read: a line for each member and element, indented by two blanks; what holds
  /// nothing but scalars stands on one line.
  package mutating func writeLines(_ value: JSONValue, indent: Int = 0) {
    let margin = String(repeating: "  ", count: indent + 1)
    switch value {
    case .object(let members) where !members.allSatisfy(\.value.isScalar) || indent == 0:
      raw("{\n")
      for (index, member) in members.enumerated() {
        raw(margin)
        write(Array(member.name.utf8))
        raw(": ")
        writeLines(member.value, indent: indent + 1)
        raw(index + 1 < members.count ? ",\n" : "\n")
      }
      raw(String(margin.dropLast(2)) + "}")
    case .array(let elements) where !elements.allSatisfy(\.isScalar):
      raw("[\n")
      for (index, element) in elements.enumerated() {
        raw(margin)
        writeLines(element, indent: indent + 1)
        raw(index + 1 < elements.count ? ",\n" : "\n")
      }
      raw(String(margin.dropLast(2)) + "]")
    default: write(value)
    }
    if indent == 0 { raw("\n") }
  }
}

extension JSONValue {
  fileprivate var isScalar: Bool {
    switch self {
    case .object, .array: false
    default: true
    }
  }
}
