import Foundation

/// `random_share`: one in N records is kept, whatever it is. Learned: N, the nearest whole number to the share that is
/// there; it must fit within the chance that the number of records leaves, and on hosts and hours alike.
enum RandomShare: CauseTest {
  static let kinds = ["random_share"]
  static let verdict = Verdict.missing

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("random_share")
    let (lost, kept) = (Double(seen.open.count), Double(seen.wholeCount))
    guard let limit = limits.first, lost + kept >= 30, kept >= 5, lost >= 0.4 * (lost + kept) else {
      return []
    }
    let share = kept / (lost + kept)
    let deviation = (share * (1 - share) / (lost + kept)).squareRoot()
    let low = Int64((1 / min(1, share + 2 * deviation)).rounded(.up))
    let high = Int64((1 / max(0.000_001, share - 2 * deviation)).rounded(.down))
    guard low <= high, high >= 2 else { return [] }
    let interval = max(2, low)...high
    let nearest = min(max(Int64((1 / share).rounded()), interval.lowerBound), interval.upperBound)
    let round = [Int64(10), 100, 1000, 10_000].first { interval.contains($0) }
    let value = round ?? nearest
    guard isEven(seen, share) else { return [] }
    return [
      Candidate(
        why: limit.word(String(value)), limit: limit, parameter: "1 in \(value)", interval: interval,
        isKnownValue: round != nil, hits: seen.open, bits: 0.01,
        rivals: limits.rivals(of: limit, String(value)))
    ]
  }

  /// Chi-square over hosts and hours: lost alike everywhere (the mean is 1 per degree of freedom, its deviation
  /// `sqrt(2 / degrees)`).
  private static func isEven(_ seen: Observations, _ share: Double) -> Bool {
    let hour: Int64 = 3_600_000_000_000
    let keys: [(RecordFacts) -> Int64] = [
      { Int64($0.computer) }, { $0.time == .min ? .min : $0.time / hour }, { Int64($0.channel) },
      { Int64($0.eventID) },
    ]
    return keys.allSatisfy { key in
      var cells: [Int64: (kept: Double, all: Double)] = [:]
      for (record, facts) in seen.comparison.records.enumerated() {
        guard seen.states[record] == .open || seen.states[record] == .whole else { continue }
        var cell = cells[key(facts)] ?? (0, 0)
        cell.all += 1
        if seen.states[record] == .whole { cell.kept += 1 }
        cells[key(facts)] = cell
      }
      let large = cells.sorted { $0.key < $1.key }.map(\.value).filter { $0.all * min(share, 1 - share) >= 3 }
      guard large.count >= 2 else { return true }
      let sum = large.reduce(0.0) { sum, cell in
        let expected = cell.all * share
        return sum + (cell.kept - expected) * (cell.kept - expected) / (expected * (1 - share))
      }
      let degrees = Double(large.count)
      return sum <= degrees + 4 * (2 * degrees).squareRoot()
    }
  }
}
