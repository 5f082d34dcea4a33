import Foundation
import Hunt
import Testing

@Suite("Beacons")
struct BeaconTests {
  private struct Series {
    var id: String
    var times: [Int64]
    var truth: [String: Any]?
  }

  private static func oracle() throws -> [Series] {
    let inputs = try #require(Oracles.json("beacon/connection_times.input.json") as? [[String: Any]])
    let outputs = try #require(Oracles.json("beacon/connection_times.expected.json") as? [[String: Any]])
    return zip(inputs, outputs).map { input, output in
      Series(
        id: input["id"] as? String ?? "",
        times: (input["timestamps"] as? [Int] ?? []).map { Int64($0) },
        truth: output["truth"] as? [String: Any])
    }
  }

  @Test("beacons and sleeps are found with their period, other series are not", .enabled(if: Oracles.exist))
  func truth() throws {
    for series in try Self.oracle() {
      guard let truth = series.truth, let isPeriodic = truth["periodic"] as? Bool else { continue }
      let beacon = Beacon(series.times)
      // Fewer than eight events are not asked for.
      if isPeriodic && series.times.count < 8 { continue }
      #expect(beacon.isPeriodic == isPeriodic, "\(series.id)")
      guard isPeriodic, let period = truth["period_seconds"] as? Double else { continue }
      let jitter = truth["jitter"] as? Double ?? 0
      let kind = truth["kind"] as? String
      let tolerance = kind == "sleep" && jitter > 0.3 ? 0.15 : 0.05
      let periods = kind == "two" ? [period, (2.7 * period).rounded(.down)] : [period]
      let interval = beacon.interval ?? 0
      #expect(periods.contains { abs(interval - $0) <= tolerance * $0 }, "\(series.id): \(interval)")
    }
  }

  /// Sixty runs of each kind: what chance gives must not be flagged more often than chance allows.
  @Test("series by chance and in bursts are no beacons")
  func chance() {
    var flagged = 0
    for seed in 0..<60 {
      var random = SplitMix64(seed: UInt64(seed))
      var time = 0.0
      let poisson = (0..<(20 + seed * 5)).map { _ -> Int64 in
        time -= log(1 - random.unit()) * 30
        return Int64(time)
      }
      if Beacon(poisson).isPeriodic { flagged += 1 }
      time = 0
      let bursts = (0..<(30 + seed * 5)).map { i -> Int64 in
        time += i % (5 + seed % 11) == 0 ? 100 - log(1 - random.unit()) * 900 : 1 + random.unit() * 9
        return Int64(time)
      }
      if Beacon(bursts).isPeriodic { flagged += 1 }
    }
    #expect(flagged <= 1)
  }

  @Test("a sleep with jitter and a schedule with missed beats are found", arguments: [10.0, 60, 900])
  func found(period: Double) {
    for seed in 0..<20 {
      var random = SplitMix64(seed: UInt64(seed))
      var time = 0.0
      let sleep = (0..<80).map { _ -> Int64 in
        time += period * (0.8 + 0.4 * random.unit())
        return Int64(time)
      }
      let slept = Beacon(sleep)
      #expect(slept.isPeriodic && abs((slept.interval ?? 0) - period) < 0.05 * period)
      let schedule = (0..<80).filter { _ in random.unit() > 0.2 }.map { Int64(Double($0) * period) }
      let beaten = Beacon(schedule)
      #expect(beaten.isPeriodic && abs((beaten.interval ?? 0) - period) < 0.05 * period)
    }
  }

  @Test(
    "odd series end with a sentence",
    arguments: [
      [], [5], [5, 5, 5], [0, 60], [Int64.min / 4, 0, Int64.max / 4], [0, 1, 2, 3, 4, 5, 1 << 60],
    ])
  func odd(times: [Int64]) {
    let beacon = Beacon(times)
    #expect(!beacon.isPeriodic)
    #expect(!beacon.why.isEmpty)
    #expect(beacon.fisherP >= 0 && beacon.fisherP <= 1)
  }

  @Test("a transform of any length is the sum that defines it", arguments: [2, 3, 8, 15, 60, 97, 128])
  func transform(count: Int) {
    let values = (0..<count).map { Double(($0 * 7919) % 13) - 5 }
    for (k, power) in FourierTransform.power(values).enumerated() {
      var (re, im) = (0.0, 0.0)
      for (j, value) in values.enumerated() {
        let angle = 2 * Double.pi * Double(k * j % count) / Double(count)
        re += value * cos(angle)
        im -= value * sin(angle)
      }
      #expect(abs(power - re * re - im * im) < 1e-8 * (1 + power))
    }
  }
}
