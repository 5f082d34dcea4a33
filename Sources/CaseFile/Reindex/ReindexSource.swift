import Evidence
import Formats
import GRDB
import Integrity

/// A row group on its way.
struct GroupWork: Sendable {
  /// Nil where the row groups did not fit the blocks and are made anew.
  var id: Int?
  var firstLeaf: Int
  var firstRecord: Int
  var offset: UInt64
  var bytes: [UInt8]
  var spans: [SourceSpan]
  var contexts: [(firstSpan: Int, context: RecordContext)] = []
  /// Rows of `context` for `contexts`, where those are as they were.
  var contextIDs: [(firstSpan: Int, id: Int)]?
  /// The cutter's.
  var problems: [StoredProblem] = []
}

/// Reads one source's row groups from its blocks and cuts them again, so that contexts and problems are those
/// that the bytes give.
struct ReindexSource: ~Copyable {
  private let db: Database
  private let plan: ReindexPlan
  private let zstd: ZstdDecompressor
  private var recutter: Recutter
  private var next = 0
  /// Read and not yet cut.
  private var uncut: [GroupWork] = []
  private var ready: [GroupWork] = []
  /// The cutter of today cuts elsewhere than the one that added the source: what is there stays.
  private(set) var keepsCut = false

  init(_ db: Database, _ plan: ReindexPlan) throws {
    self.db = db
    self.plan = plan
    zstd = try ZstdDecompressor()
    recutter = Recutter(profile: plan.profile, limits: plan.limits)
  }

  /// Up to `count` row groups, in order; fewer only at the end.
  ///
  /// - Throws: `case.damaged`, `reindex.other-cut`.
  mutating func take(_ count: Int) throws -> [GroupWork] {
    while ready.count < count, next < plan.items.count {
      let item = plan.items[next]
      next += 1
      let works = try read(item)
      for (index, work) in works.enumerated() where !keepsCut {
        recutter.feed(work.bytes, atEnd: next == plan.items.count && index == works.count - 1)
      }
      uncut.append(contentsOf: works)
      try cut()
      if next == plan.items.count, let left = uncut.first {
        // The cutter made fewer spans of the same bytes.
        try otherCut(left, recutter.take(min(recutter.available, left.spans.count)))
        try cut()
      }
    }
    let taken = Array(ready.prefix(count))
    ready.removeFirst(taken.count)
    return taken
  }

  private mutating func cut() throws {
    while let work = uncut.first {
      if keepsCut {
        ready.append(uncut.removeFirst())
        continue
      }
      guard recutter.available >= work.spans.count else { return }
      let cut = recutter.take(work.spans.count)
      guard cut.spans == work.spans else {
        try otherCut(work, cut)
        continue
      }
      uncut.removeFirst()
      var fresh = work
      let stored = Recutter.normalized(work.contexts, spans: work.spans.count)
      if stored.count != cut.contexts.count || !zip(stored, cut.contexts).allSatisfy({ $0 == $1 }) {
        fresh.contexts = cut.contexts
        fresh.contextIDs = nil
      }
      fresh.problems = ProblemMerge.merge(cut.problems, [], spans: work.spans, offset: work.offset)
      ready.append(fresh)
    }
  }

  /// Spans are leaves of the tree and stay. A format that cuts elsewhere cannot be had without adding the
  /// source again; an extractor of a later version makes do with the spans that are there.
  private mutating func otherCut(_ work: GroupWork, _ cut: Recutter.Stretch) throws {
    let index = zip(work.spans, cut.spans).prefix { $0 == $1 }.count
    let offset = work.offset + UInt64(work.spans[..<index].reduce(0) { $0 + $1.length })
    guard plan.profile.format == plan.row.profile.format else {
      throw AssayError(
        "reindex.other-cut", subject: "source \(plan.row.id) (\(plan.row.name))", offset: offset,
        reason:
          "\(plan.profile.format.rawValue) records end at other places than the records that were added as"
          + " \(plan.row.profile.format.rawValue), and those are sealed",
        hint:
          "add the file again with --as \(plan.profile.format.rawValue) --again, and leave this source out"
          + " with 'assay sources CASE --exclude \(plan.row.id)'")
    }
    keepsCut = true
  }

  private func read(_ item: ReindexPlan.Item) throws -> [GroupWork] {
    var whole = GroupWork(
      id: nil, firstLeaf: item.blocks.first?.firstLeaf ?? 0, firstRecord: item.blocks.first?.firstRecord ?? 0,
      offset: item.blocks.first?.sourceOffset ?? 0, bytes: [], spans: [])
    for block in item.blocks {
      let (frame, digest) = try BlockStore.frame(db, block)
      guard Digest256.of(frame).bytes == digest else {
        throw AssayError(
          "case.damaged", subject: "source \(plan.row.id) (\(plan.row.name))", offset: block.sourceOffset,
          reason: "block \(block.id) is not as it was stored; the views stay as they were")
      }
      whole.bytes.append(contentsOf: try BlockStore.bytes(of: frame, block, zstd))
      whole.spans.append(contentsOf: try BlockStore.spanTable(db, block, zstd).spans)
    }
    if item.groups.isEmpty {
      whole.contexts = [(0, RecordContext())]
      return [whole]
    }
    var works: [GroupWork] = []
    var start = 0
    var record = whole.firstRecord
    for group in item.groups {
      let first = group.firstLeaf - whole.firstLeaf
      let spans = Array(whole.spans[first..<first + group.spanCount])
      let length = spans.reduce(0) { $0 + $1.length }
      works.append(
        try work(
          group,
          GroupWork(
            id: group.id, firstLeaf: group.firstLeaf, firstRecord: record,
            offset: whole.offset + UInt64(start), bytes: Array(whole.bytes[start..<start + length]),
            spans: spans)))
      start += length
      record += spans.reduce(0) { $0 + ($1.kind == .record ? 1 : 0) }
    }
    return works
  }

  /// With the contexts and the cutter's problems as they are: for a source that is cut elsewhere today. Of the
  /// problems, those of gaps are the cutter's.
  private func work(_ row: GroupRow, _ bare: GroupWork) throws -> GroupWork {
    var work = bare
    if let text = try? String.fetchOne(
      db, sql: "SELECT contexts FROM row_group WHERE row_group_id = ?", arguments: [row.id]),
      let contexts = try? GroupStore.contexts(db, text, of: row)
    {
      work.contexts = contexts
      work.contextIDs = try? GroupStore.contextIDs(text, group: row.id)
    }
    work.problems = ((try? GroupStore.problems(db, row, zstd)) ?? []).filter {
      $0.s < work.spans.count && work.spans[$0.s].kind == .gap
    }
    if work.contexts.first?.firstSpan != 0 {
      work.contexts.insert((0, RecordContext()), at: 0)
      work.contextIDs = nil
    }
    return work
  }
}
