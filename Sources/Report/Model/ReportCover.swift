import Integrity

/// What a person says of a report and no case can know: who answers whom, which question, and how. Nothing of it is
/// guessed: what is not given is said to be "not stated".
package struct ReportCover: Sendable, Equatable {
  /// What can be said. Its name is that of a cover file's member, of the option, and in the report's JSON.
  package enum Member: String, CaseIterable, Sendable {
    /// Heading of the report.
    case title
    /// Number or reference of the report.
    case number
    /// Who examined.
    case examiner
    /// For which house.
    case organisation
    /// Order or mandate under which it was done.
    case authority
    /// What was asked, in the words of who asked.
    case question
    /// What the examiner answers.
    case answer
  }

  private var values: [Member: String] = [:]

  package init() {}

  /// What is said; nil or nothing: not stated.
  package subscript(member: Member) -> String? {
    get { values[member] }
    set { values[member] = newValue?.isEmpty == true ? nil : newValue }
  }

  /// The members; null where nothing was given.
  var json: JSONValue {
    .object(Member.allCases.map { .init($0.rawValue, self[$0].map { .string($0.bounded) } ?? .null) })
  }
}
