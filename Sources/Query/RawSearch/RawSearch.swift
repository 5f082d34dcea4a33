import CaseFile
import Evidence
import Formats
import GRDB

/// A match of a raw search.
package struct RawMatch: Sendable {
  /// The record number (of a gap too).
  package var record: Int
  package var source: Int
  /// Position among the source's records from 0, or nil for a gap.
  package var index: Int?
  /// Position among the source's gaps from 1, or nil for a record.
  package var gap: Int?
  /// Of the match in the source; nil where it stands only in transcoded text.
  package var offset: UInt64?
  /// Of the match in the text, where the text is not the raw bytes.
  package var textOffset: Int?
  package var match: [UInt8]
  /// Text of the span.
  package var text: [UInt8]

  package var locator: String {
    if let index { "\(source):\(index)" } else { "\(source):gap-\(gap ?? 0)" }
  }
}

/// What a raw search covered.
package struct RawSearchSummary: Sendable {
  package var matches = 0
  package var spansMatching = 0
  package var records = 0
  package var gaps = 0
  /// Of these spans: those read, and those of blocks that the search filter ruled out.
  package var bytesRead: UInt64 = 0
  package var bytesRuledOut: UInt64 = 0
  package var bytes: UInt64 { bytesRead + bytesRuledOut }
  /// Of `spansMatching`, gaps.
  package var gapsMatching = 0
  /// Of `spansMatching`, records that were recovered from what a binary log no longer uses.
  package var recoveredMatching = 0
  /// Whether the search filter was asked.
  package var usesFilter = false
  /// Blocks that no filter of this version tells of, where one was asked.
  package var blocksWithoutFilter = 0
  /// Spans in which a match attempt met the step limit: whether they match is not known.
  package var spansUndecided = 0
  package var treeSize = 0
  package var root = ""
}

