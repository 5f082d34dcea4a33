/// The Markov model of msticpy's `anomalous_sequence` (version 3), in logarithms to the base 10 and sparse: only pairs
/// that occurred are kept, the rest follows from the counts.
///
/// With V = different names including start and end, plus one for unknown, and add-one smoothing over all pairs (a, b)
/// but those with a = end or b = start:
/// - n'(a) = n(a) + (V - 1) for start and end, n(a) + 2 (V - 1) for all others, unknown included;
/// - P(a) = n'(a) / sum of all n';
/// - P(b | a) = (n(a, b) + 1) / (sum over b of n(a, b) + V - 1).
///
/// Names that were not in the training set are unknown; end as the one before is unknown too.
package struct MarkovModel: Sendable {
  /// What it was made of.
  package let counts: SequenceCounts
  /// V of the formulas.
  package let vocabularySize: Int
  /// Sum over b of n(a, b), by name.
  private let followed: [Int]
  /// log10 of the sum of all n'.
  private let logTotal: Double
  /// P(p | c) and P(v | p).
  private let parameterModel: ParameterModel

  /// The model of counts.
  package init(_ counts: SequenceCounts) {
    self.counts = counts
    vocabularySize = counts.names.count
    var followed = Array(repeating: 0, count: counts.names.count)
    for (pair, count) in counts.pairCounts { followed[Int(pair >> 32)] += count }
    self.followed = followed
    let size = vocabularySize
    let smoothed = counts.nameCounts.indices.map {
      Self.smoothed(counts.nameCounts[$0], name: $0, size: size)
    }
    logTotal = Logarithm.ten(Double(smoothed.reduce(0, +)))
    parameterModel = ParameterModel(counts: counts, smoothed: smoothed)
  }

  /// n'(a).
  private static func smoothed(_ count: Int, name: Int, size: Int) -> Int {
    let isEdge = name == Int(SequenceCounts.start) || name == Int(SequenceCounts.end)
    return count + (isEdge ? 1 : 2) * (size - 1)
  }

  /// The model's number of a name: unknown if it did not occur in the training set.
  package func number(ofName name: String) -> Int32 {
    counts.names.existing(name) ?? SequenceCounts.unknown
  }

  /// log10 P(a).
  package func logPrior(_ name: Int32) -> Double {
    let count = counts.nameCounts[Int(name)]
    return Logarithm.ten(Double(Self.smoothed(count, name: Int(name), size: vocabularySize))) - logTotal
  }

  /// How often b followed a, and how often anything followed a.
  package func followers(_ before: Int32, _ after: Int32) -> (count: Int, total: Int) {
    guard before != SequenceCounts.end else { return (0, 0) }
    return (counts.pairCounts[SequenceCounts.pair(before, after)] ?? 0, followed[Int(before)])
  }

  /// P(b | a).
  package func transition(_ before: Int32, _ after: Int32) -> Double {
    let (count, total) = followers(before, after)
    return Double(count + 1) / Double(total + vocabularySize - 1)
  }

  /// log10 P(b | the names before it): of order 1, P(b | a); of a higher order Witten and Bell's interpolation (The
  /// zero-frequency problem, 1991), P(b | h) = (n(h, b) + T(h) P(b | h')) / (n(h) + T(h)), where h' is h without its
  /// first name, T(h) how many different names followed h, and a chain that did not occur backs off to the shorter one.
  /// - Parameter history: names before, the last is the nearest; only as many as the order are looked at.
  package func logTransition(history: ArraySlice<Int32>, _ after: Int32) -> Double {
    guard let before = history.last else { return logPrior(after) }
    var probability = transition(before, after)
    let order = counts.chains.order
    if order > 1, history.count > 1 {
      for length in 2...min(order, history.count) {
        guard let known = counts.chains.followers(of: history.suffix(length), name: after) else { break }
        let spread = Double(known.distinct)
        probability = (Double(known.count) + spread * probability) / (Double(known.total) + spread)
      }
    }
    return Logarithm.ten(probability)
  }

  /// log10 of the likelihood of a command's parameters, 0 for a command without.
  /// - Parameters:
  ///   - name: the model's number of its name.
  ///   - command: its number in the table.
  package func logParameters(name: Int32, command: Int32, of table: CommandTable) -> Double {
    parameterModel.logLikelihood(name: name, parameters: table.parameters(of: command), of: table)
  }

  /// The parameter that makes a command's parameters unlikely; nil without parameters.
  package func rarestParameter(name: Int32, command: Int32, of table: CommandTable) -> ParameterModel.Term? {
    parameterModel.terms(name: name, parameters: table.parameters(of: command), of: table)
      .min { $0.probability < $1.probability }
  }

  /// P(p | c); 1 / n'(c) for a parameter that did not occur with the command.
  package func parameter(_ parameter: String, of name: Int32) -> Double {
    parameterModel.probability(of: parameter, name: name)
  }

  /// P(v | p), nil for a parameter whose values are not modeled.
  package func value(_ value: String, of parameter: String) -> Double? {
    parameterModel.probability(ofValue: value, parameter: parameter)
  }
}
