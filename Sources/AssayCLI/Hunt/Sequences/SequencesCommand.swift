import ArgumentParser
import Evidence
import Hunt
import Integrity
import Query

struct SequencesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sequences",
    abstract: "Score sessions by a Markov model; the least likely first, and the step that makes each so.",
    discussion: """
      EXAMPLES
        assay sequences case.assay --preset processes --limit 10
        assay sequences case.assay --preset powershell --window 2-5
        assay sequences case.assay --by user,src_ip --command action --max-gap 30m
        assay sequences case.assay --preset logons --train 'computer:DC01' --search 'computer:WS07'
        assay sequences --input sessions.json --mode cmds_params --window 3

      Events of one session key are cut where nothing happened for --max-gap. The model is msticpy's: how often \
      one command follows another. A session's rarest window is its least likely stretch of commands; why names \
      the step in it that is least likely. Presets: processes, powershell, logons, office365, web, linux. \
      docs/hunt.md explains the method and when it misleads.
      """)

  /// msticpy's analysts look at three commands.
  static let defaultWindow = 3

  @OptionGroup var rows: RowsOptions

  @Option(
    help: ArgumentHelp(
      "Fields and search for one kind of log: processes, powershell, logons, office365, web, linux.",
      valueName: "name"))
  var preset: String?

  @Option(help: ArgumentHelp("Fields that make a session, joined by commas.", valueName: "fields"))
  var by: String?

  @Option(help: ArgumentHelp("Field of the command, or several joined by commas.", valueName: "field"))
  var command: String?

  @Option(
    help: ArgumentHelp(
      "How the field names the command: plain, program, commandLine, cmdlets or path.", valueName: "how"))
  var naming: String?

  @Option(
    help: ArgumentHelp("Fields that are the command's parameters, joined by commas.", valueName: "fields"))
  var params: String?

  @Option(help: ArgumentHelp("A longer gap than this begins a new session.", valueName: "time"))
  var maxGap = "20m"

  @Option(help: ArgumentHelp("No session is longer than this.", valueName: "time"))
  var maxLength = "8h"

  @Option(
    help: ArgumentHelp(
      "What of a command counts: cmds_only, cmds_params (which parameters), cmds_params_values.",
      valueName: "mode"))
  var mode: String?

  @Option(help: ArgumentHelp("Commands in a window: a number, or two as in 2-5.", valueName: "n"))
  var window = "\(Self.defaultWindow)"

  @Flag(help: "Start and end of a session do not count as steps.")
  var noTokens = false

  @Flag(help: "Windows as geometric means: the likelihood to the power of 1 / length.")
  var geometric = false

  @Option(
    help: ArgumentHelp(
      "Look at this many commands before one, and back off where they are new.", valueName: "n"))
  var order = 1

  @Option(
    help: ArgumentHelp(
      "Make the model of these records (a search or SELECT), score the chosen ones.", valueName: "search"))
  var train: String?

  @Option(help: ArgumentHelp("Use a model that was saved.", valueName: "file"), completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp("Save the model, with checkpoint and digest.", valueName: "file"), completion: .file())
  var saveModel: String?

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if rows.input != nil, train != nil {
      throw ValidationError("--train needs a case; with --input use --model")
    }
    if train != nil, model != nil { throw ValidationError("--train and --model: give one of them") }
    if let mode, SequenceMode(rawValue: mode) == nil {
      throw ValidationError("--mode takes cmds_only, cmds_params or cmds_params_values, not '\(mode)'")
    }
    if let preset, SequencePreset(rawValue: preset) == nil {
      let all = SequencePreset.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--preset takes one of \(all), not '\(preset)'")
    }
    if let naming, SequencePreset.Naming(rawValue: naming) == nil {
      throw ValidationError("--naming takes plain, program, commandLine, cmdlets or path, not '\(naming)'")
    }
    guard (1...8).contains(order) else { throw ValidationError("--order takes a number from 1 to 8") }
    guard windows != nil else {
      throw ValidationError("--window takes a number from 1 to 1000, or two as in 2-5")
    }
    for (name, text) in [("max-gap", maxGap), ("max-length", maxLength)] where Self.nanoseconds(text) == nil {
      throw ValidationError("--\(name) takes a time such as 20m, 8h or 2d, not '\(text)'")
    }
    if rows.input == nil, preset == nil, by == nil || command == nil {
      throw ValidationError("name a --preset, or the fields with --by and --command")
    }
  }

  private var windows: ClosedRange<Int>? {
    let parts = window.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), let low = parts[0], let high = parts[parts.count - 1],
      (1...1000).contains(low), (low...1000).contains(high)
    else { return nil }
    return low...high
  }

  private static func nanoseconds(_ text: String) -> Int64? {
    TimeWidth(Array(text.utf8))?.fixedNanoseconds
  }

  private static func fields(_ text: String?) -> [[String]]? {
    text.map { $0.split(separator: ",").map { [String($0.trimmingPrefix { $0 == " " })] } }
  }

  private var analysis: SequencesAnalysis {
    let preset = preset.flatMap { SequencePreset(rawValue: $0) }
    let named = naming.flatMap { SequencePreset.Naming(rawValue: $0) }
    let fields = Self.fields(params)?.flatMap { $0 } ?? []
    var analysis = SequencesAnalysis(
      intake: SessionIntake(
        by: Self.fields(by) ?? preset?.by ?? [], command: Self.fields(command) ?? preset?.command ?? [],
        parameters: fields, naming: named ?? (command == nil ? preset?.naming ?? .plain : .plain),
        mode: mode.flatMap { SequenceMode(rawValue: $0) } ?? (fields.isEmpty ? .names : .parameters),
        maximumGap: Self.nanoseconds(maxGap) ?? .max, maximumLength: Self.nanoseconds(maxLength) ?? .max),
      scoring: SequencesAnalysis.Scoring(
        windows: windows ?? Self.defaultWindow...Self.defaultWindow, usesTokens: !noTokens,
        isGeometric: geometric, order: order))
    analysis.train = train
    analysis.modelFile = model
    analysis.savedModel = saveModel
    analysis.overwrites = common.force
    return analysis
  }

  func run() throws {
    let analysis = analysis
    var chosen = rows.selection
    if chosen.search == nil, chosen.sql == nil {
      chosen.search = preset.flatMap { SequencePreset(rawValue: $0) }?.search
    }
    try rows.run(analysis, common, selection: chosen, unit: "session") { try analysis.answer(file: $0, $1) }
  }
}
