package import Evidence

/// What a search filter says of consecutive blocks: which of them cannot hold a text. Never a false "no"; how often it
/// says "perhaps" for nothing depends on the room it was given.
package struct BlockFilter {
  /// Of the rows of `search_filter`. Bumped by any change of the grams or of the layout: another version is not read.
  package static let version = 2
  /// Blocks of one row at most: bounds what a hostile row can make us unpack.
  package static let maxBlocks = 256
  /// Share of what the blocks take in the case file that their filter may take, in thousandths.
  static let budget = 30
  /// Share of that which words may take, in hundredths: they need less, since blocks share their vocabulary.
  private static let wordShare = 45
  /// Numbers of rows that are tried, from the finest. Fewer than 1024 rule nothing out.
  private static let sizes = (1...32).reversed().map { $0 * 1024 }

  package let blockCount: Int
  private let matrices: [GramMatrix]

  /// - Parameter bytes: which the filter may take.
  /// - Returns: the column `data`.
  package static func encode(
    _ sets: [GramSet], bytes budget: Int, _ zstd: borrowing ZstdCompressor
  ) throws(AssayError) -> [UInt8] {
    var out = ByteWriter()
    for kind in GramMatrix.Kind.allCases {
      let left = budget - out.count
      let full = GramMatrix(kind, sets)
      let allowed = kind == .words ? budget * wordShare / 100 : left
      // The finest that fits, by halving: a coarser matrix is nearly always a smaller one.
      var low = 0
      var high = sizes.count
      var best: (rows: Int, packed: [UInt8])?
      while low < high {
        let middle = (low + high) / 2
        let rows = sizes[middle]
        let packed = try PackedBytes.pack((rows == full.rows ? full : full.folded(to: rows)).bytes, zstd)
        if packed.count <= allowed {
          best = (rows, packed)
          high = middle
        } else {
          low = middle + 1
        }
      }
      out.varint(best?.rows ?? 0)
      if let best {
        out.varint(best.packed.count)
        out.raw(best.packed)
      }
    }
    return out.bytes
  }

  /// - Parameters:
  ///   - bytes: the column `data`.
  ///   - subject: for the error.
  /// - Throws: `case.damaged`.
  package init(
    _ bytes: [UInt8], blocks: Int, subject: String, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) {
    blockCount = blocks
    var cursor = ByteCursor(bytes, subject: subject)
    var matrices: [GramMatrix] = []
    let width = GramMatrix.width(blocks)
    for _ in GramMatrix.Kind.allCases {
      let rows = try cursor.count(upTo: GramSet.placesOfKind)
      var content: [UInt8] = []
      if rows > 0 {
        let packed = Array(try cursor.take(cursor.count(upTo: cursor.remaining)))
        content = try PackedBytes.unpack(packed, limit: rows * width, subject: subject, zstd)
        guard content.count == rows * width else {
          throw cursor.damaged("\(content.count) bytes for \(rows) rows of \(width)")
        }
      }
      matrices.append(GramMatrix(rows: rows, width: width, bytes: content))
    }
    guard cursor.remaining == 0 else { throw cursor.damaged("\(cursor.remaining) bytes too many") }
    self.matrices = matrices
  }

  /// For each block whether it may have all the grams at `places`.
  package func mayHold(places: [Int]) -> [Bool] {
    var blocks = [UInt8](repeating: 0xFF, count: GramMatrix.width(blockCount))
    for place in places {
      matrices[place / GramSet.placesOfKind].narrow(&blocks, place: place % GramSet.placesOfKind)
    }
    return (0..<blockCount).map { blocks[$0 >> 3] >> UInt8($0 & 7) & 1 == 1 }
  }

  /// A place that a block has grams at and that the filter denies; nil if there is none.
  func falseNo(block: Int, _ grams: GramSet) -> Int? {
    grams.places.first { place in
      !matrices[place / GramSet.placesOfKind].has(place: place % GramSet.placesOfKind, block: block)
    }
  }
}
