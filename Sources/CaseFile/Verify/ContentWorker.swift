import Evidence
import Formats
import Integrity

/// What a worker found in an item.
struct ContentResult: Sendable {
  struct Block: Sendable {
    var row: BlockRow
    /// Nil where the frame does not unpack.
    var bytes: [UInt8]?
    /// Nil where the table of spans is damaged.
    var spans: [SourceSpan]?
    /// Nil where they cannot be made; a single one is nil where the frame is damaged and the bytes of that
    /// record are not what was added.
    var leaves: [Digest256?]?
    /// Whether the frame is as it was stored, unpacks, and is divided into spans.
    var isSound = false
    /// What the search filter must know of; nil where the block is not sound, or its source is not there.
    var grams: GramSet?
  }

  var source: SourceRow?
  var blocks: [Block] = []
  var failures: [VerifyReport.Failure] = []
  var views: [ViewResult] = []
}

/// What was extracted again from a row group, and how it compares.
struct ViewResult: Sendable {
  var group: StoredGroup
  /// Of the row group; empty where a block is damaged.
  var spans: [SourceSpan] = []
  /// Of the first span, in the source.
  var offset: UInt64 = 0
  /// Nil where the bytes cannot be had, or the row group was made by another extractor.
  var fresh: FreshView?
  var failures: [VerifyReport.Failure] = []
}

/// A row group, extracted again.
struct FreshView: Sendable {
  /// The columns, without their values: for the catalogue.
  var columns: [EncodedGroup.Column]
  /// The extractor's problems.
  var problems: [StoredProblem]
  var records: Int
  /// Whether the records are those of a claim.
  var isClaim: Bool
}

/// Digests, leaf hashes and views of one item. Pure.
enum ContentWorker {
  static func process(_ item: ContentItem, _ catalogue: CatalogueNames) -> ContentResult {
    var result = ContentResult(source: item.source)
    do {
      let zstd = try ZstdDecompressor()
      for block in item.blocks {
        var checked = check(block, zstd, &result.failures)
        if checked.isSound, let bytes = checked.bytes, let spans = checked.spans, let source = item.source {
          checked.grams = BlockGrams.of(bytes.span, spans[...], source.profile)
        }
        result.blocks.append(checked)
      }
      guard let source = item.source, !item.groups.isEmpty else { return result }
      let content = Content(result.blocks)
      for group in item.groups {
        result.views.append(try check(group, item, source, content, result.blocks, catalogue, zstd))
      }
    } catch {
      result.failures.append(VerifyReport.Failure("bytes.unpack", reason: StructureCheck.words(error)))
    }
    return result
  }

  private static func check(
    _ block: StoredBlock, _ zstd: borrowing ZstdDecompressor, _ failures: inout [VerifyReport.Failure]
  ) -> ContentResult.Block {
    let row = block.row
    var checked = ContentResult.Block(row: row)
    func failure(_ code: String, expected: String? = nil, found: String? = nil, _ reason: String) {
      let range =
        "bytes \(row.sourceOffset)–\(row.sourceOffset + UInt64(row.length)),"
        + " records \(row.firstLeaf)–\(row.leaves.upperBound)"
      failures.append(
        VerifyReport.Failure(
          code, source: row.source, record: row.firstLeaf, offset: row.sourceOffset, expected: expected,
          found: found, reason: "block \(row.id) (\(range)): \(reason)"))
    }
    if let reason = block.unreadable {
      failure("bytes.missing", "cannot be read: \(reason)")
      return checked
    }
    let digest = Digest256.of(block.frame)
    let isStored = digest.bytes == block.sha256
    if !isStored {
      failure(
        "bytes.frame", expected: hexText(block.sha256), found: digest.description,
        "the SHA-256 of its frame is not the recorded one")
    }
    do throws(AssayError) {
      checked.bytes = try BlockStore.bytes(of: block.frame, row, zstd)
    } catch {
      failure("bytes.unpack", error.reason)
    }
    let table: SpanTable
    do throws(AssayError) {
      table = try SpanTable(
        block.spans, count: row.spanCount, length: row.length, subject: "block \(row.id)", zstd)
    } catch {
      failure("bytes.spans", "its table of spans cannot be read: \(error.reason)")
      return checked
    }
    checked.spans = table.spans
    guard let bytes = checked.bytes else { return checked }
    checked.isSound = isStored
    checked.leaves = hashLeaves(bytes, table, row, isSound: isStored, &failures)
    return checked
  }

