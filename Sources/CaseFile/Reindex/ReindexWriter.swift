import Dispatch
import Evidence
import Formats
import Foundation
import GRDB
import Integrity
import Synchronization

/// Extracts the row groups of one source again and puts them in the place of the old ones, within the
/// transaction of its caller.
final class ReindexWriter {
  private let db: Database
  private let plan: ReindexPlan
  private let threads: Int
  private let zstd: ZstdCompressor
  private var fields: FieldCatalog
  private var contexts: ContextIDs
  private var unusedContexts: Set<Int> = []
  private var nextGroup: Int
  private(set) var records = 0
  private(set) var unparsed = 0
  private(set) var keepsCut = false

  init(_ db: Database, _ plan: ReindexPlan, threads: Int) throws {
    self.db = db
    self.plan = plan
    self.threads = max(1, threads)
    fields = try FieldCatalog(db)
    contexts = try ContextIDs(db)
    unusedContexts = Set(
      try Int.fetchAll(
        db, sql: "SELECT context_id FROM context WHERE source_id = ?", arguments: [plan.row.id]))
    nextGroup = try Int.fetchOne(db, sql: "SELECT max(row_group_id) + 1 FROM row_group") ?? 0
    zstd = try ZstdCompressor()
  }

  /// - Throws: `case.damaged`, `reindex.other-cut`, and what `progress` throws.
  func run(progress: (UInt64) throws -> Void) throws {
    if plan.isRegrouped {
      for row in try GroupStore.rows(db, where: "source_id = ?", [plan.row.id]) { try remove(row.id) }
    }
    var source = try ReindexSource(db, plan)
    while true {
      let works = try source.take(threads)
      if works.isEmpty { break }
      let groups = try Self.extract(works, plan)
      for (work, group) in zip(works, groups) { try write(work, group.group, group.problems) }
      try progress(works.reduce(0) { $0 + UInt64($1.bytes.count) })
    }
    keepsCut = source.keepsCut
    for id in unusedContexts.sorted() {
      try db.cachedStatement(sql: "DELETE FROM context WHERE context_id = ?").execute(arguments: [id])
    }
    try rebuildCatalogue()
  }

  /// Works of one batch at the same time. Blocking, for a transaction is open on this thread.
  private static func extract(
    _ works: [GroupWork], _ plan: ReindexPlan
  ) throws -> [(group: EncodedGroup, problems: [StoredProblem])] {
    if works.count == 1 { return [try extract(works[0], plan)] }
    let results = Mutex<[Int: Result<(group: EncodedGroup, problems: [StoredProblem]), AssayError>]>([:])
    DispatchQueue.concurrentPerform(iterations: works.count) { index in
      let result = Result { () throws(AssayError) in try extract(works[index], plan) }
      results.withLock { $0[index] = result }
    }
    let all = results.withLock { $0 }
    return try works.indices.map { index in
      guard let result = all[index] else {
        throw AssayError("case.error", subject: plan.row.name, reason: "a row group was not extracted")
      }
      return try result.get()
    }
  }

  private static func extract(
    _ work: GroupWork, _ plan: ReindexPlan
  ) throws(AssayError) -> (group: EncodedGroup, problems: [StoredProblem]) {
    let extraction = GroupExtraction(
      profile: plan.profile, limits: plan.limits, contexts: work.contexts, sourceOffset: work.offset)
    var problems = work.problems
    let group = try extraction.extract(
      work.spans, bytes: work.bytes.span, problems: &problems, ZstdCompressor())
    return (group, problems)
  }

  private func remove(_ group: Int) throws {
    try db.cachedStatement(sql: "DELETE FROM column_chunk WHERE row_group_id = ?").execute(arguments: [group])
    try db.cachedStatement(sql: "DELETE FROM row_group WHERE row_group_id = ?").execute(arguments: [group])
  }

  private func write(_ work: GroupWork, _ group: EncodedGroup, _ found: [StoredProblem]) throws {
    var problems = found
    let ids = group.columns.map { fields.add($0, isClaim: plan.row.isClaim) }
    if ids.contains(0) { problems.append(FieldCatalog.fullProblem(offset: work.offset)) }
    let contextIDs = try work.contextIDs ?? contexts.ids(work.contexts, source: plan.row.id, db)
    for (_, id) in contextIDs { unusedContexts.remove(id) }
    if let id = work.id { try remove(id) }
    // The catalogue first: chunks refer to it.
    try fields.save(db)
    try GroupStore.insert(
      db, id: work.id ?? nextGroup, source: plan.row.id, firstLeaf: work.firstLeaf,
      firstRecord: work.firstRecord, group: group, fieldIDs: ids, contexts: contextIDs, problems: problems,
      zstd: zstd)
    if work.id == nil { nextGroup += 1 }
    records += group.records
    unparsed += group.unparsed
  }

  private func rebuildCatalogue() throws {
    var rebuild = try CatalogRebuild(db, fields.fields)
    for row in try GroupStore.rows(db) {
      do { try rebuild.add(row) } catch let error as AssayError {
        // A damaged view of another source: it counts again when that source is reindexed, and verify tells.
        guard row.source != plan.row.id, error.code.hasPrefix("case.") else { throw error }
      }
    }
    fields.setSums(from: rebuild.sums)
    try fields.save(db)
  }
}
