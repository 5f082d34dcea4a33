import CaseFile
import Evidence
import Hunt
import Integrity
import Pages
import Query

/// `beacons`: is the traffic of each pair periodic?
struct BeaconsAnalysis: Analysis {
  static let name = "beacons"

  /// Fields whose values make a pair; nil for the usual ones.
  let by: [String]?
  /// Pairs with fewer events are counted, not judged.
  let fewest: Int
  let onlyPeriodic: Bool

  init(by: [String]?, fewest: Int, onlyPeriodic: Bool) {
    self.by = by
    self.fewest = fewest
    self.onlyPeriodic = onlyPeriodic
  }

  init(_ question: Question) throws {
    by = question[parameter: "by"]?.strings
    fewest = question[parameter: "fewest"]?.int.flatMap { Int(exactly: $0) } ?? Beacon.fewest
    onlyPeriodic = question[parameter: "periodic"] != nil
  }

  var words: String { by?.joined(separator: ",") ?? "" }

  var parameters: [JSONValue.Member] {
    (by.map { [.init("by", .array($0.map { .string($0) }))] } ?? [])
      + [.init("fewest", .number(fewest))] + (onlyPeriodic ? [.init("periodic", .bool(true))] : [])
  }

  /// Source, destination and port, as logs name them; the first set of which the case has all.
  private static let usual = [
    ["computer", "DestinationIp", "DestinationPort"], ["computer", "DestAddress", "DestPort"],
    ["src_ip", "dest_ip", "dest_port"], ["id.orig_h", "id.resp_h", "id.resp_p"],
    ["c-ip", "cs-host"], ["clientip", "host"], ["computer", "QueryName"],
  ]

  /// Times of one pair.
  private struct Pair {
    var name: String
    /// Milliseconds, as long as not all are whole seconds.
    var times: [Int64] = []
    var first: Int64
  }

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    let columns = try pairColumns(selection)
    var pairs: [[String]: Int] = [:]
    var series: [Pair] = []
    var withoutTime = 0
    var timeAt = 0
    try selection.forEach(columns + ["time_ns"]) { names in
      guard let position = names.firstIndex(where: { $0.lowercased() == "time_ns" }) else {
        throw AssayError(
          "input.column", subject: "the SELECT", reason: "there is no column 'time_ns'",
          hint: "SELECT record, time_ns, computer, DestinationIp FROM events")
      }
      timeAt = position
    } _: { row in
      let values = row.values.indices.filter { $0 != timeAt }.map { row.values[$0] }
      // What has no destination is no connection.
      guard let last = values.last, last != .null else { return true }
      guard case .integer(let time) = row.values[timeAt] else {
        withoutTime += 1
        return true
      }
      let key = values.map { Self.text($0) }
      if pairs[key] == nil {
        pairs[key] = series.count
        series.append(Pair(name: key.joined(separator: " → "), first: row.record ?? 0))
      }
      if let index = pairs[key] { series[index].times.append(time) }
      return true
    }
    if withoutTime > 0 {
      output.leaveOut(
        "no_time", subject: "time", count: withoutTime,
        "\(NumberText.counted(withoutTime, "record")) without a time left out")
    }
    try write(series, unitNanoseconds: true, hasRecord: true, output)
  }

  private func pairColumns(_ selection: Selection) throws -> [String] {
    if selection.isSQL { return [] }
    if let by { return try by.map { try selection.column(of: $0) } }
    for names in Self.usual {
      let columns = selection.columns(among: names)
      if columns.count == names.count { return columns }
    }
    throw AssayError(
      "field.missing", subject: selection.session.reader.store.path,
      reason: "no record has a destination under a usual name",
      hint: "--by names the fields that make a pair: --by computer,DestinationIp")
  }

  private static func text(_ value: SQLValue) -> String {
    switch value {
    case .null: ""
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let bytes), .blob(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Over times in a file.
  func answer(file path: String, _ output: AnalysisOutput) throws {
    let series = try TimesFile.read(path)
    output.read = "\(NumberText.counted(series.count, "series", "series")) of \(DisplayText.escaped(path))"
    try write(
      series.map { Pair(name: $0.id, times: $0.nanoseconds, first: 0) }, unitNanoseconds: true,
      hasRecord: false,
      output)
  }

  private func write(
    _ series: [Pair], unitNanoseconds: Bool, hasRecord: Bool, _ output: AnalysisOutput
  ) throws {
    var columns = [
      Column("pair"), Column("interval_seconds", .decimal), Column("jitter", .decimal),
      Column("count", .count), Column("score", .decimal),
      Column("p_value"), Column("periodic"), Column("why"),
    ]
    columns.insert(hasRecord ? Column("record") : Column("id"), at: 0)
    try output.begin(columns)
    var judged: [(pair: Pair, beacon: Beacon, seconds: Double)] = []
    var few = 0
    for pair in series {
      if hasRecord, pair.times.count < fewest {
        few += 1
        continue
      }
      // Whole seconds are what most logs have; finer times are judged in milliseconds.
      let isWhole = pair.times.allSatisfy { $0 % 1_000_000_000 == 0 }
      let unit: Int64 = isWhole ? 1_000_000_000 : 1_000_000
      let beacon = Beacon(pair.times.map { Self.floor($0, unit) })
      judged.append((pair, beacon, Double(unit) / 1e9))
      if Interruption.isRequested { throw AssayError("interrupted", subject: "", reason: "stopped") }
    }
    if hasRecord {
      judged.sort {
        ($0.beacon.isPeriodic ? 0 : 1, -$0.beacon.score, $0.pair.first)
          < ($1.beacon.isPeriodic ? 0 : 1, -$1.beacon.score, $1.pair.first)
      }
    }
    let periodic = judged.count { $0.beacon.isPeriodic }
    output.closing =
      "\(NumberText.grouped(periodic)) periodic of "
      + NumberText.counted(judged.count, hasRecord ? "pair" : "series", hasRecord ? nil : "series")
    if few > 0 {
      output.remark(
        "\(NumberText.counted(few, "pair")) with fewer than \(fewest) events not judged (--fewest)")
    }
    let wide = judged.count { $0.beacon.binWidth > 1 }
    if wide > 0 {
      output.remark(
        "for \(NumberText.counted(wide, "long series", "long series")) the periodogram (p_value) counts in "
          + "wider bins than the times have")
    }
    for (pair, beacon, seconds) in judged where beacon.isPeriodic || !onlyPeriodic {
      try output.row(
        [
          hasRecord ? .integer(Int(pair.first)) : .text(pair.name), .text(pair.name),
          .sql(beacon.interval.map { .real($0 * seconds) } ?? .null),
          .sql(beacon.jitter.map { .real($0) } ?? .null), .integer(beacon.count), .sql(.real(beacon.score)),
          .sql(.real(beacon.fisherP)), .flag(beacon.isPeriodic), .text(beacon.why),
        ], record: hasRecord ? pair.first : nil)
    }
  }

  private static func floor(_ time: Int64, _ unit: Int64) -> Int64 {
    time / unit - (time % unit < 0 ? 1 : 0)
  }
}
