import CaseFile
import Evidence
import Hunt
import Integrity
import Pages
import Query

/// `series`: values per bin, taken apart, and what is unusual.
struct SeriesAnalysis: Analysis {
  static let name = "series"

  /// Fields whose values have a series each.
  let by: [String]
  /// Width of a bin, as written.
  let bin: String
  let sum: String?
  /// Empty for those that fit the bin.
  let periods: [Int]
  let seasonal: Int
  let threshold: Double
  let score: SeriesModel.Score
  let isRobust: Bool
  /// Whether all points are rows.
  let all: Bool

  init(
    by: [String], bin: String, sum: String?, periods: [Int], seasonal: Int, threshold: Double,
    score: SeriesModel.Score, isRobust: Bool, all: Bool
  ) {
    self.by = by
    self.bin = bin
    self.sum = sum
    self.periods = periods
    self.seasonal = seasonal
    self.threshold = threshold
    self.score = score
    self.isRobust = isRobust
    self.all = all
  }

  init(_ question: Question) throws {
    func number(_ value: JSONValue?) -> Int? { value?.int.flatMap { Int(exactly: $0) } }
    by = question[parameter: "by"]?.strings ?? []
    bin = question[parameter: "bin"]?.string ?? "1h"
    sum = question[parameter: "sum"]?.string
    if case .array(let values)? = question[parameter: "period"] {
      periods = values.compactMap { number($0) }
    } else {
      periods = []
    }
    seasonal = number(question[parameter: "seasonal"]) ?? 7
    threshold = question[parameter: "threshold"]?.number ?? 3
    score = question[parameter: "score"]?.string.flatMap { SeriesModel.Score(rawValue: $0) } ?? .z
    isRobust = question[parameter: "robust"] != nil
    all = question[parameter: "all"] != nil
  }

  var words: String { by.joined(separator: ",") }

  var parameters: [JSONValue.Member] {
    (by.isEmpty ? [] : [.init("by", .array(by.map { .string($0) }))])
      + [.init("bin", .string(bin))] + (sum.map { [.init("sum", .string($0))] } ?? [])
      + (periods.isEmpty ? [] : [.init("period", .array(periods.map { .number($0) }))])
      + [
        .init("seasonal", .number(seasonal)), .init("threshold", .double(threshold)),
        .init("score", .string(score.rawValue)),
      ] + (isRobust ? [.init("robust", .bool(true))] : []) + (all ? [.init("all", .bool(true))] : [])
  }

  /// Nanoseconds of a width such as `15m`; nil for what is none, or not always the same.
  static func nanoseconds(_ width: String) -> Int64? {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let last = width.last, let unit = units[last], let number = Int64(width.dropLast()),
      (1...100_000).contains(number)
    else { return nil }
    return number * unit * 1_000_000_000
  }

  /// A day of bins, and a week where bins are an hour or longer; 24 where a day is no number of bins.
  private var usualPeriods: [Int] {
    guard let width = Self.nanoseconds(bin) else { return [24] }
    let day: Int64 = 86_400_000_000_000
    if width < day, day % width == 0 { return [Int(day / width)] }
    return width == day ? [7] : [24]
  }

  private func model(_ count: Int) -> SeriesModel {
    SeriesModel(
      count: count,
      options: SeriesModel.Options(
        periods: periods.isEmpty ? usualPeriods : periods, seasonal: seasonal, isRobust: isRobust,
        score: score,
        threshold: threshold))
  }

