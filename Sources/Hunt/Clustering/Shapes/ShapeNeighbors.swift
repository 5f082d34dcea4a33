/// The likest other cluster of the same program for each cluster.
struct ShapeNeighbors: Sendable {
  /// Clusters of a program that are compared with the rest: its largest. So the work grows with the clusters, not with
  /// their square.
  static let candidates = 64

  /// Program of each cluster.
  private let programs: [String]
  /// Different words of each cluster, ascending, one cluster after the other.
  private var words: [Int32] = []
  private var ends: [Int] = []
  private let vocabulary: Vocabulary
  private let weights: WordWeights
  /// Positions of the largest clusters of each program, largest first.
  private var largest: [String: [Int]] = [:]

  /// - Parameters:
  ///   - programs: of the clusters, smallest first.
  ///   - templates: words of the clusters, -1 where they differ.
  init(programs: [String], templates: [[Int32]], vocabulary: Vocabulary, weights: WordWeights) {
    self.programs = programs
    self.vocabulary = vocabulary
    self.weights = weights
    for template in templates {
      words += Set(template.filter { $0 >= 0 }).sorted()
      ends.append(words.count)
    }
    // Smallest first, so from the end.
    for position in programs.indices.reversed() {
      let program = programs[position]
      if largest[program, default: []].count < Self.candidates {
        largest[program, default: []].append(position)
      }
    }
  }

  private func words(of position: Int) -> ArraySlice<Int32> {
    words[(position == 0 ? 0 : ends[position - 1])..<ends[position]]
  }

  /// How much a cluster differs from the likest other one: the information of the four most telling words that only it
  /// has, or of all its words where there is no other, and the distance.
  func novelty(of position: Int) -> (bits: Double, distance: Double) {
    let here = words(of: position)
    guard let best = best(for: position) else { return (Self.mostTelling(here.map { weights[$0] }), 1) }
    let there = words(of: best.cluster)
    var other = there.startIndex
    var only: [Double] = []
    for word in here {
      while other < there.endIndex, there[other] < word { other += 1 }
      if other == there.endIndex || there[other] != word { only.append(weights[word]) }
    }
    return (Self.mostTelling(only), best.distance)
  }

  private static func mostTelling(_ bits: [Double]) -> Double { bits.sorted(by: >).prefix(4).reduce(0, +) }

  private func best(for position: Int) -> (cluster: Int, distance: Double)? {
    var best: (cluster: Int, distance: Double)?
    for other in largest[programs[position]] ?? [] where other != position {
      let distance = distance(position, other)
      if distance < best?.distance ?? .infinity { best = (other, distance) }
    }
    return best
  }

  /// The likest other cluster; of several the largest.
  func nearest(of position: Int) -> ShapeClusters.Nearest? {
    guard let best = best(for: position) else { return nil }
    let (here, there) = (Set(words(of: position)), Set(words(of: best.cluster)))
    return ShapeClusters.Nearest(
      cluster: best.cluster, distance: best.distance, onlyHere: telling(here.subtracting(there)),
      onlyThere: telling(there.subtracting(here)))
  }

  private func distance(_ a: Int, _ b: Int) -> Double {
    // Both ascend: walked side by side, so that sums have one order.
    let (left, right) = (words(of: a), words(of: b))
    var (i, j) = (left.startIndex, right.startIndex)
    var both = 0.0
    var either = 0.0
    while i < left.endIndex || j < right.endIndex {
      if j == right.endIndex || i < left.endIndex && left[i] < right[j] {
        either += weights[left[i]]
        i += 1
      } else if i == left.endIndex || right[j] < left[i] {
        either += weights[right[j]]
        j += 1
      } else {
        both += weights[left[i]]
        either += weights[left[i]]
        i += 1
        j += 1
      }
    }
    return either > 0 ? 1 - both / either : 0
  }

  /// Words with most information first.
  private func telling(_ words: Set<Int32>) -> [String] {
    words.map { (word: $0, text: vocabulary[$0]) }
      .sorted {
        weights[$0.word] != weights[$1.word] ? weights[$0.word] > weights[$1.word] : $0.text < $1.text
      }
      .map(\.text)
  }
}
