/// A tile of the C2SP tlog-tiles layout: up to 256 adjacent nodes of one level, written on export.
package struct Tile: Hashable, Sendable {
  /// Hashes in a full tile.
  package static let fullWidth = 256

  /// Level of the tile: its hashes are tree nodes of level 8 × `level`.
  package var level: Int
  /// Number of the tile in its level, from 0.
  package var index: UInt64
  /// Hashes in the tile, 1...256.
  package var width: Int

  /// A tile at a place.
  package init(level: Int, index: UInt64, width: Int) {
    self.level = level
    self.index = index
    self.width = width
  }

  /// The tiles of a tree, level by level.
  package static func tiles(ofTreeSize size: UInt64) -> [Tile] {
    var tiles: [Tile] = []
    for level in 0..<8 {
      let nodes = size >> UInt64(8 * level)
      for index in 0..<nodes >> 8 { tiles.append(Tile(level: level, index: index, width: fullWidth)) }
      let rest = Int(nodes & 255)
      if rest > 0 { tiles.append(Tile(level: level, index: nodes >> 8, width: rest)) }
    }
    return tiles
  }

  /// The tree nodes whose hashes, one after the other, are the tile's content.
  package var nodes: [NodeID] {
    (0..<width).map { NodeID(level: 8 * level, index: index << 8 + UInt64($0)) }
  }

  /// Path under the log's prefix: `tile/0/x001/x234/067`, with `.p/W` for a partial tile of W hashes.
  package var path: String {
    var groups: [String] = []
    var rest = index
    repeat {
      let digits = String(rest % 1000)
      let padded = String(repeating: "0", count: 3 - digits.count) + digits
      groups.append(groups.isEmpty ? padded : "x" + padded)
      rest /= 1000
    } while rest > 0
    let name = groups.reversed().joined(separator: "/")
    return "tile/\(level)/\(name)" + (width < Self.fullWidth ? ".p/\(width)" : "")
  }
}
