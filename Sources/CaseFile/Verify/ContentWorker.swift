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
    /// Nil where a leaf hash would be that of damaged bytes.
    var leaves: [Digest256]?
  }

  var source: SourceRow?
  var blocks: [Block] = []
  var failures: [VerifyReport.Failure] = []
  var view: ViewResult?
}

/// What was extracted again from a row group, and how it compares.
struct ViewResult: Sendable {
  var group: StoredGroup
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
}

/// Digests, leaf hashes and views of one item. Pure.
enum ContentWorker {
  static func process(_ item: ContentItem, _ catalogue: CatalogueNames) -> ContentResult {
    var result = ContentResult(source: item.source)
    do {
      let zstd = try ZstdDecompressor()
      for block in item.blocks { result.blocks.append(check(block, zstd, &result.failures)) }
      guard let group = item.group else { return result }
      var view = ViewResult(group: group)
      if let reason = group.unreadable {
        view.failures.append(damaged(group.row, reason))
      } else if !group.isStale, let source = item.source {
        try compare(item, source, &result, &view, catalogue, zstd)
      }
      result.view = view
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
    let isSound = digest.bytes == block.sha256
    if !isSound {
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
    let leaves = hashLeaves(bytes, table, row, isSound: isSound, &failures)
    if isSound { checked.leaves = leaves }
    return checked
  }

  /// The leaf hashes, each compared with the four bytes that the block keeps of it.
  private static func hashLeaves(
    _ bytes: [UInt8], _ table: SpanTable, _ row: BlockRow, isSound: Bool,
    _ failures: inout [VerifyReport.Failure]
  ) -> [Digest256] {
    var leaves: [Digest256] = []
    leaves.reserveCapacity(table.spans.count)
    let content = bytes.span
    var start = 0
    for (index, span) in table.spans.enumerated() {
      let leaf = leafHash(content.extracting(start..<start + span.length))
      leaves.append(leaf)
      let prefix = table.prefixes[index * 4..<index * 4 + 4]
      if leaf.prefix32 != prefix.reduce(0, { $0 << 8 | UInt32($1) }) {
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

  private static func compare(
    _ item: ContentItem, _ source: SourceRow, _ result: inout ContentResult, _ view: inout ViewResult,
    _ catalogue: CatalogueNames, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) {
    var bytes: [UInt8] = []
    var spans: [SourceSpan] = []
    bytes.reserveCapacity(result.blocks.reduce(0) { $0 + $1.row.length })
    for block in result.blocks {
      guard let content = block.bytes, let table = block.spans, block.leaves != nil else {
        view.failures.append(
          damaged(view.group.row, "cannot be extracted again, since block \(block.row.id) is damaged"))
        return
      }
      bytes.append(contentsOf: content)
      spans.append(contentsOf: table)
    }
    let extraction = GroupExtraction(
      profile: source.profile, limits: item.limits, contexts: view.group.contexts,
      sourceOffset: result.blocks.first?.row.sourceOffset ?? 0)
    var problems: [StoredProblem] = []
    let compressor = try ZstdCompressor()
    let group = try extraction.extract(spans, bytes: bytes.span, problems: &problems, compressor)
    let comparison = ViewComparison(
      stored: view.group, fresh: group, spans: spans, bytes: bytes,
      sourceOffset: extraction.sourceOffset, profile: source.profile, catalogue: catalogue)
    view.failures.append(contentsOf: comparison.failures(zstd))
    view.fresh = FreshView(
      columns: group.columns.map { column in
        var column = column
        column.chunk.payload = []
        return column
      }, problems: problems, records: group.records)
  }
}
