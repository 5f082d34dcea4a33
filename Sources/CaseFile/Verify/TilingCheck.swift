import Evidence
import Formats
import Integrity

/// Whether blocks tile their sources and the tree, and row groups tile the blocks: no hole, no overlap. Looks
/// at the rows alone; what blocks hold is checked later.
struct TilingCheck {
  let index: CaseIndex

  func check(_ log: inout FailureLog) {
    blocks(&log)
    groups(&log)
    sources(&log)
  }

  private func blocks(_ log: inout FailureLog) {
    var nextLeaf = 0
    var nextOffset: [Int: UInt64] = [:]
    let known = Set(index.sources.map(\.id))
    for block in index.blocks {
      if block.firstLeaf != nextLeaf {
        log.add(
          VerifyReport.Failure(
            "structure.leaves", source: block.source, record: min(nextLeaf, block.firstLeaf),
            expected: "\(nextLeaf)", found: "\(block.firstLeaf)",
            reason:
              "block \(block.id) begins at record \(block.firstLeaf), the one before ends at \(nextLeaf)"))
      }
      nextLeaf = max(nextLeaf, block.leaves.upperBound)
      let offset = nextOffset[block.source, default: 0]
      if block.sourceOffset != offset {
        log.add(
          VerifyReport.Failure(
            "structure.tiling", source: block.source, record: block.firstLeaf, offset: block.sourceOffset,
            expected: "\(offset)", found: "\(block.sourceOffset)",
            reason: "block \(block.id) begins at offset \(block.sourceOffset),"
              + " the one before ends at \(offset)"))
      }
      nextOffset[block.source] = block.sourceOffset + UInt64(block.length)
      if !known.contains(block.source) {
        log.add(
          VerifyReport.Failure(
            "structure.tiling", source: block.source, record: block.firstLeaf,
            reason: "block \(block.id) belongs to source \(block.source), which is not there"))
      }
      if block.spanCount == 0 {
        log.add(
          VerifyReport.Failure(
            "structure.tiling", source: block.source, record: block.firstLeaf,
            reason: "block \(block.id) has no spans"))
      }
    }
  }

  private func groups(_ log: inout FailureLog) {
    var nextLeaf = 0
    var nextRecord: [Int: Int] = [:]
    for group in index.groups {
      if group.firstLeaf != nextLeaf {
        log.add(
          VerifyReport.Failure(
            "structure.groups", source: group.source, record: min(nextLeaf, group.firstLeaf),
            expected: "\(nextLeaf)", found: "\(group.firstLeaf)",
            reason: "row group \(group.id) begins at record \(group.firstLeaf),"
              + " the one before ends at \(nextLeaf)"))
      }
      if group.spanCount == 0 {
        log.add(
          VerifyReport.Failure(
            "structure.groups", source: group.source, record: group.firstLeaf,
            reason: "row group \(group.id) has no spans"))
      }
      let record = nextRecord[group.source, default: 0]
      if group.firstRecord != record {
        log.add(
          VerifyReport.Failure(
            "structure.groups", source: group.source, record: group.firstLeaf, expected: "\(record)",
            found: "\(group.firstRecord)",
            reason: "row group \(group.id) counts its records from \(group.firstRecord), not \(record)"))
      }
      nextRecord[group.source] = group.firstRecord + group.recordCount
      nextLeaf = max(nextLeaf, group.firstLeaf + group.spanCount)
    }
    let end = index.blocks.last?.leaves.upperBound ?? 0
    if nextLeaf != end {
      log.add(
        VerifyReport.Failure(
          "structure.groups", record: min(nextLeaf, end), expected: "\(end)", found: "\(nextLeaf)",
          reason: "row groups end at record \(nextLeaf), blocks at \(end)"))
    }
  }

  private func sources(_ log: inout FailureLog) {
    for source in index.sources {
      let blocks = index.blocks.filter { $0.source == source.id }
      let groups = index.groups.filter { $0.source == source.id }
      func compare(_ what: String, _ recorded: Int, _ counted: Int) {
        guard recorded != counted else { return }
        log.add(
          VerifyReport.Failure(
            "structure.counters", source: source.id, expected: "\(counted)", found: "\(recorded)",
            reason: "\(what) of source \(source.id): \(recorded) recorded, \(counted) there"))
      }
      compare("bytes", source.committed, blocks.reduce(0) { $0 + $1.length })
      compare("spans", source.spans, blocks.reduce(0) { $0 + $1.spanCount })
      compare("records not parsed", source.unparsed, groups.reduce(0) { $0 + $1.unparsedCount })
      if let place = source.profile.member,
        index.source(place.container)?.kind != SourceRow.containerKind
      {
        log.add(
          VerifyReport.Failure(
            "structure.container", source: source.id, found: "\(place.container)",
            reason: "source \(source.id) came out of source \(place.container), which is no container"))
      }
      switch source.state {
      // Of a container only its digests are there, unless it was kept.
      case .complete where !source.holdsBytes: break
      case .complete:
        compare("size", source.size ?? -1, source.committed)
        if source.sha256 != source.prefixSHA256 {
          log.add(
            VerifyReport.Failure(
              "structure.counters", source: source.id, expected: source.prefixSHA256.description,
              found: source.sha256?.description,
              reason: "the two digests recorded for source \(source.id) differ"))
        }
      case .open, .interrupted:
        if source.size != nil || source.sha256 != nil {
          log.add(
            VerifyReport.Failure(
              "structure.counters", source: source.id,
              reason: "source \(source.id) is unfinished and has a size or SHA-256 of the whole"))
        }
      }
    }
  }
}
