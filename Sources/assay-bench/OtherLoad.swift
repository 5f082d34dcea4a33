import Foundation
import Glibc

// `getrusage` fills a local variable that outlives the call.

/// What other processes took of the machine while something was measured: on a busy one, wall times and gains by
/// threads say nothing.
struct OtherLoad {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let busy: Double
  private let own: Double

  init() {
    start = clock.now
    busy = Self.busySeconds()
    own = Self.ownSeconds()
  }

  /// Share of all cores, 0...1, since `init`.
  var share: Double {
    let wall = Child.seconds(clock.now - start)
    let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
    let others = (Self.busySeconds() - busy) - (Self.ownSeconds() - own)
    return min(1, max(0, others / max(wall * cores, 1e-9)))
  }

  /// CPU time of the whole machine (proc(5), `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal).
  private static func busySeconds() -> Double {
    guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
      let line = text.split(separator: "\n").first
    else { return 0 }
    let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
    guard ticks.count == 8 else { return 0 }
    return (ticks.reduce(0, +) - ticks[3] - ticks[4]) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// CPU time of this process and the children that it waited for.
  private static func ownSeconds() -> Double {
    [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { sum, who in
      var usage = rusage()
      guard unsafe getrusage(__rusage_who_t(who.rawValue), &usage) == 0 else { return sum }
      return sum + Child.seconds(usage.ru_utime) + Child.seconds(usage.ru_stime)
    }
  }
}
