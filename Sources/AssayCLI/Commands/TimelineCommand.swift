import ArgumentParser
import CaseFile
import Evidence
import Pages
import Query

struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract: "Count records over time: a histogram in the terminal, as SVG or as a page.",
    discussion: """
      EXAMPLES
        assay timeline case.assay
        assay timeline case.assay --by channel --bin 1d
        assay timeline case.assay 'EventID:4625' --from 2024-05-01 --log
        assay timeline case.assay --by computer --html timeline.html
        assay timeline case.assay --bin 15m --format csv -o bins.csv

      All records are counted, also those without a time. A search may stand behind the case, as for search. \
      ▲ marks where EventRecordIDs are missing, a log was cleared or falls silent (assay gaps CASE --log). \
      Machine formats hold the bins that have records.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(parsing: .allUnrecognized, help: "Count only records that a search finds.")
  var words: [String] = []

  @Option(
    help: ArgumentHelp(
      "Width of a bin: a number and s, m, h, d, w, mon or y. Else chosen.", valueName: "width"))
  var bin: String?

  @Option(help: ArgumentHelp("Count by the values of this field.", valueName: "field"))
  var by: String?

  @Flag(help: "Make bars as long as the logarithm of the count.")
  var log = false

  @OptionGroup var period: PeriodOptions
  @OptionGroup var tagged: TagOption

  @Flag(inversion: .prefixedNo, help: "Mark gaps of the logs: reads all records three more times.")
  var gaps = true

  @Option(
    help: ArgumentHelp("Also draw an SVG image into this file.", valueName: "file"), completion: .file())
  var svg: String?

  @Option(
    help: ArgumentHelp("Also make an HTML page, with the numbers as a table.", valueName: "file"),
    completion: .file())
  var html: String?

  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if let bin, TimeWidth(Array(bin.utf8)) == nil {
      throw ValidationError("--bin takes a number from 1 and one of \(TimeWidth.unitNames), such as 15m")
    }
  }

  func run() throws {
    let sink = try common.sink()
    let drawings = try [svg, html].map { try $0.map { try OutputSink($0, force: common.force) } }
    Interruption.stopAsking()
    let answering = try asking.answering(target.path, common, tag: tagged)
    let session = try QuerySession(
      try CaseStore.open(target.path), scope: answering.scope, threads: answering.threads
    ) { Interruption.isRequested }
    var question = try TimelineQuestion(
      session, fields: FieldQueries(casePath: target.path, scope: answering.scope),
      words: words.joined(separator: " "), by: by, from: period.from, to: period.to)
    try question.choose(width: bin)
    // What records that were picked lack, no log lacks.
    let marks = gaps && tagged.tag == nil ? try question.marks() : []
    let output = QueryOutput(
      casePath: target.path, terminal: common.terminal, format: common.format, answering: answering)
    try output.write(
      sink, question: question.question, sql: question.sql, styles: ["bin": .time, "records": .count],
      summary: question.summary(marks)
    ) { rows in
      "\(NumberText.counted(rows, by == nil ? "bin" : "count")) of \(question.widthName), UTC"
        + (marks.isEmpty
          ? "" : " · ▲ \(NumberText.counted(marks.count, "gap")) in the logs (assay gaps --log)")
    } present: { rows in
      let histogram = Histogram(
        rows: rows, isGrouped: by != nil, widthName: question.widthName, width: question.width, marks: marks)
      try draw(histogram, question, drawings)
      return HistogramText.lines(
        histogram, columns: common.terminal.tableWidth, isLog: log, style: common.terminal.outputStyle)
    }
    for note in question.notes { common.terminal.note("note: \(DisplayText.escaped(note))") }
    try sink.finish()
    for drawing in drawings { try drawing?.finish() }
  }

  private func draw(
    _ histogram: Histogram, _ question: TimelineQuestion, _ sinks: [OutputSink?]
  ) throws {
    let title = question.title(histogram)
    let drawing = HistogramSVG(
      histogram, isLog: log, title: title, description: question.description(histogram, isLog: log))
    try sinks[0]?.write(drawing.text)
    try sinks[1]?.write(
      HistogramPage.html(
        histogram, svg: drawing.text, title: title,
        notes: [question.description(histogram, isLog: log)] + question.notes))
  }
}
