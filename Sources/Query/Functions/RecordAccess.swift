import CaseFile

/// Finds records by number for functions: keeps the row groups used last, since rows come in order,
/// of record or of time.
final class RecordAccess {
  private let reader: CaseReader
  private let ids: [[UInt8]: Int]
  /// The one used last is the last.
  private var groups: [GroupAccess] = []
  /// About how many bytes are kept at most, beside the last group.
  private static let mostBytes = 48 << 20

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
    if let index = groups.lastIndex(where: { $0.row.leaves.contains(leaf) }) {
      let group = groups[index]
      if index < groups.count - 1 {
        groups.remove(at: index)
        groups.append(group)
      }
      return group
    }
    guard let group = try reader.group(ofLeaf: leaf).map({ try reader.open($0) }) else { return nil }
    // What they take grows as their columns are read.
    var cost = groups.reduce(0) { $0 + $1.parts.cost }
    while let first = groups.first, cost > Self.mostBytes || groups.count >= TimeOverlap.mostGroups {
      cost -= first.parts.cost
      groups.removeFirst()
    }
    groups.append(group)
    return group
  }
}
