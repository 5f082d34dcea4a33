package import Evidence

/// Finds out which records the rows of an answer name, for a finding: from columns called `record`, `first_record` and
/// the like, and `records` (a JSON array); where an answer has none of them, from `locator` and its like.
package struct RecordCollector {
  private var numberColumns: [Int] = []
  /// Of these, columns that hold lists or counts.
  private var countColumns: Set<Int> = []
  private var locatorColumns: [Int] = []
  private var numbers: [Int] = []
  private var known = RecordSet()
  private var locators: Set<String> = []

  /// Numbers that are gathered before they become stretches.
  private static let pending = 1 << 20

  /// Without rows.
  package init() {}

  /// Names of the columns, before any row.
  mutating func begin(_ columns: [String]) {
    let names = columns.map { $0.lowercased() }
    numberColumns = names.indices.filter { Self.isOf("record", names[$0]) }
    countColumns = Set(numberColumns.filter { names[$0] == "records" })
    let namesNone = numberColumns.count == countColumns.count
    locatorColumns = namesNone ? names.indices.filter { Self.isOf("locator", names[$0]) } : []
  }

  /// Names of our own only: what a log calls `dns_record` is no record number.
  private static func isOf(_ word: String, _ name: String) -> Bool {
    name == word || name == word + "s"
      || ["first_", "last_", "before_", "after_"].contains { name == $0 + word }
  }

  /// Takes a row of the answer.
  mutating func add(_ values: [SQLValue]) {
    for column in numberColumns where column < values.count {
      switch values[column] {
      // A number under `records` counts.
      case .integer(let number) where !countColumns.contains(column): add(Int(clamping: number))
      case .text(let text):
        for value in JSONElements.values(text) ?? [] {
          if let number = Int(String(decoding: value, as: UTF8.self)) { add(number) }
        }
      default: break
      }
    }
    for column in locatorColumns where column < values.count {
      guard case .text(let text) = values[column] else { continue }
      let texts = (JSONElements.values(text) ?? [text]).map { String(decoding: $0, as: UTF8.self) }
      locators.formUnion(texts.filter { Locator($0) != nil })
    }
  }

  /// Takes a record that a row stands for, whatever its columns say.
  package mutating func add(_ number: Int) {
    numbers.append(number)
    if numbers.count >= Self.pending { fold() }
  }

  private mutating func fold() {
    known = known.union(RecordSet(numbers))
    numbers.removeAll(keepingCapacity: true)
  }

  /// The records: those that the case had when it was asked.
  ///
  /// - Throws: what reading throws.
  package mutating func finish(_ reader: CaseReader) throws -> RecordSet {
    let resolver = LocatorResolver(reader)
    for text in locators {
      guard let locator = Locator(text) else { continue }
      do { add(try resolver.leaf(locator)) } catch let error as AssayError
        where error.code == "record.missing"
      {
        // A column of the log's own that is called so and looks so.
        continue
      }
    }
    fold()
    return known.intersection(below: reader.treeSize)
  }
}
