package import Integrity

/// The outcome of a verification as the custody log tells it (docs/case-file.md, "custody").
package struct VerifyRecord {
  /// `action` of the entry.
  package static let action = "verification"

  private let report: VerifyReport
  private let options: VerifyOptions

  /// A record of a report, and of how it came about.
  package init(_ report: VerifyReport, _ options: VerifyOptions) {
    self.report = report
    self.options = options
  }

  /// `details` of the entry: verdict, what was checked with how many failures, and what it was compared with.
  package var details: JSONValue {
    let checks: [JSONValue.Member] = report.checks.map { check in
      .init(check.check, .int(Int64(clamping: check.counts["failures", default: check.failures.count])))
    }
    let against = options.against.map { kept in
      JSONValue.object([
        .init("origin", .string(kept.checkpoint.origin)),
        .init("root", .string(kept.checkpoint.root.description)),
        .init("size", .string("\(kept.checkpoint.size)")),
      ])
    }
    return .object([
      .init("against", .array(against)), .init("failures", .object(checks)),
      .init("quick", .bool(options.quick)),
      .init("root", report.root.map { .string($0) } ?? .null),
      .init("tree_size", .int(Int64(clamping: report.treeSize))), .init("verdict", .string(report.verdict)),
    ])
  }
}
