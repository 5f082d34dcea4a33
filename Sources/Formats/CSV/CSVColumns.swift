import Evidence

/// What a row's columns are, worked out once per header.
final class CSVColumns {
  enum Role {
    case plain
    /// It has its values in the `__mv_` column `index` too.
    case multiValue(index: Int)
    /// It is the `__mv_` column of another one.
    case multiValueSource
  }

  private(set) var context: RecordContext
  private(set) var ids: [NameID?] = []
  private(set) var roles: [Role] = []
  /// Whether any column has a role other than plain.
  private(set) var hasMultiValues = false
  /// Index of `_raw`.
  private(set) var raw: Int?
  /// Columns with the time, most telling first, and whether it is UTC.
  private(set) var times: [(index: Int, isUTC: Bool)] = []
  /// Columns with common fields, most telling first.
  private(set) var common: [(field: RecordFields.Common, columns: [Int])] = []
  /// Whether the columns are a Windows event's: the user is then found as in Event XML.
  private(set) var hasWindowsUser = false
  /// How Zeek writes an absent value.
  private(set) var unset: [UInt8]?
  /// How Zeek writes an empty value.
  private(set) var empty: [UInt8] = []

  init(_ context: RecordContext, names: inout NameTable) {
    self.context = context
    let columns = context.columns
    var positions: [String: Int] = [:]
    for (i, name) in columns.enumerated() {
      ids.append(CSVColumns.id(name, at: i, in: &names))
      roles.append(.plain)
      if positions[name] == nil { positions[name] = i }
    }
    for (i, name) in columns.enumerated() where name.hasPrefix("__mv_") {
      guard let target = positions[String(name.dropFirst(5))] else { continue }
      roles[target] = .multiValue(index: i)
      roles[i] = .multiValueSource
      hasMultiValues = true
    }
    raw = positions["_raw"]
    for name in CSVCommonFields.time {
      guard let i = positions[name] else { continue }
      times.append((i, CSVCommonFields.isUTC(name, among: columns)))
    }
    for (field, candidates) in CSVCommonFields.table {
      let found = candidates.compactMap { positions[$0] }
      if !found.isEmpty { common.append((field, found)) }
    }
    hasWindowsUser = positions["SubjectUserName"] != nil || positions["TargetUserName"] != nil
    if let unset = context.attributes[ZeekHeader.unsetKey] {
      self.unset = Array(unset.utf8)
      empty = Array((context.attributes[ZeekHeader.emptyKey] ?? "").utf8)
    }
  }

  /// The name of the column at `index`: a column without a name is `column_N`, N from 1.
  static func id(_ name: String, at index: Int, in names: inout NameTable) -> NameID? {
    names.id(name.isEmpty ? "column_\(index + 1)" : name)
  }
}
