import Integrity

/// Short prints of a result's rows, by which a second run finds the first row that differs: the first four bytes
/// of nodes of the row tree (RFC 6962), all of one level. Up to 65,536 rows that is level 0, a print for each row;
/// above, the lowest level with at most 65,536 nodes, a print for each 2^level rows.
struct RowPrints {
  /// Most prints.
  static let limit = 1 << 16
  /// Bytes of a print.
  static let byteCount = 4

  private(set) var level = 0
  /// Complete subtrees of `level`.
  private var nodes: [Digest256] = []
  /// Rows behind them.
  private var tail = CompactRange()
  /// The level stays as it is.
  private let isFixed: Bool

  init() { isFixed = false }

  /// Prints of one level whatever the number of rows, to be compared with others of it.
  init(level: Int) {
    self.level = level
    isFixed = true
  }

  /// Adds the leaf hash of the next row, in the order of the row tree.
  mutating func add(_ leaf: Digest256) {
    tail.append(leaf)
    guard tail.size == UInt64(1) << UInt64(level) else { return }
    nodes.append(tail.root)
    tail = CompactRange()
    if !isFixed, nodes.count == 2 * Self.limit { nodes = Self.pairs(nodes, tail: nil, &level) }
  }

  /// All prints, one after the other.
  mutating func finish() -> [UInt8] {
    if !isFixed, nodes.count + (tail.size > 0 ? 1 : 0) > Self.limit {
      nodes = Self.pairs(nodes, tail: tail.size > 0 ? tail.root : nil, &level)
    } else if tail.size > 0 {
      nodes.append(tail.root)
    }
    tail = CompactRange()
    return nodes.flatMap { $0.bytes.prefix(Self.byteCount) }
  }

  /// The nodes of the next level. A last one without partner stays as it is (RFC 6962: an odd node is carried up).
  private static func pairs(_ nodes: [Digest256], tail: Digest256?, _ level: inout Int) -> [Digest256] {
    level += 1
    let all = nodes + (tail.map { [$0] } ?? [])
    return stride(from: 0, to: all.count, by: 2).map { index in
      index + 1 < all.count ? nodeHash(all[index], all[index + 1]) : all[index]
    }
  }
}
