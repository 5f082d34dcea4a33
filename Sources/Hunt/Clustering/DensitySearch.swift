/// The three steps of DBSCAN over a tree of weighted points.
struct DensitySearch {
  private let tree: PointTree
  private let weights: [Int]
  private let squaredRadius: Double
  private let minimum: Int
  /// Whether a point is a core point.
  private(set) var isCore: [Bool]
  /// Core points of each cell.
  private var coresOfCell: [[Int]]
  /// Core points below each box: boxes without are passed by.
  private var coreCount: [Int]
  private var parents: DisjointSets

  init(tree: PointTree, weights: [Int], squaredRadius: Double, minimum: Int) {
    self.tree = tree
    self.weights = weights
    self.squaredRadius = squaredRadius
    self.minimum = minimum
    isCore = Array(repeating: false, count: weights.count)
    coresOfCell = Array(repeating: [], count: tree.cells.count)
    coreCount = Array(repeating: 0, count: tree.nodes.count)
    parents = DisjointSets(count: tree.cells.count)
  }

  /// Step 1: which points are core points.
  mutating func findCores() {
    for (cell, node) in tree.cells.enumerated() {
      let box = tree.nodes[node]
      for position in box.range {
        let point = tree.order[position]
        if box.weight >= minimum || isDense(point) {
          isCore[point] = true
          coresOfCell[cell].append(point)
        }
      }
    }
    for node in tree.nodes.indices.reversed() {
      let box = tree.nodes[node]
      coreCount[node] =
        box.isLeaf
        ? box.range.count { isCore[tree.order[$0]] } : coreCount[box.left] + coreCount[box.right]
    }
  }

  /// Whether at least `minimum` rows are within the radius of the point.
  private func isDense(_ point: Int) -> Bool {
    var count = 0
    var open = [0]
    while let node = open.popLast() {
      let bounds = tree.squaredBounds(of: node, from: point)
      if bounds.least > squaredRadius { continue }
      let box = tree.nodes[node]
      if bounds.greatest <= squaredRadius {
        count += box.weight
      } else if !box.isLeaf {
        open.append(box.left)
        open.append(box.right)
        continue
      } else {
        for position in box.range where tree.squaredDistance(point, tree.order[position]) <= squaredRadius {
          count += weights[tree.order[position]]
        }
      }
      if count >= minimum { return true }
    }
    return count >= minimum
  }

  /// Step 2: cells whose core points are within the radius of each other belong together. Those of one cell are.
  mutating func connectCells() {
    for (cell, node) in tree.cells.enumerated() where !coresOfCell[cell].isEmpty {
      var open = [0]
      while let other = open.popLast() {
        guard coreCount[other] > 0, tree.squaredGap(node, other) <= squaredRadius else { continue }
        let box = tree.nodes[other]
        if box.cell < 0 {
          open.append(box.left)
          open.append(box.right)
        } else if box.cell > cell, !parents.areJoined(cell, box.cell), areNear(cell, box.cell) {
          parents.join(cell, box.cell)
        }
      }
    }
  }

  /// Whether a core point of one cell is within the radius of a core point of the other.
  private func areNear(_ a: Int, _ b: Int) -> Bool {
    let (few, many) = coresOfCell[a].count <= coresOfCell[b].count ? (a, b) : (b, a)
    return coresOfCell[few].contains { cell(near: $0, below: tree.cells[many]) { _ in true } != nil }
  }

  /// A cell below a box with a core point within the radius of a point, nil without; `isWanted` says which count.
  private func cell(near point: Int, below node: Int, isWanted: (Int) -> Bool) -> Int? {
    var open = [node]
    while let node = open.popLast() {
      guard coreCount[node] > 0, tree.squaredBounds(of: node, from: point).least <= squaredRadius else {
        continue
      }
      let box = tree.nodes[node]
      if box.cell >= 0, !isWanted(box.cell) { continue }
      if !box.isLeaf {
        open.append(box.left)
        open.append(box.right)
      } else if box.range.contains(where: { position in
        isCore[tree.order[position]] && tree.squaredDistance(point, tree.order[position]) <= squaredRadius
      }) {
        return box.cell
      }
    }
    return nil
  }

  /// Step 3: the cluster of each point. Core points number the clusters in their order; another point takes the least
  /// number among the core points within the radius.
  mutating func pointLabels() -> (labels: [Int], count: Int) {
    var labels = Array(repeating: -1, count: weights.count)
    var cellOfPoint = Array(repeating: 0, count: weights.count)
    for (cell, points) in coresOfCell.enumerated() {
      for point in points { cellOfPoint[point] = cell }
    }
    var clusterOfRoot = Array(repeating: -1, count: tree.cells.count)
    var count = 0
    for point in labels.indices where isCore[point] {
      let root = parents.root(cellOfPoint[point])
      if clusterOfRoot[root] < 0 {
        clusterOfRoot[root] = count
        count += 1
      }
      labels[point] = clusterOfRoot[root]
    }
    let clusterOfCell = tree.cells.indices.map { clusterOfRoot[parents.root($0)] }
    for point in labels.indices where !isCore[point] {
      labels[point] = borderLabel(of: point, clusterOfCell: clusterOfCell)
    }
    return (labels, count)
  }

  private func borderLabel(of point: Int, clusterOfCell: [Int]) -> Int {
    var best = Int.max
    // Each answer is a lesser number: cells of the same or a greater one are passed by.
    while let near = cell(near: point, below: 0, isWanted: { clusterOfCell[$0] < best }) {
      best = clusterOfCell[near]
    }
    return best == Int.max ? -1 : best
  }
}
