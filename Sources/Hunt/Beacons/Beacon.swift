import Foundation

/// Is one series of connections periodic?
package struct Beacon: Sendable, Equatable {
  /// What showed the period.
  package enum Method: String, Sendable {
    /// Events come at the same place of each cycle.
    case schedule
    /// The intervals between events are alike: a sleep, whose phase drifts.
    case intervals
  }

  /// Events.
  package var count: Int
  /// The period in units of time; nil where nothing points to one.
  package var interval: Double?
  /// Standard deviation of the intervals as a share of the interval; nil without one.
  package var jitter: Double?
  /// From 0 to 1: how regular, how whole. Ranks; periodic series stand above others.
  package var score: Double
  /// Of Fisher's g-test on the periodogram (1 where there is none). It is small for bursts too: `isPeriodic` is
  /// decided by the other tests.
  package var fisherP: Double
  package var isPeriodic: Bool
  /// What decided; nil where not periodic.
  package var method: Method?
  /// Sentences for people.
  package var why: String
  /// Units of time in a bin of the periodogram; above 1 where the span is long.
  package var binWidth: Int64

  /// Fewest events that can be judged.
  package static let fewest = 6
  /// Units of time of the shortest schedule that is looked for: phases within less cannot be told apart. Shorter
  /// periods show in the intervals.
  private static let shortestSchedule = 5.0
  /// Natural logarithms of the probabilities below which a test decides.
  private static let intervalLimit = log(5e-4)
  private static let scheduleLimit = log(1e-3)

  /// - Parameter times: in whole units, in any order.
  package init(_ times: [Int64]) {
    let times = times.sorted()
    count = times.count
    score = 0
    fisherP = 1
    isPeriodic = false
    why = ""
    binWidth = 1
    guard let first = times.first, let last = times.last, last > first else {
      why = count < 2 ? "fewer than two events" : "all events at the same time"
      return
    }
    let periodogram = Periodogram(times)
    if let periodogram {
      fisherP = periodogram.fisherP
      binWidth = periodogram.width
    }
    guard count >= Self.fewest else {
      why = "fewer than \(Self.fewest) events"
      return
    }
    let schedule = Self.schedule(times, periodogram)
    let intervals = Self.intervals(times, around: schedule?.period)
    judge(schedule, intervals, span: Double(last - first))
  }

  private mutating func judge(_ schedule: PhaseTest?, _ intervals: IntervalTest?, span: Double) {
    let sleep = intervals.flatMap { $0.isSleep ? $0 : nil }
    // A schedule is preferred for its exact period, unless it is a multiple of intervals that are alike without it.
    if let schedule, schedule.occupancy >= 0.45,
      sleep.map({ schedule.period < 1.3 * $0.interval || schedule.logP < $0.logP }) ?? true
    {
      isPeriodic = true
      method = .schedule
      interval = schedule.period
      jitter = schedule.spread * 2.0.squareRoot()
      score = schedule.occupancy * (1 - min(1, 2 * (jitter ?? 0)))
      why =
        "\(schedule.hits) of \(schedule.cycles) cycles of the period have an event at the same place "
        + "(by chance: \(Self.text(schedule.logP)))"
    } else if let sleep {
      isPeriodic = true
      method = .intervals
      interval = sleep.interval
      jitter = sleep.spread
      score = sleep.coverage * (1 - min(1, sleep.robustSpread))
      why =
        "intervals are alike: spread \(Self.percent(sleep.robustSpread)) of the median "
        + "(by chance: \(Self.text(sleep.logP)))"
    }
    guard !isPeriodic else { return }
    interval = intervals?.interval
    jitter = intervals?.robustSpread
    score = 0.2 * max(0, 1 - (intervals?.robustSpread ?? 1)) * (intervals?.coverage ?? 0)
    if let intervals, intervals.coverage < 0.5, intervals.logP < Self.intervalLimit {
      why = "bursts: events lie close together in \(Self.percent(intervals.coverage)) of the time"
    } else {
      why = "intervals are as unlike as chance makes them"
    }
  }

  private static func text(_ logP: Double) -> String {
    logP < -230 ? "below 1e-100" : logP.isFinite ? String(format: "%.1e", exp(logP)) : "0"
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  // MARK: tests

  private static func intervals(_ times: [Int64], around period: Double?) -> IntervalTest? {
    // Several connections of one beat lie close together: they are one event then.
    var best = IntervalTest(times, merge: 0)
    for merge in Set([2, (best?.interval ?? 0) * 0.1, (period ?? 0) * 0.1]).sorted() where merge >= 2 {
      if let test = IntervalTest(times, merge: merge), test.isSleep,
        test.logP + 1.1 < (best?.isSleep == true ? best?.logP ?? 0 : 0)
      {
        best = test
      }
    }
    return best
  }

  private static func schedule(_ times: [Int64], _ periodogram: Periodogram?) -> PhaseTest? {
    guard let first = times.first, let last = times.last else { return nil }
    let offsets = times.map { Double($0 - first) }
    let span = Double(last - first)
    var candidates = periodogram?.peaks(8) ?? []
    candidates += candidates.flatMap { peak in (2...12).map { peak * Double($0) } }
    candidates += usualDifferences(times)
    // Frequencies that could have been the best one, and places in the cycle.
    let looks = log(max(1, span / 2) * 5)
    var tests: [PhaseTest] = []
    for candidate in candidates where candidate >= shortestSchedule && candidate <= span / 4 {
      guard let test = PhaseTest(offsets, near: candidate), test.logP + looks < scheduleLimit else {
        continue
      }
      tests.append(test)
    }
    guard let fullest = tests.map(\.occupancy).max() else { return nil }
    // Of a period and its multiples, which all fit, the shortest.
    return tests.filter { $0.occupancy >= 0.85 * fullest }.min { $0.period < $1.period }
  }

  /// Differences between events and those some places on that occur most often.
  private static func usualDifferences(_ times: [Int64]) -> [Double] {
    var sums: [Int: (count: Int, sum: Double)] = [:]
    for lag in 1...min(6, times.count - 1) {
      for i in lag..<times.count {
        let difference = Double(times[i] - times[i - lag])
        guard difference >= 2 else { continue }
        let bin = Int((log(difference) / log(1.05)).rounded(.down))
        let old = sums[bin] ?? (0, 0)
        sums[bin] = (old.count + 1, old.sum + difference)
      }
    }
    let ordered = sums.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    return ordered.prefix(6).map { $0.value.sum / Double($0.value.count) }
  }
}

extension IntervalTest {
  /// Alike beyond chance, over most of the time, and not only a bulge of short intervals.
  var isSleep: Bool {
    robustSpread <= 0.6 && logP < log(robustSpread <= 0.45 ? 5e-4 : 1e-6)
      && (coverage >= 0.5 || robustSpread <= 0.1)
  }
}
