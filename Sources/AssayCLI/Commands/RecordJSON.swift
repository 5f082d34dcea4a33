import CaseFile
import Evidence
import Formats
import Pages
import Query

/// A record's fields and common fields as one JSON object, for `show --json`. Numbers keep the log's digits; several
/// values of one name are an array at the first one's place, as `fields_json` has them.
enum RecordJSON {
  /// The object on one line, with its end.
  ///
  /// - Throws: `record.no-fields` for a gap and a record that was not understood.
  static func text(_ view: RecordView) throws -> [UInt8] {
    guard view.parsed else {
      throw AssayError(
        "record.no-fields", subject: view.source.name,
        reason: "\(view.locator) has no fields: " + (view.isGap ? "it is a gap" : "it was not understood"),
        hint: "--hex shows its bytes")
    }
    var json = JSONText()
    json.raw("{\"locator\":")
    json.write(Array(view.locator.description.utf8))
    json.raw(",\"record\":\(view.record),\"time\":")
    if let time = view.time { json.write(Array(time.utf8)) } else { json.raw("null") }
    json.raw(",\"common\":{")
    for (index, common) in view.common.enumerated() {
      member(common.name, first: index == 0, &json)
      json.write(Array(common.value.utf8))
    }
    json.raw("},\"fields\":{")
    write(view.fields, &json)
    json.raw("}}\n")
    return json.bytes
  }

  private static func write(
    _ fields: [(name: String, type: ValueType, value: [UInt8])], _ json: inout JSONText
  ) {
    var order: [String] = []
    var values: [String: [(type: ValueType, value: [UInt8])]] = [:]
    for field in fields {
      if values[field.name] == nil { order.append(field.name) }
      values[field.name, default: []].append((field.type, field.value))
    }
    for (index, name) in order.enumerated() {
      member(name, first: index == 0, &json)
      let list = values[name] ?? []
      if list.count > 1 { json.raw("[") }
      for (position, value) in list.enumerated() {
        if position > 0 { json.raw(",") }
        switch value.type {
        case .null: json.raw("null")
        case .number, .bool: json.raw(String(decoding: value.value, as: UTF8.self))
        case .string: json.write(value.value)
        }
      }
      if list.count > 1 { json.raw("]") }
    }
  }

  private static func member(_ name: String, first: Bool, _ json: inout JSONText) {
    if !first { json.raw(",") }
    json.write(Array(name.utf8))
    json.raw(":")
  }
}
