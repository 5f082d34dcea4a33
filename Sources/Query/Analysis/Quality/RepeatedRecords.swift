import CaseFile
import Evidence
import Formats
import Integrity

/// Records with the same bytes as an earlier one, by leaf hash. The block index has four bytes of each leaf hash: they
/// and the length say which records can be equal, and only of those the whole hash is made. Records are taken in
/// parts by their first hash byte, so that memory is bounded whatever the size of the case.
struct RepeatedRecords {
  /// Records compared at once.
  private static let mostAtOnce = 4_000_000

  /// What was found in one source.
  struct Found {
    /// Records whose bytes stood earlier in this source.
    var inSource = 0
    /// Records whose bytes stood earlier in another source, and not in this one.
    var elsewhere = 0
    var examples = Examples()
    /// Sources in which the earlier ones stand.
    var others: Set<Int> = []
  }

  private let reader: CaseReader
  private let blocks: [BlockRow]
  private(set) var bySource: [Int: Found] = [:]
  private(set) var longest: [Int: LongestRecords] = [:]

  /// - Parameter check: called now and then; throws to stop.
  init(_ reader: CaseReader, check: () throws -> Void) throws {
    self.reader = reader
    blocks = try reader.blockRows()
    let parts = max(1, min(256, (reader.treeSize + Self.mostAtOnce - 1) / Self.mostAtOnce))
    for part in 0..<parts {
      try check()
      let range = (part * 256 / parts)..<((part + 1) * 256 / parts)
      try compare(range, isFirst: part == 0, check)
    }
  }

  private struct Entry {
    /// Four bytes of the leaf hash, then the length.
    var key: UInt64
    var leaf: Int
  }

  private mutating func compare(_ range: Range<Int>, isFirst: Bool, _ check: () throws -> Void) throws {
    var entries: [Entry] = []
    for block in blocks {
      let table = try reader.read { db, zstd in try BlockStore.spanTable(db, block, zstd) }
      for (index, span) in table.spans.enumerated()
      where span.kind == .record && block.firstLeaf + index < reader.treeSize {
        let leaf = block.firstLeaf + index
        // A copy in what a log no longer uses is to be expected.
        if reader.recovered.contains(leaf) { continue }
        if isFirst { longest[block.source, default: LongestRecords()].add(span.properLength, record: leaf) }
        guard range.contains(Int(table.prefixes[index * 4])) else { continue }
        var key: UInt64 = 0
        for byte in table.prefixes[index * 4..<index * 4 + 4] { key = key << 8 | UInt64(byte) }
        entries.append(Entry(key: key << 32 | UInt64(UInt32(truncatingIfNeeded: span.length)), leaf: leaf))
      }
    }
    try check()
    entries.sort { ($0.key, $0.leaf) < ($1.key, $1.leaf) }
    var candidates: [Int] = []
    for (index, entry) in entries.enumerated() {
      let isRepeated =
        index > 0 && entries[index - 1].key == entry.key
        || index + 1 < entries.count && entries[index + 1].key == entry.key
      if isRepeated { candidates.append(entry.leaf) }
    }
    entries = []
    candidates.sort()
    try count(candidates, check)
  }

  /// Candidates come in record order, so that a block is unpacked once.
  private mutating func count(_ candidates: [Int], _ check: () throws -> Void) throws {
    var first: [Digest256: (record: Int, source: Int)] = [:]
    for (index, leaf) in candidates.enumerated() {
      if index % 4096 == 0 { try check() }
      let place = try reader.span(leaf)
      let source = place.block.row.source
      let digest = leafHash(place.bytes)
      guard let earlier = first[digest] else {
        first[digest] = (leaf, source)
        continue
      }
      var found = bySource[source] ?? Found()
      if earlier.source == source {
        found.inSource += 1
      } else {
        found.elsewhere += 1
        found.others.insert(earlier.source)
      }
      if !found.examples.isFull { found.examples.add(leaf, Array("as record \(earlier.record)".utf8)) }
      bySource[source] = found
    }
  }

  /// The findings, in the order of sources.
  var findings: [QualityFinding] {
    bySource.sorted { $0.key < $1.key }.map { id, found in
      let source = reader.source(id)
      // Lines without a number of their own are alike by chance.
      let isLines = source?.profile.format == .lines
      var words = "records with the same bytes as an earlier one"
      if found.elsewhere > 0 {
        words +=
          ", \(found.elsewhere) of them in source "
          + found.others.sorted().map { String($0) }.joined(separator: ", ")
      }
      return QualityFinding(
        severity: isLines ? .info : .medium, check: "repeated_records", source: id,
        count: found.inSource + found.elsewhere, total: source?.records, finding: words,
        examples: found.examples,
        next: "counts count them again; dedup, or sources --exclude for a second copy")
    }
  }
}
