import ArgumentParser
import CaseFile
import Evidence
import Pages
import Query

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Search fields and text; pipe into count, top, stats, timechart.",
    discussion: """
      EXAMPLES
        assay search case.assay 'EventID:4688 "-enc"' --from 2024-05-01
        assay search case.assay 'EventID:1 Image:*\\\\powershell.exe -user:SYSTEM | count by Computer | sort -count'
        assay search case.assay 'DestinationIp:(10.0.0.0/8 OR 192.168.0.0/16) | top 10 Image'
        assay search case.assay 'failed password | timechart span=1h count' --from -24h

      A word or quoted phrase is looked for in the text of records; field:value compares a field. Case does not \
      matter; * and ? are wildcards; AND, OR, NOT (or -) and brackets combine. Put the whole search in single \
      quotes, so that the shell leaves it alone. docs/search.md has every construct. --explain shows the SQL.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(parsing: .allUnrecognized, help: "What to search for; several words are joined by blanks.")
  var words: [String] = []

  @OptionGroup var period: PeriodOptions
  @OptionGroup var tagged: TagOption

  @Option(help: "Order of records: time (then record number) or record.")
  var order: SearchOrder = .time

  @Option(help: ArgumentHelp("Write at most this many rows.", valueName: "n"))
  var limit: Int?

  @Flag(help: "Print the SQL instead of running it.")
  var explain = false

  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0") }
  }

  func run() throws {
    let sink = try common.sink()
    let answering = try asking.answering(target.path, common, tag: tagged)
    Interruption.stopAsking()
    let session = try QuerySession(
      try CaseStore.open(target.path), scope: answering.scope, threads: answering.threads
    ) { Interruption.isRequested }
    let bounds = try SearchPeriod(from: period.from, to: period.to, reader: session.reader)
    let text = String(words.joined(separator: " ").drop { $0 == " " })
    let plan = try SearchTranslator.plan(
      text, reader: session.reader, from: bounds.from, to: bounds.to, order: order)
    let output = SearchOutput(
      session: session, terminal: common.terminal, format: common.format, answering: answering)
    if explain || plan.showsSQL {
      try output.explain(sink, plan)
    } else {
      try output.write(
        sink, plan, question: plan.question(order: order), limit: limit, notes: bounds.notes)
    }
    try sink.finish()
  }
}

extension SearchCommand {
  /// The command line with `-user:SYSTEM` and the like kept from being read as options: a blank before them, which
  /// a search does not mind. Options of these commands with one hyphen are `-o` and `-h`.
  static func protected(_ arguments: [String]) -> [String] {
    guard let name = arguments.first,
      [configuration.commandName, TimelineCommand.configuration.commandName].contains(name)
    else { return arguments }
    var isAfterOption = false
    return arguments.map { argument in
      defer { isAfterOption = argument == "-o" || argument == "--output" }
      let isTerm =
        argument.hasPrefix("-") && !argument.hasPrefix("--") && !["-", "-o", "-h"].contains(argument)
      return isTerm && !isAfterOption ? " " + argument : argument
    }
  }
}

extension SearchOrder: ExpressibleByArgument {}

/// `--from` and `--to` as times.
struct SearchPeriod {
  var from: Timestamp?
  var to: Timestamp?
  var notes: [String] = []

  init(from: String?, to: String?, reader: CaseReader) throws {
    let last = reader.lastTime
    self.from = try from.map { try SearchTime.bound($0, option: "--from", last: last) }
    self.to = try to.map { try SearchTime.bound($0, option: "--to", last: last) }
    if let last, [from, to].contains(where: { $0?.drop { $0 == " " }.first == "-" }) {
      notes.append("times count back from the case's last record, \(NumberText.time(last.text))")
    }
  }
}
