/// Rows of numbers to be clustered: the same number of columns in each, all finite.
package struct FeatureMatrix: Sendable {
  /// Columns of each row.
  package let columnCount: Int
  /// Row after row.
  package private(set) var values: [Double] = []

  /// - Parameter columnCount: at least 1.
  package init(columnCount: Int) { self.columnCount = max(1, columnCount) }

  /// Number of rows.
  package var rowCount: Int { values.count / columnCount }

  /// Adds a row. False, and nothing added, if the number of columns differs or a value is not finite.
  package mutating func append(_ row: [Double]) -> Bool {
    guard row.count == columnCount, row.allSatisfy({ $0.isFinite }) else { return false }
    values += row
    return true
  }

  /// The values of a row.
  package subscript(row: Int) -> ArraySlice<Double> {
    values[row * columnCount..<(row + 1) * columnCount]
  }

  /// Each row divided by its Euclidean length; rows of zeros stay (scikit-learn's `Normalizer`, norm `l2`). The largest
  /// column decides: this is no scaling of columns.
  package func normalizedRows() -> FeatureMatrix {
    var out = self
    for row in 0..<rowCount {
      let range = row * columnCount..<(row + 1) * columnCount
      let length = values[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0, length.isFinite else { continue }
      for i in range { out.values[i] /= length }
    }
    return out
  }
}
