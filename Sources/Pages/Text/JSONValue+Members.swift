package import Integrity

extension JSONValue {
  /// A text, or null.
  package static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

  /// A number, or null.
  package static func number(_ value: (some BinaryInteger)?) -> JSONValue {
    value.map { .int(Int64(clamping: $0)) } ?? .null
  }

  /// Members in this order.
  package static func members(_ members: (String, JSONValue)...) -> JSONValue {
    .object(members.map { Member($0.0, $0.1) })
  }
}
