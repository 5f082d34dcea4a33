import Evidence
import Formats
import Foundation
import GRDB
import Integrity

/// Writes what the workers made, in source order, from one connection. One transaction commits blocks, nodes,
/// columns, progress and custody together: a kill at any moment leaves all of it or none.
final class IngestWriter {
  enum Item {
    /// A source begins (new, or going on after an interruption).
    case begin(SourceRow, resumed: Bool)
    /// A unit, with the digest of the source up to its end.
    case unit(UnitResult, prefix: Digest256)
    /// The source's end was reached.
    case end(source: Int, insecure: (sha1: [UInt8], md5: [UInt8])?, notes: [String])
    /// A container and all that is in it were read: its row as it shall be, but for what was counted.
    case endContainer(SourceRow, insecure: (sha1: [UInt8], md5: [UInt8])?)
  }

  /// Bytes waiting in memory after which it is committed all the same (logs that do not compress).
  private static let commitWeight = 16 << 20

  private let store: CaseStore
  private let custody: CustodyLog
  private let limits: Limits
  private let containerLimits: ContainerLimits
  private let commitBytes: Int
  private var tree: CompactRange
  private var fields: FieldCatalog
  private var contexts: ContextIDs
  private var nextBlock: Int
  private var nextGroup: Int
  private var hasFailed = false
  private var pending: [Item] = []
  private var pendingBytes = 0
  private var pendingWeight = 0
  private(set) var sources: [Int: SourceRow] = [:]
  private var firstLeaves: [Int: Int] = [:]
  private var filter = FilterStore.Batch()
  private let zstd: ZstdCompressor

  /// Bytes and records that are safe on disk.
  private(set) var committedBytes = 0

  init(_ store: CaseStore, custody: CustodyLog, options: AddOptions) throws {
    self.store = store
    self.custody = custody
    limits = options.limits
    containerLimits = options.containerLimits
    commitBytes = options.commitBytes
    zstd = try ZstdCompressor()
    (tree, fields, nextBlock, nextGroup, contexts) = try store.queue.read { db in
      (
        try EvidenceTree.edge(db), try FieldCatalog(db),
        try Int.fetchOne(db, sql: "SELECT max(block_id) + 1 FROM block") ?? 0,
        try Int.fetchOne(db, sql: "SELECT max(row_group_id) + 1 FROM row_group") ?? 0,
        try ContextIDs(db)
      )
    }
  }

  var treeSize: Int { Int(tree.size) }
  var root: Digest256 { tree.root }

  func accept(_ item: Item) throws {
    pending.append(item)
    if case .unit(let unit, _) = item {
      pendingBytes += unit.byteCount
      pendingWeight += unit.weight
    }
    if pendingBytes >= commitBytes || pendingWeight >= Self.commitWeight || pending.count > 4096 {
      try flush()
    }
  }

  /// Commits what is pending. `interrupted` names the sources whose import stops here.
  func flush(interrupted: [Int] = []) throws {
    guard !hasFailed, !pending.isEmpty || !interrupted.isEmpty else { return }
    let expected = treeSize
    do {
      try store.queue.write { db in
        guard try EvidenceTree.size(db) == expected else {
          throw AssayError(
            "case.changed", subject: store.path, reason: "another process added to it in the meantime",
            hint: "the same command goes on from there")
        }
        for item in pending { try write(item, db) }
        for source in interrupted {
          sources[source]?.state = .interrupted
          try sources[source]?.save(db)
          try noteImport("import-interrupted", source, db)
        }
        try filter.write(db, zstd)
        try fields.save(db)
      }
    } catch {
      // The state in memory is ahead of the file now: nothing more may be written.
      hasFailed = true
      throw CaseStore.translate(error, path: store.path)
    }
    committedBytes += pendingBytes
    pending.removeAll(keepingCapacity: true)
    pendingBytes = 0
    pendingWeight = 0
  }

  private func write(_ item: Item, _ db: Database) throws {
    switch item {
    case .begin(let row, let resumed):
      sources[row.id] = row
      firstLeaves[row.id] = try firstLeaf(of: row.id, resumed: resumed, db)
      try row.save(db)
      try contexts.begin(source: row.id, resumed: resumed, db)
      if resumed { try noteImport("import-resumed", row.id, db) }
    case .unit(let unit, let prefix): try write(unit, prefix: prefix, db)
    case .end(let id, let insecure, let notes):
      guard var row = sources[id] else { return }
      row.size = row.committed
      row.sha256 = row.prefixSHA256
      row.profile.notes += notes
      try finish(row, insecure, db)
    case .endContainer(let ended, let insecure):
      guard var row = sources[ended.id] else { return }
      row.profile = ended.profile
      row.size = ended.size
      row.sha256 = ended.sha256
      try finish(row, insecure, db)
    }
  }

  private func finish(
    _ complete: SourceRow, _ insecure: (sha1: [UInt8], md5: [UInt8])?, _ db: Database
  ) throws {
    var row = complete
    row.state = .complete
    row.sha1 = insecure?.sha1
    row.md5 = insecure?.md5
    sources[row.id] = row
    try row.save(db)
    try noteImport("source-imported", row.id, db)
  }