  /// The leaf hashes, each compared with the four bytes that the block keeps of it.
  private static func hashLeaves(
    _ bytes: [UInt8], _ table: SpanTable, _ row: BlockRow, isSound: Bool,
    _ failures: inout [VerifyReport.Failure]
  ) -> [Digest256?] {
    var leaves: [Digest256?] = []
    leaves.reserveCapacity(table.spans.count)
    let content = bytes.span
    var start = 0
    for (index, span) in table.spans.enumerated() {
      let leaf = leafHash(content.extracting(start..<start + span.length))
      let prefix = table.prefixes[index * 4..<index * 4 + 4]
      let isAdded = leaf.prefix32 == prefix.reduce(0) { $0 << 8 | UInt32($1) }
      leaves.append(isSound || isAdded ? leaf : nil)
      if !isAdded {
        failures.append(
          VerifyReport.Failure(
            isSound ? "bytes.record" : "bytes.damaged-record", source: row.source,
            record: row.firstLeaf + index, offset: row.sourceOffset + UInt64(start),
            expected: hexText(prefix), found: leaf.description,
            reason: "record \(row.firstLeaf + index) (\(span.length) bytes) is not what was added:"
              + " its leaf hash does not begin with \(hexText(prefix))"))
      }
      start += span.length
    }
    return leaves
  }

  private static func damaged(_ row: GroupRow, _ reason: String) -> VerifyReport.Failure {
    VerifyReport.Failure(
      "views.damaged", source: row.source, record: row.firstLeaf,
      reason: "row group \(row.id), records \(row.firstLeaf)–\(row.firstLeaf + row.spanCount): \(reason)")
  }

  /// Bytes and spans of sound blocks, one after the other.
  private struct Content {
    var bytes: [UInt8] = []
    var spans: [SourceSpan] = []
    var offset: UInt64 = 0
    /// Number of the first block that is not sound.
    var damagedBlock: Int?

    init(_ blocks: [ContentResult.Block]) {
      offset = blocks.first?.row.sourceOffset ?? 0
      if blocks.count > 1 { bytes.reserveCapacity(blocks.reduce(0) { $0 + $1.row.length }) }
      for block in blocks {
        guard let content = block.bytes, let table = block.spans, block.isSound else {
          damagedBlock = block.row.id
          return
        }
        if blocks.count == 1 { bytes = content } else { bytes.append(contentsOf: content) }
        spans.append(contentsOf: table)
      }
    }
  }

  private static func check(
    _ group: StoredGroup, _ item: ContentItem, _ source: SourceRow, _ content: Content,
    _ blocks: [ContentResult.Block], _ catalogue: CatalogueNames, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) -> ViewResult {
    var view = ViewResult(group: group)
    if let block = content.damagedBlock {
      view.failures.append(damaged(group.row, "cannot be extracted again, since block \(block) is damaged"))
      return view
    }
    let first = group.row.firstLeaf - (blocks.first?.row.firstLeaf ?? 0)
    guard first >= 0, first + group.row.spanCount <= content.spans.count else { return view }
    let start = content.spans[..<first].reduce(0) { $0 + $1.length }
    view.spans = Array(content.spans[first..<first + group.row.spanCount])
    view.offset = content.offset + UInt64(start)
    if let reason = group.unreadable {
      view.failures.append(damaged(group.row, reason))
    } else if !group.isStale {
      let end = start + view.spans.reduce(0) { $0 + $1.length }
      try compare(item, source, content.bytes, start..<end, &view, catalogue, zstd)
    }
    return view
  }

  private static func compare(
    _ item: ContentItem, _ source: SourceRow, _ bytes: [UInt8], _ range: Range<Int>, _ view: inout ViewResult,
    _ catalogue: CatalogueNames, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) {
    let extraction = GroupExtraction(
      profile: source.profile, limits: item.limits, contexts: view.group.contexts, sourceOffset: view.offset)
    var problems: [StoredProblem] = []
    let compressor = try ZstdCompressor()
    let group = try extraction.extract(
      view.spans, bytes: bytes.span.extracting(range), problems: &problems, compressor)
    let comparison = ViewComparison(
      stored: view.group, fresh: group, spans: view.spans, bytes: bytes, start: range.lowerBound,
      sourceOffset: view.offset, profile: source.profile,
      isClaim: source.isClaim, catalogue: catalogue)
    view.failures.append(contentsOf: comparison.failures(zstd))
    view.fresh = FreshView(
      columns: group.columns.map { column in
        var column = column
        column.chunk.payload = []
        return column
      }, problems: problems, records: group.records, isClaim: source.isClaim)
  }
}
