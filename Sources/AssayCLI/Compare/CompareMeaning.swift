import Completeness
import Evidence
import Pages

/// What an incomplete export means for who searches in the SIEM: where it is blind or thin, and which fields cannot be
/// searched. The worst are named, the rest is counted.
struct CompareMeaning {
  let answer: CompareAnswer
  let style: TextStyle

  private var coverage: Coverage { answer.coverage }
  /// Things that are named of each kind.
  private static let named = 4

  func lines() -> [String] {
    let found = items.map { "  " + $0 }
    return found.isEmpty ? [] : ["", style.bold("what it means")] + found
  }

  /// A sentence for each thing found.
  var items: [String] { blind + eventIDs + hours + holes + fields + outside + notExported }

  private func word(_ number: WordID) -> String {
    number == 0 ? "none named" : DisplayText.escaped(answer.comparison.words[number])
  }

  private func text(_ time: Int64) -> String { NumberText.time(Timestamp(unixNanoseconds: time).text) }

  private static func first(_ items: [String], _ what: String) -> String {
    let rest = items.count - named
    return items.prefix(named).joined(separator: " · ") + (rest > 0 ? " · and \(rest) more \(what)" : "")
  }

  // MARK: where

  private var blind: [String] {
    let empty = coverage.channels.filter { $0.count.raw > 0 && $0.count.present == 0 }
    var lines: [String] = []
    if !empty.isEmpty {
      let items = empty.map {
        "\(word($0.channel)) of \(word($0.computer)) (\(NumberText.grouped($0.count.raw)))"
      }
      lines.append("blind, nothing is there: " + Self.first(items, "channels"))
    }
    let thin = coverage.channels.filter { $0.count.present > 0 && $0.count.present * 2 < $0.count.raw }
      .sorted { $1.count.raw - $1.count.present < $0.count.raw - $0.count.present }
    if !thin.isEmpty {
      let items = thin.map {
        "\(word($0.channel)) of \(word($0.computer)) "
          + "(\(NumberText.grouped($0.count.present)) of \(NumberText.grouped($0.count.raw)))"
      }
      lines.append("thin, less than half is there: " + Self.first(items, "channels"))
    }
    return lines
  }

  /// Event ids of which nothing is there, in channels that are not blind as a whole.
  private var eventIDs: [String] {
    var counts: [[WordID]: (raw: Int, present: Int)] = [:]
    var channels: [WordID: Int] = [:]
    for cell in coverage.cells {
      let known = counts[[cell.channel, cell.eventID]] ?? (0, 0)
      counts[[cell.channel, cell.eventID]] = (known.raw + cell.count.raw, known.present + cell.count.present)
      channels[cell.channel, default: 0] += cell.count.present
    }
    let empty = counts.filter { $0.value.present == 0 && channels[$0.key[0], default: 0] > 0 }
      .sorted { ($1.value.raw, $0.key[0], $0.key[1]) < ($0.value.raw, $1.key[0], $1.key[1]) }
    if empty.isEmpty { return [] }
    let items = empty.map { key, count in
      "\(word(key[1])) of \(word(key[0])) (\(NumberText.grouped(count.raw)))"
    }
    return ["event ids of which nothing is there: " + Self.first(items, "event ids")]
  }

  private struct HostHour: Hashable {
    var computer: WordID
    var hour: Int64
  }

  private var hours: [String] {
    var hours: [HostHour: (raw: Int, present: Int)] = [:]
    for cell in coverage.cells {
      guard let hour = cell.hour else { continue }
      let place = HostHour(computer: cell.computer, hour: hour)
      let known = hours[place] ?? (0, 0)
      hours[place] = (known.raw + cell.count.raw, known.present + cell.count.present)
    }
    let empty = hours.filter { $0.value.present == 0 }
    guard !empty.isEmpty else { return [] }
    let hosts = Set(empty.keys.map(\.computer)).map(word).sorted()
    return [
      "blind hours: \(NumberText.grouped(empty.count)) of \(NumberText.counted(hours.count, "hour")) of a host, on "
        + Self.first(hosts, "hosts")
    ]
  }

  private var holes: [String] {
    var lines: [String] = []
    if let hole = coverage.longestHole, hole.count > 1 {
      var text =
        "longest hole: \(NumberText.counted(Int(clamping: hole.count), "record")) of \(word(hole.channel)) of "
        + "\(word(hole.computer)), EventRecordID \(hole.first)–\(hole.last)"
      if let before = hole.before, let after = hole.after {
        text +=
          ", \(self.text(before)) – \(self.text(after)) (\(DifferenceText.shift(hole.duration).dropFirst()))"
      }
      lines.append(text)
    }
    let both = coverage.gaps.filter { $0.kind == .inBoth }
    if !both.isEmpty {
      let count = both.reduce(Int64(0)) { $0.addingReportingOverflow($1.count).partialValue }
      lines.append(
        "missing in both: \(NumberText.counted(both.count, "hole")) with \(NumberText.grouped(count)) EventRecordIDs "
          + "that neither the case nor the export has: a sample, a filter, cleared, or lost at the source")
    }
    return lines
  }

  // MARK: what

  private var fields: [String] {
    if coverage.fields.isEmpty { return [] }
    let items = coverage.fields.map { field in
      let bad = field.lost + field.cut + field.altered
      return "\(DisplayText.escaped(field.name)) of event \(word(field.eventID)) "
        + "(\(NumberText.grouped(bad)) of \(NumberText.grouped(field.records)))"
    }
    return ["fields that a search does not find as logged: " + Self.first(items, "fields")]
  }

  private var outside: [String] {
    let inferred = answer.inferred
    guard answer.scope == nil, inferred.missingOutside > 0 else { return [] }
    return [
      "of the missing records \(NumberText.grouped(inferred.missingInside)) are of hosts, channels and times that the"
        + " export holds, \(NumberText.grouped(inferred.missingOutside)) are not: if those were never asked for,"
        + " --scope says so"
    ]
  }

  private var notExported: [String] {
    let names = answer.comparison.notExported
    if names.isEmpty { return [] }
    return [
      "not exported at all, though records have them: "
        + Self.first(names.map { DisplayText.escaped($0) }, "fields")
    ]
  }
}
