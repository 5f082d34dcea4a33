import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// What a report asks the records: times, hosts, problems, and what the logs themselves lack.
struct QuestionFacts {
  private let session: QuerySession

  init(_ session: QuerySession) { self.session = session }

  /// The rows of one statement.
  private func rows(_ sql: String) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try session.run(sql, onColumns: { _ in }) { row in
      rows.append(row)
      return true
    }
    return rows
  }

  static func json(_ value: SQLValue) -> JSONValue {
    switch value {
    case .null: .null
    case .integer(let number):
      // JSON keeps no larger integers exactly (RFC 7493 §2.2), and a hostile log can state any.
      number.magnitude <= JSONValue.maximumInteger.magnitude ? .int(number) : .string(String(number))
    case .real(let number): .double(number)
    case .text(let bytes):
      .string((String(validating: bytes, as: UTF8.self) ?? DisplayText.escaped(bytes)).bounded)
    case .blob(let bytes): .string(Base64Text.of(bytes).bounded)
    }
  }

  static let problemsSQL =
    "SELECT problem, count(*) AS records FROM events WHERE problem IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
  static let gapProblemsSQL =
    "SELECT problem, count(*) AS gaps FROM gaps WHERE problem IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"

  /// Problems by code, of records or of gaps.
  func problems(_ sql: String) throws -> [(code: String, count: Int)] {
    try rows(sql).compactMap { row in
      guard row.count == 2, case .text(let code) = row[0], case .integer(let count) = row[1] else {
        return nil
      }
      return (String(decoding: code, as: UTF8.self), Int(count))
    }
  }

  static let hostsSQL =
    "SELECT computer, count(*) AS records FROM events WHERE computer IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"

  /// Hosts with their records, most first.
  func hosts() throws -> [(name: JSONValue, records: Int)] {
    try rows(Self.hostsSQL).compactMap { row in
      guard row.count == 2, case .integer(let count) = row[1] else { return nil }
      return (Self.json(row[0]), Int(count))
    }
  }

  // MARK: gaps of the logs

  private static let gapKinds = "kind NOT IN ('not_judged', 'time_backwards')"

  /// How many there are, and the first of them in order of time.
  func logGaps() throws -> (total: Int, notJudged: Int, listed: [JSONValue]) {
    let names = [
      "kind", "computer", "channel", "source_id", "first_id", "last_id", "count", "before_time",
      "before_locator",
      "after_time", "after_locator", "note",
    ]
    let found = try rows(
      """
      SELECT \(names.joined(separator: ", ")) FROM log_gaps
      ORDER BY coalesce(before_time, after_time) IS NULL, coalesce(before_time, after_time), before_record,
        after_record, kind
      """)
    var listed: [JSONValue] = []
    var total = 0
    var notJudged = 0
    for row in found {
      guard case .text(let kind) = row[0] else { continue }
      if kind.elementsEqual("not_judged".utf8) {
        notJudged += 1
        continue
      }
      total += 1
      if listed.count < ReportLimits.logGaps {
        listed.append(.object(zip(names, row).map { .init($0, Self.json($1)) }))
      }
    }
    return (total, notJudged, listed)
  }

  // MARK: over time

  private static let widths = ["1m", "5m", "15m", "1h", "3h", "6h", "12h", "1d", "1w", "1mon", "1y"]
  private static let binsWanted = 60

  /// Records by time, in bins that a page has room for.
  func timeline() throws -> (width: String, bins: [(begin: String, records: Int)], withoutTime: Int) {
    var counts: [(time: Timestamp, records: Int)] = []
    var withoutTime = 0
    for row in try rows(
      "SELECT CASE WHEN time_ns IS NULL THEN NULL ELSE time_bin(time_ns, '1m') END, count(*) FROM events GROUP BY 1"
    ) {
      guard case .integer(let count) = row[1] else { continue }
      if case .integer(let ns) = row[0] {
        counts.append((Timestamp(unixNanoseconds: ns), Int(count)))
      } else {
        withoutTime += Int(count)
      }
    }
    counts.sort { $0.time < $1.time }
    for name in Self.widths {
      guard let width = TimeWidth(Array(name.utf8)) else { continue }
      var bins: [(begin: Timestamp, records: Int)] = []
      for (time, records) in counts {
        guard let begin = width.begin(of: time) else { continue }
        if bins.last?.begin == begin {
          bins[bins.count - 1].records += records
        } else {
          bins.append((begin, records))
        }
      }
      if bins.count <= Self.binsWanted || name == Self.widths.last {
        return (name, bins.map { ($0.begin.text, $0.records) }, withoutTime)
      }
    }
    return ("1y", [], withoutTime)
  }

  // MARK: records

  /// Locator, time and common fields of records, by record number.
  func places(_ records: [Int]) throws -> [Int: [JSONValue]] {
    var found: [Int: [JSONValue]] = [:]
    var rest = records[...]
    while !rest.isEmpty {
      let part = rest.prefix(200)
      rest = rest.dropFirst(200)
      let list = part.map(String.init).joined(separator: ",")
      for row in try rows(
        "SELECT record, locator, time, computer, channel, event_id, source_name FROM events WHERE record IN (\(list))"
      ) {
        guard case .integer(let record) = row[0] else { continue }
        found[Int(record)] = row.dropFirst().map(Self.json)
      }
    }
    return found
  }
}
