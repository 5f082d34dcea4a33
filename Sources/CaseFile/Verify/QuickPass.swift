import Evidence
import GRDB
import Integrity

/// `verify --quick`: the digests of the stored frames and the right edge of the tree. Nothing is unpacked but
/// the last few blocks, so nothing is proven of single records and views.
struct QuickPass {
  private let reader: ContentReader
  private let index: CaseIndex
  private let custody: CustodyCheck
  private let queue: DatabaseQueue
  private let sizes: Set<Int>

  init(_ queue: DatabaseQueue, _ index: CaseIndex, _ custody: CustodyCheck, sizes: Set<Int>) {
    self.sizes = sizes
    reader = ContentReader(queue: queue, includesViews: false)
    self.index = index
    self.custody = custody
    self.queue = queue
  }

  /// - Throws: `interrupted`.
  func run(
    _ logs: inout VerifyLogs, _ notes: inout [String], isCancelled: () -> Bool
  ) throws -> VerifiedTree {
    for position in index.blocks.indices {
      if isCancelled() {
        throw AssayError("interrupted", subject: "verify", reason: "stopped on request")
      }
      let item = reader.read(index.blocks[position...position], [], nil, Limits())
      for block in item.blocks { check(block, &logs.bytes) }
    }
    logs.bytes.skip()
    logs.views.skip()
    logs.tree.skip()
    notes.append(
      "quick: blocks were not unpacked, so records, sources' SHA-256, inner tree nodes and views were not checked"
    )
    return edge(&logs.tree)
  }

  private func check(_ block: StoredBlock, _ log: inout FailureLog) {
    log.count("blocks")
    let row = block.row
    func failure(_ code: String, _ expected: String?, _ found: String?, _ reason: String) {
      log.add(
        VerifyReport.Failure(
          code, source: row.source, record: row.firstLeaf, offset: row.sourceOffset, expected: expected,
          found: found, reason: "block \(row.id): \(reason)"))
    }
    if let reason = block.unreadable {
      failure("bytes.missing", nil, nil, "cannot be read: \(reason)")
      return
    }
    let digest = Digest256.of(block.frame)
    if digest.bytes != block.sha256 {
      failure(
        "bytes.frame", hexText(block.sha256), digest.description,
        "the SHA-256 of its frame is not the recorded one")
    }
  }

  private func edge(_ log: inout FailureLog) -> VerifiedTree {
    var roots: [Int: Digest256] = [:]
    let size = index.blocks.last?.leaves.upperBound ?? 0
    log.count("leaves", size)
    do {
      let root = try queue.read { db in
        var reader = try EvidenceTree.reader(db)
        for head in custody.heads where head.size <= size {
          let found = try reader.root(treeSize: UInt64(head.size))
          if found != head.root {
            log.add(
              VerifyReport.Failure(
                "tree.root", record: head.size, expected: head.root.description, found: found.description,
                reason: "the root of the first \(head.size) records is not the one in custody entry"
                  + " \(head.sequence)"))
          }
        }
        for wanted in sizes where wanted <= size {
          roots[wanted] = try reader.root(treeSize: UInt64(wanted))
        }
        return try reader.compactRange().root
      }
      return VerifiedTree(watched: WatchedTree(size: size, roots: roots), root: root)
    } catch {
      log.add(
        VerifyReport.Failure(
          "tree.unknown", reason: "the right edge cannot be made again: \(StructureCheck.words(error))"))
      return VerifiedTree(watched: WatchedTree(size: size), root: nil)
    }
  }
}