  private func write(_ unit: UnitResult, prefix: Digest256, _ db: Database) throws {
    guard var row = sources[unit.source] else { return }
    let firstLeaf = treeSize
    var nodes: [TreeNode] = []
    tree.append(unit.leaves, keepingFrom: EvidenceTree.storedLevel, in: &nodes)
    let insertNode = try db.cachedStatement(sql: "INSERT INTO node VALUES (?, ?, ?)")
    for node in nodes {
      try insertNode.execute(arguments: [node.id.level, Int(node.id.index), Data(node.hash.bytes)])
    }
    try write(unit.blocks, row, firstLeaf: firstLeaf, db)
    var leaf = firstLeaf
    for group in unit.groups {
      try write(group, row, firstLeaf: leaf, db)
      leaf += group.group.spans
      row.records += group.group.records
      row.unparsed += group.group.unparsed
    }
    row.committed += unit.byteCount
    row.prefixSHA256 = prefix
    row.spans += unit.leaves.count
    row.gaps += unit.gaps
    row.gapBytes += unit.gapBytes
    sources[unit.source] = row
    try row.save(db)
  }

  private func write(_ blocks: [EncodedBlock], _ row: SourceRow, firstLeaf: Int, _ db: Database) throws {
    let insert = try db.cachedStatement(sql: "INSERT INTO block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    var leaf = firstLeaf
    var record = row.records
    var gap = row.gaps
    for block in blocks {
      try insert.execute(arguments: [
        nextBlock, row.id, Int(block.sourceOffset), block.length, leaf, block.spanCount, record, gap,
        block.codec,
        Data(block.frame), Data(block.frameSHA256.bytes), Data(block.spanTable),
      ])
      if filter.isFull(before: nextBlock) { try filter.write(db, zstd) }
      filter.add(block: nextBlock, block.grams)
      filter.count(storedBytes: block.frame.count + block.spanTable.count)
      nextBlock += 1
      leaf += block.spanCount
      record += block.recordCount
      gap += block.spanCount - block.recordCount
    }
  }

  private func write(_ unit: UnitGroup, _ row: SourceRow, firstLeaf: Int, _ db: Database) throws {
    var problems = unit.problems
    let ids = unit.group.columns.map { fields.add($0, isClaim: row.isClaim) }
    if ids.contains(0) {
      problems.append(FieldCatalog.fullProblem(offset: UInt64(row.committed)))
    }
    let contextIDs = try contexts.ids(unit.contexts, source: row.id, db)
    try GroupStore.insert(
      db, id: nextGroup, source: row.id, firstLeaf: firstLeaf, firstRecord: row.records, group: unit.group,
      fieldIDs: ids, contexts: contextIDs, problems: problems, zstd: zstd)
    filter.count(storedBytes: unit.payloadBytes)
    nextGroup += 1
  }

  /// The leaf that the source begins at: where an earlier run began it, or the next one.
  private func firstLeaf(of source: Int, resumed: Bool, _ db: Database) throws -> Int {
    guard resumed else { return treeSize }
    let known = try Int.fetchOne(
      db, sql: "SELECT first_leaf FROM block WHERE source_id = ? ORDER BY source_offset LIMIT 1",
      arguments: [source])
    return known ?? treeSize
  }

  private func noteImport(_ action: String, _ id: Int, _ db: Database) throws {
    guard let row = sources[id] else { return }
    var details: [JSONValue.Member] = [
      .init("source_id", .int(Int64(id))), .init("kind", .string(row.kind)), .init("name", .string(row.name)),
      .init("name_bytes_hex", .string(hexText(row.nameBytes))),
      .init("format", .string(row.profile.format.rawValue)),
      .init("encoding", .string(row.profile.encoding.rawValue)),
      .init("profile", .string(try SourceRow.profileText(row.profile))), .init("limits", limits.custody),
      .init("bytes", .int(Int64(row.committed))),
      .init("prefix_sha256", .string(row.prefixSHA256.description)),
      .init("first_leaf", .int(Int64(firstLeaves[id] ?? 0))),
      .init("leaf_count", .int(Int64(row.spans))), .init("records", .int(Int64(row.records))),
      .init("unparsed", .int(Int64(row.unparsed))), .init("gaps", .int(Int64(row.gaps))),
    ]
    if row.kind == SourceRow.containerKind {
      details.append(.init("container_limits", containerLimits.custody))
      if let size = row.size { details.append(.init("size", .int(Int64(size)))) }
    }
    if let place = row.profile.member {
      details.append(.init("container", .int(Int64(place.container))))
      details.append(.init("entry", .int(Int64(place.entry))))
    }
    if let sha256 = row.sha256 { details.append(.init("sha256", .string(sha256.description))) }
    if let sha1 = row.sha1 { details.append(.init("sha1", .string(hexText(sha1)))) }
    if let md5 = row.md5 { details.append(.init("md5", .string(hexText(md5)))) }
    if let modified = row.modified, modified.unixNanoseconds != nil {
      details.append(.init("modified", .string(modified.text)))
    }
    try custody.append(db, action: action, details: .object(details), size: treeSize, root: root)
  }
}
