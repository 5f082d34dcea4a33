import Completeness

/// Verdicts in the words of someone who has never seen the tool.
enum ReportWords {
  /// `fields lost`; rows that no record explains have none.
  static func name(_ verdict: Verdict?) -> String {
    guard let verdict else { return "Extra rows" }
    let word = verdict.word.replacing("_", with: " ")
    return word.prefix(1).uppercased() + word.dropFirst()
  }

  /// What it means, as a sentence about records.
  static func meaning(_ verdict: Verdict) -> String {
    switch verdict {
    case .missing: "are not in the export at all: no row comes from them"
    case .merged:
      "stand in one row together with other records, so that the SIEM takes several events for one"
    case .split: "are spread over several rows, so that the SIEM takes one event for several"
    case .truncated: "are cut short: their text, or one of their values, ends early"
    case .altered: "have a text or a value that is not the one that was logged"
    case .fieldsLost: "came without some of their fields: a search for these fields does not find them"
    case .timeShifted: "stand at another time than the one that was logged"
    case .duplicated: "come more than once, so that counts are too high"
    case .equivalent: "are there, the same in meaning, written in another way"
    case .identical: "are there as they were logged"
    }
  }

  static func meaning(_ confidence: Confidence) -> String {
    switch confidence {
    case .proven:
      "everything that the cause should have hit was hit, and nothing else, in 20 records at least, and a trace apart"
        + " from the numbers says so too"
    case .likely: "the same in three records at least, and no other cause fits as well"
    case .possible: "there are exceptions, or few records, or another cause fits as well"
    case .unexplained: "no mechanical cause was found: look at these records first"
    }
  }
}
