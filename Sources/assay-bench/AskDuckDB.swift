import CaseFile
import Foundation
import Query

/// Questions over columns, against DuckDB through Python on its own table of the same records.
extension Bench {
  private static let columns = "event_id, Image, CommandLine, UtcTime"
  private static let count = "SELECT event_id, count(*) FROM events GROUP BY 1"
  private static let top = "SELECT UtcTime, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"
  /// Asked between two readings: a session keeps the last count of a column, and to read that again is no counting.
  private static let other = "SELECT computer, count(*) FROM events GROUP BY 1"
  /// A substring that one record of a thousand has.
  private static let rare = "%whoami%"

  private static func like(_ column: String) -> String {
    "SELECT count(*) FROM events WHERE \(column) LIKE '\(rare)'"
  }

  /// Statements whose first row is waited for.
  private static let firstRows = [
    "SELECT * FROM events", "SELECT record, text FROM events WHERE event_id = 1", count,
    "SELECT time, record FROM events ORDER BY time, record",
    "SELECT record FROM events WHERE Image LIKE '\(rare)'",
  ]

  func measureAsk() throws -> [Measurement] {
    let path = casePath("million")
    let records = try makeMillion(path)
    defer { remove(path) }
    // Memory first: a child starts with the most that this process has held, and sessions here would raise that.
    let memory = try memory(path)
    return try againstDuckDB(path, records) + firstRow(path) + memory
  }

  private func againstDuckDB(_ path: String, _ records: Int) throws -> [Measurement] {
    let driver = "tools/bench-duckdb.py"
    guard !Child.words("python3 -c 'import duckdb' && echo yes").isEmpty else {
      Note.write("DuckDB is left out: python3 -m pip install duckdb")
      return []
    }
    let database = options.folder + "/million.duckdb"
    let export = options.folder + "/million.csv"
    defer { for file in [database, export] { try? FileManager.default.removeItem(atPath: file) } }
    _ = try Child.run(
      [
        options.assay, "query", path, "SELECT \(Self.columns) FROM events", "--format", "csv", "-o", export,
        "--force",
      ])
    _ = try Child.run(["python3", driver, "load", export, database])
    var cpu: [Double] = []
    let whole = try repeated(max(5, options.runs)) {
      let reference = try Child.run(["python3", driver, "ask", database, Self.count])
      let assay = try Child.run([options.assay, "query", path, Self.count])
      cpu.append(assay.cpu / reference.cpu)
      return assay.wall / reference.wall
    }
    var rows = [
      Measurement(
        name: "count by event_id, whole command", unit: "x", readings: whole,
        bound: .atMost(must: 1, aim: 0.5),
        detail: String(
          format: "wall, of python3 with DuckDB; CPU %.2f; %d records", Readings(cpu).median, records))
    ]
    let warm: [(String, String, Measurement.Bound?)] = [
      ("count by event_id, warm", Self.count, .atMost(must: 10, aim: 3)),
      ("substring of Image, 0.1 %, warm", Self.like("Image"), .atMost(must: 2, aim: 0.5)),
      ("substring of CommandLine, with long values, warm", Self.like("CommandLine"), nil),
      ("top 20 of UtcTime, warm", Self.top, .atMost(must: 10, aim: 3)),
    ]
    for (name, sql, bound) in warm { rows.append(try measureWarm(name, sql, bound, path, driver, database)) }
    return rows
  }

  /// A statement in one process, asked again, against the same in DuckDB.
  private func measureWarm(
    _ name: String, _ sql: String, _ bound: Measurement.Bound?, _ path: String, _ driver: String,
    _ database: String
  ) throws -> Measurement {
    let session = try QuerySession(CaseStore.open(path))
    _ = try time(session, sql)
    var ours: [Double] = []
    var references: [Double] = []
    let ratios = try repeated(max(5, options.runs)) {
      let text = Child.words("python3 \(driver) warm '\(database)' 5 \"\(sql)\"")
      let reference = Readings(text.split(separator: "\n").compactMap { Double($0) }).median
      let own = try Readings(
        (0..<5).map { _ in
          _ = try time(session, Self.other)
          return try time(session, sql)
        }
      ).median
      references.append(reference)
      ours.append(own)
      return own / reference
    }
    return Measurement(
      name: name, unit: "x", readings: ratios, bound: bound,
      detail: String(
        format: "wall, of DuckDB; %.1f ms against %.1f", Readings(ours).median * 1000,
        Readings(references).median * 1000))
  }

  /// Seconds of a statement to its last row, or to its first.
  private func time(_ session: QuerySession, _ sql: String, toFirst: Bool = false) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try session.run(sql, onColumns: { _ in }) { _ in !toFirst }
    return Child.seconds(clock.now - start)
  }

  private func firstRow(_ path: String) throws -> [Measurement] {
    try Self.firstRows.map { sql in
      let readings = try repeated(max(5, options.runs)) {
        try time(QuerySession(CaseStore.open(path)), sql, toFirst: true) * 1000
      }
      return Measurement(
        name: "first row: \(sql)", unit: "ms", readings: readings, bound: .atMost(must: 100, aim: 30),
        detail: "wall, of the statement, in a new session")
    }
  }

  private func memory(_ path: String) throws -> [Measurement] {
    let statements = [
      Self.count, Self.like("Image"), Self.like("CommandLine"), Self.top,
      "SELECT time, record, CommandLine FROM events ORDER BY time, record",
    ]
    return try statements.map { sql in
      let cost = try Child.run([options.assay, "query", path, sql, "--format", "csv"])
      return Measurement(
        name: "memory: \(sql)", unit: "MB", readings: Readings([Double(cost.residentBytes) / 1e6]),
        bound: .atMost(must: 256, aim: 128), detail: String(format: "one run, %.2f s", cost.wall))
    }
  }
}
