internal import CSQLiteShim
import CaseFile
import Evidence
import Formats

/// SQL functions of ours: one entry here and in docs/sql.md for each.
enum SQLFunctions {
  /// `field(record, name)`: a field's value by its exact name, also one that has no column. NULL where the record
  /// lacks it; several values are a JSON array.
  ///
  /// `hash_of(hashes, algorithm)`: one digest out of Sysmon's `Hashes`.
  static func register(_ db: OpaquePointer, _ reader: CaseReader) throws {
    let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC
    let box = FieldFunction(reader)
    var code = unsafe sqlite3_create_function_v2(
      db, "field", 2, flags, Unmanaged.passRetained(box).toOpaque(),
      { context, _, arguments in
        guard let context = unsafe context, let data = unsafe sqlite3_user_data(context) else { return }
        let function = unsafe Unmanaged<FieldFunction>.fromOpaque(data).takeUnretainedValue()
        let result = unsafe ResultContext(context)
        do {
          result.value(try function.value(unsafe sqlValue(arguments?[0]), unsafe sqlValue(arguments?[1])))
        } catch {
          result.error(error)
        }
      }, nil, nil, { data in unsafe data.map { unsafe Unmanaged<FieldFunction>.fromOpaque($0).release() } })
    if code == SQLITE_OK {
      code = unsafe sqlite3_create_function_v2(
        db, "hash_of", 2, flags, nil,
        { context, _, arguments in
          guard let context = unsafe context else { return }
          let result = unsafe ResultContext(context)
          guard case .text(let hashes) = unsafe sqlValue(arguments?[0]),
            case .text(let algorithm) = unsafe sqlValue(arguments?[1]),
            let digest = HashList.digest(String(decoding: algorithm, as: UTF8.self).uppercased(), in: hashes)
          else { return result.null() }
          result.text(digest)
        }, nil, nil, nil)
    }
    guard code == SQLITE_OK else { throw AssayError("sql.failed", subject: "sqlite", reason: "no functions") }
  }
}

/// State of `field()`: the last group opened, and ids by name.
private final class FieldFunction {
  private let reader: CaseReader
  private let ids: [String: Int]
  private var group: GroupAccess?

  init(_ reader: CaseReader) {
    self.reader = reader
    ids = Dictionary(reader.fields.filter { !$0.isCommon }.map { ($0.name, $0.id) }) { first, _ in first }
  }

  func value(_ record: SQLValue, _ name: SQLValue) throws -> SQLValue {
    guard case .integer(let leaf) = record, case .text(let bytes) = name,
      let id = ids[String(decoding: bytes, as: UTF8.self)], let group = try open(Int(clamping: leaf)),
      let index = group.record(ofSpan: Int(leaf) - group.row.firstLeaf)
    else { return .null }
    let values = try group.values(record: index, fields: [id])
    switch values.count {
    case 0: return .null
    case 1: return values[0].type == .null ? .null : .text(values[0].value)
    default: return .text(FieldsJSON.array(values))
    }
  }

  private func open(_ leaf: Int) throws -> GroupAccess? {
    if let group, (group.row.firstLeaf..<group.row.firstLeaf + group.row.spanCount).contains(leaf) {
      return group
    }
    group = try reader.group(ofLeaf: leaf).map { try reader.open($0) }
    return group
  }
}
