import Foundation
import Hunt
import Testing

@Suite("DBSCAN")
struct DBSCANTests {
  @Test(
    "labels and core rows are those of scikit-learn", .enabled(if: Oracles.exist),
    arguments: ["msticpy_demo_logons", "msticpy_demo_processes", "otrf_logons", "otrf_processes"])
  func oracle(name: String) throws {
    let expected = try #require(Oracles.json("cluster/\(name).expected.json") as? [String: Any])
    let features = try #require(expected["features"] as? [String: [Any]])
    let input = try QuotedTable.columns("cluster/\(name).input.csv")
    let runs = try #require(expected["runs"] as? [String: [String: Any]])
    for (run, facts) in runs {
      let names = try #require(facts["cluster_columns"] as? [String])
      let columns = try names.map { name in
        try (features[name]?.map { try Self.number($0) })
          ?? #require(input[name]).map { try #require(Double($0)) }
      }
      var matrix = FeatureMatrix(columnCount: names.count)
      for row in columns[0].indices {
        let isAdded = matrix.append(columns.map { $0[row] })
        #expect(isAdded)
      }
      if facts["normalize"] as? Bool == true { matrix = matrix.normalizedRows() }
      let found = DBSCAN(
        radius: try #require(facts["max_cluster_distance"] as? Double),
        minimumSamples: try #require(facts["min_cluster_samples"] as? Int)
      ).labels(of: matrix)
      #expect(found.labels == facts["labels"] as? [Int], "\(run)")
      let cores = found.isCore.indices.filter { found.isCore[$0] }
      #expect(cores == facts["core_sample_indices"] as? [Int], "\(run)")
    }
  }

  private static func number(_ value: Any) throws -> Double {
    try #require((value as? NSNumber)?.doubleValue)
  }

  @Test("random tables get the labels that the definition gives, pair by pair", arguments: 0..<60)
  func definition(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let width = 1 + Int(random.next() % 4)
    var matrix = FeatureMatrix(columnCount: width)
    for _ in 0..<Int(1 + random.next() % 150) {
      // Whole numbers make many equal rows and distances that are exactly the radius.
      _ = matrix.append(
        (0..<width).map { _ in
          seed % 2 == 0 ? Double(random.next() % 8) : random.unit() * (random.next() % 3 == 0 ? 10 : 1)
        })
    }
    let radius = seed % 2 == 0 ? Double(1 + random.next() % 2) : 0.05 + random.unit()
    let minimum = 1 + Int(random.next() % 6)
    let found = DBSCAN(radius: radius, minimumSamples: minimum).labels(of: matrix)
    #expect(found == NaiveDBSCAN.labels(of: matrix, radius: radius, minimum: minimum))
  }

  @Test("empty input, one row, and rows that are all equal")
  func small() {
    let search = DBSCAN(radius: 0.1, minimumSamples: 2)
    #expect(search.labels(of: FeatureMatrix(columnCount: 3)).labels.isEmpty)
    var matrix = FeatureMatrix(columnCount: 1)
    _ = matrix.append([5])
    #expect(search.labels(of: matrix).labels == [-1])
    for _ in 0..<1000 { _ = matrix.append([5]) }
    #expect(search.labels(of: matrix).labels.allSatisfy { $0 == 0 })
  }

  @Test("values that are no finite numbers are refused")
  func notFinite() {
    var matrix = FeatureMatrix(columnCount: 2)
    let refused = [[1, .nan], [.infinity, 1], [1]].map { matrix.append($0) }
    #expect(refused == [false, false, false])
    #expect(matrix.rowCount == 0)
  }

  @Test("coordinates at both ends of what doubles hold end in bounded time")
  func extremes() {
    var matrix = FeatureMatrix(columnCount: 2)
    for power in stride(from: -1074.0, through: 1000, by: 7) {
      _ = matrix.append([exp2(power), -exp2(power)])
      _ = matrix.append([-exp2(power), 0])
    }
    let found = DBSCAN(radius: Double.leastNonzeroMagnitude, minimumSamples: 2).labels(of: matrix)
    #expect(found.labels.count == matrix.rowCount)
  }
}

/// The definition, in time with the square of the rows.
private enum NaiveDBSCAN {
  static func labels(of matrix: FeatureMatrix, radius: Double, minimum: Int) -> DBSCAN.Labels {
    let rows = (0..<matrix.rowCount).map { Array(matrix[$0]) }
    let neighbors = rows.map { a in
      rows.indices.filter { b in
        zip(a, rows[b]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } <= radius * radius
      }
    }
    let isCore = neighbors.map { $0.count >= minimum }
    var labels = Array(repeating: -1, count: rows.count)
    var count = 0
    for row in rows.indices where isCore[row] && labels[row] < 0 {
      var open = [row]
      while let next = open.popLast() {
        guard labels[next] < 0 else { continue }
        labels[next] = count
        if isCore[next] { open += neighbors[next] }
      }
      count += 1
    }
    return DBSCAN.Labels(labels: labels, isCore: isCore, clusterCount: count)
  }
}
