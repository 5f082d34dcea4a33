package import CaseFile
package import Evidence
import Formats
package import GRDB
import Integrity

/// Which part of a case a question is asked of.
package struct CaseScope: Sendable, Equatable {
  /// What a case holds: logs, and what somebody says of them.
  package enum Kind: Sendable {
    /// Logs that were added.
    case evidence
    /// Exports of SIEMs, which `compare` holds against the logs. No question asks both.
    case claims

    /// `SourceRow.kind` of its sources.
    package var sourceKind: String {
      switch self {
      case .evidence: SourceRow.evidenceKind
      case .claims: SourceRow.claimKind
      }
    }
  }

  /// What is asked.
  package var kind = Kind.evidence
  /// The case as it was at this tree size; nil: as it is.
  package var treeSize: Int?
  /// Only these sources; nil: all of the kind.
  package var sources: Set<Int>?
  /// Sources that are excluded today answer too (for asking again what was asked before they were).
  package var includesExcluded = false
  /// Records that were recovered from what a binary log no longer uses answer too.
  package var includesRecovered = false
  /// Only records with this tag.
  package var tag: String?
  /// Only the first entries of the custody log, and the tags that follow from them; nil: all.
  package var custodyEntries: Int?

  /// Everything of one kind, as it is.
  package init(_ kind: Kind = .evidence, treeSize: Int? = nil, sources: Set<Int>? = nil) {
    self.kind = kind
    self.treeSize = treeSize
    self.sources = sources
  }
}

