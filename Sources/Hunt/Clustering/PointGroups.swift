/// Rows that are equal in every column, put together: clustering sees each point once, with its number of rows as its
/// weight.
struct PointGroups {
  /// Coordinates of the distinct points, in the order of their first rows.
  private(set) var coordinates: [Double] = []
  /// Rows at each point.
  private(set) var weights: [Int] = []
  /// The point of each row.
  private(set) var pointOfRow: [Int32] = []

  init(_ matrix: FeatureMatrix) {
    let width = matrix.columnCount
    pointOfRow.reserveCapacity(matrix.rowCount)
    var points: [[UInt64]: Int32] = [:]
    for row in 0..<matrix.rowCount {
      // Bits are the key; minus zero is zero.
      let key = matrix[row].map { ($0 == 0 ? 0 : $0).bitPattern }
      let next = Int32(weights.count)
      let point = points[key] ?? next
      if point == next {
        points[key] = next
        coordinates += matrix[row]
        weights.append(0)
      }
      weights[Int(point)] += 1
      pointOfRow.append(point)
    }
    assert(coordinates.count == weights.count * width)
  }
}
