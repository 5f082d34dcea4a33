import Evidence

/// Collects the grams of records' texts by block, while fields are taken from them: so a text that costs much to make,
/// that of a binary record, is made once.
struct TextGrams: ~Copyable {
  /// For each block, the index of the first span behind it.
  private let ends: [Int]
  private var finished: [GramSet] = []
  private var marker = GramMarker()

  /// - Parameter blocks: spans of each block, from the first one on.
  init(_ blocks: [Range<Int>]) { ends = blocks.map(\.upperBound) }

  /// Adds the text of span `index`; spans come in order.
  mutating func add(_ text: [UInt8], span index: Int) {
    while finished.count < ends.count, index >= ends[finished.count] { finishBlock() }
    marker.mark(text.span)
  }

  private mutating func finishBlock() {
    finished.append(marker.grams())
    marker = GramMarker()
  }

  /// Of each block.
  consuming func sets() -> [GramSet] {
    while finished.count < ends.count { finishBlock() }
    return finished
  }
}
