import CaseFile
import Evidence
import Formats

/// Values for completion: a sample, taken quickly.
extension QuerySession {
  /// Row groups that are looked at.
  private static let mostGroups = 16
  /// Time for all of them.
  private static let patience = Duration.milliseconds(80)

  /// Values of a column of `events` that begin with `prefix` without regard to ASCII case, the most frequent first.
  /// Only a part of a large case is looked at, so a value may be missing.
  package func valueSuggestions(column name: String, beginningWith prefix: String, limit: Int) throws
    -> [String]
  {
    let columns = EventColumns(fields: reader.fields)
    guard let index = columns.index(of: name) else { return [] }
    let column = columns.columns[index]
    let deadline = ContinuousClock.now.advanced(by: Self.patience)
    // Spread over the case: sources differ.
    let groups = reader.groups.filter { $0.recordCount > 0 }
    let stride = max(1, groups.count / Self.mostGroups)
    var counts: [[UInt8]: Int] = [:]
    for position in Swift.stride(from: 0, to: groups.count, by: stride) where ContinuousClock.now < deadline {
      let group = try reader.open(groups[position])
      guard let resolved = try resolve(column.kind, group) else { return [] }
      for (value, count) in resolved.valueCounts() { counts[value, default: 0] += count }
    }
    let wanted = EventColumns.key(prefix)
    let found = counts.compactMap { value, count -> (text: String, count: Int)? in
      guard let text = String(validating: value, as: UTF8.self), !text.isEmpty, text.utf8.count <= 200,
        EventColumns.key(text).hasPrefix(wanted)
      else { return nil }
      return (text, count)
    }
    return found.sorted { ($1.count, $0.text) < ($0.count, $1.text) }.prefix(limit).map(\.text)
  }

  /// Nil for a column that is not stored as values.
  private func resolve(_ kind: EventColumns.Kind, _ group: GroupAccess) throws -> ResolvedColumn? {
    switch kind {
    case .field(let ids): return try group.resolve(fields: ids)
    case .common(let common):
      let own = reader.fields.first { $0.isCommon && $0.name == common.column }?.id
      return try group.resolve(common: common, ownField: own)
    default: return nil
    }
  }

  /// The tables that SQL sees, each with the `CREATE TABLE` text of its columns.
  package var tables: [(name: String, declaration: String)] {
    tableNames.map { ($0.name, $0.table.declaration) }
  }
}

extension ResolvedColumn {
  /// How many records have each value that stands in a dictionary; long values and arrays do not.
  fileprivate func valueCounts() -> [([UInt8], Int)] {
    var counts = chunks.map { [Int](repeating: 0, count: $0.distinct) }
    for (record, code) in codeOfRecord.enumerated() where code >= 0 && code != Self.several {
      counts[chunk(record)][Int(code)] += 1
    }
    return zip(chunks, counts).flatMap { chunk, counts in
      counts.indices.filter { counts[$0] > 0 }.map { (Array(chunk.dictionary[chunk.range($0)]), counts[$0]) }
    }
  }
}
