/// Scores sessions by a model (msticpy's `compute_likelihood_window`, `rarest_window_session`).
///
/// A window's likelihood is P(first | start) at the session's start, else P(first), times the parameters of its first
/// command, times transition and parameters of each that follows. With tokens the session's end is one more element, so
/// a session of k commands has k + 2 - L windows of length L; without, starts count as any other place and ends not.
package struct SessionScorer: Sendable {
  /// The model.
  package let model: MarkovModel
  /// Lengths of windows. Of several lengths the window with the least geometric mean is a session's rarest.
  package let windows: ClosedRange<Int>
  /// Whether start and end of a session count.
  package let usesTokens: Bool
  /// Whether a window's likelihood is given to the power of 1 / length.
  package let geometric: Bool
  let table: CommandTable
  /// The model's number of each command's name.
  let names: [Int32]
  /// log10 of the likelihood of each command's parameters.
  let logParameters: [Double]
  /// log10 P(a) by the model's numbers.
  private let logPriors: [Double]

  /// - Parameters:
  ///   - model: made of the training set.
  ///   - table: commands of the sessions that will be scored.
  ///   - windows: lengths of windows, from 1.
  ///   - usesTokens: whether start and end of a session count.
  ///   - geometric: whether windows are given as geometric means.
  package init(
    model: MarkovModel, table: CommandTable, windows: ClosedRange<Int>, usesTokens: Bool = true,
    geometric: Bool = false
  ) {
    self.model = model
    self.table = table
    self.windows = max(1, windows.lowerBound)...max(1, windows.upperBound)
    self.usesTokens = usesTokens
    self.geometric = geometric
    let numbers = table.names.texts.map { model.number(ofName: $0) }
    let names = (0..<Int32(table.count)).map { numbers[Int(table.name(of: $0))] }
    self.names = names
    logParameters = names.indices.map {
      model.logParameters(name: names[$0], command: Int32($0), of: table)
    }
    logPriors = (0..<Int32(model.counts.names.count)).map { model.logPrior($0) }
  }

  /// The steps of a session: the logarithms that windows are sums of.
  struct Steps {
    /// The names: start, commands, and with tokens the end.
    var names: [Int32] = []
    /// log10 of the transition to each command (and to the end) from those before it.
    var transitions: [Double] = []
    /// log10 of the parameters of each command, 0 for the end.
    var parameters: [Double] = []
    /// log10 of each command where a window begins with it.
    var beginnings: [Double] = []
  }

  /// The score of a session of this scorer's table.
  package func score(_ commands: ArraySlice<Int32>) -> SessionScore {
    var steps = Steps()
    return score(commands, steps: &steps)
  }

  /// Scores of all sessions, in their order.
  package func scores(_ sessions: SessionList) -> [SessionScore] {
    var steps = Steps()
    return (0..<sessions.count).map {
      score(sessions.commands[sessions.range(of: $0)], steps: &steps)
    }
  }

  private func score(_ commands: ArraySlice<Int32>, steps: inout Steps) -> SessionScore {
    var result = SessionScore(length: commands.count)
    guard !commands.isEmpty else { return result }
    fill(&steps, commands: commands)
    let count = steps.transitions.count
    result.log10Likelihood = sum(steps, start: 0, length: count)
    var least = Double.infinity
    for length in windows where length <= count {
      for start in 0...count - length {
        let value = sum(steps, start: start, length: length)
        let mean = value / Double(length)
        // Lengths are told apart by their means; within one length by the sum itself, exactly as it is.
        let measure = windows.count > 1 ? mean : value
        if measure < least {
          least = measure
          result.rarestWindow = SessionScore.Window(
            start: start, length: length, log10: geometric ? mean : value, rarestStep: start)
        }
      }
    }
    if let window = result.rarestWindow {
      result.rarestWindow?.rarestStep = rarestStep(steps, in: window)
    }
    return result
  }

  private func fill(_ steps: inout Steps, commands: ArraySlice<Int32>) {
    steps.names.removeAll(keepingCapacity: true)
    steps.transitions.removeAll(keepingCapacity: true)
    steps.parameters.removeAll(keepingCapacity: true)
    steps.beginnings.removeAll(keepingCapacity: true)
    steps.names.append(SequenceCounts.start)
    for command in commands {
      let name = names[Int(command)]
      let transition = model.logTransition(history: steps.names[...], name)
      let prior = logPriors[Int(name)]
      steps.beginnings.append(steps.beginnings.isEmpty && usesTokens ? transition : prior)
      steps.transitions.append(transition)
      steps.parameters.append(logParameters[Int(command)])
      steps.names.append(name)
    }
    if usesTokens {
      steps.transitions.append(model.logTransition(history: steps.names[...], SequenceCounts.end))
      steps.beginnings.append(logPriors[Int(SequenceCounts.end)])
      steps.parameters.append(0)
      steps.names.append(SequenceCounts.end)
    }
  }

  private func sum(_ steps: Steps, start: Int, length: Int) -> Double {
    var sum = steps.beginnings[start] + steps.parameters[start]
    for position in start + 1..<start + length {
      sum += steps.transitions[position]
      sum += steps.parameters[position]
    }
    return sum
  }

  /// The step of a window with the least logarithm.
  private func rarestStep(_ steps: Steps, in window: SessionScore.Window) -> Int {
    var best = window.start
    var least = steps.beginnings[best] + steps.parameters[best]
    for position in window.start + 1..<window.start + window.length {
      let value = steps.transitions[position] + steps.parameters[position]
      if value < least { (best, least) = (position, value) }
    }
    return best
  }
}
