import Foundation

/// The times of one computer's records, for tests that look for what all of its rows share.
struct HostTimes {
  var name: String
  /// Records of the host that have rows, by time, then position.
  var records: [Int]

  static func of(_ seen: Observations) -> [HostTimes] {
    let records = seen.comparison.records
    var wanted: Set<WordID> = []
    for record in seen.open { wanted.insert(records[record].computer) }
    var hosts: [WordID: [Int]] = [:]
    for record in records.indices where seen.states[record] != .silent {
      if wanted.contains(records[record].computer), records[record].time != .min {
        hosts[records[record].computer, default: []].append(record)
      }
    }
    return hosts.sorted { $0.key < $1.key }.map { word, list in
      HostTimes(
        name: seen.comparison.words[word],
        records: list.sorted { (records[$0].time, $0) < (records[$1].time, $1) })
    }
  }

  /// Whether a record's row is at the record's own time, but for a second: what no zone moved.
  static func isOnTime(_ record: Int, _ seen: Observations) -> Bool {
    guard let shift = seen.difference(record)?.shift else { return seen.states[record] == .whole }
    return shift.magnitude < 1_000_000_000
  }

  /// A host's offset in whole quarters of an hour, if the shift is one: rows of whole seconds fall short by up to one.
  static func quarters(_ shift: Int64) -> Int64? {
    let quarter: Int64 = 900_000_000_000
    let count = Int64((Double(shift) / Double(quarter)).rounded())
    let (whole, overflow) = count.multipliedReportingOverflow(by: quarter)
    guard !overflow, abs(shift - whole) < 1_000_000_000 else { return nil }
    return count
  }

  /// `+5.5h`, `-7h`, `+5.75h`.
  static func hours(quarters: Int64) -> String {
    let sign = quarters < 0 ? "-" : "+"
    let (hours, rest) = abs(quarters).quotientAndRemainder(dividingBy: 4)
    return sign + String(hours) + ["", ".25", ".5", ".75"][Int(rest)] + "h"
  }
}
