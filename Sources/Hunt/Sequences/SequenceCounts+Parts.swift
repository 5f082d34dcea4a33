/// The parts of counts, for a file that keeps a model.
extension SequenceCounts {
  /// Everything that was counted, in a total order.
  package struct Parts: Sendable, Equatable {
    /// What of a command was looked at, and how many commands before one.
    package var mode: SequenceMode
    package var order: Int
    /// Names with their counts, in the order of their numbers; the first three are the tokens.
    package var names: [(name: String, count: Int)]
    /// Pairs of names by number, with their counts, ascending.
    package var pairs: [(before: Int, after: Int, count: Int)]
    /// Names of parameters.
    package var parameters: [String]
    /// Name, parameter, count; ascending.
    package var parameterCounts: [(name: Int, parameter: Int, count: Int)]
    /// Values of each parameter.
    package var values: [ValueCounts]
    /// Longer chains, as a tree: parent, name, and how often the chain occurred; a parent stands before its children.
    package var chains: [(parent: Int, name: Int, count: Int)]

    /// The parts.
    package init(
      mode: SequenceMode, order: Int, names: [(name: String, count: Int)],
      pairs: [(before: Int, after: Int, count: Int)], parameters: [String],
      parameterCounts: [(name: Int, parameter: Int, count: Int)], values: [ValueCounts],
      chains: [(parent: Int, name: Int, count: Int)]
    ) {
      self.mode = mode
      self.order = order
      self.names = names
      self.pairs = pairs
      self.parameters = parameters
      self.parameterCounts = parameterCounts
      self.values = values
      self.chains = chains
    }

    /// Whether all is equal.
    package static func == (a: Self, b: Self) -> Bool {
      a.mode == b.mode && a.order == b.order && a.names.elementsEqual(b.names, by: ==)
        && a.pairs.elementsEqual(b.pairs, by: ==) && a.parameters == b.parameters
        && a.parameterCounts.elementsEqual(b.parameterCounts, by: ==) && a.values == b.values
        && a.chains.elementsEqual(b.chains, by: ==)
    }
  }

  /// What was counted.
  package var parts: Parts {
    Parts(
      mode: mode, order: chains.order, names: zip(names.texts, nameCounts).map { (name: $0, count: $1) },
      pairs: pairCounts.sorted { $0.key < $1.key }.map {
        (before: Int($0.key >> 32), after: Int($0.key & 0xffff_ffff), count: $0.value)
      },
      parameters: parameters.texts,
      parameterCounts: parameterCounts.enumerated().flatMap { name, counts in
        counts.sorted { $0.key < $1.key }.map { (name: name, parameter: Int($0.key), count: $0.value) }
      },
      values: valueCounts, chains: chains.nodes)
  }

  /// Counts from their parts; nil where a number names nothing, a count is negative, or the tokens are not the first
  /// three names.
  package init?(_ parts: Parts) {
    self.init(mode: parts.mode, order: parts.order)
    guard parts.names.prefix(3).map(\.name) == Self.tokens, parts.values.count == parts.parameters.count,
      Set(parts.names.map(\.name)).count == parts.names.count, parts.names.count < Int(Int32.max),
      parts.names.allSatisfy({ $0.count >= 0 && $0.count < 1 << 48 })
    else { return nil }
    names = Vocabulary(parts.names.map(\.name))
    nameCounts = parts.names.map(\.count)
    parameters = Vocabulary(parts.parameters)
    parameterCounts = Array(repeating: [:], count: parts.names.count)
    valueCounts = parts.values
    for pair in parts.pairs {
      guard names.texts.indices.contains(pair.before), names.texts.indices.contains(pair.after),
        (1..<1 << 48).contains(pair.count)
      else { return nil }
      pairCounts[Self.pair(Int32(pair.before), Int32(pair.after))] = pair.count
    }
    for count in parts.parameterCounts {
      guard names.texts.indices.contains(count.name), parameters.texts.indices.contains(count.parameter),
        (1...parts.names[count.name].count + 1).contains(count.count)
      else { return nil }
      parameterCounts[count.name][Int32(count.parameter)] = count.count
    }
    guard let chains = ChainCounts(order: parts.order, nodes: parts.chains, names: names.count) else {
      return nil
    }
    self.chains = chains
  }
}
