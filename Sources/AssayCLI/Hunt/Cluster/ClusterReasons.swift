import Hunt
import Pages

/// Why rows are one cluster, or noise, in words: the numbers they share.
struct ClusterReasons {
  private let features: FeatureRows
  private let radius: Double
  private let minimumSamples: Int
  /// Least and greatest of each column, by cluster.
  private var ranges: [[ClosedRange<Double>]]
  /// Different programs, by cluster.
  private var programs: [Set<Int32>]

  init(_ found: DBSCAN.Labels, _ features: FeatureRows, radius: Double, minimumSamples: Int) {
    self.features = features
    self.radius = radius
    self.minimumSamples = minimumSamples
    ranges = Array(repeating: [], count: found.clusterCount)
    programs = Array(repeating: [], count: found.clusterCount)
    for (row, label) in found.labels.enumerated() where label >= 0 {
      let values = Array(features.matrix[row])
      ranges[label] =
        ranges[label].isEmpty
        ? values.map { $0...$0 }
        : zip(ranges[label], values).map { min($0.lowerBound, $1)...max($0.upperBound, $1) }
      programs[label].insert(features.programOfRow[row])
    }
  }

  func why(_ summary: ClusterSummary) -> String {
    guard summary.cluster >= 0 else {
      let values = zip(features.columns, features.matrix[summary.representative])
        .map { "\($0) \(Self.text($1))" }.joined(separator: ", ")
      return
        "within \(Self.text(radius)) of it are fewer than \(minimumSamples) rows and no cluster: \(values)"
    }
    let values = zip(features.columns, ranges[summary.cluster]).map { column, range in
      range.lowerBound == range.upperBound
        ? "\(column) \(Self.text(range.lowerBound))"
        : "\(column) \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
    }.joined(separator: ", ")
    let count = programs[summary.cluster].count
    return values
      + (count > 1
        ? "; joins \(NumberText.counted(count, "program")), whose numbers have similar ratios" : "")
  }

  /// A number as short as it is exact: whole numbers without a point.
  private static func text(_ value: Double) -> String {
    Int64(exactly: value).map { String($0) } ?? "\(value)"
  }
}
