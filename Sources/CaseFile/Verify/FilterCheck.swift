import Evidence
import GRDB

/// Whether the search filter denies what blocks hold. A filter that says "perhaps" too often, or is not there, costs time
/// only; one that says a false "no" would hide records from a search.
struct FilterCheck {
  private let queue: DatabaseQueue
  private var entries: [FilterStore.Entry] = []
  /// The filter that was asked last; blocks come in order.
  private var current: (entry: FilterStore.Entry, filter: BlockFilter?)?
  private var withoutFilter = 0

  init(_ queue: DatabaseQueue, _ index: CaseIndex, _ log: inout FailureLog) {
    self.queue = queue
    let blocks = Set(index.blocks.map(\.id))
    var covered = 0
    do {
      let rows = try queue.read { db in
        try Row.fetchAll(
          db,
          sql: "SELECT first_block, block_count, version FROM search_filter NOT INDEXED ORDER BY first_block")
      }
      for row in rows {
        do {
          let entry = try FilterStore.entry(row)
          if entry.blocks.lowerBound < covered || !entry.blocks.allSatisfy(blocks.contains) {
            log.add(
              VerifyReport.Failure(
                "views.surplus", found: "\(entry.blocks)",
                reason:
                  "the search filter of blocks \(entry.blocks.lowerBound)–\(entry.blocks.upperBound - 1) tells of"
                  + " blocks that are not there, or that another one tells of"))
          }
          covered = max(covered, entry.blocks.upperBound)
          entries.append(entry)
        } catch {
          log.add(VerifyReport.Failure("structure.value", reason: StructureCheck.words(error)))
        }
      }
    } catch {
      log.add(
        VerifyReport.Failure(
          "views.damaged", reason: "the search filter cannot be read: \(StructureCheck.words(error))"))
    }
  }

  /// Takes the next block with what it holds.
  mutating func check(_ row: BlockRow, _ grams: GramSet, _ log: inout FailureLog) {
    guard let (entry, filter) = find(row.id, &log) else {
      withoutFilter += 1
      return
    }
    log.count("filters_checked")
    guard let filter, let place = filter.falseNo(block: row.id - entry.blocks.lowerBound, grams) else {
      return
    }
    log.add(
      VerifyReport.Failure(
        "views.filter", source: row.source, record: row.firstLeaf, offset: row.sourceOffset,
        reason:
          "the search filter denies what block \(row.id) (records \(row.firstLeaf)–\(row.leaves.upperBound)) holds,"
          + " at place \(place): a search would not read it"))
  }

  private mutating func find(
    _ block: Int, _ log: inout FailureLog
  ) -> (entry: FilterStore.Entry, filter: BlockFilter?)? {
    if let current, current.entry.blocks.contains(block) { return current }
    guard let entry = entries.first(where: { $0.blocks.contains(block) && $0.version == BlockFilter.version })
    else { return nil }
    var filter: BlockFilter?
    do {
      let zstd = try ZstdDecompressor()
      filter = try queue.read { db in try FilterStore.filter(db, entry, zstd) }
    } catch {
      log.add(
        VerifyReport.Failure(
          "views.damaged", record: nil,
          reason:
            "the search filter of blocks \(entry.blocks.lowerBound)–\(entry.blocks.upperBound - 1) cannot be read:"
            + " \(StructureCheck.words(error))"))
    }
    current = (entry, filter)
    return current
  }

  func finish(_ notes: inout [String]) {
    guard withoutFilter > 0 else { return }
    notes.append(
      "\(withoutFilter) blocks have no search filter of this version: searches read them; assay reindex makes it"
    )
  }
}
