import Query

/// How the times of one host's rows differ from its records'.
package struct HostTiming: Sendable, Equatable {
  package var computer: WordID
  /// Rows at the record's time, but for the export's precision.
  package var onTime: Int
  /// Offsets in whole seconds (rounded down), and how many rows have each; most rows first.
  package var offsets: [Offset]

  package struct Offset: Sendable, Equatable {
    package var seconds: Int64
    package var rows: Int
  }

  /// By host; records that are missing, or have no time, say nothing.
  static func all(of comparison: Comparison) -> [HostTiming] {
    var shifted: [WordID: [Int64: Int]] = [:]
    for difference in comparison.differences where difference.verdict == .timeShifted {
      let second = difference.shift.flooredDivision(by: 1_000_000_000)
      shifted[comparison.records[difference.record].computer, default: [:]][second, default: 0] += 1
    }
    var onTime: [WordID: Int] = [:]
    for record in comparison.records where record.row >= 0 && record.time != .min {
      let isOnTime = !record.verdicts.contains(VerdictSet(.timeShifted))
      onTime[record.computer, default: 0] += isOnTime ? 1 : 0
    }
    return onTime.sorted { $0.key < $1.key }.map { computer, count in
      let offsets = (shifted[computer] ?? [:]).map { Offset(seconds: $0.key, rows: $0.value) }
      return HostTiming(
        computer: computer, onTime: count,
        offsets: offsets.sorted { $0.rows != $1.rows ? $0.rows > $1.rows : $0.seconds < $1.seconds })
    }
  }
}

/// When rows came, and how exact their times are.
package struct Arrival: Sendable, Equatable {
  /// Coarsest unit that all times of rows are whole multiples of, in nanoseconds: 1,000,000 for milliseconds; nil:
  /// no row has a time.
  package var precision: Int64?
  /// Rows that say when they were received, and those of them whose time is that, to the second.
  package var withReceipt: Int
  package var atReceipt: Int
  /// Receipt less the record's own time, nanoseconds: the middle, and what 95 in 100 stay below; nil: unknown.
  package var medianLag: Int64?
  package var lag95: Int64?

  private static let units: [Int64] = [1_000_000_000, 1_000_000, 1000, 100, 1]

  init(_ comparison: Comparison) {
    var unit: Int?
    (withReceipt, atReceipt) = (0, 0)
    for row in comparison.rows {
      if row.time != .min {
        var place = unit ?? 0
        while place + 1 < Self.units.count, row.time % Self.units[place] != 0 { place += 1 }
        unit = place
      }
      if row.indexTime != .min {
        withReceipt += 1
        if row.time != .min, row.indexTime.distance(from: row.time) < 1_000_000_000 { atReceipt += 1 }
      }
    }
    precision = unit.map { Self.units[$0] }
    var lags: [Int64] = []
    for record in comparison.records where record.row >= 0 && record.time != .min {
      let received = comparison.rows[Int(record.row)].indexTime
      if received != .min { lags.append(received.subtractingReportingOverflow(record.time).partialValue) }
    }
    lags.sort()
    medianLag = lags.isEmpty ? nil : lags[lags.count / 2]
    lag95 = lags.isEmpty ? nil : lags[min(lags.count - 1, lags.count * 95 / 100)]
  }
}

extension Int64 {
  /// How far apart two times are, whichever is first; times of hostile logs may lie further apart than `Int64` counts.
  func distance(from other: Int64) -> UInt64 {
    self > other ? UInt64(bitPattern: self &- other) : UInt64(bitPattern: other &- self)
  }
}

/// Between which lengths of text the SIEM cuts.
package struct TextLengths: Sendable, Equatable {
  /// Longest text that came whole, in bytes as exported; nil: the export has no text.
  package var longestWhole: Int?
  /// Shortest text that is cut, in bytes as exported; nil: none is.
  package var shortestCut: Int?

  init(_ comparison: Comparison) {
    let broken = VerdictSet(.missing).union(VerdictSet(.truncated)).union(VerdictSet(.merged))
      .union(VerdictSet(.split))
    for record in comparison.records where record.row >= 0 && record.verdicts.isDisjoint(with: broken) {
      let bytes = Int(comparison.rows[Int(record.row)].bytes)
      if bytes >= 0 { longestWhole = max(longestWhole ?? 0, bytes) }
    }
    for difference in comparison.differences where difference.verdict == .truncated {
      if let cut = difference.cutAt { shortestCut = min(shortestCut ?? cut, cut) }
    }
  }
}
