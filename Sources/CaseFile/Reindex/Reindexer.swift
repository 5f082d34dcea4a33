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
  /// source either as it was or as it shall be. Bytes, spans and tree stay as they are.
  ///
  /// - Throws: `source.missing`, `reindex.timezone`, `reindex.clock-offset`, `reindex.other-cut` where records
  ///   of the new format would be cut at other places, `case.damaged`, `interrupted`.
  package func reindex(_ sources: [Int]?, _ options: ReindexOptions = ReindexOptions()) throws
    -> ReindexReport
  {
    do {
      let all = try store.queue.read { db in try SourceRow.all(db) }
      let chosen =
        try sources.map { try $0.map { id in try source(id, all) } }
        ?? all.filter { $0.kind != SourceRow.containerKind }
      var report = ReindexReport()
      var done: UInt64 = 0
      let total = chosen.reduce(0) { $0 + UInt64($1.committed) }
      for row in chosen {
        let result = try store.queue.write { db in
          try reindex(db, row, options) { bytes in
            done += bytes
            progress(ReindexProgress(source: row.name, bytesDone: done, bytesTotal: total))
          }
        }
        report.sources.append(result)
        report.records += result.row.records
      }
      // Last, since a row of the filter tells of several sources. A kill before leaves the old filter, which holds:
      // the bytes are the same.
      try store.queue.write { db in
        try FilterRebuild(db).run(Set(chosen.map(\.id))) { _ in
          if isCancelled() {
            throw AssayError(
              "interrupted", subject: store.path, reason: "stopped on request; the search filter is as it was"
            )
          }
        }
      }
      let head = try store.queue.read { db in try EvidenceTree.head(db) }
      report.treeSize = head.size
      report.root = head.root.description
      return report
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
  }

  private func source(_ id: Int, _ all: [SourceRow]) throws(AssayError) -> SourceRow {
    guard let row = all.first(where: { $0.id == id }) else {
      throw AssayError(
        "source.missing", subject: store.path, reason: "there is no source \(id)",
        hint: "assay sources \(store.path) lists them")
    }
    guard row.kind != SourceRow.containerKind else {
      throw AssayError(
        "reindex.container", subject: row.name, reason: "a container has no records of its own",
        hint: "give the numbers of its members: assay sources \(store.path)")
    }
    return row
  }

  private func reindex(
    _ db: Database, _ row: SourceRow, _ options: ReindexOptions, _ progress: (UInt64) -> Void
  ) throws -> ReindexReport.Source {
    let plan = try ReindexPlan(db, row, options)
    let extractorBefore =
      try Int.fetchOne(
        db, sql: "SELECT min(extractor) FROM row_group WHERE source_id = ?", arguments: [row.id])
      ?? Schema.extractorVersion
    let writer = try ReindexWriter(db, plan, threads: options.threads)
    try writer.run { bytes in
      progress(bytes)
      if isCancelled() {
        throw AssayError(
          "interrupted", subject: row.name, reason: "stopped on request; the source is as it was")
      }
    }
    var after = row
    after.profile = plan.profile
    after.unparsed = writer.unparsed
    try after.save(db)
    let head = try EvidenceTree.head(db)
    try custody.append(
      db, action: "reindexed",
      details: [
        "source_id": .int(Int64(row.id)), "name": .string(row.name),
        "profile": .string(try SourceRow.profileText(plan.profile)),
        "profile_before": .string(try SourceRow.profileText(row.profile)),
        "extractor": .int(Int64(Schema.extractorVersion)), "extractor_before": .int(Int64(extractorBefore)),
        "records": .int(Int64(writer.records)), "unparsed": .int(Int64(writer.unparsed)),
        "unparsed_before": .int(Int64(row.unparsed)), "limits": plan.limits.custody,
        "cut": writer.keepsCut ? "kept" : "same",
      ], size: head.size, root: head.root)
    return ReindexReport.Source(row: after, before: row.profile, unparsedBefore: row.unparsed)
  }

  /// Leaves a source out of all answers, or takes it in again. Its bytes stay; a custody entry says so.
  ///
  /// - Returns: whether anything changed.
  /// - Throws: `source.missing`.
  @discardableResult
  package func setExcluded(_ source: Int, _ excluded: Bool) throws -> Bool {
    do {
      return try store.queue.write { db in
        var row = try self.source(source, try SourceRow.all(db))
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
