import ArgumentParser
import CaseFile
import Evidence
import Query

struct GrepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grep",
    abstract: "Search every byte of the evidence, records and gaps; trusts no extraction.",
    discussion: """
      EXAMPLES
        assay grep case.assay -F powershell.exe
        assay grep case.assay -i 'encodedcommand|-enc ' --format ndjson
        assay grep case.assay --hex 4d5a90
        assay grep case.assay --encoding utf-16le mimikatz
        assay grep case.assay -q -F mimikatz && echo found

      The pattern is a regular expression (PCRE2) unless -F, --hex or --encoding is given. No match is exit \
      status 0, but with -q 1. A filter in the case tells which stretches cannot hold a match; they are not read.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "What to find: a regular expression, text with -F, bytes with --hex.")
  var pattern: String

  @Flag(name: [.customShort("F"), .long], help: "The pattern is text, not a regular expression.")
  var fixedString = false

  @Flag(name: [.short, .long], help: "Upper and lower case are the same.")
  var ignoreCase = false

  @Flag(help: "The pattern is bytes in hexadecimal.")
  var hex = false

  @Option(
    help: ArgumentHelp(
      "The pattern is text, searched as written in this encoding: utf-16le or utf-16be.", valueName: "name"))
  var encoding: PatternOptions.Encoding?

  @Flag(help: "Read everything, also what the filter rules out. The matches are the same.")
  var noFilter = false

  @Flag(name: [.short, .long], help: "Only how many matches each source has.")
  var count = false

  @Flag(name: [.customShort("l"), .long], help: "Only the sources that have a match.")
  var sourcesWithMatches = false

  @Flag(name: [.customShort("q"), .long], help: "No output: exit status 0 if there is a match, 1 if not.")
  var noOutput = false

  @Option(help: ArgumentHelp("Write at most this many matches.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard [count, sourcesWithMatches, noOutput].filter({ $0 }).count < 2 else {
      throw ValidationError("give one of -c, -l and -q")
    }
    guard !(fixedString && hex) else { throw ValidationError("give one of -F and --hex") }
    if noOutput, asking.isKept {
      throw ValidationError("-q gives no answer that a receipt or a finding could tell of; -c does")
    }
    guard !(hex && encoding != nil) else { throw ValidationError("give one of --hex and --encoding") }
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1") }
  }

  func run() async throws {
    var options = PatternOptions()
    options.isFixed = fixedString
    options.ignoresCase = ignoreCase
    options.isHex = hex
    options.encoding = encoding
    let question = GrepQuestion(
      pattern, options: options, rows: count ? .counts : sourcesWithMatches ? .sources : .matches,
      usesFilter: !noFilter)
    let pattern = try Pattern(pattern, options: options)
    let sink = try common.sink()
    let answering = try asking.answering(target.path, common)
    let reader = try CaseReader(try CaseStore.open(target.path), scope: answering.scope)
    let search = RawSearch(reader, pattern: pattern, threads: common.threads, usesFilter: !noFilter) {
      Interruption.isRequested
    }
    let output = GrepOutput(
      reader: reader, question: question, search: search, sink: sink, format: common.format,
      terminal: common.terminal, answering: answering)
    Interruption.stopAsking()
    if noOutput {
      if try await !output.isFound() { throw ExitCode(1) }
    } else if count || sourcesWithMatches {
      try await output.writeCounts()
    } else {
      try await output.writeMatches(limit: limit)
    }
    try sink.finish()
    if let stopped = Interruption.reason { throw stopped }
  }
}

extension PatternOptions.Encoding: ExpressibleByArgument {}
