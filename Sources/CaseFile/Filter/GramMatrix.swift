import Evidence

/// Which of up to 256 blocks have grams at which places: one row a place, one bit a block. Blocks of one log share most
/// of their words, so equal rows and runs compress well, and a question reads a few rows for all blocks at once.
struct GramMatrix {
  /// Words or numbers.
  enum Kind: Int, CaseIterable {
    case words, numbers

    /// First place of the kind in a `GramSet`.
    var firstPlace: Int { rawValue * GramSet.placesOfKind }
  }

  /// Rows; 0: the kind is not kept, and any block may have any gram of it.
  let rows: Int
  /// Bytes of a row.
  let width: Int
  private(set) var bytes: [UInt8]

  /// At full size.
  init(_ kind: Kind, _ sets: [GramSet]) {
    rows = GramSet.placesOfKind
    width = Self.width(sets.count)
    bytes = [UInt8](repeating: 0, count: rows * width)
    for (block, set) in sets.enumerated() {
      let column = block >> 3
      let bit = UInt8(1) << UInt8(block & 7)
      for index in 0..<GramSet.placesOfKind / 8 {
        var rest = set.bits[kind.firstPlace / 8 + index]
        while rest != 0 {
          bytes[(index * 8 + rest.trailingZeroBitCount) * width + column] |= bit
          rest &= rest - 1
        }
      }
    }
  }

  init(rows: Int, width: Int, bytes: [UInt8]) {
    self.rows = rows
    self.width = width
    self.bytes = bytes
  }

  static func width(_ blocks: Int) -> Int { (blocks + 7) / 8 }

  /// The row of a place within its kind. Neighbors share a row where there are fewer rows than places.
  func row(ofPlace place: Int) -> Int { place * rows / GramSet.placesOfKind }

  /// The same with fewer rows: a row has what the rows have that fall together.
  func folded(to count: Int) -> GramMatrix {
    var folded = GramMatrix(rows: count, width: width, bytes: [UInt8](repeating: 0, count: count * width))
    for row in 0..<rows {
      let target = row * count / rows * width
      for index in 0..<width { folded.bytes[target + index] |= bytes[row * width + index] }
    }
    return folded
  }

  /// Takes away from `blocks` (one bit a block) those that cannot have a gram at `place` (within the kind).
  func narrow(_ blocks: inout [UInt8], place: Int) {
    guard rows > 0 else { return }
    let start = row(ofPlace: place) * width
    for index in 0..<width { blocks[index] &= bytes[start + index] }
  }

  func has(place: Int, block: Int) -> Bool {
    rows == 0 || bytes[row(ofPlace: place) * width + block >> 3] >> UInt8(block & 7) & 1 == 1
  }
}
