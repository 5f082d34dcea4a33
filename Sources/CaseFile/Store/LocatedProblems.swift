package import Evidence
import GRDB

/// A problem with its place in the case.
package struct LocatedProblem: Sendable {
  package var source: Int
  /// The record or gap that has it.
  package var locator: Locator
  /// Its record number.
  package var record: Int
  /// Whether it is of a record that was recovered from what a binary log no longer uses.
  package var isRecovered: Bool
  package var problem: Problem
}

extension ProblemList {
  /// All problems of a source, one row group after the other: memory does not grow with their number.
  ///
  /// - Parameter body: gets the problems in order of place.
  /// - Throws: `case.damaged`, and what `body` throws.
  package static func forEach(_ store: CaseStore, source: Int, _ body: (LocatedProblem) throws -> Void) throws
  {
    let groups: [(row: GroupRow, firstGap: Int)]
    do {
      groups = try store.queue.read { db in
        var gaps = 0
        return try GroupStore.rows(db, where: "source_id = ?", [source]).map { row in
          defer { gaps += row.spanCount - row.recordCount }
          return (row, gaps)
        }
      }
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
    for (row, firstGap) in groups {
      let (problems, gapSpans, recovered) = try read(store, row)
      var gapsBefore = 0
      for problem in problems {
        while gapsBefore < gapSpans.count, gapSpans[gapsBefore] < problem.s { gapsBefore += 1 }
        let isGap = gapsBefore < gapSpans.count && gapSpans[gapsBefore] == problem.s
        let number = SourceNumber(source)
        try body(
          LocatedProblem(
            source: source,
            locator: isGap
              ? .gap(number, index: firstGap + gapsBefore + 1)
              : .record(number, index: row.firstRecord + problem.s - gapsBefore),
            record: row.firstLeaf + problem.s,
            isRecovered: !isGap && recovered.contains { $0.contains(problem.s) },
            problem: Problem(code: problem.c, offset: problem.o, reason: problem.r)))
      }
    }
  }

  /// Problems of a row group, and its spans that are gaps, or recovered.
  private static func read(
    _ store: CaseStore, _ row: GroupRow
  ) throws -> (problems: [StoredProblem], gapSpans: [Int], recovered: [Range<Int>]) {
    do {
      return try store.queue.read { db in
        let zstd = try ZstdDecompressor()
        let problems = try GroupStore.problems(db, row, zstd)
        if problems.isEmpty { return ([], [], []) }
        return (
          problems, try GroupStore.layout(db, row, zstd).layout.gapSpans,
          try GroupStore.recoveredSpans(db, row)
        )
      }
    } catch {
      throw CaseStore.translate(error, path: store.path)
    }
  }
}
