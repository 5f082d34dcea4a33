import Integrity

/// Numbers of a report, each with the command that prints it again.
struct ReportNumbers {
  private(set) var list: [(what: String, value: String, command: String)] = []

  mutating func add(_ what: String, _ value: some BinaryInteger, _ command: String) {
    list.append((what, String(value), command))
  }

  mutating func add(_ what: String, _ value: String, _ command: String) {
    list.append((what, value, command))
  }

  var json: JSONValue {
    .array(
      list.map {
        .object([
          .init("what", .string($0.what)), .init("value", .string($0.value)),
          .init("command", .string($0.command)),
        ])
      })
  }
}
