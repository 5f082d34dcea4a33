import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// What `timeline` asks: which records, by what, in bins of which width.
struct TimelineQuestion {
  private let session: QuerySession
  private let words: String
  /// Name of the field, as given.
  private let by: String?
  private let byColumn: String?
  private let period: SearchPeriod
  /// On `events`, without the period.
  private let search: String?
  private(set) var widthName = "1h"
  private(set) var width: TimeWidth
  /// What must be known to read the answer.
  private(set) var notes: [String]

  /// Bins that a terminal should show at most, if the width is chosen for it.
  private static let binsWanted = 48
  private static let widths = [
    "1s", "5s", "15s", "1m", "5m", "15m", "30m", "1h", "3h", "6h", "12h", "1d", "1w", "1mon", "1y",
  ]

  /// - Throws: `field.missing`, `search.…`.
  init(
    _ session: QuerySession, fields: FieldQueries, words: String, by: String?, from: String?, to: String?
  ) throws {
    self.session = session
    self.words = String(words.drop { $0 == " " })
    self.by = by
    byColumn = try by.map { FieldQueries.quoted(try fields.column(of: $0)) }
    period = try SearchPeriod(from: from, to: to, reader: session.reader)
    notes = period.notes
    width = .hour
    if self.words.isEmpty {
      search = nil
    } else {
      let plan = try SearchTranslator.plan(
        self.words + " | table record", reader: session.reader, order: .record)
      search = "record IN (SELECT record FROM (\(plan.sql)))"
      notes += plan.notes
    }
  }

  // MARK: which records

  private var periodCondition: String? {
    var parts: [String] = []
    if let from = period.from { parts.append("time >= '\(from.text)'") }
    if let to = period.to { parts.append("time < '\(to.text)'") }
    return parts.isEmpty ? nil : parts.joined(separator: " AND ")
  }

  private func condition(_ parts: [String?]) -> String {
    let parts = parts.compactMap { $0 }
    return parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND ")
  }

  /// One row a bin (and value) with its records; then those without a time.
  var sql: String {
    let value = byColumn.map { ", \($0) AS value" } ?? ""
    let group = byColumn == nil ? "1" : "1, 2"
    let name = byColumn == nil ? "" : ", value"
    // Times beyond 64 bits of nanoseconds have a text only.
    let bin =
      "CASE WHEN time_ns IS NULL THEN time_bin(time, '\(widthName)') ELSE time_bin(time_ns, '\(widthName)') END"
    var bins = """
      SELECT \(bin) AS b\(value), count(*) AS records FROM events
        \(condition([periodCondition, search])) GROUP BY \(group)
      """
    if periodCondition != nil {
      // In no period, and yet not to be forgotten.
      bins += """

        UNION ALL SELECT NULL\(value), count(*) FROM events \(condition(["time IS NULL", search]))
        GROUP BY \(group)\(byColumn == nil ? " HAVING count(*) > 0" : "")
        """
    }
    return """
      WITH bins AS (
        \(bins)
      )
      SELECT CASE typeof(b) WHEN 'integer' THEN time_format(b, '%Y-%m-%dT%H:%M:%S.000000000Z') ELSE b END AS bin\(name),
        records
      FROM bins ORDER BY b IS NULL, bin\(name)
      """
  }

  // MARK: the width

  /// Takes the width that was asked for, or the narrowest that leaves a number of bins that can be looked at.
  mutating func choose(width asked: String?) throws {
    var name = asked ?? ""
    if asked == nil {
      // Minutes are few where records are many; the narrowest width whose bins fit is found from them.
      var times = try distinct("1m")
      if times.count <= Self.binsWanted / 4 { times = try distinct("1s") }
      name =
        Self.widths.first { candidate in
          guard let width = TimeWidth(Array(candidate.utf8)) else { return false }
          var last: Timestamp?
          var bins = 0
          for time in times {
            guard let begin = width.begin(of: Timestamp(unixNanoseconds: time)), begin != last else {
              continue
            }
            last = begin
            bins += 1
            if bins > Self.binsWanted { return false }
          }
          return true
        } ?? Self.widths[Self.widths.count - 1]
    }
    guard let width = TimeWidth(Array(name.utf8)) else { return }
    widthName = name
    self.width = width
  }

