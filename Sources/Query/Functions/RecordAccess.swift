import CaseFile

/// Finds records by number for functions: keeps the row groups used last, since rows come in order,
/// of record or of time.
final class RecordAccess {
  private let evidence: CaseReader
  private let claims: CaseReader
  /// Numbers of fields by name: of evidence, and of claims.
  private let ids: [[UInt8]: Int]
  private let claimIDs: [[UInt8]: Int]
  /// The one used last is the last.
  private var groups: [GroupAccess] = []
  /// About how many bytes are kept at most, beside the last group.
  private static let mostBytes = 48 << 20

  init(_ evidence: CaseReader, claims: CaseReader) {
    self.evidence = evidence
    self.claims = claims
    (ids, claimIDs) = (Self.ids(evidence.fields), Self.ids(claims.fields))
  }

  private static func ids(_ fields: [FieldCatalog.Field]) -> [[UInt8]: Int] {
    Dictionary(fields.filter { !$0.isCommon }.map { (Array($0.name.utf8), $0.id) }) { first, _ in first }
  }

  /// Fields of evidence and of claims, in order of number.
  var fields: [FieldCatalog.Field] { evidence.catalogue }

  /// Number of the field with exactly this name, in records such as those of a row group; nil where there is none.
  func id(_ name: [UInt8], in group: GroupAccess) -> Int? {
    group.source.isClaim ? claimIDs[name] : ids[name]
  }

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
    guard
      let group = try evidence.group(ofLeaf: leaf).map({ try evidence.open($0) })
        ?? claims.group(ofLeaf: leaf).map({ try claims.open($0) })
    else { return nil }
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
