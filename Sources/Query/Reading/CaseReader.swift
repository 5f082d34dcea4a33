package import CaseFile
package import Evidence
import Formats
package import GRDB
import Integrity

/// Reads one case for asking: sources, row groups, blocks, with the last blocks kept. For one thread.
package final class CaseReader {
  package let store: CaseStore
  package let sources: [SourceRow]
  package let fields: [FieldCatalog.Field]
  /// Row groups of evidence that is not excluded, in record order.
  package let groups: [GroupRow]
  package let treeSize: Int
  package let root: String
  /// How many row groups were opened so far: shows what pruning saves.
  package private(set) var openedGroups = 0

  private let zstd: ZstdDecompressor
  private var blocks: [LoadedBlock] = []
  private let sourceIndex: [Int: Int]

  /// - Throws: `case.damaged` and what reading throws.
  package init(_ store: CaseStore) throws {
    self.store = store
    zstd = try ZstdDecompressor()
    do {
      let all = try store.queue.read { db in
        let head = try EvidenceTree.head(db)
        return (
          try SourceRow.all(db), try FieldCatalog(db).fields, try GroupStore.rows(db), head.size, head.root
        )
      }
      sources = all.0
      fields = all.1
      let answering = Set(all.0.filter { $0.kind == "evidence" && !$0.excluded }.map(\.id))
      groups = all.2.filter { answering.contains($0.source) }
      treeSize = all.3
      root = all.4.description
      sourceIndex = Dictionary(all.0.enumerated().map { ($1.id, $0) }) { first, _ in first }
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
  }

  /// Records that a question looks at.
  package var recordsConsidered: Int { groups.reduce(0) { $0 + $1.recordCount } }
  /// Of these, records that have no fields because they were not understood.
  package var recordsUnparsed: Int { groups.reduce(0) { $0 + $1.unparsedCount } }

  package func source(_ id: Int) -> SourceRow? { sourceIndex[id].map { sources[$0] } }

  /// The group that holds a record number, among those that answer.
  package func group(ofLeaf leaf: Int) -> GroupRow? {
    var low = 0
    var high = groups.count
    while low < high {
      let middle = (low + high) / 2
      if groups[middle].firstLeaf + groups[middle].spanCount <= leaf {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < groups.count, groups[low].firstLeaf <= leaf else { return nil }
    return groups[low]
  }

  package func open(_ row: GroupRow) throws -> GroupAccess {
    openedGroups += 1
    guard let source = source(row.source) else {
      throw AssayError("case.damaged", subject: store.path, reason: "row group \(row.id) has no source")
    }
    return try GroupAccess(self, row, source: source)
  }

  package func read<R>(_ body: (Database, borrowing ZstdDecompressor) throws -> R) throws -> R {
    do {
      return try store.queue.read { db in try body(db, zstd) }
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
  }

  /// The block that holds a record number.
  package func block(ofLeaf leaf: Int) throws -> LoadedBlock {
    if let found = blocks.last(where: { $0.row.leaves.contains(leaf) }) { return found }
    let block = try read { db, zstd in
      let rows = try BlockStore.rows(
        db, where: "first_leaf <= ? AND first_leaf + span_count > ?", [leaf, leaf])
      guard let row = rows.last else {
        throw AssayError("record.missing", subject: store.path, reason: "there is no record number \(leaf)")
      }
      return try LoadedBlock(
        row, bytes: BlockStore.bytes(db, row, zstd), table: BlockStore.spanTable(db, row, zstd))
    }
    if blocks.count >= 4 { blocks.removeFirst() }
    blocks.append(block)
    return block
  }

  /// A span by its record number.
  package func span(_ leaf: Int) throws -> SpanPlace {
    let block = try block(ofLeaf: leaf)
    return SpanPlace(block: block, index: leaf - block.row.firstLeaf)
  }

  /// The text of a record or gap: its bytes as UTF-8.
  package func text(_ place: SpanPlace) -> [UInt8] {
    let raw = place.raw
    guard let source = source(place.block.row.source), !source.profile.encoding.isIdentity else { return raw }
    var text: [UInt8] = []
    source.profile.encoding.decode(raw.span, into: &text)
    return text
  }
}

/// A block in memory.
package final class LoadedBlock: Sendable {
  package let row: BlockRow
  package let bytes: [UInt8]
  package let table: SpanTable
  /// Offset of each span in `bytes`.
  package let starts: [Int]

  init(_ row: BlockRow, bytes: [UInt8], table: SpanTable) {
    self.row = row
    self.bytes = bytes
    self.table = table
    var starts: [Int] = []
    starts.reserveCapacity(table.spans.count)
    var start = 0
    for span in table.spans {
      starts.append(start)
      start += span.length
    }
    self.starts = starts
  }
}

/// One span in its block.
package struct SpanPlace: Sendable {
  package let block: LoadedBlock
  package let index: Int

  package var span: SourceSpan { block.table.spans[index] }
  package var sourceOffset: UInt64 { block.row.sourceOffset + UInt64(block.starts[index]) }
  package var leaf: Int { block.row.firstLeaf + index }
  /// The record proper (all of a gap).
  package var raw: [UInt8] {
    Array(block.bytes[block.starts[index]..<block.starts[index] + span.properLength])
  }
  /// The whole span, separator included: what the leaf hash is over.
  package var bytes: [UInt8] { Array(block.bytes[block.starts[index]..<block.starts[index] + span.length]) }

  /// `3:1047`, or `3:gap-2`.
  package var locator: Locator {
    var records = block.row.firstRecord
    var gaps = block.row.firstGap
    for span in block.table.spans[..<index] {
      if span.kind == .record { records += 1 } else { gaps += 1 }
    }
    let source = SourceNumber(block.row.source)
    return span.kind == .record ? .record(source, index: records) : .gap(source, index: gaps + 1)
  }
}
