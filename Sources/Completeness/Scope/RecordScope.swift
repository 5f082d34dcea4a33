import Evidence
package import Query

/// The records that the search behind an export asks for, as a search of Assay's says it. What is not among them is
/// out of scope, not missing.
package struct RecordScope: Sendable {
  /// The search as the person wrote it.
  package let search: String
  /// How many records it finds.
  package private(set) var count = 0
  /// A bit for each record number.
  private var bits: [UInt64]

  /// Runs the search over the evidence that a session asks.
  ///
  /// - Throws: `search.…` with a caret at the place, `compare.scope` for a search that gives no records.
  package init(_ search: String, _ session: QuerySession) throws {
    self.search = search
    bits = [UInt64](repeating: 0, count: session.reader.treeSize / 64 + 1)
    let plan = try SearchTranslator.plan(search, reader: session.reader, order: .record)
    guard plan.rowsAreRecords else {
      throw AssayError(
        "compare.scope", subject: search,
        reason: "a scope is a search that finds records; this one counts them",
        hint: "leave out what stands behind the first |")
    }
    let numbers = try SearchTranslator.plan(
      "\(search) | table record", reader: session.reader, order: .record)
    try session.run(numbers.sql, onColumns: { _ in }) { row in
      if case .integer(let number)? = row.first, number >= 0, Int(number) / 64 < bits.count {
        let bit: UInt64 = 1 << (UInt64(number) % 64)
        if bits[Int(number) / 64] & bit == 0 { count += 1 }
        bits[Int(number) / 64] |= bit
      }
      return true
    }
  }

  /// Whether a record, by its number in the case, is asked for.
  package func contains(_ record: Int) -> Bool {
    record >= 0 && record / 64 < bits.count && bits[record / 64] & (1 << (UInt64(record) % 64)) != 0
  }
}
