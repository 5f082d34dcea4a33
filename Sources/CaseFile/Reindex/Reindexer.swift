import Evidence
import GRDB
import Integrity

/// Makes the views of sources again from their bytes, and leaves sources in or out of answers.
package struct Reindexer {
  private let store: CaseStore
  private let custody: CustodyLog
  private let progress: (ReindexProgress) -> Void
  private let isCancelled: () -> Bool

  /// - Parameters:
  ///   - store: opened for writing.
  ///   - isCancelled: asked between batches; when true, the source at hand is left as it was.
  package init(
    _ store: CaseStore, custody: CustodyLog, progress: @escaping (ReindexProgress) -> Void = { _ in },
    isCancelled: @escaping () -> Bool = { false }
  ) {
    self.store = store
    self.custody = custody
    self.progress = progress
    self.isCancelled = isCancelled
  }

  /// Extracts all fields of the named sources (nil: all) again. One transaction a source: a kill leaves each
  /// source either as it was or as it shall be.
  ///
  /// - Throws: `source.missing`, `reindex.timezone`, `reindex.other-cut` where records of the new format would
  ///   be cut at other places, `case.damaged`, `interrupted`.
  package func reindex(_ sources: [Int]?, _ options: ReindexOptions = ReindexOptions()) throws
    -> ReindexReport
  {
    throw AssayError("not-done", subject: store.path, reason: "not done yet")
  }

  /// Leaves a source out of all answers, or takes it in again. Its bytes stay; a custody entry says so.
  ///
  /// - Returns: whether anything changed.
  /// - Throws: `source.missing`.
  @discardableResult
  package func setExcluded(_ source: Int, _ excluded: Bool) throws -> Bool {
    do {
      return try store.queue.write { db in
        guard var row = try SourceRow.all(db).first(where: { $0.id == source }) else {
          throw AssayError("source.missing", subject: store.path, reason: "there is no source \(source)")
        }
        if row.excluded == excluded { return false }
        row.excluded = excluded
        try row.save(db)
        let head = try EvidenceTree.head(db)
        try custody.append(
          db, action: excluded ? "source-excluded" : "source-included",
          details: ["source_id": .int(Int64(source)), "name": .string(row.name)],
          size: head.size, root: head.root)
        return true
      }
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
  }
}