/// Searches every byte of the evidence, records and gaps, trusting no extraction: text and, where it differs,
/// raw. Blocks that the search filter rules out are not read; the others are unpacked and searched on several threads.
/// Matches come in record order.
package struct RawSearch {
  private let reader: CaseReader
  private let pattern: Pattern
  private let threads: Int
  private let usesFilter: Bool
  private let isCancelled: @Sendable () -> Bool

  /// - Parameters:
  ///   - usesFilter: false reads every block; the matches are the same.
  ///   - isCancelled: asked before each span, on any thread; true ends the search, whose summary then covers the blocks
  ///     that were searched so far.
  package init(
    _ reader: CaseReader, pattern: Pattern, threads: Int, usesFilter: Bool = true,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isCancelled = isCancelled
    self.reader = reader
    self.pattern = pattern
    self.threads = max(1, threads)
    self.usesFilter = usesFilter
  }

  fileprivate struct BlockResult: Sendable {
    var matches: [RawMatch] = []
    var spansMatching = 0
    var undecided = 0
    var records = 0
    var gapsMatching = 0
    var gaps = 0
    var bytes = 0
    var isRuledOut = false
  }

  /// - Parameter onMatches: gets the matches of one block, in order; returns false to stop (the summary then
  ///   covers what was searched so far).
  package func run(
    firstPerSpan: Bool, onMatches: ([RawMatch]) throws -> Bool
  ) async throws -> RawSearchSummary {
    var summary = RawSearchSummary()
    summary.treeSize = reader.treeSize
    summary.root = reader.root
    let profiles = Dictionary(reader.sources.map { ($0.id, $0.profile) }) { first, _ in first }
    let rows = try reader.blockRows()
    let end = reader.treeSize
    let needle = usesFilter ? pattern.needle : nil
    let selection = try BlockSelection(reader, needle: needle)
    summary.usesFilter = needle != nil
    if needle != nil { summary.blocksWithoutFilter = rows.count { !selection.filtered.contains($0.id) } }
    let ruledOut = ruledOut(rows, selection)
    try await withThrowingTaskGroup(of: (Int, BlockResult).self) { group in
      var next = 0
      var waiting: [Int: BlockResult] = [:]
      var delivered = 0
      func load() throws -> (Int, BlockRow, [UInt8], [UInt8])? {
        while next < rows.count, let result = ruledOut[next] {
          waiting[next] = result
          next += 1
        }
        guard next < rows.count else { return nil }
        let row = rows[next]
        let (frame, spans) = try reader.read { db, _ in
          (
            try BlockStore.frame(db, row).bytes,
            try [UInt8].fetchBlob(db, sql: "SELECT spans FROM block WHERE block_id = ?", row.id)
          )
        }
        next += 1
        return (next - 1, row, frame, spans)
      }
      func submit(_ group: inout ThrowingTaskGroup<(Int, BlockResult), any Error>) throws -> Bool {
        guard let (index, row, frame, spans) = try load() else { return false }
        guard let profile = profiles[row.source] else { return false }
        let (pattern, isCancelled) = (pattern, isCancelled)
        group.addTask {
          (
            index,
            try Self.search(
              row, frame, spans, profile, pattern, end: end, firstPerSpan: firstPerSpan,
              isCancelled: isCancelled)
          )
        }
        return true
      }
      /// False if that was enough.
      func deliver() throws -> Bool {
        while let result = waiting.removeValue(forKey: delivered) {
          delivered += 1
          summary.add(result)
          let records = Set(result.matches.lazy.filter { $0.index != nil }.map(\.record))
          summary.recoveredMatching += records.count { reader.recovered.contains($0) }
          if !result.matches.isEmpty, try !onMatches(result.matches) { return false }
        }
        return true
      }
      var inFlight = 0
      while inFlight <= threads, try submit(&group) { inFlight += 1 }
      while let (index, result) = try await group.next() {
        if isCancelled() {
          group.cancelAll()
          return
        }
        inFlight -= 1
        waiting[index] = result
        if try !deliver() {
          group.cancelAll()
          return
        }
        if try submit(&group) { inFlight += 1 }
      }
      _ = try deliver()
    }
    return summary
  }

  /// Blocks that need not be read, by position, with their counts of records and gaps from their rows: those of a block
  /// are what the next one of the source begins with. A block whose counts are not certain is read, and one of which
  /// only the front is asked.
  private func ruledOut(_ rows: [BlockRow], _ selection: BlockSelection) -> [Int: BlockResult] {
    var results: [Int: BlockResult] = [:]
    var following: [Int: BlockRow] = [:]
    for (index, row) in rows.enumerated().reversed() {
      let end = following[row.source]?.firstRecord ?? reader.source(row.source)?.records
      following[row.source] = row
      guard selection.ruledOut.contains(row.id), row.leaves.upperBound <= reader.treeSize, let end,
        (0...row.spanCount).contains(end - row.firstRecord)
      else { continue }
      var result = BlockResult()
      result.isRuledOut = true
      result.records = end - row.firstRecord
      result.gaps = row.spanCount - result.records
      result.bytes = row.length
      results[index] = result
    }
    return results
  }

  private static func search(
    _ row: BlockRow, _ frame: [UInt8], _ spans: [UInt8], _ profile: SourceProfile, _ pattern: Pattern,
    end: Int, firstPerSpan: Bool, isCancelled: () -> Bool
  ) throws -> BlockResult {
    let zstd = try ZstdDecompressor()
    var bytes = try BlockStore.bytes(of: frame, row, zstd)
    var table = try SpanTable(
      spans, count: row.spanCount, length: row.length, subject: "block \(row.id)", zstd)
    // A record of a binary log may need bytes of its chunk that stand behind the end asked.
    let whole = bytes
    if row.firstLeaf + row.spanCount > end {
      // Spans that came later than the tree size that is asked.
      table.spans = Array(table.spans.prefix(end - row.firstLeaf))
      bytes = Array(bytes.prefix(table.spans.reduce(0) { $0 + $1.length }))
    }
    var result = BlockResult()
    result.bytes = bytes.count
    let matcher = pattern.matcher()
    // A plain pattern that is nowhere in the block is in none of its spans.
    let areRaw = SpanTexts.areRaw(profile)
    var texts = SpanTexts(profile)
    if areRaw, let literal = pattern.literal,
      bytes.span.firstIndex(of: literal, from: 0) == bytes.count
    {
      for span in table.spans { if span.kind == .record { result.records += 1 } else { result.gaps += 1 } }
      return result
    }
    var start = 0
    for (position, span) in table.spans.enumerated() {
      // The block then counts as not searched: its result is not looked at.
      if isCancelled() { return result }
      let isRecord = span.kind == .record
      // The whole span, its line end too: nothing of the evidence is left unsearched.
      let raw = bytes.span.extracting(start..<start + span.length)
      let proper = start..<start + span.properLength
      var place = RawMatch(
        record: row.firstLeaf + position, source: row.source,
        index: isRecord ? row.firstRecord + result.records : nil,
        gap: isRecord ? nil : row.firstGap + result.gaps + 1, offset: nil, textOffset: nil, match: [],
        text: [])
      let before = result.matches.count
      texts.enter(span, at: start, of: whole.span)
      if areRaw {
        find(matcher, raw, firstPerSpan) { range in
          if place.text.isEmpty { place.text = Array(bytes[proper]) }
          place.offset = row.sourceOffset + UInt64(start + range.lowerBound)
          place.match = Array(bytes[start + range.lowerBound..<start + range.upperBound])
          result.matches.append(place)
        }
      } else {
        var text: [UInt8] = []
        _ = texts.append(from: whole.span, whole: true, to: &text)
        find(matcher, text.span, firstPerSpan) { range in
          if place.text.isEmpty { _ = texts.append(from: whole.span, to: &place.text) }
          place.textOffset = range.lowerBound
          let before = texts.sourceLength(ofText: text.span.extracting(0..<range.lowerBound))
          place.offset = before.map { row.sourceOffset + UInt64(start + $0) }
          place.match = Array(text[range])
          result.matches.append(place)
        }
        if result.matches.count == before {
          find(matcher, raw, firstPerSpan) { range in
            place.textOffset = nil
            if place.text.isEmpty { _ = texts.append(from: whole.span, to: &place.text) }
            place.offset = row.sourceOffset + UInt64(start + range.lowerBound)
            place.match = Array(bytes[start + range.lowerBound..<start + range.upperBound])
            result.matches.append(place)
          }
        }
      }
      if matcher.takeLimit() { result.undecided += 1 }
      if result.matches.count > before {
        result.spansMatching += 1
        result.gapsMatching += isRecord ? 0 : 1
      }
      if isRecord { result.records += 1 } else { result.gaps += 1 }
      start += span.length
    }
    return result
  }

  private static func find(
    _ matcher: Pattern.Matcher, _ subject: Span<UInt8>, _ firstOnly: Bool, _ onMatch: (Range<Int>) -> Void
  ) {
    var from = 0
    while from <= subject.count, let range = matcher.firstMatch(in: subject, from: from) {
      onMatch(range)
      if firstOnly { return }
      from = range.isEmpty ? range.upperBound + 1 : range.upperBound
    }
  }
}

extension RawSearchSummary {
  fileprivate mutating func add(_ result: RawSearch.BlockResult) {
    matches += result.matches.count
    spansMatching += result.spansMatching
    gapsMatching += result.gapsMatching
    records += result.records
    gaps += result.gaps
    spansUndecided += result.undecided
    if result.isRuledOut { bytesRuledOut += UInt64(result.bytes) } else { bytesRead += UInt64(result.bytes) }
  }
}
