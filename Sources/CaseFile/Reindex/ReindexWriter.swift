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
  private var contexts: [RecordContext: Int] = [:]
  private var nextContext: Int
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
    nextContext = try Int.fetchOne(db, sql: "SELECT max(context_id) + 1 FROM context") ?? 0
    nextGroup = try Int.fetchOne(db, sql: "SELECT max(row_group_id) + 1 FROM row_group") ?? 0
    zstd = try ZstdCompressor()
    try loadContexts()
  }

  /// Contexts that stay the same keep their ids.
  private func loadContexts() throws {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT context_id, data FROM context WHERE source_id = ?", arguments: [plan.row.id])
    while let row = try rows.next() {
      let cells = RowCells(row, table: "context")
      let id = try cells.natural(0, "context_id")
      unusedContexts.insert(id)
      if let data = try? cells.text(1, "data"), contexts.count < Self.cachedContexts,
        let context = try? JSONDecoder().decode(RecordContext.self, from: Data(data.utf8))
      {
        contexts[context] = id
      }
    }
  }

  private static let cachedContexts = 10_000

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
    let ids = group.columns.map { fields.add($0) }
    if ids.contains(0) { problems.append(FieldCatalog.fullProblem(offset: work.offset)) }
    var contextIDs: [(firstSpan: Int, id: Int)] = []
    for (span, context) in work.contexts { contextIDs.append((span, try contextID(context))) }
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

  private func contextID(_ context: RecordContext) throws -> Int {
    if contexts.count > Self.cachedContexts { contexts.removeAll() }
    if let id = contexts[context] {
      unusedContexts.remove(id)
      return id
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(context), as: UTF8.self)
    try db.execute(
      sql: "INSERT INTO context VALUES (?, ?, ?)", arguments: [nextContext, plan.row.id, text])
    contexts[context] = nextContext
    nextContext += 1
    return nextContext - 1
  }

  private func rebuildCatalogue() throws {
    var rebuild = try CatalogRebuild(db, fields.fields)
    for row in try GroupStore.rows(db) { try rebuild.add(row) }
    fields.setSums(from: rebuild.sums)
    try fields.save(db)
  }
}
