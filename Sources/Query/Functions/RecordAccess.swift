import CaseFile

/// Finds records by number for functions: keeps the row group opened last, since rows come in order.
final class RecordAccess {
  private let reader: CaseReader
  private let ids: [[UInt8]: Int]
  private var group: GroupAccess?

  init(_ reader: CaseReader) {
    self.reader = reader
    ids = Dictionary(reader.fields.filter { !$0.isCommon }.map { (Array($0.name.utf8), $0.id) }) { first, _ in
      first
    }
  }

  var fields: [FieldCatalog.Field] { reader.fields }

  /// Number of the field with exactly this name; nil where the case has none.
  func id(_ name: [UInt8]) -> Int? { ids[name] }

  /// The row group of a record number, and the record's place in it; nil for anything that is no record.
  func record(_ value: SQLValue) throws -> (group: GroupAccess, index: Int)? {
    guard case .integer(let number) = value, let leaf = Int(exactly: number), leaf >= 0,
      let group = try open(leaf), let index = group.record(ofSpan: leaf - group.row.firstLeaf)
    else { return nil }
    return (group, index)
  }

  private func open(_ leaf: Int) throws -> GroupAccess? {
    if let group, (group.row.firstLeaf..<group.row.firstLeaf + group.row.spanCount).contains(leaf) {
      return group
    }
    group = try reader.group(ofLeaf: leaf).map { try reader.open($0) }
    return group
  }
}
