/// How much a report lists. What is beyond is counted, and the command that lists all of it is printed.
package enum ReportLimits {
  /// Sources in the evidence table.
  static let sources = 500
  /// Acts of the custody log.
  static let acts = 500
  /// Comparisons of what was handed over with lists.
  static let comparisons = 100
  /// Questions with a receipt.
  static let questions = 500
  /// Tags and notes.
  static let annotations = 500
  /// Jumps and pauses of logs.
  static let logGaps = 200
  /// Hosts.
  static let hosts = 200
  /// Findings that are set out.
  static let findings = 200
  /// Records of one finding that are shown with text and proof.
  static let recordsShown = 20
  /// Records of all findings that are shown so.
  static let recordsShownInAll = 400
  /// Records of one finding that are listed by locator.
  static let recordsListed = 1000
  /// Records of all findings that are listed so.
  static let recordsListedInAll = 10_000
  /// Characters of one record's text.
  static let textCharacters = 4096
  /// Bytes of one record that the JSON holds, so that its leaf hash can be made again from the report alone.
  static let rawBytes = 16_384
  /// Bytes of a value that a custody entry or a receipt holds: parameters, limits.
  static let valueBytes = 32_768
  /// Characters of a text that a person or a log wrote: a name, a question, a note.
  static let wordCharacters = 8192
}
