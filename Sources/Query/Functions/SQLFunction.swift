/// Numbers of arguments that a function takes. SQLite tells a call with any other number apart by itself.
enum ArgumentCount {
  case exactly(ClosedRange<Int>)
  case atLeast(Int)
}

/// A SQL function of one row: the same arguments give the same result, at any time and on any machine. It gets no
/// NULL: where an argument is NULL, the result is, and `body` is not called.
struct ScalarFunction {
  let name: String
  let arguments: ArgumentCount
  /// The result for arguments that are none of them NULL. A REAL comes as text, the way SQLite writes it, unless
  /// `takesReals`.
  let body: ([SQLValue]) throws -> SQLValue
  let takesReals: Bool

  init(
    _ name: String, _ arguments: ClosedRange<Int>, takesReals: Bool = false,
    _ body: @escaping ([SQLValue]) throws -> SQLValue
  ) {
    self.init(name, .exactly(arguments), takesReals: takesReals, body)
  }

  init(
    _ name: String, _ arguments: ArgumentCount, takesReals: Bool = false,
    _ body: @escaping ([SQLValue]) throws -> SQLValue
  ) {
    self.name = name
    self.arguments = arguments
    self.takesReals = takesReals
    self.body = body
  }
}

/// A SQL function over many rows.
struct AggregateFunction {
  let name: String
  let arguments: ClosedRange<Int>
  /// A REAL comes as REAL; otherwise as text, the way SQLite writes it.
  let takesReals: Bool
  /// State for one group.
  let makeState: () -> any AggregateState

  init(
    _ name: String, _ arguments: ClosedRange<Int>, takesReals: Bool = true,
    _ makeState: @escaping () -> any AggregateState
  ) {
    self.name = name
    self.arguments = arguments
    self.takesReals = takesReals
    self.makeState = makeState
  }
}

/// What an aggregate knows of one group of rows.
protocol AggregateState: AnyObject {
  /// Takes one row. Arguments may be NULL.
  func step(_ arguments: [SQLValue]) throws
  /// The result over all rows so far.
  func result() throws -> SQLValue
}

/// What a function got that it cannot work with. The query fails with it; the name of the function is put in front.
struct FunctionError: Error, Equatable {
  enum Kind: Equatable {
    case failed
    /// Ctrl-C or a time limit: the statement ends as interrupted.
    case interrupted
  }

  var kind = Kind.failed
  var reason: String

  init(_ reason: String) { self.reason = reason }

  static let interrupted = {
    var error = FunctionError("interrupted")
    error.kind = .interrupted
    return error
  }()
}

extension SQLValue {
  /// The bytes of text or a BLOB; the digits of an integer.
  var bytes: [UInt8] {
    switch self {
    case .null: []
    case .integer(let number): Array(String(number).utf8)
    case .real(let number): Array("\(number)".utf8)
    case .text(let bytes), .blob(let bytes): bytes
    }
  }

  /// How an error shows the value: in quotes, what is not printable ASCII escaped, long values cut, saying so.
  var shown: String {
    switch self {
    case .null: return "NULL"
    case .integer(let number): return String(number)
    case .real(let number): return "\(number)"
    case .text(let bytes): return Self.quoted(bytes)
    case .blob(let bytes): return "a BLOB of \(bytes.count) bytes"
    }
  }

  private static func quoted(_ bytes: [UInt8]) -> String {
    let limit = 80
    var text = "'"
    let front = bytes.prefix(limit)
    if let valid = String(validating: front, as: UTF8.self) {
      for scalar in valid.unicodeScalars {
        // Controls, and formatting characters that would turn the message around.
        text +=
          scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
          ? scalar.escaped(asASCII: true) : String(scalar)
      }
    } else {
      for byte in front {
        text += (0x20..<0x7F).contains(byte) ? String(UnicodeScalar(byte)) : "\\x" + hex(byte)
      }
    }
    return bytes.count > limit ? text + "…' (\(bytes.count) bytes)" : text + "'"
  }

  private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
