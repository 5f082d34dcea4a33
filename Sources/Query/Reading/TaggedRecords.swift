import CaseFile
package import Evidence
import GRDB

/// Records with one tag, where only those are asked.
package struct TaggedRecords: Sendable {
  /// Gaps with the tag are among them.
  package let records: RecordSet
  /// Records of the sources that answer that have the tag, without recovered ones that do not answer.
  let considered: Int
  /// Of these, records that were not understood.
  let unparsed: Int
  /// Entries of the custody log that the tags follow from.
  let custodyEntries: Int

  /// - Parameters:
  ///   - groups: of the sources that answer.
  ///   - leavesOut: whether a record does not answer for another reason.
  /// - Throws: `tag.missing`, `case.damaged`.
  init(
    _ tag: String, _ store: CaseStore, entries: Int?, groups: [GroupRow], leavesOut: (Int) -> Bool
  ) throws {
    let list = try entries.map { try store.annotations(afterEntries: $0) } ?? store.annotations()
    records = list.records(taggedAs: tag)
    custodyEntries = try entries ?? store.custodyCount()
    // Asked again, the question of a receipt may be one of a tag that nothing had.
    guard !records.isEmpty || entries != nil else {
      throw AssayError(
        "tag.missing", subject: store.path, reason: "no record has the tag '\(tag)'",
        hint: "assay tag \(store.path) lists the tags")
    }
    let zstd = try ZstdDecompressor()
    var considered = 0
    var unparsed = 0
    for row in groups where records.overlaps(row.leaves) {
      let layout = try store.queue.read { db in try GroupStore.layout(db, row, zstd).layout }
      let gaps = Set(layout.gapSpans)
      let notParsed = Set(layout.unparsed)
      var record = 0
      for span in 0..<row.spanCount where !gaps.contains(span) {
        let leaf = row.firstLeaf + span
        if records.contains(leaf), !leavesOut(leaf) {
          considered += 1
          if notParsed.contains(record) { unparsed += 1 }
        }
        record += 1
      }
    }
    self.considered = considered
    self.unparsed = unparsed
  }
}
