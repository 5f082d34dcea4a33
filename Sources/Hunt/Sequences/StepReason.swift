/// Why one step of a session is unlikely: what the model knows of it.
package struct StepReason: Sendable {
  /// What kind of step.
  package enum Kind: Sendable {
    /// One command behind another, or behind the start.
    case transition
    /// The first command of a window within a session: how frequent it is at all.
    case command
    /// The session's end.
    case end
  }

  /// What kind of step.
  package var kind: Kind
  /// Name before it; nil at a session's start and for `command`.
  package var before: String?
  /// Its name; empty for the end.
  package var name: String
  /// How often this was in the training set: the pair, or the command.
  package var count: Int
  /// Out of how many: all that followed the name before, or all commands.
  package var total: Int
  /// Whether the name was in the training set.
  package var isKnown: Bool
  /// log10 of the step without parameters.
  package var log10: Double
  /// log10 of its parameters; 0 without.
  package var logParameters: Double
  /// The parameter that makes them unlikely.
  package var parameter: ParameterModel.Term?
}

extension SessionScorer {
  /// Why the rarest step of a window is unlikely.
  /// - Parameters:
  ///   - commands: of the session.
  ///   - window: of this scorer.
  package func reason(_ commands: ArraySlice<Int32>, _ window: SessionScore.Window) -> StepReason {
    let position = window.rarestStep
    let names = commands.map { (text: table.names[table.name(of: $0)], number: self.names[Int($0)]) }
    let isEnd = position >= names.count
    let after = isEnd ? SequenceCounts.end : names[position].number
    let isFirst = position == window.start && !(position == 0 && usesTokens)
    let before = position == 0 ? SequenceCounts.start : names[position - 1].number
    let counts = model.counts
    let (count, total) =
      isFirst
      ? (counts.nameCounts[Int(after)], counts.commandCount) : model.followers(before, after)
    let history = ([SequenceCounts.start] + names.prefix(position).map(\.number))[...]
    let command = isEnd ? nil : commands[commands.startIndex + position]
    return StepReason(
      kind: isEnd ? .end : isFirst ? .command : .transition,
      before: isFirst || position == 0 ? nil : names[position - 1].text,
      name: isEnd ? "" : names[position].text,
      count: count, total: total, isKnown: after != SequenceCounts.unknown,
      log10: isFirst ? model.logPrior(after) : model.logTransition(history: history, after),
      logParameters: command.map { logParameters[Int($0)] } ?? 0,
      parameter: command.flatMap { model.rarestParameter(name: after, command: $0, of: table) })
  }
}
