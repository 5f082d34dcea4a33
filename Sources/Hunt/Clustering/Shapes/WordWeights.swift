internal import Foundation

/// How much a word tells: log2 of rows and one over rows that have it, in bits; never 0.
struct WordWeights {
  private var bits: [Double]

  init(_ table: ShapeTable) {
    var rows = Array(repeating: 0, count: table.words.count)
    // The shape in which a word was counted last: each counts once a shape.
    var seen = Array(repeating: -1, count: table.words.count)
    var all = 0
    for shape in 0..<table.count {
      let count = table.facts[shape].count
      all += count
      for word in table.tokens(of: shape) where seen[Int(word)] != shape {
        seen[Int(word)] = shape
        rows[Int(word)] += count
      }
    }
    let total = Double(all + 1)
    bits = rows.map { log2(total / Double(max(1, $0))) }
  }

  /// Of one word; 0 for one that differs.
  subscript(word: Int32) -> Double { word < 0 ? 0 : bits[Int(word)] }
}
