import Integrity

extension JSONValue {
  /// The number, whole or not, if this is one: canonical JSON writes 1.0 as 1.
  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    case .null, .bool, .string, .array, .object: nil
    }
  }
}
