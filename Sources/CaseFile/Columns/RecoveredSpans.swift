import Formats
package import GRDB

extension GroupStore {
  /// Spans of a row group, counted from its first, that stand under the context of records recovered from what a
  /// binary log no longer uses (`EVTXRecords.Cutter`): ascending stretches, gaps among them.
  ///
  /// - Throws: `case.damaged`.
  package static func recoveredSpans(_ db: Database, _ row: GroupRow) throws -> [Range<Int>] {
    let contexts = try contexts(db, row)
    var found: [Range<Int>] = []
    for (index, entry) in contexts.enumerated()
    where entry.context.attributes[EVTXRecords.Cutter.recovered] != nil && entry.firstSpan < row.spanCount {
      let next = index + 1 < contexts.count ? contexts[index + 1].firstSpan : row.spanCount
      found.append(entry.firstSpan..<min(row.spanCount, max(entry.firstSpan, next)))
    }
    return found
  }
}
