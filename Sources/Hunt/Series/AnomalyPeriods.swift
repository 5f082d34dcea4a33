/// Stretches of anomalies that belong together.
package struct AnomalyPeriod: Sendable, Equatable {
  /// Indices of the first and the last anomalous value.
  package var first: Int
  package var last: Int
  /// How many anomalous values it has.
  package var anomalies: Int
  /// Index of the one with the largest score, whatever its sign.
  package var peak: Int
  /// 1 for spikes, −1 for dips.
  package var direction: Int8

  /// - Parameters: as the members.
  package init(first: Int, last: Int, anomalies: Int, peak: Int, direction: Int8) {
    self.first = first
    self.last = last
    self.anomalies = anomalies
    self.peak = peak
    self.direction = direction
  }

  /// Anomalies of one direction that are at most `gap` values apart are one period, in order of time.
  package static func all(anomaly: [Int8], score: [Double], gap: Int = 2) -> [AnomalyPeriod] {
    var periods: [AnomalyPeriod] = []
    var open: [Int8: Int] = [:]
    for i in anomaly.indices where anomaly[i] != 0 {
      if let index = open[anomaly[i]], i - periods[index].last <= gap {
        periods[index].last = i
        periods[index].anomalies += 1
        if abs(score[i]) > abs(score[periods[index].peak]) { periods[index].peak = i }
      } else {
        open[anomaly[i]] = periods.count
        periods.append(AnomalyPeriod(first: i, last: i, anomalies: 1, peak: i, direction: anomaly[i]))
      }
    }
    return periods
  }
}
