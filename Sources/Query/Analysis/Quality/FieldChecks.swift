import CaseFile

/// Checks of one field of one source. Each gives at most one finding from what was counted.
enum FieldChecks {
  /// A field as the checks see it.
  struct Subject {
    var source: SourceTally
    var field: String
    var tally: FieldTally
  }

  static let all: [@Sendable (Subject) -> QualityFinding?] = [
    cut, deceptive, control, invalidUTF8, twiceEncoded, replaced, mixedTypes, empty, absent,
  ]

  /// Many different values that end at the same round length, and none longer.
  static func cut(_ subject: Subject) -> QualityFinding? {
    for (longest, unit) in zip(subject.tally.longest, ["bytes", "characters"])
    where longest.length >= CutLengths.least && CutLengths.isRound(longest.length)
      && longest.distinct >= CutLengths.leastValues
    {
      return subject.finding(
        .high, "cut", longest.count, subject.tally.values,
        "different values of exactly \(longest.length) \(unit), and none longer: they were probably cut there",
        longest.examples, "compare with the raw record; get the log itself if that is cut, too")
    }
    return nil
  }

  /// Text that looks like another.
  static func deceptive(_ subject: Subject) -> QualityFinding? {
    subject.trait(
      .deceptive, .high, "deceptive",
      "values with characters that turn the reading direction or have no width",
      "look at the bytes: show")
  }

  /// Control characters but tab and line ends.
  static func control(_ subject: Subject) -> QualityFinding? {
    subject.trait(
      .control, .medium, "control", "values with control characters",
      "shown escaped; other tools may cut the value there or obey it")
  }

  /// Bytes that are not UTF-8.
  static func invalidUTF8(_ subject: Subject) -> QualityFinding? {
    let valid = subject.tally.count(.beyondASCII)
    return subject.trait(
      .invalidUTF8, .medium, "invalid_utf8",
      valid > 0
        ? "values that are not UTF-8, beside \(valid) beyond ASCII that are: encodings are mixed"
        : "values that are not UTF-8: perhaps Latin-1 or Windows-1252", "kept as they are; JSON shows U+FFFD")
  }

  /// UTF-8 taken for Latin-1 and encoded again.
  static func twiceEncoded(_ subject: Subject) -> QualityFinding? {
    subject.trait(
      .twiceEncoded, .low, "twice_encoded",
      "values that look like UTF-8 read as Latin-1 and encoded again (Ã© for é)",
      "search for both spellings")
  }

  /// Text that was lost before.
  static func replaced(_ subject: Subject) -> QualityFinding? {
    subject.trait(
      .replaced, .medium, "replaced", "values with U+FFFD: an earlier tool could not read the text",
      "what stood there is not in this case")
  }

  /// Fewest values for a share to mean something.
  static let leastValues = 100

  /// A field that is a number, an address or the like but for a few values.
  static func mixedTypes(_ subject: Subject) -> QualityFinding? {
    let tally = subject.tally
    guard tally.filled >= leastValues else { return nil }
    let kinds = ValueClass.allCases.filter { $0 != .empty && tally.classes[$0.index] > 0 }
      .sorted { (tally.classes[$1.index], $0.index) < (tally.classes[$0.index], $1.index) }
    guard kinds.count > 1, let main = kinds.first, main != .text, main != .json else { return nil }
    let others = tally.filled - tally.classes[main.index]
    // Where others are many, the field simply holds several things.
    guard others * 20 <= tally.filled else { return nil }
    var examples = Examples()
    for kind in kinds.dropFirst() {
      if let first = tally.firstOfClass[kind.index] { examples.add(first.record, first.value) }
    }
    let names = kinds.dropFirst().map { "\(tally.classes[$0.index]) \($0.rawValue)" }.joined(separator: ", ")
    return subject.finding(
      .low, "mixed_types", others, tally.filled,
      "values that are no \(main.rawValue), as the others are: \(names)", examples,
      "compare as text, or with CAST")
  }

  /// Fields that often say nothing.
  static func empty(_ subject: Subject) -> QualityFinding? {
    let nothing = subject.tally.empties + subject.tally.nulls
    let all = subject.tally.values + subject.tally.nulls
    guard all >= leastValues, nothing * 10 >= all else { return nil }
    return subject.finding(
      .info, "empty", nothing, all, "values that are empty" + (subject.tally.nulls > 0 ? " or null" : ""),
      Examples(), "empty is '', null and absent are NULL")
  }

  /// Fields that nearly every record has.
  static func absent(_ subject: Subject) -> QualityFinding? {
    let all = subject.source.records - subject.source.unparsed
    let without = all - subject.tally.records
    guard all >= leastValues, without > 0, without * 100 <= all else { return nil }
    return subject.finding(
      .info, "absent", without, all, "records without the field that all others have", Examples(),
      "list them with \"\(subject.field)\" IS NULL")
  }
}

extension FieldChecks.Subject {
  fileprivate func finding(
    _ severity: QualityFinding.Severity, _ check: String, _ count: Int, _ total: Int, _ words: String,
    _ examples: Examples, _ next: String
  ) -> QualityFinding {
    QualityFinding(
      severity: severity, check: check, source: source.source.id, field: field, count: count, total: total,
      finding: words, examples: examples, next: next)
  }

  fileprivate func trait(
    _ trait: ValueTraits, _ severity: QualityFinding.Severity, _ check: String, _ words: String,
    _ next: String
  ) -> QualityFinding? {
    let count = tally.count(trait)
    guard count > 0 else { return nil }
    return finding(
      severity, check, count, tally.values, words, tally.examples[trait.rawValue] ?? Examples(), next)
  }
}
