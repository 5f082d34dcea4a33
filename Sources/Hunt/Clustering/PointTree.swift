/// A tree of boxes over points (k-d tree, Bentley 1975: Multidimensional binary search trees used for associative
/// searching). A box is halved at the middle of its longest side. The first on the way down whose diagonal is at most
/// the radius is a *cell*: its points are all within the radius of each other. Cells with many points are halved
/// further, so that a search in them looks at few.
///
/// Distances are squares, summed in the order of the columns. Rounding is monotonic and each box bounds its points in
/// each column, so what a box says of its points holds for their rounded distances as well: no tolerance is needed.
struct PointTree {
  /// One box.
  struct Node {
    /// Its points: positions in `order`.
    var range: Range<Int>
    /// The two halves, 0 for a leaf.
    var left = 0
    var right = 0
    /// Number of the cell that it is or is part of, -1 for a box above the cells.
    var cell = -1
    /// Whether it is not halved.
    var isLeaf: Bool { left == 0 }
    /// Rows at its points.
    var weight = 0
  }

  /// Columns of a point.
  let width: Int
  /// Coordinates, point after point.
  let coordinates: [Double]
  /// Points that a box within a cell may have without being halved.
  private static let leafSize = 16
  /// Boxes; 0 is the root. A box stands before its halves.
  private(set) var nodes: [Node] = []
  /// Points in the order of the cells.
  private(set) var order: [Int]
  /// Boxes that are cells, by their number.
  private(set) var cells: [Int] = []
  /// Least and greatest of each box, `width` numbers a box.
  private var lower: [Double] = []
  private var upper: [Double] = []

  /// - Parameters:
  ///   - coordinates: `width` finite numbers a point.
  ///   - weights: rows at each point.
  ///   - squaredRadius: square of the radius.
  init(coordinates: [Double], width: Int, weights: [Int], squaredRadius: Double) {
    self.width = width
    self.coordinates = coordinates
    order = Array(weights.indices)
    guard !order.isEmpty else { return }
    addNode(order.indices, weights: weights)
    // Breadth first, with the list of boxes as the queue: no recursion, whatever the depth.
    var next = 0
    while next < nodes.count {
      let isSmall = nodes[next].range.count == 1
      if nodes[next].cell < 0, isSmall || squaredDiagonal(next) <= squaredRadius {
        nodes[next].cell = cells.count
        cells.append(next)
      }
      if nodes[next].cell < 0 || nodes[next].range.count > Self.leafSize { halve(next, weights: weights) }
      next += 1
    }
  }

  private mutating func addNode(_ range: Range<Int>, cell: Int = -1, weights: [Int]) {
    var node = Node(range: range, cell: cell)
    let first = order[range.lowerBound] * width
    var low = Array(coordinates[first..<first + width])
    var high = low
    for position in range {
      let point = order[position]
      node.weight += weights[point]
      for column in 0..<width {
        let value = coordinates[point * width + column]
        if value < low[column] { low[column] = value }
        if value > high[column] { high[column] = value }
      }
    }
    nodes.append(node)
    lower += low
    upper += high
  }

  private mutating func halve(_ node: Int, weights: [Int]) {
    let base = node * width
    var column = 0
    for other in 1..<max(1, width)
    where upper[base + other] - lower[base + other] > upper[base + column] - lower[base + column] {
      column = other
    }
    let low = lower[base + column]
    let high = upper[base + column]
    // Halves first: the sum of two large numbers would overflow. At least one point lies on each side, since rounding
    // keeps the middle below the greatest.
    var middle = low / 2 + high / 2
    if middle >= high || middle < low { middle = low }
    let range = nodes[node].range
    // Points up to the middle first, in place; the order within a half matters to nobody.
    var split = range.lowerBound
    for position in range where coordinates[order[position] * width + column] <= middle {
      order.swapAt(position, split)
      split += 1
    }
    let cell = nodes[node].cell
    nodes[node].left = nodes.count
    addNode(range.lowerBound..<split, cell: cell, weights: weights)
    nodes[node].right = nodes.count
    addNode(split..<range.upperBound, cell: cell, weights: weights)
  }

  private func squaredDiagonal(_ node: Int) -> Double {
    var sum = 0.0
    for i in node * width..<(node + 1) * width {
      let side = upper[i] - lower[i]
      sum += side * side
    }
    return sum
  }

  /// Squared distance of two points.
  func squaredDistance(_ a: Int, _ b: Int) -> Double {
    var sum = 0.0
    for column in 0..<width {
      let difference = coordinates[a * width + column] - coordinates[b * width + column]
      sum += difference * difference
    }
    return sum
  }

  /// Squares of the least and the greatest distance that a point of a box can have from a point.
  func squaredBounds(of node: Int, from point: Int) -> (least: Double, greatest: Double) {
    var least = 0.0
    var greatest = 0.0
    for column in 0..<width {
      let value = coordinates[point * width + column]
      let below = value - lower[node * width + column]
      let above = upper[node * width + column] - value
      let near = max(0, max(-below, -above))
      let far = max(abs(below), abs(above))
      least += near * near
      greatest += far * far
    }
    return (least, greatest)
  }

  /// Square of the least distance that points of two boxes can have.
  func squaredGap(_ a: Int, _ b: Int) -> Double {
    var sum = 0.0
    for column in 0..<width {
      let gap = max(
        0,
        max(
          lower[a * width + column] - upper[b * width + column],
          lower[b * width + column] - upper[a * width + column]))
      sum += gap * gap
    }
    return sum
  }
}
