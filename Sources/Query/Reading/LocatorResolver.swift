import CaseFile
package import Evidence

/// Record numbers of many locators: row groups are opened once, not once for each record. For one thread.
package final class LocatorResolver {
  private let reader: CaseReader
  private let groups: [Int: [GroupRow]]
  private var opened: [Int: GroupAccess] = [:]

  /// Row groups that are kept open.
  private static let kept = 16

  /// - Parameter reader: of the case; locators of sources that do not answer are resolved, too.
  package init(_ reader: CaseReader) {
    self.reader = reader
    groups = Dictionary(grouping: reader.groups, by: \.source)
  }

  /// The record number that a locator names.
  ///
  /// - Throws: `record.missing`, and what reading throws.
  package func leaf(_ locator: Locator) throws -> Int {
    guard case .record(let source, let index) = locator, let row = group(of: source.value, index) else {
      return try reader.leaf(locator)
    }
    return try access(row).leaf(ofRecord: index - row.firstRecord)
  }

  private func access(_ row: GroupRow) throws -> GroupAccess {
    if let known = opened[row.id] { return known }
    if opened.count >= Self.kept { opened.removeAll(keepingCapacity: true) }
    let access = try reader.open(row)
    opened[row.id] = access
    return access
  }

  /// The locator of a record number of the case.
  package func locator(ofLeaf leaf: Int) throws -> Locator {
    guard let row = reader.group(ofLeaf: leaf) else { return try reader.span(leaf).locator }
    guard let record = try access(row).record(ofSpan: leaf - row.firstLeaf) else {
      return try reader.span(leaf).locator
    }
    return .record(SourceNumber(row.source), index: row.firstRecord + record)
  }

  private func group(of source: Int, _ index: Int) -> GroupRow? {
    guard let own = groups[source] else { return nil }
    var low = 0
    var high = own.count
    while low < high {
      let middle = (low + high) / 2
      if own[middle].firstRecord + own[middle].recordCount <= index {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < own.count, own[low].firstRecord <= index else { return nil }
    return own[low]
  }
}
