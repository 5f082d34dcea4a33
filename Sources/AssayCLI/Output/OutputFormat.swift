import ArgumentParser

/// `--format`.
package enum OutputFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
  /// For people.
  case table
  /// One JSON object.
  case json
  /// One JSON object a line.
  case ndjson
  /// RFC 4180.
  case csv
  /// A column a line, for people; of the shell alone (`.mode line`).
  case line

  /// What `--format` takes.
  package static let allValueStrings = ["table", "json", "ndjson", "csv"]

  package init?(argument: String) {
    guard Self.allValueStrings.contains(argument) else { return nil }
    self.init(rawValue: argument)
  }
}
