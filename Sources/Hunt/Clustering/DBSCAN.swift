/// Density-based clusters, exactly (Ester, Kriegel, Sander, Xu: A density-based algorithm for discovering clusters in
/// large spatial databases with noise, 1996), with the labels that scikit-learn gives.
///
/// A row is a *core* if at least `minimumSamples` rows, itself included, are within `radius` of it (Euclidean, <=).
/// Clusters are the connected parts of the core rows; they are numbered by their first core row. Another row within the
/// radius of a core row belongs to the first such cluster; the rest is noise, -1. So labels depend on no order of work.
///
/// Equal rows are one weighted point; a cell of `PointTree` whose weight reaches the minimum is core as a whole and one
/// node of the search for connected parts. Memory grows with the rows, never with pairs of rows.
package struct DBSCAN: Sendable {
  /// Largest distance of neighbors.
  package var radius: Double
  /// Rows within the radius, the row itself included, that make it a core row.
  package var minimumSamples: Int

  /// - Parameters:
  ///   - radius: above 0 (msticpy's max_cluster_distance, scikit-learn's eps).
  ///   - minimumSamples: at least 1 (msticpy's min_cluster_samples).
  package init(radius: Double, minimumSamples: Int) {
    self.radius = radius
    self.minimumSamples = minimumSamples
  }

  /// What the clustering found, a value a row.
  package struct Labels: Sendable, Equatable {
    /// Cluster from 0, -1 for noise.
    package var labels: [Int]
    /// Whether the row is a core row.
    package var isCore: [Bool]
    /// Number of clusters.
    package var clusterCount: Int

    /// What was found.
    package init(labels: [Int], isCore: [Bool], clusterCount: Int) {
      self.labels = labels
      self.isCore = isCore
      self.clusterCount = clusterCount
    }
  }

  /// Labels of the rows as they stand: normalize them before if that is wanted.
  package func labels(of matrix: FeatureMatrix) -> Labels {
    let groups = PointGroups(matrix)
    var search = DensitySearch(
      tree: PointTree(
        coordinates: groups.coordinates, width: matrix.columnCount, weights: groups.weights,
        squaredRadius: radius * radius),
      weights: groups.weights, squaredRadius: radius * radius, minimum: minimumSamples)
    search.findCores()
    search.connectCells()
    // Points stand in the order of their first rows, so the first core point of a cluster is its first core row.
    let labels = search.pointLabels()
    return Labels(
      labels: groups.pointOfRow.map { labels.labels[Int($0)] },
      isCore: groups.pointOfRow.map { search.isCore[Int($0)] },
      clusterCount: labels.count)
  }
}
