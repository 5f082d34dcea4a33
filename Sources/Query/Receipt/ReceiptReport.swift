package import Integrity

/// What a check of a receipt found.
package struct ReceiptReport: Sendable {
  /// One thing that was looked at.
  package struct Check: Sendable {
    /// `receipt`, `case`, `tree`, `custody`, `reading`, `question`, `coverage` or `answer`.
    package var check: String
    package var isGood: Bool
    /// What was found, in words.
    package var text: String
  }

  /// A member that is not what it was, or that contradicts the rest of the receipt.
  package struct Difference: Sendable {
    /// Names joined by points: `result.hash`.
    package var path: String
    /// As the receipt has it; nil where it has none.
    package var expected: JSONValue?
    /// As it is now; nil where there is none.
    package var found: JSONValue?
    /// The same in words.
    package var reason: String
  }

  /// What it comes to.
  package enum Verdict: String, Sendable {
    /// The question gives the same answer.
    case equal
    /// It does not, or the receipt or the case was altered.
    case differs
    /// The answer differs, and so does the way in which the evidence is read: no sign of alteration.
    case extractedOtherwise = "differs, extracted otherwise"
  }

  /// The case can no longer give an answer at all: what it was made of cannot be read.
  package internal(set) var isUnanswered = false
  /// In the order in which they were made.
  package private(set) var checks: [Check] = []
  /// Members that differ.
  package internal(set) var differences: [Difference] = []
  /// The first row that differs.
  package internal(set) var row: RowDifference?
  /// Columns of the answer of now, where a row differs.
  package internal(set) var columns: [String] = []
  /// How the evidence is read otherwise than then.
  package internal(set) var readingChanged: [String] = []
  /// What is odd without being wrong.
  package internal(set) var notes: [String] = []

  mutating func add(_ check: String, _ isGood: Bool, _ text: String) {
    checks.append(Check(check: check, isGood: isGood, text: text))
  }

  /// Equal only if the answer was given again and nothing was wrong before it.
  package var verdict: Verdict {
    let wrong = checks.filter { !$0.isGood }.map(\.check)
    if wrong.isEmpty { return .equal }
    let isOnlyReading =
      !readingChanged.isEmpty && wrong.allSatisfy { ["answer", "coverage", "question"].contains($0) }
    return isOnlyReading ? .extractedOtherwise : .differs
  }
}