  /// Beginnings of the stretches of time that have records, ascending.
  private func distinct(_ width: String) throws -> [Int64] {
    var times: [Int64] = []
    let conditions = condition(["time_ns IS NOT NULL", periodCondition, search])
    try session.run(
      "SELECT time_bin(time_ns, '\(width)') FROM events \(conditions) GROUP BY 1 ORDER BY 1",
      onColumns: { _ in }
    ) { row in
      if case .integer(let time)? = row.first { times.append(time) }
      return true
    }
    return times
  }

  // MARK: gaps

  /// Gaps of the logs in the period, at the time at which records come again.
  func marks() throws -> [Histogram.Mark] {
    var marks: [Histogram.Mark] = []
    try session.run(
      """
      SELECT coalesce(after_time, before_time) AS time, computer, channel, source_name, note FROM log_gaps
      WHERE kind NOT IN ('not_judged', 'repeated_ids', 'time_backwards') AND time IS NOT NULL
        \(periodCondition.map { "AND " + $0 } ?? "")
      """, onColumns: { _ in }
    ) { row in
      guard case .text(let text) = row[0], let time = text.span.isoTime(at: 0)?.utc() else { return true }
      func name(_ value: SQLValue) -> String? {
        if case .text(let bytes) = value { String(decoding: bytes, as: UTF8.self) } else { nil }
      }
      let log = [name(row[1]), name(row[2]) ?? name(row[3])].compactMap { $0 }.joined(separator: " ")
      marks.append(Histogram.Mark(time: time, text: "\(log): \(name(row[4]) ?? "")"))
      return true
    }
    return marks.sorted { ($0.time, $0.text) < ($1.time, $1.text) }
  }

  // MARK: words

  /// What a receipt tells. A bin and a value come once each, so their order is total.
  var question: Question {
    Question("timeline", words, isOrdered: true)
      .with("bin", .string(widthName)).with("by", by.map { .string($0) })
      .with("from", period.from.map { .string($0.text) }).with("to", period.to.map { .string($0.text) })
  }

  /// Members of the summary beside those of every query.
  func summary(_ marks: [Histogram.Mark]) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = [.init("bin_width", .string(widthName))]
    if let by { members.append(.init("by", .string(by))) }
    if !words.isEmpty { members.append(.init("search", .string(words))) }
    if let from = period.from { members.append(.init("from", .string(from.text))) }
    if let to = period.to { members.append(.init("to", .string(to.text))) }
    members.append(
      .init(
        "gaps",
        .array(marks.map { .members(("time", .string($0.time.text)), ("note", .string($0.text))) })))
    return members
  }

  /// The heading of a chart.
  func title(_ histogram: Histogram) -> String {
    "Records per \(widthName)" + (by.map { " by \($0)" } ?? "") + (words.isEmpty ? "" : ": \(words)")
  }

  /// What a chart shows, in sentences.
  func description(_ histogram: Histogram, isLog: Bool) -> String {
    var text = "\(NumberText.counted(histogram.total, "record")) in bins of \(widthName) (UTC)"
    if let first = histogram.bins.first, let last = histogram.bins.last {
      text += ", from \(NumberText.time(first.begin.text)) to the bin of \(NumberText.time(last.begin.text))"
    }
    text += "; the highest has \(NumberText.grouped(histogram.highest))."
    if isLog { text += " Bars are as long as the logarithm of the count." }
    let without = histogram.withoutTime.reduce(0, +)
    if without > 0 { text += " \(NumberText.counted(without, "record")) without a time are not in a bin." }
    if histogram.slots.contains(where: { if case .fold = $0 { true } else { false } }) {
      text += " Dotted frames stand for long stretches without records."
    }
    return text
  }
}