/// Reads one case for asking: sources, row groups, blocks, with the last blocks kept. For one thread.
package final class CaseReader {
  package let store: CaseStore
  /// What is asked of; a second reader for another thread needs the same.
  package let scope: CaseScope
  /// Sources that were there at the tree size, also those that do not answer.
  package var sources: [SourceRow] { view.sources }
  /// Fields of the kind that is asked.
  package let fields: [FieldCatalog.Field]
  /// Fields of evidence and of claims, in order of id.
  var catalogue: [FieldCatalog.Field] { view.fields }
  /// Row groups of the sources that answer, in record order. The last one may be cut (`GroupRow.isCut`).
  package let groups: [GroupRow]
  /// Numbers of the sources that answer: of the kind asked, not excluded, in the scope.
  package let answering: Set<Int>
  /// Time of the case's last record, of all sources of the kind asked that are not excluded; nil if none has a time.
  package let lastTime: Timestamp?
  package var treeSize: Int { view.treeSize }
  package let root: String
  /// Records of binary logs that were found in what the log no longer uses, whether they answer or not.
  package let recovered: RecoveredRecords
  /// Records with the tag that is asked for; nil: all are asked.
  package let tagged: TaggedRecords?
  /// How many entries of the custody log an answer has shown: the log grows at the same tree size. Nil while none
  /// asked for it.
  package internal(set) var custodyEntriesRead: Int?
  /// How many row groups were opened so far: shows what pruning saves.
  package private(set) var openedGroups = 0

  /// Asked before each row group and block is read: true ends the reading with `interrupted`.
  package var isCancelled: () -> Bool = { false }

  /// Blocks read last are kept up to this many bytes, and four in any case: more where records are not read in their
  /// order.
  package var keptBlockBytes = 0
  /// What is kept while row groups are merged.
  static let mergedBlockBytes = 64 << 20

  private let zstd: ZstdDecompressor
  private let view: CaseView
  /// The one used last is the last.
  private var blocks: [LoadedBlock] = []
  private var blockBytes = 0
  private var passed = PassedSpans()
  private let sourceIndex: [Int: Int]

  /// - Throws: `case.at`, `source.missing`, `source.excluded`, `source.claim`, `case.damaged` and what reading throws.
  package convenience init(_ store: CaseStore, scope: CaseScope = CaseScope()) throws {
    let view: CaseView
    do {
      view = try store.queue.read { db in try CaseView(db, at: scope.treeSize, path: store.path) }
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
    try self.init(store, view, scope)
  }

  private init(_ store: CaseStore, _ view: CaseView, _ scope: CaseScope) throws {
    self.store = store
    self.view = view
    self.scope = scope
    zstd = try ZstdDecompressor()
    fields = view.fields.filter { $0.isClaim == (scope.kind == .claims) }
    let ofKind = view.sources.filter {
      $0.kind == scope.kind.sourceKind && (!$0.excluded || scope.includesExcluded)
    }
    let all = Set(ofKind.map(\.id))
    if let wanted = scope.sources { try Self.check(wanted, view, answering: all, path: store.path) }
    let answering = scope.sources.map { all.intersection($0) } ?? all
    self.answering = answering
    do {
      recovered = try store.queue.read { db in
        // Claims are no binary logs.
        try RecoveredRecords(
          db, view.groups, of: scope.kind == .claims ? [] : view.sources, answering: answering)
      }
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
    let answeringGroups = view.groups.filter { answering.contains($0.source) }
    let recovered = recovered
    let tagged = try scope.tag.map { tag in
      try TaggedRecords(tag, store, entries: scope.custodyEntries, groups: answeringGroups) {
        !scope.includesRecovered && recovered.contains($0)
      }
    }
    self.tagged = tagged
    custodyEntriesRead = tagged?.custodyEntries
    groups = answeringGroups.filter { row in tagged.map { $0.records.overlaps(row.leaves) } ?? true }
    lastTime = view.groups.filter { all.contains($0.source) }.compactMap(\.maxTime).max()
      .map { Timestamp(unixNanoseconds: $0) }
    root = view.root.description
    sourceIndex = Dictionary(view.sources.enumerated().map { ($1.id, $0) }) { first, _ in first }
  }

  /// The claims of the same case, as it was at the same tree size.
  func claims() throws -> CaseReader {
    var scope = scope
    scope.kind = .claims
    scope.sources = nil
    return try CaseReader(store, view, scope)
  }

  private static func check(
    _ wanted: Set<Int>, _ view: CaseView, answering: Set<Int>, path: String
  ) throws(AssayError) {
    guard let number = wanted.subtracting(answering).min() else { return }
    if view.sources.contains(where: { $0.id == number && $0.excluded }) {
      throw AssayError(
        "source.excluded", subject: path, reason: "source \(number) is excluded from answers",
        hint: "assay sources \(path) --include \(number) takes it in again")
    }
    if view.sources.contains(where: { $0.id == number && $0.isClaim }) {
      throw AssayError(
        "source.claim", subject: path,
        reason: "source \(number) is a claim, which no question of the logs asks",
        hint: "assay query \(path) 'SELECT * FROM claims WHERE source_id = \(number)'")
    }
    throw AssayError(
      "source.missing", subject: path, reason: "there is no source \(number) at tree size \(view.treeSize)",
      hint: "assay sources \(path) lists them")
  }

  /// Blocks of the sources that answer, in record order. Of the last one, spans from `treeSize` on are not asked.
  package func blockRows() throws -> [BlockRow] {
    try read { db, _ in try BlockStore.rows(db, where: "first_leaf < ?", [treeSize]) }
      .filter { row in
        answering.contains(row.source) && tagged.map { $0.records.overlaps(row.leaves) } ?? true
      }
  }

  /// A further reader of the same, for another thread. It counts no opened groups of its own.
  private init(
    store: CaseStore, view: CaseView, scope: CaseScope, fields: [FieldCatalog.Field], groups: [GroupRow],
    answering: Set<Int>, lastTime: Timestamp?, recovered: RecoveredRecords, tagged: TaggedRecords?,
    root: String, sourceIndex: [Int: Int]
  ) throws(AssayError) {
    self.store = store
    self.view = view
    self.scope = scope
    self.answering = answering
    self.lastTime = lastTime
    self.recovered = recovered
    self.tagged = tagged
    self.fields = fields
    self.groups = groups
    self.root = root
    self.sourceIndex = sourceIndex
    zstd = try ZstdDecompressor()
  }

  /// Makes further readers of the same, to be called on the thread that uses them.
  package var copies: @Sendable () throws(AssayError) -> CaseReader {
    {
      [store, view, scope, fields, groups, answering, lastTime, recovered, tagged, root, sourceIndex]
      () throws(AssayError) in
      try CaseReader(
        store: store, view: view, scope: scope, fields: fields, groups: groups, answering: answering,
        lastTime: lastTime, recovered: recovered, tagged: tagged, root: root, sourceIndex: sourceIndex)
    }
  }

  /// Records that a question looks at.
  package var recordsConsidered: Int {
    tagged?.considered ?? (groups.reduce(0) { $0 + $1.recordCount } - recordsLeftOut)
  }
  /// Of these, records that have no fields because they were not understood.
  package var recordsUnparsed: Int {
    if let tagged { return tagged.unparsed }
    return groups.reduce(0) { $0 + $1.unparsedCount } - (scope.includesRecovered ? 0 : recovered.unparsed)
  }
  /// Recovered records that do not answer since it was not asked for.
  package var recordsLeftOut: Int { scope.includesRecovered ? 0 : recovered.count }

  /// Whether a record number is that of a record that does not answer: a recovered one, or one without the tag.
  package func leavesOut(_ leaf: Int) -> Bool {
    !scope.includesRecovered && recovered.contains(leaf) || tagged.map { !$0.records.contains(leaf) } ?? false
  }

  /// Records of the sources that answer that do not answer since they lack the tag.
  package var recordsNotTagged: Int {
    guard let tagged else { return 0 }
    let all = sources.reduce(0) { answering.contains($1.id) ? $0 + $1.records : $0 }
    return all - tagged.considered - recordsLeftOut
  }

  /// Tags and notes: of today, or as they stood when the custody log had as many entries as the scope says.
  func annotations() throws -> AnnotationList {
    if let entries = scope.custodyEntries {
      custodyEntriesRead = entries
      return try store.annotations(afterEntries: entries)
    }
    custodyEntriesRead = try store.custodyCount()
    return try store.annotations()
  }

  /// Whether any record of a row group does not answer for that reason.
  func leavesOutRecords(of row: GroupRow) -> Bool {
    tagged != nil || !scope.includesRecovered && recovered.overlaps(row.leaves)
  }

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

  package func open(_ row: GroupRow) throws -> GroupAccess { try open(row, parts: nil) }

  /// - Parameter parts: what was read of the group already.
  func open(_ row: GroupRow, parts: GroupParts?) throws -> GroupAccess {
    try checkCancelled()
    openedGroups += 1
    return try access(row, parts: parts)
  }

  /// The same for work that is done ahead: a group counts as opened when a statement comes to it.
  func access(_ row: GroupRow, parts: GroupParts?) throws -> GroupAccess {
    guard let source = source(row.source) else {
      throw AssayError("case.damaged", subject: store.path, reason: "row group \(row.id) has no source")
    }
    return try GroupAccess(self, row, source: source, parts: parts)
  }

  func checkCancelled() throws {
    if isCancelled() { throw AssayError("interrupted", subject: store.path, reason: "stopped") }
  }

  package func read<R>(_ body: (Database, borrowing ZstdDecompressor) throws -> R) throws -> R {
    do {
      return try store.queue.read { db in try body(db, zstd) }
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
  }

  /// Reads with one statement, for which a transaction of its own would only cost time.
  func fetch<R>(_ body: (Database) throws -> R) throws -> R {
    do {
      return try store.queue.unsafeRead(body)
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
  }

  /// Unpacks what was read, outside of the connection's turn, so that threads do not wait for each other.
  func unpack<R>(_ body: (borrowing ZstdDecompressor) throws -> R) throws -> R { try body(zstd) }

  /// The block that holds a record number.
  package func block(ofLeaf leaf: Int) throws -> LoadedBlock {
    if let index = blocks.lastIndex(where: { $0.row.leaves.contains(leaf) }) {
      let found = blocks[index]
      if index < blocks.count - 1 {
        blocks.remove(at: index)
        blocks.append(found)
      }
      return found
    }
    try checkCancelled()
    let (row, frame, spans) = try read { db, _ in
      let rows = try BlockStore.rows(
        db, where: "first_leaf <= ? AND first_leaf + span_count > ?", [leaf, leaf])
      guard let row = rows.last else {
        throw AssayError("record.missing", subject: store.path, reason: "there is no record number \(leaf)")
      }
      return (
        row, try BlockStore.frame(db, row).bytes,
        try [UInt8].fetchBlob(db, sql: "SELECT spans FROM block WHERE block_id = ?", row.id)
      )
    }
    let block = try LoadedBlock(
      row, bytes: BlockStore.bytes(of: frame, row, zstd),
      table: SpanTable(spans, count: row.spanCount, length: row.length, subject: "block \(row.id)", zstd))
    blockBytes += block.bytes.count
    blocks.append(block)
    while blocks.count > 4, blockBytes > keptBlockBytes { blockBytes -= blocks.removeFirst().bytes.count }
    return block
  }

  /// A span by its record number.
  package func span(_ leaf: Int) throws -> SpanPlace {
    let block = try block(ofLeaf: leaf)
    return SpanPlace(block: block, index: leaf - block.row.firstLeaf)
  }

  /// The text of a record or gap: its bytes as UTF-8, or a record of a binary log as Event XML.
  package func text(_ place: SpanPlace) -> [UInt8] {
    guard let source = source(place.block.row.source), !SpanTexts.areRaw(source.profile) else {
      return place.raw
    }
    if passed.block != place.block.row.id || passed.count > place.index + 1 || passed.count == 0 {
      passed = PassedSpans(block: place.block.row.id, texts: SpanTexts(source.profile))
    }
    let content = place.block.bytes
    let bytes = content.span
    while passed.count <= place.index {
      passed.texts.enter(
        place.block.table.spans[passed.count], at: place.block.starts[passed.count], of: bytes)
      passed.count += 1
    }
    var text: [UInt8] = []
    _ = passed.texts.append(from: bytes, to: &text)
    return text
  }

  /// Texts are made in order of the block's spans: how far, so that one after the other costs no more than once
  /// through the block.
  private struct PassedSpans {
    var block = -1
    var texts = SpanTexts(SourceProfile(format: .lines))
    var count = 0
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
