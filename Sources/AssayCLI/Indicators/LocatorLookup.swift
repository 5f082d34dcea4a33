import CaseFile
import Evidence
import Query

/// Locators of record numbers. Asked in order they cost little; `prepare` puts them in order.
final class LocatorLookup {
  private let reader: CaseReader
  private var known: [Int: String] = [:]

  init(_ reader: CaseReader) { self.reader = reader }

  /// Looks up many at once.
  func prepare(_ records: [Int]) throws {
    for record in Set(records).sorted() { known[record] = try find(record) }
  }

  /// The locator of a record number; nil for a number of none.
  func locator(_ record: Int) throws -> String? {
    if let locator = known[record] { return locator }
    return try find(record)
  }

  private func find(_ record: Int) throws -> String? {
    guard (0..<reader.treeSize).contains(record) else { return nil }
    return try reader.span(record).locator.description
  }
}
