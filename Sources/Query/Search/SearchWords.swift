/// Words of the search language, for completion.
package enum SearchWords {
  /// What can stand behind a `|`.
  package static var pipes: [String] { PipeParser.names }
}
