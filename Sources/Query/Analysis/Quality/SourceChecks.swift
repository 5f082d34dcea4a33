import CaseFile
import Evidence
import Formats

/// Checks of one source as a whole. Each gives its findings from what was counted.
enum SourceChecks {
  static let all: [@Sendable (SourceTally) -> [QualityFinding]] = [
    unparsed, problems, timeMissing, timeInFuture, assumptions,
  ]

  /// Records that were not understood.
  static func unparsed(_ tally: SourceTally) -> [QualityFinding] {
    guard tally.unparsed > 0 else { return [] }
    return [
      QualityFinding(
        severity: tally.unparsed * 100 >= tally.records ? .high : .medium, check: "unparsed",
        source: tally.source.id, count: tally.unparsed, total: tally.records,
        finding: "records that were not understood: they have no fields and no time",
        examples: tally.unparsedExamples, next: "search and grep find them by their text; sources --problems")
    ]
  }

  /// Everything that was wrong with records that have their fields all the same.
  static func problems(_ tally: SourceTally) -> [QualityFinding] {
    tally.problems.sorted { $0.key < $1.key }.map { code, found in
      QualityFinding(
        severity: .medium, check: "problem", source: tally.source.id, count: found.count,
        total: tally.records, finding: "\(code): \(found.reason)", examples: found.examples,
        next: "docs/problems.md says what it means; sources --problems lists all")
    }
  }

  /// Records without a time, though they were understood.
  static func timeMissing(_ tally: SourceTally) -> [QualityFinding] {
    guard tally.withoutTime > 0 else { return [] }
    let isAll = tally.withoutTime == tally.records - tally.unparsed
    return [
      QualityFinding(
        severity: isAll ? .high : .medium, check: "time_missing", source: tally.source.id,
        count: tally.withoutTime, total: tally.records,
        finding: isAll
          ? "no record has a time: periods and orders by time leave the source out"
          : "records without a time: periods leave them out", examples: tally.withoutTimeExamples,
        next: isAll
          ? "reindex --as tells the format, if it was taken for another" : "count them with time IS NULL")
    ]
  }

  /// Records that are later than can be.
  static func timeInFuture(_ tally: SourceTally) -> [QualityFinding] {
    guard tally.future > 0, let latest = tally.latest else { return [] }
    return [
      QualityFinding(
        severity: .high, check: "time_in_future", source: tally.source.id, count: tally.future,
        total: tally.records,
        finding: "records more than a day later than \(tally.latestName), \(latest.text)",
        examples: tally.futureExamples,
        next:
          "a clock was wrong, the year or zone is another, or the file's time was set: reindex --clock-offset"
      )
    ]
  }

  /// What Assay had to assume to read the source.
  static func assumptions(_ tally: SourceTally) -> [QualityFinding] {
    tally.source.profile.notes.map { note in
      QualityFinding(
        severity: .medium, check: "assumed", source: tally.source.id, count: tally.records,
        total: tally.records, finding: note, next: "reindex --timezone or --as, if it is otherwise")
    }
  }

  /// Records that all end at a round length.
  static func recordsCut(_ source: SourceRow, _ longest: LongestRecords) -> [QualityFinding] {
    guard longest.count >= CutLengths.leastValues, longest.length >= CutLengths.leastOfRecords,
      CutLengths.isRound(longest.length)
    else { return [] }
    return [
      QualityFinding(
        severity: .high, check: "cut", source: source.id, count: longest.count, total: source.records,
        finding: "records of exactly \(longest.length) bytes, and none longer: they were probably cut there",
        examples: longest.examples, next: "get the log itself: what is behind the cut is not in this case")
    ]
  }
}
