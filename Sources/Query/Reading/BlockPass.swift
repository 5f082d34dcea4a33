import CaseFile
package import Evidence
package import Formats

/// Goes once through the records of a reader's sources, block by block on several threads, and gives the results in
/// order. At most a few results wait, so memory is bounded.
package struct BlockPass {
  /// The records of one block.
  package struct Records {
    package let source: SourceNumber
    package let profile: SourceProfile
    fileprivate let block: LoadedBlock
    fileprivate let reader: CaseReader

    /// Calls `body` for each record that answers, in order.
    ///
    /// - Parameter body: gets the record number, the position among the source's records from 0, and the text.
    package func forEach(_ body: (_ leaf: Int, _ index: Int, _ text: [UInt8]) throws -> Void) rethrows {
      var index = block.row.firstRecord
      for (position, span) in block.table.spans.enumerated() {
        let leaf = block.row.firstLeaf + position
        if leaf >= reader.treeSize { return }
        guard span.kind == .record else { continue }
        if !reader.leavesOut(leaf) {
          try body(leaf, index, reader.text(SpanPlace(block: block, index: position)))
        }
        index += 1
      }
    }
  }

  private let reader: CaseReader
  private let threads: Int

  /// - Parameter threads: how many blocks are worked on at the same time.
  package init(_ reader: CaseReader, threads: Int) {
    self.reader = reader
    self.threads = max(1, threads)
  }

  /// - Parameters:
  ///   - makeWorker: makes what handles the blocks of one thread.
  ///   - onResult: gets the results in order of the blocks, on the calling thread.
  /// - Throws: what they and reading throw, and `interrupted`.
  package func run<Result: Sendable>(
    _ makeWorker: @escaping @Sendable () throws -> (Records) throws -> Result,
    onResult: (Result) throws -> Void
  ) throws {
    let rows = try reader.blockRows()
    let copies = reader.copies
    let profiles = Dictionary(reader.sources.map { ($0.id, $0.profile) }) { first, _ in first }
    let work = OrderedWork<Result>(count: rows.count, threads: threads, ahead: threads + 2) { _ in
      let reader = try copies()
      let handle = try makeWorker()
      return { piece in
        let block = try reader.block(ofLeaf: rows[piece].firstLeaf)
        let source = rows[piece].source
        return try handle(
          Records(
            source: SourceNumber(source), profile: profiles[source] ?? SourceProfile(format: .lines),
            block: block, reader: reader))
      }
    }
    while let result = try work.next(isCancelled: reader.isCancelled) { try onResult(result) }
  }
}

extension CaseReader {
  /// What extraction needs from before the records: from which record number on which context holds, ascending.
  /// Only changes are listed, so that one header is one context.
  package func contexts() throws -> [(leaf: Int, context: RecordContext)] {
    var list: [(leaf: Int, context: RecordContext)] = []
    for group in groups {
      let own = try read { db, _ in try GroupStore.contexts(db, group) }
      var entries = own.map { (leaf: group.firstLeaf + $0.firstSpan, context: $0.context) }
      if own.first.map({ $0.firstSpan > 0 }) ?? true {
        entries.insert((group.firstLeaf, RecordContext()), at: 0)
      }
      for entry in entries where list.last?.context != entry.context { list.append(entry) }
    }
    return list
  }
}
