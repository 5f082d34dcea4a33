import Evidence

/// What a row's columns are, worked out once per header. A class of constants, so that a row gets at it without
/// copying.
final class CSVColumns {
  enum Role {
    case plain
    /// It has its values in the `__mv_` column `index` too.
    case multiValue(index: Int)
    /// It is the `__mv_` column of another one.
    case multiValueSource
  }

  /// Names as written.
  let names: [String]
  let ids: [NameID?]
  let roles: [Role]
  /// Whether any column has a role other than plain.
  let hasMultiValues: Bool
  /// Index of `_raw`.
  let raw: Int?
  /// Columns with the time, most telling first, and whether it is UTC.
  let times: [(index: Int, isUTC: Bool)]
  /// Columns with common fields, most telling first.
  let common: [(field: RecordFields.Common, columns: [Int])]
  /// Whether the columns are a Windows event's: the user is then found as in Event XML.
  let hasWindowsUser: Bool
  /// How Zeek writes an absent value.
  let unset: [UInt8]?
  /// How Zeek writes an empty value.
  let empty: [UInt8]

  init(_ context: RecordContext, names table: inout NameTable) {
    let names = context.columns
    var ids: [NameID?] = []
    var roles = [Role](repeating: .plain, count: names.count)
    var positions: [String: Int] = [:]
    for (i, name) in names.enumerated() {
      ids.append(CSVColumns.id(name, at: i, in: &table))
      if positions[name] == nil { positions[name] = i }
    }
    var hasMultiValues = false
    for (i, name) in names.enumerated() where name.hasPrefix("__mv_") {
      guard let target = positions[String(name.dropFirst(5))] else { continue }
      roles[target] = .multiValue(index: i)
      roles[i] = .multiValueSource
      hasMultiValues = true
    }
    self.names = names
    self.ids = ids
    self.roles = roles
    self.hasMultiValues = hasMultiValues
    raw = positions["_raw"]
    times = CSVCommonFields.time.compactMap { name in
      positions[name].map { ($0, CSVCommonFields.isUTC(name, among: names)) }
    }
    common = CSVCommonFields.table.compactMap { field, candidates in
      let found = candidates.compactMap { positions[$0] }
      return found.isEmpty ? nil : (field, found)
    }
    hasWindowsUser = positions["SubjectUserName"] != nil || positions["TargetUserName"] != nil
    unset = context.attributes[ZeekHeader.unsetKey].map { Array($0.utf8) }
    empty = Array((context.attributes[ZeekHeader.emptyKey] ?? "").utf8)
  }

  /// The name of the column at `index`: a column without a name is `column_N`, N from 1.
  static func id(_ name: String, at index: Int, in names: inout NameTable) -> NameID? {
    names.id(name.isEmpty ? "column_\(index + 1)" : name)
  }
}
