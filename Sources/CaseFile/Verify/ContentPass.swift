import Evidence
import GRDB
import Integrity

/// The evidence tree as a pass found it.
struct VerifiedTree {
  var watched: WatchedTree
  /// Nil where it cannot be made again.
  var root: Digest256?
}

/// One pass over all blocks in the order of the tree: digests, leaf hashes, tree, sources, views. Blocks are
/// read and unpacked once; workers take a row group at a time; what needs an order happens here.
struct ContentPass {
  private let reader: ContentReader
  private let index: CaseIndex
  private let threads: Int
  private let limits: [Int: Limits]
  private let keepsCut: Set<Int>
  private let names: CatalogueNames
  private var tree: TreeCheck
  private var streams: [Int: SourceStream] = [:]
  private var catalogue = CatalogueCheck()
  private var filter: FilterCheck?
  private var staleGroups = 0
  private var isComparable = true
  private var bytesDone: UInt64 = 0
  private let bytesTotal: UInt64
  private let progress: (VerifyProgress) -> Void

  init(
    _ queue: DatabaseQueue, _ index: CaseIndex, _ custody: CustodyCheck, sizes: Set<Int>, threads: Int,
    progress: @escaping (VerifyProgress) -> Void
  ) {
    reader = ContentReader(queue: queue, includesViews: true)
    self.index = index
    self.threads = max(1, threads)
    limits = custody.accounts.mapValues(\.limits)
    keepsCut = Set(custody.accounts.filter { $0.value.keepsCut }.keys)
    names = CatalogueNames(index.fields)
    tree = TreeCheck(heads: custody.heads, sizes: sizes) { id in
      try? queue.read { db in try EvidenceTree.node(db, id) }
    }
    bytesTotal = index.blocks.reduce(0) { $0 + UInt64($1.length) }
    self.progress = progress
  }

  /// - Throws: `interrupted`.
  mutating func run(
    _ logs: inout VerifyLogs, _ notes: inout [String], isCancelled: () -> Bool
  ) async throws -> VerifiedTree {
    filter = FilterCheck(reader.queue, index, &logs.views)
    for source in index.sources {
      streams[source.id] = SourceStream(
        source, limits: limits[source.id] ?? Limits(), recuts: !keepsCut.contains(source.id))
      if keepsCut.contains(source.id) {
        notes.append(
          "source \(source.id) (\(source.name)) was cut by an earlier version; where its records end is proven by"
            + " the tree, that they are records was not checked again")
      }
    }
    var items = ContentItems(blocks: index.blocks, groups: index.groups)
    let names = names
    var results: [ContentResult?] = []
    var base = 0
    var inFlight = 0
    try await withThrowingTaskGroup(of: (Int, ContentResult).self) { group in
      while let (blocks, groups) = items.next() {
        if isCancelled() {
          throw AssayError("interrupted", subject: "verify", reason: "stopped on request")
        }
        let source = index.source(blocks.first?.source ?? -1)
        let item = reader.read(blocks, groups, source, source.flatMap { limits[$0.id] } ?? Limits())
        if threads == 1 {
          take(ContentWorker.process(item, names), &logs)
          continue
        }
        while inFlight > threads, let (sequence, result) = try await group.next() {
          inFlight -= 1
          results[sequence - base] = result
          while case .some(.some(let next)) = results.first {
            results.removeFirst()
            base += 1
            take(next, &logs)
          }
        }
        let sequence = base + results.count
        results.append(nil)
        inFlight += 1
        group.addTask { (sequence, ContentWorker.process(item, names)) }
      }
      while let (sequence, result) = try await group.next() { results[sequence - base] = result }
      for case let result? in results { take(result, &logs) }
    }
    finish(items.uncovered, &logs, &notes)
    let root = tree.isLost ? nil : tree.finish(&logs.tree)
    return VerifiedTree(watched: WatchedTree(size: tree.size, roots: tree.roots), root: root)
  }

  private mutating func take(_ result: ContentResult, _ logs: inout VerifyLogs) {
    logs.bytes.add(result.failures)
    for block in result.blocks {
      logs.bytes.count("blocks")
      logs.bytes.count("bytes", block.bytes?.count ?? 0)
      logs.bytes.count("spans", block.spans?.count ?? 0)
      appendLeaves(block, &logs.tree)
      streams[block.row.source]?.append(block, &logs)
      if let grams = block.grams { filter?.check(block.row, grams, &logs.views) }
      bytesDone += UInt64(block.row.length)
    }
    for view in result.views { take(view, &logs) }
    progress(VerifyProgress(bytesDone: bytesDone, bytesTotal: bytesTotal))
  }

  private mutating func appendLeaves(_ block: ContentResult.Block, _ log: inout FailureLog) {
    if tree.isLost { return }
    if block.row.firstLeaf > tree.size { tree.appendUnknown(block.row.firstLeaf - tree.size, &log) }
    // An overlap: told by the structure. What is surplus has no place in the tree.
    guard block.row.firstLeaf == tree.size, !tree.isLost else { return }
    if let leaves = block.leaves {
      for leaf in leaves { tree.append(leaf, &log) }
    } else {
      tree.appendUnknown(block.row.spanCount, &log)
    }
  }

  private mutating func take(_ view: ViewResult, _ logs: inout VerifyLogs) {
    logs.views.count("row_groups")
    logs.views.add(view.failures)
    if view.group.isStale { staleGroups += 1 }
    if let fresh = view.fresh {
      logs.views.count("records", fresh.records)
      logs.views.count("values", fresh.columns.reduce(0) { $0 + $1.chunk.values })
      logs.views.count("chunks", view.group.chunks.count)
      catalogue.add(fresh)
    } else {
      isComparable = false
    }
    streams[view.group.row.source]?.append(view, &logs)
  }

  private mutating func finish(
    _ uncovered: [Range<Int>], _ logs: inout VerifyLogs, _ notes: inout [String]
  ) {
    for source in index.sources { streams[source.id]?.finish(&logs, &notes) }
    filter?.finish(&notes)
    for range in uncovered {
      isComparable = false
      logs.views.add(
        VerifyReport.Failure(
          "views.missing", record: range.lowerBound, expected: "\(range.count) spans", found: "none",
          reason: "records \(range.lowerBound)–\(range.upperBound) have no row group: no question finds them")
      )
    }
    if staleGroups > 0 {
      logs.views.add(
        VerifyReport.Failure(
          "views.stale", expected: "\(Schema.extractorVersion)",
          reason: "\(staleGroups) row groups were made by another version of the extractors and were not"
            + " compared; assay reindex makes them again"))
    }
    if isComparable {
      catalogue.compare(index.fields, &logs.views)
    } else {
      notes.append(
        "the catalogue of fields was not compared, since not all row groups could be extracted again")
    }
    logs.tree.count("leaves", tree.size)
    logs.tree.count("nodes", tree.nodesFound)
  }
}
