/// The different commands of sessions: a name, and as far as the mode looks at them parameters and values. Each
/// different command has one number, so that an event costs four bytes.
package struct CommandTable: Sendable {
  /// A parameter of a command.
  package struct Parameter: Sendable, Hashable {
    /// Its name in `parameters`.
    package var name: Int32
    /// Its value in `values`; -1 without a value, an empty one, or where the mode does not look at values.
    package var value: Int32
  }

  /// One different command.
  private struct Key: Hashable {
    var name: Int32
    var parameters: [Parameter]
  }

  /// What of a command is kept.
  package let mode: SequenceMode
  /// Names of commands.
  package private(set) var names = Vocabulary()
  /// Names of parameters.
  package private(set) var parameters = Vocabulary()
  /// Values of parameters.
  package private(set) var values = Vocabulary()
  private var numbers: [Key: Int32] = [:]
  private var keys: [Key] = []

  /// - Parameter mode: what of a command is kept; the rest is as if it were not there.
  package init(mode: SequenceMode) { self.mode = mode }

  /// How many different commands there are.
  package var count: Int { keys.count }

  /// The number of a command.
  /// - Parameters:
  ///   - name: its name.
  ///   - parameters: its parameters; of two of one name the last counts, as in a dictionary.
  package mutating func number(name: String, parameters given: [(name: String, value: String?)]) -> Int32 {
    var key = Key(name: names.number(of: name), parameters: [])
    if mode != .names {
      for parameter in given {
        let number = parameters.number(of: parameter.name)
        var value: Int32 = -1
        if mode == .values, let text = parameter.value, !text.isEmpty { value = values.number(of: text) }
        if let known = key.parameters.firstIndex(where: { $0.name == number }) {
          key.parameters[known].value = value
        } else {
          key.parameters.append(Parameter(name: number, value: value))
        }
      }
      key.parameters.sort { $0.name < $1.name }
    }
    if let known = numbers[key] { return known }
    let number = Int32(keys.count)
    numbers[key] = number
    keys.append(key)
    return number
  }

  /// The name of a command, as a number of `names`.
  package func name(of command: Int32) -> Int32 { keys[Int(command)].name }

  /// Parameters of a command, in the order of their numbers.
  package func parameters(of command: Int32) -> [Parameter] { keys[Int(command)].parameters }
}
