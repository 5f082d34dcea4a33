package import Evidence

/// One cluster in short: how many rows, which comes first, from when to when.
package struct ClusterSummary: Sendable, Equatable {
  /// Number of the cluster, -1 for a row that belongs to none.
  package var cluster: Int
  /// Rows in it.
  package var size: Int
  /// Position of its first row: the one that stands for it.
  package var representative: Int
  /// Earliest and latest time of its rows; nil where none has one.
  package var first: Timestamp?
  package var last: Timestamp?

  /// The clusters, smallest first, then by their first rows. Each row of noise stands for itself with its own time
  /// (msticpy gives each the times of all noise together).
  /// - Parameters:
  ///   - labels: cluster of each row from 0, -1 for noise.
  ///   - clusterCount: number of clusters.
  ///   - times: time of each row.
  package static func summaries(
    labels: [Int], clusterCount: Int, times: [Timestamp?]
  ) -> [ClusterSummary] {
    var clusters = (0..<clusterCount).map {
      ClusterSummary(cluster: $0, size: 0, representative: -1, first: nil, last: nil)
    }
    var noise: [ClusterSummary] = []
    for (row, label) in labels.enumerated() {
      let time = times[row]
      guard label >= 0 else {
        noise.append(ClusterSummary(cluster: -1, size: 1, representative: row, first: time, last: time))
        continue
      }
      clusters[label].add(row, time)
    }
    let known = noise + clusters.filter { $0.size > 0 }
    return known.sorted {
      $0.size != $1.size ? $0.size < $1.size : $0.representative < $1.representative
    }
  }

  private mutating func add(_ row: Int, _ time: Timestamp?) {
    size += 1
    if representative < 0 { representative = row }
    guard let time else { return }
    first = first.map { min($0, time) } ?? time
    last = last.map { max($0, time) } ?? time
  }
}
