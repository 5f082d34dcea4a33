import Hunt
import Pages

/// Why a cluster of shapes stands where it stands, in words: how rare, and what it has that its likest has not.
struct ShapeReasons {
  private let found: ShapeClusters
  private let numbers: [Int64]
  private let numberName: String

  /// - Parameters:
  ///   - numbers: of the rows that were clustered.
  ///   - numberName: what they are, `record` or `row`.
  init(_ found: ShapeClusters, numbers: [Int64], numberName: String) {
    self.found = found
    self.numbers = numbers
    self.numberName = numberName
  }

  /// Words that are named on each side.
  private static let named = 4

  func why(_ cluster: ShapeClusters.Cluster, _ nearest: ShapeClusters.Nearest?) -> String {
    let all = found.rowsOfProgram[cluster.program] ?? cluster.size
    let program = cluster.program.isEmpty ? "without a program" : "of \(cluster.program)"
    var parts: [String] = []
    if all == cluster.size {
      parts.append(
        all == 1 ? "the only row \(program)" : "all \(NumberText.grouped(all)) rows \(program) look like this"
      )
    } else {
      parts.append("\(NumberText.grouped(cluster.size)) of \(NumberText.counted(all, "row")) \(program)")
    }
    if found.hostCount > 1, !cluster.hosts.isEmpty {
      parts[0] +=
        cluster.hosts.count == 1
        ? ", only on \(cluster.hosts[0])" : ", on \(cluster.hosts.count) of \(found.hostCount) hosts"
    }
    if let nearest { parts.append(Self.difference(nearest, label(found.clusters[nearest.cluster]))) }
    if cluster.shapes > 1 {
      parts.append("joins \(NumberText.grouped(cluster.shapes)) shapes that differ at <*>")
    }
    return parts.joined(separator: "; ")
  }

  /// `cluster 12 (403 rows)`, or the row itself where it is in none.
  private func label(_ other: ShapeClusters.Cluster) -> String {
    other.number >= 0
      ? "cluster \(other.number) (\(NumberText.counted(other.size, "row")))"
      : "\(numberName) \(numbers[other.firstRow])"
  }

  private static func difference(_ nearest: ShapeClusters.Nearest, _ other: String) -> String {
    let hundredths = Int((nearest.distance * 100).rounded())
    let digits = hundredths % 100
    var text = "likest is \(other), distance \(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)"
    if !nearest.onlyHere.isEmpty { text += ", which has no \(list(nearest.onlyHere))" }
    if !nearest.onlyThere.isEmpty {
      text +=
        nearest.onlyHere.isEmpty
        ? ", which has \(list(nearest.onlyThere))" : " but \(list(nearest.onlyThere))"
    }
    return text
  }

  private static func list(_ words: [String]) -> String {
    let rest = words.count - named
    return words.prefix(named).joined(separator: " ") + (rest > 0 ? " and \(rest) more words" : "")
  }
}
