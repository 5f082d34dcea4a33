import Evidence
import Formats
import GRDB
import Integrity

/// What is to be made again of one source, and how.
struct ReindexPlan {
  let row: SourceRow
  let profile: SourceProfile
  let limits: Limits
  /// Blocks and the row groups that cover them, in order of offset.
  let items: [Item]

  struct Item {
    var blocks: ArraySlice<BlockRow>
    /// Empty where the row groups do not fit the blocks: all are made anew.
    var groups: [GroupRow]
  }

  var isRegrouped: Bool { items.contains { $0.groups.isEmpty } }

  /// - Throws: `reindex.timezone`, `reindex.clock-offset`, `case.damaged`.
  init(_ db: Database, _ row: SourceRow, _ options: ReindexOptions) throws {
    self.row = row
    var log = FailureLog("custody")
    var notes: [String] = []
    let custody = CustodyCheck(db, sizes: [], &log, &notes)
    limits = custody.accounts[row.id]?.limits ?? Limits()
    let blocks = try BlockStore.rows(db, where: "source_id = ?", [row.id])
    var offset: UInt64 = 0
    for block in blocks {
      guard block.sourceOffset == offset else {
        throw AssayError(
          "case.damaged", subject: "source \(row.id) (\(row.name))", offset: offset,
          reason: "its blocks do not follow one another")
      }
      offset += UInt64(block.length)
    }
    let stored = try GroupStore.rows(db, where: "source_id = ?", [row.id])
    items = Self.divide(blocks, stored)
    profile = try Self.profile(db, row, blocks, options)
  }

  /// The row groups as they are; where they do not fit the blocks, new ones.
  private static func divide(_ blocks: [BlockRow], _ stored: [GroupRow]) -> [Item] {
    var division = ContentItems(blocks: blocks, groups: stored)
    var items: [Item] = []
    while let (range, groups) = division.next() { items.append(Item(blocks: range, groups: groups)) }
    if division.uncovered.isEmpty, items.reduce(0, { $0 + $1.groups.count }) == stored.count { return items }
    items.removeAll()
    var start = 0
    while start < blocks.count {
      var end = start + 1
      var bytes = blocks[start].length
      var spans = blocks[start].spanCount
      while end < blocks.count, blocks[end].firstLeaf == blocks[end - 1].leaves.upperBound,
        bytes + blocks[end].length <= Unit.targetBytes, spans + blocks[end].spanCount <= Unit.maxSpans
      {
        bytes += blocks[end].length
        spans += blocks[end].spanCount
        end += 1
      }
      items.append(Item(blocks: blocks[start..<end], groups: []))
      start = end
    }
    return items
  }

  private static func profile(
    _ db: Database, _ row: SourceRow, _ blocks: [BlockRow], _ options: ReindexOptions
  ) throws -> SourceProfile {
    var profile = row.profile
    if let timezone = options.timezone {
      guard TimeZoneTable.rule(named: timezone) != nil else {
        throw AssayError(
          "reindex.timezone", subject: row.name, reason: "the time zone '\(timezone)' is not known",
          hint: "give an offset such as +02:00, or a name such as Europe/Berlin")
      }
      profile.timezone = timezone
    }
    if let offset = options.clockOffsetSeconds {
      guard offset.magnitude <= SourceProfile.maxClockOffsetSeconds.magnitude else {
        throw AssayError(
          "reindex.clock-offset", subject: row.name, reason: "a clock is not wrong by \(offset) seconds")
      }
      profile.clockOffsetSeconds = offset
    }
    guard let format = options.format, format != profile.format else { return profile }
    var head: [UInt8] = []
    let zstd = try ZstdDecompressor()
    for block in blocks where head.count < SourceProfile.sniffLength {
      head.append(contentsOf: try BlockStore.bytes(db, block, zstd))
    }
    let isWhole = head.count == row.committed && head.count <= SourceProfile.sniffLength
    head = Array(head.prefix(SourceProfile.sniffLength))
    var other = SourceProfile.sniff(
      head.span,
      hints: SniffHints(
        name: row.name, modified: row.modified, format: format, encoding: profile.encoding,
        timezone: profile.timezone, isWhole: isWhole))
    other.clockOffsetSeconds = profile.clockOffsetSeconds
    other.member = profile.member
    return other
  }
}
