import Foundation

/// Do events come at the same place of each cycle of a period? It finds fixed schedules, with beats missed and other
/// events between them.
struct PhaseTest {
  /// The period, refined.
  var period: Double
  /// Natural logarithm of the probability of so many cycles with an event at the same place, if the events of each
  /// cycle lay anywhere in it.
  var logP: Double
  /// Cycles in the span, and those with an event at the place.
  var cycles: Int
  var hits: Int
  /// Standard deviation of the events at the place, as a share of the period.
  var spread: Double

  /// Share of cycles that are hit.
  var occupancy: Double { cycles == 0 ? 0 : Double(hits) / Double(cycles) }

  private static let slots = 50
  /// Slots of the place that is looked at: a fifth of the cycle.
  private static let width = 10

  /// - Parameter times: ascending, in units from the first one on.
  init?(_ times: [Double], near candidate: Double) {
    guard let last = times.last, candidate > 0, last / candidate >= 4 else { return nil }
    let period = Self.refined(times, near: candidate)
    guard last / period >= 4 else { return nil }
    self.period = period
    cycles = max(1, Int((last / period).rounded()) + 1)
    hits = 0
    var all = 0
    var place = 0.0
    // A place over the border of two cycles is in the middle of one that begins half a period later.
    for origin in [0, 0.5] {
      let masks = Self.masks(times, period: period, origin: origin)
      for start in 0...Self.slots - Self.width {
        let window: UInt64 = ((1 << UInt64(Self.width)) - 1) << UInt64(start)
        let hit = masks.reduce(0) { $0 + ($1 & window != 0 ? 1 : 0) }
        all += hit
        if hit > hits { (hits, place) = (hit, origin + Double(start) / Double(Self.slots)) }
      }
    }
    // What a place has on the average, the best one counted too: it was chosen for being the best.
    let looks = 2 * (Self.slots - Self.width + 1)
    let usual = (Double(all) / Double(looks) + 0.5) / (Double(cycles) + 1)
    logP = BinomialTail.logUpper(hits: min(hits, cycles), trials: cycles, p: usual)
    spread = Self.spread(times, period: period, from: place)
  }

  /// The slots that are hit, for each cycle that has events.
  private static func masks(_ times: [Double], period: Double, origin: Double) -> [UInt64] {
    let unit = max(1, min(slots, Int(Double(slots) / period)))
    var masks: [UInt64] = []
    var current = -1
    for time in times {
      let phase = time / period + 1 - origin
      let cycle = Int(phase)
      let slot = min(slots - 1, Int((phase - Double(cycle)) * Double(slots)))
      if cycle != current {
        masks.append(0)
        current = cycle
      }
      // A time in whole units is somewhere in its unit.
      for offset in 0..<unit { masks[masks.count - 1] |= 1 << UInt64((slot + offset) % slots) }
    }
    return masks
  }

  /// The period near a candidate at which the events' phases agree best (Rayleigh's statistic).
  private static func refined(_ times: [Double], near candidate: Double) -> Double {
    guard let last = times.last, last > 0 else { return candidate }
    var frequency = 1 / candidate
    var step = 1 / last
    var best = power(times, frequency)
    for _ in 0..<3 {
      let centre = frequency
      for k in -5...5 where k != 0 {
        let other = centre + Double(k) * step / 5
        guard other > 0 else { continue }
        let otherPower = power(times, other)
        if otherPower > best { (frequency, best) = (other, otherPower) }
      }
      step /= 5
    }
    return 1 / frequency
  }

  private static func power(_ times: [Double], _ frequency: Double) -> Double {
    var (re, im) = (0.0, 0.0)
    for time in times {
      let cycles = time * frequency
      let angle = 2 * Double.pi * (cycles - cycles.rounded(.down))
      re += cos(angle)
      im += sin(angle)
    }
    return re * re + im * im
  }

  private static func spread(_ times: [Double], period: Double, from place: Double) -> Double {
    var (count, sum, squares) = (0.0, 0.0, 0.0)
    for time in times {
      let phase = time / period - place
      let offset = phase - phase.rounded(.down)
      guard offset < Double(width) / Double(slots) else { continue }
      count += 1
      sum += offset
      squares += offset * offset
    }
    guard count > 1 else { return 0 }
    return max(0, squares / count - sum * sum / count / count).squareRoot()
  }
}
