/// Which processes of a forest are shown: the chosen ones, all above them, and all below them.
package struct TreeChoice: Sendable {
  /// For each node whether it is shown.
  package let isShown: [Bool]
  /// How many are shown.
  package let count: Int

  /// All.
  package init(all forest: ProcessForest) {
    isShown = [Bool](repeating: true, count: forest.nodes.count)
    count = forest.nodes.count
  }

  /// - Parameter chosen: nodes.
  package init(_ chosen: some Sequence<Int>, in forest: ProcessForest) {
    var isBelow = [Bool](repeating: false, count: forest.nodes.count)
    for node in chosen { isBelow[node] = true }
    var isShown = isBelow
    // A parent stands before its children.
    for node in forest.order where !isBelow[node] {
      let parent = forest.nodes[node].parent
      if parent >= 0, isBelow[parent] {
        isBelow[node] = true
        isShown[node] = true
      }
    }
    for node in forest.nodes.indices where isBelow[node] {
      var parent = forest.nodes[node].parent
      while parent >= 0, !isShown[parent] {
        isShown[parent] = true
        parent = forest.nodes[parent].parent
      }
    }
    self.isShown = isShown
    count = isShown.count { $0 }
  }
}
