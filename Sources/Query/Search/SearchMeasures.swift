package import Integrity

/// What must be counted beside the rows of a search: how much its steps cut, and what was left out.
package struct SearchMeasures: Sendable {
  /// Where the person who asked cut the rows, with what was kept of how many.
  package var cuts: [(cut: SearchPlan.Cut, kept: Int, total: Int)] = []
  /// What was left out without being asked for.
  package var counts: [(count: SearchPlan.Count, number: Int)] = []

  /// Nothing was cut, nothing left out.
  package init() {}

  /// Runs the statements that count.
  package init(_ plan: SearchPlan, _ session: QuerySession) throws {
    for cut in plan.cuts {
      let total = try Self.number(cut.total, session)
      let kept = try cut.kept.map { try Self.number($0, session) } ?? min(total, cut.limit ?? total)
      cuts.append((cut, kept: kept, total: total))
    }
    for count in plan.counts { counts.append((count, try Self.number(count.sql, session))) }
  }

  /// The one number that a counting statement gives.
  private static func number(_ sql: String, _ session: QuerySession) throws -> Int {
    var number = 0
    try session.run(sql, onColumns: { _ in }) { row in
      if case .integer(let value)? = row.first { number = Int(value) }
      return false
    }
    return number
  }

  /// For a receipt: limits that were met.
  package var limits: [JSONValue] {
    cuts.filter { $0.kept < $0.total }.map { cut, kept, total in
      ["limit": .string(cut.stage), "kept": .int(Int64(kept)), "of": .int(Int64(total))]
    }
  }

  /// For a receipt: what was left out.
  package var notEvaluated: [JSONValue] {
    counts.filter { $0.number > 0 }.map { count, number in
      [
        "reason": .string(count.kind.rawValue), "subject": .string(count.subject),
        "count": .int(Int64(number)),
      ]
    }
  }
}