  // MARK: a case

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    let columns = try selection.isSQL ? by : by.map { try selection.column(of: $0) }
    let added = try sum.map { try selection.isSQL ? $0 : selection.column(of: $0) }
    let rows = selection.statement(columns + ["time_ns"] + (added.map { [$0] } ?? []))
    var writer = SeriesWriter(self, output)
    try output.begin(SeriesWriter.columns)
    let span = try span(selection, rows)
    guard let span else {
      output.closing = "no record with a time"
      return
    }
    let bins = (span.last - span.first) / span.width + 1
    guard bins <= Self.mostBins else {
      throw AssayError(
        "series.too-many-bins", subject: selection.session.reader.store.path,
        reason: "\(bins) bins of \(bin) from the first to the last record, at most \(Self.mostBins)",
        hint: "a wider --bin, or a shorter period with --from and --to")
    }
    if span.withoutTime > 0 {
      output.leaveOut(
        "no_time", subject: "time", count: span.withoutTime,
        "\(NumberText.counted(span.withoutTime, "record")) without a time left out")
    }
    let model = model(Int(bins))
    writer.begin(model, first: span.first, width: span.width)
    var values = [Double](repeating: 0, count: Int(bins))
    var current: [SQLValue]?
    var filled = Int(bins)
    func flush() throws {
      guard let current else { return }
      try writer.write(name: Self.name(current), values, empty: filled)
      for i in values.indices { values[i] = 0 }
      filled = Int(bins)
    }
    let names = columns.map { FieldQueries.quoted($0) }
    let list = (names + ["bin"]).joined(separator: ", ")
    let measure = added.map { "sum(CAST(\(FieldQueries.quoted($0)) AS REAL))" } ?? "count(*)"
    try selection.session.run(
      """
      SELECT \(list), \(measure) FROM (SELECT *, \(Self.binned(span.width)) AS bin FROM (\(rows)))
      WHERE time_ns IS NOT NULL GROUP BY \(list) ORDER BY \(list)
      """, onColumns: { _ in }
    ) { row in
      let key = Array(row.prefix(columns.count))
      if key != current {
        try flush()
        current = key
      }
      guard case .integer(let start) = row[columns.count] else { return true }
      let index = Int((start - span.first) / span.width)
      guard values.indices.contains(index) else { return true }
      switch row[columns.count + 1] {
      case .integer(let number): values[index] = Double(number)
      case .real(let number): values[index] = number
      case .null, .text, .blob: return true
      }
      filled -= 1
      return true
    }
    try flush()
    writer.finish(binWidth: bin)
  }

  /// Most bins of a series.
  private static let mostBins: Int64 = 10_000_000

  /// Beginning of the bin, by whole numbers; also before 1970.
  private static func binned(_ width: Int64) -> String {
    "(time_ns - ((time_ns % \(width)) + \(width)) % \(width))"
  }

  private struct Span {
    var first: Int64
    var last: Int64
    var width: Int64
    var withoutTime: Int
  }

  private func span(_ selection: Selection, _ rows: String) throws -> Span? {
    guard let width = Self.nanoseconds(bin) else { return nil }
    var span: Span?
    try selection.session.run(
      """
      SELECT min(\(Self.binned(width))), max(\(Self.binned(width))), sum(time_ns IS NULL) FROM (\(rows))
      """, onColumns: { _ in }
    ) { row in
      guard case .integer(let first) = row[0], case .integer(let last) = row[1] else { return true }
      var without = 0
      if case .integer(let number) = row[2] { without = Int(number) }
      span = Span(first: first, last: last, width: width, withoutTime: without)
      return true
    }
    return span
  }

  private static func name(_ key: [SQLValue]) -> String {
    key.map { value in
      switch value {
      case .null: "(none)"
      case .integer(let number): String(number)
      case .real(let number): String(number)
      case .text(let bytes), .blob(let bytes): String(decoding: bytes, as: UTF8.self)
      }
    }.joined(separator: ", ")
  }

  // MARK: a file

  /// Over the rows of a CSV file, one a bin.
  func answer(table path: String, time: String, value: String, _ output: AnalysisOutput) throws {
    var rows = HuntRows(.table(path))
    var times: [String] = []
    var values: [Double] = []
    var unusable = 0
    try rows.read(
      [HuntRows.Wanted(names: [time]), HuntRows.Wanted(names: [value])], output
    ) { row in
      guard let number = row.values[1].flatMap({ Double($0) }), number.isFinite else {
        unusable += 1
        return
      }
      times.append(row.values[0] ?? "")
      values.append(number)
    }
    if unusable > 0 {
      output.leaveOut(
        "no_number", subject: value, count: unusable,
        "\(NumberText.counted(unusable, "row")) without a number in '\(value)' left out")
    }
    try output.begin(SeriesWriter.columns)
    var writer = SeriesWriter(self, output)
    guard !values.isEmpty else {
      output.closing = "no values"
      return
    }
    let model = SeriesModel(
      count: values.count,
      options: SeriesModel.Options(
        periods: periods.isEmpty ? [24] : periods, seasonal: seasonal, isRobust: isRobust, score: score,
        threshold: threshold, judgesSparse: false))
    writer.begin(model, times: times)
    try writer.write(name: value, values, empty: 0)
    writer.finish(binWidth: nil)
  }
}
