import Evidence
import Hunt
import Integrity
import Pages
import Query

/// `sequences`: sessions by how likely their commands are.
struct SequencesAnalysis: Analysis {
  static let name = "sequences"

  /// How sessions are scored.
  struct Scoring {
    var windows: ClosedRange<Int>
    var usesTokens: Bool
    var isGeometric: Bool
    var order: Int
  }

  var intake: SessionIntake
  var scoring: Scoring
  /// Search of the sessions that the model is made of; nil for those that are scored.
  var train: String?
  /// File with a model that was saved.
  var modelFile: String?
  /// Where the model is saved.
  var savedModel: String?
  var overwrites = false

  init(intake: SessionIntake, scoring: Scoring) {
    self.intake = intake
    self.scoring = scoring
  }

  // MARK: over a case

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    let sessions = try intake.sessions(.selection(selection), output)
    var counts: SequenceCounts
    var trained: JSONValue = .null
    if let modelFile {
      let file = try ModelFile.read(modelFile)
      guard file.counts.mode == intake.mode else {
        throw AssayError(
          "model.mode", subject: modelFile,
          reason: "is of mode \(file.counts.mode.rawValue), not \(intake.mode.rawValue)",
          hint: "give --mode \(file.counts.mode.rawValue)")
      }
      counts = file.counts
      trained = .string(modelFile)
      output.details.append(.init("model_digest", .string(file.digest)))
      output.summary.append(.init("model_digest", .string(file.digest)))
    } else {
      counts = SequenceCounts(mode: intake.mode, order: scoring.order)
      if let train {
        let training = try Self.selection(train, selection)
        let list = try intake.sessions(.selection(training), label: "--train: ", output).list
        counts.add(list)
        trained = .string(train)
        if counts.sessionCount == 0 { output.remark("--train finds no session: every command is unknown") }
      } else {
        counts.add(sessions.list)
      }
    }
    output.summary += [
      .init("training_sessions", .number(counts.sessionCount)), .init("trained_on", trained),
      .init("events", .number(sessions.list.commands.count)),
    ]
    if let savedModel {
      let reader = selection.session.reader
      let digest = try ModelFile.write(
        counts, to: savedModel, overwrites: overwrites, treeSize: reader.treeSize, root: reader.root,
        question: question(selection).parameters)
      output.remark("model saved to \(savedModel), sha256 \(digest)")
      output.summary.append(.init("model_digest", .string(digest)))
    }
    try write(sessions.list, counts, sessions.result, output)
  }

  /// The rows that a text chooses: a SELECT, or a search.
  private static func selection(_ text: String, _ other: Selection) throws -> Selection {
    let isSQL = text.drop { $0 == " " }.prefix(7).lowercased() == "select "
    return try Selection(
      Question(name, "", parameters: [.init(isSQL ? "sql" : "search", .string(text))]), other.session,
      threads: other.threads)
  }

  // MARK: over a file

  /// Over ready-made sessions: the model is made of them.
  func answer(file path: String, _ output: AnalysisOutput) throws {
    let list = try SessionFile(path: path).sessions(mode: intake.mode)
    output.read = "\(NumberText.counted(list.commands.count, "command")) of \(path)"
    var counts: SequenceCounts
    if let modelFile {
      counts = try ModelFile.read(modelFile).counts
    } else {
      counts = SequenceCounts(mode: intake.mode, order: scoring.order)
      counts.add(list)
    }
    let empty = (0..<list.count).count { list.range(of: $0).isEmpty }
    if empty > 0 {
      output.leaveOut(
        "empty_session", subject: path, count: empty,
        "\(NumberText.counted(empty, "session")) without commands: not scored, not in the model")
    }
    if let savedModel {
      let digest = try ModelFile.write(counts, to: savedModel, overwrites: overwrites, question: [])
      output.remark("model saved to \(savedModel), sha256 \(digest)")
    }
    try write(list, counts, nil, output)
  }

  private func write(
    _ list: SessionList, _ counts: SequenceCounts, _ result: Sessionizer.Result?, _ output: AnalysisOutput
  ) throws {
    let scorer = SessionScorer(
      model: MarkovModel(counts), table: list.table, windows: scoring.windows, usesTokens: scoring.usesTokens,
      geometric: scoring.isGeometric)
    let scores = scorer.scores(list)
    let short = scores.count { $0.rarestWindow == nil }
    output.closing =
      NumberText.counted(scores.count, "session")
      + " of \(NumberText.counted(list.commands.count, "command"))"
      + (short > 0 ? ", \(NumberText.grouped(short)) shorter than the window" : "")
    output.summary += [.init("sessions", .number(scores.count)), .init("too_short", .number(short))]
    if scores.isEmpty { output.remark("there are no sessions to score") }
    try SessionRows(list: list, scores: scores, scorer: scorer, result: result, by: intake.by, output: output)
      .write()
  }
}
