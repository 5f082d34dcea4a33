import ArgumentParser
import Evidence
import Hunt
import Pages
import Query

struct SeriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "series",
    abstract: "Counts over time, taken apart into trend, season and rest: unusual hours, up and down.",
    discussion: """
      EXAMPLES
        assay series case.assay --search 'EventID:4625' --bin 1h
        assay series case.assay --by computer --bin 1h --period 24,168 --robust
        assay series case.assay --search 'EventID:3' --by DestinationIp --sum BytesSent --bin 10m
        assay series --input counts.csv --time TimeGenerated --value value --period 24 --threshold 3

      Empty bins count as 0, and it is said how many there are. A season has --period bins; several, such as a day \
      and a week, are taken out one after the other. Series that are mostly 0 are judged by a Poisson distribution. \
      One series gives all its points, several (--by) their anomalies; --all gives all points. docs/hunt.md has the \
      formulas.
      """)

  @OptionGroup var rows: RowsOptions

  @Option(help: ArgumentHelp("With --input: the column with the times.", valueName: "column"))
  var time = "time"

  @Option(help: ArgumentHelp("With --input: the column with the values.", valueName: "column"))
  var value = "value"

  @Option(
    help: ArgumentHelp(
      "A series for each value of this field; several are joined by commas.", valueName: "names"))
  var by: String?

  @Option(help: ArgumentHelp("Width of a bin: a number and s, m, h, d or w.", valueName: "width"))
  var bin = "1h"

  @Option(help: ArgumentHelp("Add up this field instead of counting records.", valueName: "field"))
  var sum: String?

  @Option(
    help: ArgumentHelp(
      "Bins in a season, several joined by commas; else a day of them, or 24.", valueName: "n"))
  var period: String?

  @Option(help: ArgumentHelp("Window of the seasonal smoothing, odd.", valueName: "n"))
  var seasonal = 7

  @Option(help: ArgumentHelp("A score beyond this, up or down, is an anomaly.", valueName: "score"))
  var threshold = 3.0

  @Option(help: ArgumentHelp("How what is left becomes a score: z, or mad (by medians).", valueName: "how"))
  var score = "z"

  @Flag(help: "Outliers do not pull the trend and the seasons.")
  var robust = false

  @Flag(help: "All points of several series, not only the anomalies.")
  var all = false

  @OptionGroup(title: "Common") var common: CommonOptions

  private var periods: [Int]? {
    guard let period else { return [] }
    let numbers = period.split(separator: ",").map { Int($0) }
    return numbers.contains { $0.map { $0 < 2 } ?? true } ? nil : numbers.compactMap { $0 }
  }

  func validate() throws {
    guard periods != nil else { throw ValidationError("--period takes numbers from 2, joined by commas") }
    guard seasonal >= 3, seasonal % 2 == 1 else {
      throw ValidationError("--seasonal takes an odd number from 3")
    }
    guard threshold > 0, threshold.isFinite else {
      throw ValidationError("--threshold takes a number above 0")
    }
    guard SeriesModel.Score(rawValue: score) != nil else { throw ValidationError("--score takes z or mad") }
    guard SeriesAnalysis.nanoseconds(bin) != nil else {
      throw ValidationError("--bin takes a number from 1 and one of s, m, h, d or w, such as 15m")
    }
    if rows.input != nil, by != nil || sum != nil {
      throw ValidationError("--by and --sum need a case, not --input")
    }
  }

  func run() throws {
    let analysis = SeriesAnalysis(
      by: by?.split(separator: ",").map { String($0) } ?? [], bin: bin, sum: sum, periods: periods ?? [],
      seasonal: seasonal, threshold: threshold, score: SeriesModel.Score(rawValue: score) ?? .z,
      isRobust: robust, all: all)
    try rows.run(analysis, common, unit: "point") {
      try analysis.answer(table: $0, time: time, value: value, $1)
    }
  }
}
