/// Likelihood of the parameters of one command, as msticpy has it:
/// - P(p | c) = (n(c, p) + 1) / n'(c) for the parameters that occurred with c, 1 / n'(c) for the unknown one;
/// - the likelihood of a set is the product over those parameters and the unknown one of P where it is there, 1 - P where
///   it is not; parameters that never occurred with c are left aside; an empty set counts 1;
/// - where the mode looks at values, each modeled parameter that is there multiplies by
///   P(v | p) = (n(p, v) + 1) / (sum of n(p, v) + different values + 1), 1 / (the same) for another or no value;
/// - of the product the root of order K is taken, K = parameters of c + 1 + values used.
package struct ParameterModel: Sendable {
  private let counts: SequenceCounts
  /// n'(a) by name.
  private let smoothed: [Int]
  /// Parameters of each name in the order of their numbers, so that sums have one order.
  private let known: [[(parameter: Int32, count: Int)]]

  init(counts: SequenceCounts, smoothed: [Int]) {
    self.counts = counts
    self.smoothed = smoothed
    known = counts.parameterCounts.map { of in
      of.map { (parameter: $0.key, count: $0.value) }.sorted { $0.parameter < $1.parameter }
    }
  }

  /// One factor of the product.
  package struct Term: Sendable {
    /// What the factor is about.
    package enum Kind: Sendable { case present, absent, value }
    /// What the factor is about.
    package var kind: Kind
    /// Name of the parameter; empty for the unknown one.
    package var parameter: String
    /// Its value, for a factor of a value.
    package var value: String
    /// The factor.
    package var probability: Double
  }

  /// The factors of a command's parameters; none for a command without parameters.
  package func terms(name: Int32, parameters: [CommandTable.Parameter], of table: CommandTable) -> [Term] {
    guard !parameters.isEmpty else { return [] }
    // The model's numbers of the parameters that are there.
    var present: [Int32: CommandTable.Parameter] = [:]
    for parameter in parameters {
      if let number = counts.parameters.existing(table.parameters[parameter.name]) {
        present[number] = parameter
      }
    }
    var out: [Term] = []
    let all = Double(smoothed[Int(name)])
    for (parameter, count) in known[Int(name)] {
      let probability = Double(count + 1) / all
      let text = counts.parameters[parameter]
      guard let given = present[parameter] else {
        out.append(Term(kind: .absent, parameter: text, value: "", probability: 1 - probability))
        continue
      }
      out.append(Term(kind: .present, parameter: text, value: "", probability: probability))
      if counts.mode == .values {
        // A parameter without a value has one that did not occur.
        let value = given.value >= 0 ? table.values[given.value] : ""
        if let probability = self.probability(ofValue: value, number: parameter) {
          out.append(Term(kind: .value, parameter: text, value: value, probability: probability))
        }
      }
    }
    out.append(Term(kind: .absent, parameter: "", value: "", probability: 1 - 1 / all))
    return out
  }

  func logLikelihood(name: Int32, parameters: [CommandTable.Parameter], of table: CommandTable) -> Double {
    guard counts.mode != .names else { return 0 }
    let factors = terms(name: name, parameters: parameters, of: table)
    guard !factors.isEmpty else { return 0 }
    return factors.reduce(0) { $0 + Logarithm.ten($1.probability) } / Double(factors.count)
  }

  func probability(of parameter: String, name: Int32) -> Double {
    let all = Double(smoothed[Int(name)])
    let count = counts.parameters.existing(parameter).flatMap { counts.parameterCounts[Int(name)][$0] }
    return Double(count.map { $0 + 1 } ?? 1) / all
  }

  func probability(ofValue value: String, parameter: String) -> Double? {
    counts.parameters.existing(parameter).flatMap { probability(ofValue: value, number: $0) }
  }

  private func probability(ofValue value: String, number: Int32) -> Double? {
    let values = counts.valueCounts[Int(number)]
    guard values.isModeled else { return nil }
    let sum = values.values.values.reduce(0, +)
    return Double((values.values[value] ?? 0) + 1) / Double(sum + values.values.count + 1)
  }
}
