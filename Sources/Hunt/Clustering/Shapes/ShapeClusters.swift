package import Evidence

/// Texts put together by their shapes: the default of `cluster`.
package struct ShapeClusters: Sendable {
  /// One cluster, or one shape that belongs to none.
  package struct Cluster: Sendable {
    /// Number from 0 in the order of first rows; -1 for fewer rows than the minimum.
    package var number: Int
    /// Rows in it.
    package var size: Int
    /// Position of its first row.
    package var firstRow: Int
    /// Program, or what else the rows were parted by.
    package var program: String
    /// Text of its first row.
    package var text: String
    /// The words that all have, `<*>` where they differ.
    package var template: [String]
    /// Different shapes that were joined.
    package var shapes: Int
    /// Hosts, in the order of their names.
    package var hosts: [String]
    /// Earliest and latest time.
    package var first: Timestamp?
    package var last: Timestamp?
    /// How much of it the likest other cluster of the program has not: the information of its four most telling words
    /// that are not there, in bits, where a word has log2 of all rows and one over rows that have it.
    package var novelty = 0.0
  }

  /// How a cluster differs from another.
  package struct Nearest: Sendable {
    /// Position of the other in `clusters`.
    package var cluster: Int
    /// 1 - weight of the words that both have / weight of the words that one has, each by its information: 0 for the
    /// same words, 1 for none in common (Jaccard distance, weighted).
    package var distance: Double
    /// Words that only this one has, and only the other; those with most information first.
    package var onlyHere: [String]
    package var onlyThere: [String]
  }

  /// Clusters, rarest first: by size, then by number of hosts, then those with most novelty first, then those farthest
  /// from any other, then by first row.
  package private(set) var clusters: [Cluster] = []
  /// Position in `clusters` of each row.
  package private(set) var clusterOfRow: [Int32] = []
  /// Rows of each program.
  package private(set) var rowsOfProgram: [String: Int] = [:]
  /// Different hosts.
  package private(set) var hostCount = 0
  /// Clusters with a number.
  package private(set) var numberedCount = 0
  private let neighbors: ShapeNeighbors
  /// Which of the neighbors' positions stands where in `clusters`, and back.
  private var draftOrder: [Int] = []
  private var positionOfDraft: [Int] = []

  /// Works the clusters out.
  /// - Parameters:
  ///   - table: the shapes.
  ///   - threshold: least share of equal free words of a template, 0 … 1.
  ///   - minimumSize: rows that make a cluster.
  package init(_ table: ShapeTable, threshold: Double = 0.5, minimumSize: Int = 2) {
    let miner = TemplateMiner(table: table, threshold: threshold)
    let weights = WordWeights(table)
    hostCount = table.hosts.texts.count { !$0.isEmpty }
    var shapes = Array(repeating: [Int](), count: miner.count)
    for shape in 0..<table.count {
      shapes[miner.templateOfShape[shape]].append(shape)
      rowsOfProgram[table.programs[table.facts[shape].program], default: 0] += table.facts[shape].count
    }
    var drafts = (0..<miner.count).map {
      Self.cluster(shapes[$0], words: miner.words(of: $0), table)
    }
    // Numbers by first rows, for those that are large enough.
    for draft in drafts.indices.sorted(by: { drafts[$0].firstRow < drafts[$1].firstRow })
    where drafts[draft].size >= minimumSize {
      drafts[draft].number = numberedCount
      numberedCount += 1
    }
    let order = drafts.indices.sorted { a, b in
      let (first, second) = (drafts[a], drafts[b])
      if first.size != second.size { return first.size < second.size }
      if first.hosts.count != second.hosts.count { return first.hosts.count < second.hosts.count }
      return first.firstRow < second.firstRow
    }
    neighbors = ShapeNeighbors(
      programs: order.map { drafts[$0].program }, templates: order.map { miner.words(of: $0) },
      vocabulary: table.words, weights: weights)
    sortByNovelty(order.map { drafts[$0] })
    var positions = Array(repeating: Int32(0), count: order.count)
    for (position, draft) in draftOrder.enumerated() { positions[order[draft]] = Int32(position) }
    clusterOfRow = table.shapeOfRow.map { positions[miner.templateOfShape[Int($0)]] }
  }

  /// Those of equal size and as many hosts by how new they are.
  private mutating func sortByNovelty(_ drafts: [Cluster]) {
    let novelties = drafts.indices.map { neighbors.novelty(of: $0) }
    draftOrder = drafts.indices.sorted { a, b in
      if drafts[a].size != drafts[b].size || drafts[a].hosts.count != drafts[b].hosts.count { return a < b }
      let (first, second) = (novelties[a], novelties[b])
      if first.bits != second.bits { return first.bits > second.bits }
      return first.distance != second.distance ? first.distance > second.distance : a < b
    }
    positionOfDraft = Array(repeating: 0, count: drafts.count)
    for (position, draft) in draftOrder.enumerated() { positionOfDraft[draft] = position }
    clusters = draftOrder.map {
      var cluster = drafts[$0]
      cluster.novelty = novelties[$0].bits
      return cluster
    }
  }

  /// The likest other cluster of the same program, nil if there is none. Compared are the 64 largest of the program.
  /// - Parameter position: in `clusters`.
  package func nearest(of position: Int) -> Nearest? {
    guard var nearest = neighbors.nearest(of: draftOrder[position]) else { return nil }
    nearest.cluster = positionOfDraft[nearest.cluster]
    return nearest
  }

  private static func cluster(
    _ shapes: [Int], words: [Int32], _ table: ShapeTable
  ) -> Cluster {
    let first = shapes.min { table.facts[$0].firstRow < table.facts[$1].firstRow } ?? shapes[0]
    var cluster = Cluster(
      number: -1, size: 0, firstRow: table.facts[first].firstRow,
      program: table.programs[table.facts[first].program], text: table.text(of: first),
      template: words.map { $0 < 0 ? "<*>" : table.words[$0] }, shapes: shapes.count, hosts: [])
    var hosts: Set<Int32> = []
    for shape in shapes {
      let facts = table.facts[shape]
      cluster.size += facts.count
      hosts.formUnion(table.hosts(of: shape))
      if let time = facts.first { cluster.first = cluster.first.map { min($0, time) } ?? time }
      if let time = facts.last { cluster.last = cluster.last.map { max($0, time) } ?? time }
    }
    cluster.hosts = hosts.map { table.hosts[$0] }.filter { !$0.isEmpty }.sorted()
    return cluster
  }
}
