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
}
