import Foundation

/// Isolation forest: Liu, Ting and Zhou, Isolation Forest, 2008. Rows that few random cuts set apart are strange.
package struct IsolationForest: Sendable {
  package struct Options: Sendable, Equatable {
    package var trees: Int
    /// Rows that a tree is grown from; at most all.
    package var samples: Int
    /// Features that a tree looks at; nil for ⌊√features⌋.
    package var maxFeatures: Int?
    package var seed: UInt64

    /// - Parameters: as the members.
    package init(trees: Int = 100, samples: Int = 100, maxFeatures: Int? = nil, seed: UInt64 = 42) {
      self.trees = trees
      self.samples = samples
      self.maxFeatures = maxFeatures
      self.seed = seed
    }
  }

  /// A score, and what made it.
  package struct Outcome: Sendable, Equatable {
    /// 2^(−E[h] / c(n)), in (0, 1): higher is stranger, about 0.5 is usual.
    package var score: Double
    /// Share of each feature in setting the row apart, adding up to 1: a cut counts by how few of the rows at hand stay
    /// on the row's side.
    package var shares: [Double]
  }

  private struct Node {
    /// Index of the feature that is cut; −1 for a leaf.
    var feature: Int32
    /// Values up to this go to the left: the next node.
    var cut: Double
    /// Node to the right.
    var right: Int32
    /// Rows of the sample that came here.
    var size: Int32
  }

  private let trees: [[Node]]
  private let features: Int
  private let normal: Double
  /// Rows that each tree was grown from.
  package let samples: Int
  /// Features that each tree looked at.
  package let featuresPerTree: Int

  /// Grows the forest. Tree t depends on the seed and t alone.
  ///
  /// - Parameter columns: one array a feature, all of one length of at least 1, no NaN.
  package init(_ columns: [[Double]], _ options: Options) {
    features = columns.count
    let rows = columns.first?.count ?? 0
    let samples = max(1, min(options.samples, rows))
    let perTree = max(
      1, min(features, options.maxFeatures ?? Int(Double(features).squareRoot())))
    self.samples = samples
    featuresPerTree = perTree
    normal = Self.averagePath(samples)
    let height = samples > 1 ? Int(log2(Double(samples)).rounded(.up)) : 0
    // Dealt from shuffled decks instead of drawn for each tree anew: every row and feature comes as often as any
    // other, so that scores differ less from seed to seed.
    var rowDeck = Deck(count: rows, seed: SplitMix64.mixed(options.seed, 1))
    var featureDeck = Deck(count: columns.count, seed: SplitMix64.mixed(options.seed, 2))
    trees = (0..<options.trees).map { tree in
      let random = SplitMix64(seed: SplitMix64.mixed(options.seed, UInt64(tree) + 3))
      let sample = rowDeck.deal(samples)
      let chosen = featureDeck.deal(perTree)
      var builder = Builder(columns: columns, chosen: chosen, height: height, random: random)
      return builder.tree(sample)
    }
  }

  /// Numbers below a count in random order, again and again.
  private struct Deck {
    private var cards: [Int]
    private var dealt: Int
    private var random: SplitMix64

    init(count: Int, seed: UInt64) {
      cards = Array(0..<count)
      dealt = count
      random = SplitMix64(seed: seed)
    }

    /// As many different numbers; what is left over is shuffled in again.
    mutating func deal(_ count: Int) -> [Int] {
      if dealt + count > cards.count {
        dealt = 0
        cards.shuffle(using: &random)
      }
      defer { dealt += count }
      return Array(cards[dealt..<min(cards.count, dealt + count)])
    }
  }

  /// Grows one tree.
  private struct Builder {
    let columns: [[Double]]
    let chosen: [Int]
    let height: Int
    var random: SplitMix64
    var nodes: [Node] = []

    mutating func tree(_ sample: [Int]) -> [Node] {
      grow(sample, depth: 0)
      return nodes
    }

    /// Recursion is as deep as the height limit: log2 of the sample.
    private mutating func grow(_ rows: [Int], depth: Int) {
      let index = nodes.count
      nodes.append(Node(feature: -1, cut: 0, right: 0, size: Int32(rows.count)))
      guard depth < height, rows.count > 1 else { return }
      // A feature that is constant here cuts nothing off: another one is drawn.
      var order = chosen
      while !order.isEmpty {
        let feature = order.remove(at: random.below(order.count))
        let column = columns[feature]
        var least = Double.infinity
        var most = -Double.infinity
        for row in rows {
          least = min(least, column[row])
          most = max(most, column[row])
        }
        guard least < most else { continue }
        var cut = least + (most - least) * random.unit()
        if cut >= most || !cut.isFinite { cut = least }
        nodes[index].feature = Int32(feature)
        nodes[index].cut = cut
        grow(rows.filter { column[$0] <= cut }, depth: depth + 1)
        nodes[index].right = Int32(nodes.count)
        grow(rows.filter { column[$0] > cut }, depth: depth + 1)
        return
      }
    }
  }

  /// Mean length of the path of an unsuccessful search in a binary search tree of n: c(n) of the paper.
  static func averagePath(_ n: Int) -> Double {
    if n <= 1 { return 0 }
    if n == 2 { return 1 }
    return 2 * (log(Double(n - 1)) + 0.5772156649015329) - 2 * Double(n - 1) / Double(n)
  }

  /// The score of a row.
  ///
  /// - Parameter row: one value a feature, no NaN.
  package func outcome(_ row: [Double]) -> Outcome {
    var path = 0.0
    var shares = [Double](repeating: 0, count: features)
    for nodes in trees {
      var index = 0
      var depth = 0.0
      while nodes[index].feature >= 0 {
        let node = nodes[index]
        let next = row[Int(node.feature)] <= node.cut ? index + 1 : Int(node.right)
        shares[Int(node.feature)] += 1 - Double(nodes[next].size) / Double(max(1, node.size))
        index = next
        depth += 1
      }
      path += depth + Self.averagePath(Int(nodes[index].size))
    }
    let mean = path / Double(max(1, trees.count))
    let sum = shares.reduce(0, +)
    if sum > 0 { for i in shares.indices { shares[i] /= sum } }
    return Outcome(score: normal > 0 ? exp2(-mean / normal) : 0.5, shares: shares)
  }
}
