import Evidence
import Integrity

extension Limits {
  /// As they stand in the custody entry of an import: what was cut and extracted depends on them.
  var custody: JSONValue {
    [
      "record_bytes": .int(Int64(recordBytes)), "depth": .int(Int64(depth)),
      "fields_per_record": .int(Int64(fieldsPerRecord)), "names_per_group": .int(Int64(namesPerGroup)),
    ]
  }

  /// From a custody entry; the defaults where it does not tell.
  init(custody: JSONValue?) {
    self.init()
    func limit(_ name: String, _ standard: Int) -> Int {
      guard let value = custody?[name]?.int, let number = Int(exactly: value), number > 0 else {
        return standard
      }
      return number
    }
    recordBytes = limit("record_bytes", recordBytes)
    depth = limit("depth", depth)
    fieldsPerRecord = limit("fields_per_record", fieldsPerRecord)
    namesPerGroup = limit("names_per_group", namesPerGroup)
  }
}
