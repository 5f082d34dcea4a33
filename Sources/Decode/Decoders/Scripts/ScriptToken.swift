/// A piece of a script, with its value where that is known without running it.
struct ScriptToken {
  enum Kind { case literal, word, variable, cast, dashOperator, sign }
  enum Value { case none, string, list, number }

  var kind: Kind
  /// In the script.
  var range: Range<Int>
  /// Words, operators and signs in lower case, without escape signs.
  var name: [UInt8] = []
  var value = Value.none
  /// A string's.
  var bytes: [UInt8] = []
  /// A list's.
  var items: [[UInt8]] = []
  var number = 0
  /// It was put together, so that it is shown by its value.
  var isChanged = false

  init(_ kind: Kind, _ range: Range<Int>, name: [UInt8] = []) {
    self.kind = kind
    self.range = range
    self.name = name
  }

  /// Whether it is a sign or word of this spelling.
  func `is`(_ text: StaticString) -> Bool {
    kind != .literal && name.count == text.utf8CodeUnitCount
      && String(decoding: name, as: UTF8.self) == "\(text)"
  }

  var hasValue: Bool { value != .none }

  /// A string or number as a list of one; a list as it is.
  var asList: [[UInt8]] {
    switch value {
    case .none: []
    case .string: [bytes]
    case .number: [Array(String(number).utf8)]
    case .list: items
    }
  }

  mutating func set(string: [UInt8]) {
    value = .string
    bytes = string
    items = []
    isChanged = true
  }

  mutating func set(list: [[UInt8]]) {
    value = .list
    items = list
    bytes = []
    isChanged = true
  }
}
