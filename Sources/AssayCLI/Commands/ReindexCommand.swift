import ArgumentParser
import CaseFile
import Evidence
import Formats
import Integrity
import Pages

struct ReindexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reindex",
    abstract: "Make the fields again from the bytes; mend a wrong zone, format or clock.",
    discussion: """
      EXAMPLES
        assay reindex case.assay
        assay reindex case.assay --source 2 --timezone America/New_York
        assay reindex case.assay --source 2 --clock-offset -1h

      The bytes, the records and the root stay as they are. The change is written to the custody log.
      """)

  @OptionGroup var target: CaseArgument

  @Option(help: ArgumentHelp("Only this source; may be given again.", valueName: "n"))
  var source: [Int] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Zone of times that name none: +02:00, Europe/Berlin, UTC.", valueName: "zone"),
    transform: OptionValue.timezone)
  var timezone: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Read the records as this format: event_xml, json, csv or lines.", valueName: "format")
  )
  var sourceFormat: SourceFormat?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Add this to every time: -3600, +1h, -2m30s.", valueName: "offset"),
    transform: OptionValue.clockOffset)
  var clockOffset: Int64?

  @OptionGroup(title: "Custody") var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if source.isEmpty, timezone != nil || sourceFormat != nil || clockOffset != nil {
      throw ValidationError("say which source is to change with --source")
    }
  }

  func run() throws {
    let sink = try common.sink()
    let store = try CaseStore.openForWriting(target.path, create: false)
    let terminal = common.terminal
    let progress = ProgressLine(terminal)
    defer { progress.erase() }
    Interruption.stopGracefully()
    var options = ReindexOptions()
    options.timezone = timezone
    options.clockOffsetSeconds = clockOffset
    options.format = sourceFormat?.logFormat
    options.threads = common.threads
    let reindexer = Reindexer(store, custody: custody.log) { step in
      progress.update { "\(step.source)  \(progress.amount(step.bytesDone, of: step.bytesTotal))" }
    } isCancelled: {
      Interruption.isRequested
    }
    let report = try reindexer.reindex(source.isEmpty ? nil : source, options)
    progress.erase()
    try write(report, sink)
    try sink.finish()
  }

  private func write(_ report: ReindexReport, _ sink: OutputSink) throws {
    let columns = [
      Column("source_id", heading: "#", .count), Column("name", heading: "source"), Column("format"),
      Column("records", .count), Column("unparsed", heading: "not parsed", .count),
      Column("unparsed_before", heading: "before", .count), Column("timezone"),
      Column("clock_offset_seconds", heading: "clock offset (s)", .count),
    ]
    let writer = try RowWriter(sink, common.format, columns: columns, terminal: common.terminal)
    for source in report.sources {
      let profile = source.row.profile
      try writer.row([
        .integer(source.row.id), .text(source.row.name), .text(profile.format.rawValue),
        .integer(source.row.records), .integer(source.row.unparsed), .integer(source.unparsedBefore),
        .text(profile.timezone), .integer(Int(profile.clockOffsetSeconds)),
      ])
    }
    try writer.finish(
      summary: .members(
        ("rows", .number(writer.count)), ("records", .number(report.records)),
        ("tree_size", .number(report.treeSize)), ("root", .string(report.root))),
      closing: [
        "\(NumberText.counted(report.records, "record")) extracted again with extractor \(Schema.extractorVersion)",
        "checkpoint \(report.treeSize)  \(report.root), as before",
      ])
  }
}
