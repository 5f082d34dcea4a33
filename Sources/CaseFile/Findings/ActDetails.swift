import Evidence
import Integrity

/// Reads `details` of a custody entry, which may come from anyone.
struct ActDetails {
  private let details: JSONValue
  private let sequence: Int64

  init(_ entry: CustodyEntry) {
    details = entry.details ?? .null
    sequence = entry.sequence
  }

  /// The error of a member that is not as it must be.
  func damaged(_ name: String) -> AssayError {
    AssayError(
      "case.damaged", subject: "custody entry \(sequence)", reason: "details.\(name) is not as it must be")
  }

  func value(_ name: String) -> JSONValue? { details[name] }

  func text(_ name: String) throws(AssayError) -> String {
    guard let text = details[name]?.string else { throw damaged(name) }
    return text
  }

  func optionalText(_ name: String) throws(AssayError) -> String? {
    details[name] == nil ? nil : try text(name)
  }

  func natural(_ name: String) throws(AssayError) -> Int {
    guard let number = details[name]?.int, number >= 0 else { throw damaged(name) }
    return Int(number)
  }

  func optionalFlag(_ name: String) throws(AssayError) -> Bool? {
    guard let value = details[name] else { return nil }
    guard case .bool(let flag) = value else { throw damaged(name) }
    return flag
  }

  func records(_ name: String) throws(AssayError) -> RecordSet {
    guard let records = RecordSet(text: try text(name)) else { throw damaged(name) }
    return records
  }

  /// A list of numbers from 0.
  func numbers(_ name: String) throws(AssayError) -> [Int] {
    guard case .array(let values)? = details[name] else { throw damaged(name) }
    var numbers: [Int] = []
    for value in values {
      guard let number = value.int, number >= 0 else { throw damaged(name) }
      numbers.append(Int(number))
    }
    return numbers
  }
}
