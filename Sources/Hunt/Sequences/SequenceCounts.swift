/// What the sessions of a training set held, counted: all that the model is made of. Only what occurred is kept.
package struct SequenceCounts: Sendable {
  /// Before the first command, behind the last, and a command that was not in the training set; numbers of `names`.
  package static let start: Int32 = 0
  package static let end: Int32 = 1
  package static let unknown: Int32 = 2
  /// Their names in msticpy.
  package static let tokens = ["##START##", "##END##", "##UNK##"]

  /// What of a command was looked at.
  package let mode: SequenceMode
  /// Names of commands; the first three are `tokens`.
  package internal(set) var names = Vocabulary(tokens)
  /// How often each name occurred; start and end once a session.
  package internal(set) var nameCounts: [Int] = [0, 0, 0]
  /// How often one name followed another, by `pair(_:_:)`.
  package internal(set) var pairCounts: [UInt64: Int] = [:]
  /// Names of parameters.
  package internal(set) var parameters = Vocabulary()
  /// For each name, how often each parameter was there: `[parameter: commands]`.
  package internal(set) var parameterCounts: [[Int32: Int]] = [[:], [:], [:]]
  /// For each parameter, how its values are spread.
  package internal(set) var valueCounts: [ValueCounts] = []
  /// Chains of three names and more, for models of higher order; empty for order 1.
  package internal(set) var chains: ChainCounts

  /// The values of a parameter.
  package struct ValueCounts: Sendable, Equatable {
    /// Most different values that are told apart: beyond, a parameter's values are not modeled.
    package static let maximum = 20
    /// How often the parameter was there, with a value or without.
    package var occurrences = 0
    /// How often it had each value that is not empty; empty once there are more than `maximum`.
    package var values: [String: Int] = [:]
    /// Whether there are more than `maximum` different values.
    package var isOver = false

    /// No occurrence.
    package init() {}

    /// Whether the values are modeled: 1 to 20 different, at least 20 occurrences, at most 10 % different.
    package var isModeled: Bool {
      !isOver && !values.isEmpty && occurrences >= 20 && values.count * 10 <= occurrences
    }
  }

  /// Counts of no session.
  /// - Parameters:
  ///   - mode: what of a command is looked at.
  ///   - order: how many commands before one the model looks at, 1 for msticpy's.
  package init(mode: SequenceMode, order: Int = 1) {
    self.mode = mode
    chains = ChainCounts(order: max(1, order))
  }

  /// The key of one name behind another.
  package static func pair(_ before: Int32, _ after: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: before)) << 32 | UInt64(UInt32(bitPattern: after))
  }

  /// Number of sessions counted.
  package var sessionCount: Int { nameCounts[Int(Self.start)] }

  /// Number of commands counted.
  package var commandCount: Int { nameCounts.reduce(0, +) - 2 * sessionCount }

  /// Counts sessions in addition to those that were counted before. A session without commands counts for nothing:
  /// msticpy refuses it.
  package mutating func add(_ sessions: SessionList) {
    let table = sessions.table
    let numbers = table.names.texts.map { number(ofName: $0) }
    let nameOfCommand = (0..<Int32(table.count)).map { numbers[Int(table.name(of: $0))] }
    var occurrences = Array(repeating: 0, count: table.count)
    var last: (key: UInt64, count: Int) = (0, 0)
    for session in 0..<sessions.count where !sessions.range(of: session).isEmpty {
      var before = Self.start
      chains.beginSession()
      nameCounts[Int(Self.start)] += 1
      nameCounts[Int(Self.end)] += 1
      for position in sessions.range(of: session) {
        let command = Int(sessions.commands[position])
        occurrences[command] += 1
        let after = nameOfCommand[command]
        count(before, after, last: &last)
        before = after
      }
      count(before, Self.end, last: &last)
    }
    if last.count > 0 { pairCounts[last.key, default: 0] += last.count }
    for (command, count) in occurrences.enumerated() where count > 0 {
      nameCounts[Int(nameOfCommand[command])] += count
      addParameters(of: Int32(command), table: table, name: Int(nameOfCommand[command]), count: count)
    }
  }

  /// Counts one name behind another. Runs of the same pair are put together before they are looked up.
  private mutating func count(_ before: Int32, _ after: Int32, last: inout (key: UInt64, count: Int)) {
    let key = Self.pair(before, after)
    if key == last.key {
      last.count += 1
    } else {
      if last.count > 0 { pairCounts[last.key, default: 0] += last.count }
      last = (key, 1)
    }
    chains.add(after)
  }

  private mutating func number(ofName name: String) -> Int32 {
    let number = names.number(of: name)
    if Int(number) == nameCounts.count {
      nameCounts.append(0)
      parameterCounts.append([:])
    }
    return number
  }

  private mutating func number(ofParameter name: String) -> Int32 {
    let number = parameters.number(of: name)
    if Int(number) == valueCounts.count { valueCounts.append(ValueCounts()) }
    return number
  }

  private mutating func addParameters(of command: Int32, table: CommandTable, name: Int, count: Int) {
    for parameter in table.parameters(of: command) {
      let number = number(ofParameter: table.parameters[parameter.name])
      parameterCounts[name][number, default: 0] += count
      var values = valueCounts[Int(number)]
      valueCounts[Int(number)] = ValueCounts()
      values.occurrences += count
      if parameter.value >= 0, !values.isOver {
        values.values[table.values[parameter.value], default: 0] += count
        if values.values.count > ValueCounts.maximum {
          values.isOver = true
          values.values = [:]
        }
      }
      valueCounts[Int(number)] = values
    }
  }
}
