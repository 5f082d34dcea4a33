import Evidence
import Integrity
import Pages

/// A part of a report's document, read by name. What is missing or of another type is empty: a page can be made of
/// any document.
struct Facts {
  let value: JSONValue
  /// The zone in which times are shown; nil: UTC, as they stand.
  private let zone: ZoneRule?

  init(_ value: JSONValue, zone: ZoneRule? = nil) {
    self.value = value
    self.zone = zone
  }

  subscript(names: String...) -> Facts {
    Facts(names.reduce(value) { $0[$1] ?? .null }, zone: zone)
  }

  /// The text; nil where there is none.
  var text: String? { value.string }
  /// The number; nil where there is none.
  var int: Int? { value.int.flatMap { Int(exactly: $0) } }
  var number: Int { int ?? 0 }
  var isTrue: Bool { if case .bool(true) = value { true } else { false } }
  var isNull: Bool { if case .null = value { true } else { false } }
  /// The elements of a list.
  var list: [Facts] {
    guard case .array(let elements) = value else { return [] }
    return elements.map { Facts($0, zone: zone) }
  }

  /// Members of an object, in order of their names.
  var members: [(name: String, value: Facts)] {
    guard case .object(let members) = value else { return [] }
    return members.map { ($0.name, Facts($0.value, zone: zone)) }.sorted { $0.name < $1.name }
  }

  /// A time as people read it: in UTC with `Z`, or with the offset of the zone that was asked for.
  var time: String {
    guard let text else { return "none" }
    guard let zone, let utc = Array(text.utf8).span.isoTime(at: 0)?.utc() else {
      return NumberText.time(text)
    }
    let offset = zone.offsetSeconds(atUTC: utc)
    let local = Timestamp(seconds: utc.seconds + Int64(offset), nanoseconds: utc.nanoseconds)
    let minutes = abs(offset) / 60
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return NumberText.time(local.text).dropLast() + (offset < 0 ? "-" : "+")
      + "\(two(minutes / 60)):\(two(minutes % 60))"
  }

  /// A number that names something: without separators; one that JSON keeps as text is as it stands.
  var plain: String { int.map { String($0) } ?? text ?? "" }

  /// A scalar in one line.
  var line: String {
    switch value {
    case .null: "none"
    case .bool(let flag): flag ? "yes" : "no"
    case .int(let number): NumberText.grouped(number)
    case .double(let number): "\(number)"
    case .string(let text): text
    case .array(let values): values.map { Facts($0).line }.joined(separator: ", ")
    case .object: members.map { "\($0.name) \($0.value.line)" }.joined(separator: ", ")
    }
  }
}
