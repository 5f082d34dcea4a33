import CaseFile
import Evidence
import GRDB

/// Row groups in which no record's text can hold a term, by the blocks that they were made of.
final class TextFilter {
  /// Terms whose answers are kept; a statement that has more asks again.
  private static let maxTerms = 64

  private let reader: CaseReader
  /// In order of first leaf.
  private var blocks: [BlockRow]?
  private var ruledOut: [SQLValue: Set<Int>] = [:]
  /// Whether a filter was asked for a term so far.
  private(set) var isAsked = false

  init(_ reader: CaseReader) { self.reader = reader }

  /// False only if no text of the group can pass `text_match(text, term)`.
  func allows(_ term: SQLValue, _ row: GroupRow) throws -> Bool {
    let out = try blocksRuledOut(by: term)
    if out.isEmpty { return true }
    let blocks = try loadBlocks()
    var low = 0
    var high = blocks.count
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].leaves.upperBound <= row.firstLeaf { low = middle + 1 } else { high = middle }
    }
    var leaf = row.firstLeaf
    while low < blocks.count, leaf < row.leaves.upperBound, blocks[low].firstLeaf <= leaf {
      if !out.contains(blocks[low].id) { return true }
      leaf = max(leaf, blocks[low].leaves.upperBound)
      low += 1
    }
    return leaf < row.leaves.upperBound
  }

  private func loadBlocks() throws -> [BlockRow] {
    if let blocks { return blocks }
    let rows = try reader.read { db, _ in try BlockStore.rows(db) }
    blocks = rows
    return rows
  }

  private func blocksRuledOut(by term: SQLValue) throws -> Set<Int> {
    if let known = ruledOut[term] { return known }
    var out: Set<Int> = []
    // A term that cannot be read is told by the function itself.
    if case .text(let source) = term, let needle = try? TextMatcher.needle(source) {
      isAsked = true
      out = try BlockSelection(reader, needle: needle).ruledOut
    }
    if ruledOut.count >= Self.maxTerms { ruledOut.removeAll() }
    ruledOut[term] = out
    return out
  }
}
