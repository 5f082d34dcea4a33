import Evidence
import Formats

/// Functions that read the case: any field of any record, also where `events` has no column for it.
enum RecordFunctions {
  /// `field(record, name)`: a field's value by its exact name. NULL where the record lacks it; several values are a
  /// JSON array.
  static func field(_ access: RecordAccess) -> ScalarFunction {
    ScalarFunction("field", 2...2) { arguments in
      guard let (group, index) = try access.record(arguments[0]),
        let id = access.id(arguments[1].bytes, in: group)
      else { return .null }
      let values = try group.values(record: index, fields: [id])
      switch values.count {
      case 0: return .null
      case 1: return values[0].type == .null ? .null : .text(values[0].value)
      default: return .text(FieldsJSON.array(values))
      }
    }
  }

  /// `fields_json(record)`: all fields of a record as a JSON object.
  static func fieldsJSON(_ access: RecordAccess) -> ScalarFunction {
    ScalarFunction("fields_json", 1...1) { arguments in
      guard let (group, index) = try access.record(arguments[0]) else { return .null }
      return .text(try FieldsJSON.text(group, record: index, catalog: access.fields))
    }
  }

  /// `hash_of(hashes, algorithm)`: one digest out of Sysmon's `Hashes`.
  static var hashOf: ScalarFunction {
    ScalarFunction("hash_of", 2...2) { arguments in
      let algorithm = String(decoding: arguments[1].bytes, as: UTF8.self).uppercased()
      return HashList.digest(algorithm, in: arguments[0].bytes).map { .text($0) } ?? .null
    }
  }
}
