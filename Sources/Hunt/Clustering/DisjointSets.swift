/// Which of a number of things belong together (Tarjan 1975: Efficiency of a good but not linear set union algorithm).
struct DisjointSets {
  private var parents: [Int]

  /// Things 0 ..< count, each for itself.
  init(count: Int) { parents = Array(0..<count) }

  /// The thing that stands for all that belong to this one.
  mutating func root(_ thing: Int) -> Int {
    var at = thing
    while parents[at] != at {
      parents[at] = parents[parents[at]]
      at = parents[at]
    }
    return at
  }

  /// Whether two belong together.
  mutating func areJoined(_ a: Int, _ b: Int) -> Bool { root(a) == root(b) }

  /// Puts two together. The lesser number stands for both.
  mutating func join(_ a: Int, _ b: Int) {
    let (first, second) = (root(a), root(b))
    parents[max(first, second)] = min(first, second)
  }
}
