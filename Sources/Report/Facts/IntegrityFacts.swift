import CaseFile
import Evidence
import Integrity
import Pages

/// Roots, signatures, and the last time that all of it was checked.
struct IntegrityFacts {
  let evidence: Checkpoint
  let custody: Checkpoint

  init(_ store: CaseStore) throws(AssayError) {
    evidence = try store.checkpoint(.evidence)
    custody = try store.checkpoint(.custody)
  }

  func json(
    _ facts: CustodyFacts, verification: VerifyReport?, commands: ReportCommands
  ) -> JSONValue {
    .members(
      ("tree_size", .number(Int(clamping: evidence.size))), ("root", .string(evidence.root.description)),
      ("custody_size", .number(Int(clamping: custody.size))),
      ("custody_root", .string(custody.root.description)),
      ("custody_head", .text(facts.entries.last?.sha256)),
      ("signed", facts.signedJSON(command: commands("custody", "--format json"))),
      ("verification", Self.verification(facts, verification, commands)))
  }

  private static func verification(
    _ facts: CustodyFacts, _ report: VerifyReport?, _ commands: ReportCommands
  ) -> JSONValue {
    if let report {
      return .members(
        ("source", .string("run for this report")), ("verdict", .string(report.verdict)),
        ("quick", .bool(false)), ("tree_size", .number(report.treeSize)), ("root", .text(report.root)),
        (
          "checks",
          .array(
            report.checks.map { check in
              .members(
                ("check", .string(check.check)), ("done", .bool(check.done)),
                ("failures", .number(check.counts["failures", default: check.failures.count])),
                (
                  "counts",
                  .object(check.counts.sorted { $0.key < $1.key }.map { .init($0.key, .number($0.value)) })
                ))
            })
        ),
        (
          "failures",
          .array(
            report.failures.prefix(50).map { failure in
              .members(("code", .string(failure.code)), ("reason", .string(failure.reason.bounded)))
            })
        ),
        ("notes", .array(report.notes.prefix(50).map { .string($0.bounded) })),
        ("command", .string(commands("verify"))))
    }
    guard let entry = facts.lastVerification else { return .null }
    var checks: [JSONValue] = []
    if case .object(let members)? = entry.details?["failures"] {
      checks = members.map { .members(("check", .string($0.name)), ("failures", $0.value)) }
    }
    return .members(
      ("source", .string("recorded")), ("seq", .number(entry.sequence)), ("time", .string(entry.time)),
      ("actor", entry.actor), ("verdict", .text(entry.text("verdict"))),
      ("quick", entry.details?["quick"] ?? .null), ("tree_size", .number(entry.number("tree_size"))),
      ("root", .text(entry.text("root"))), ("checks", .array(checks)),
      ("command", .string(commands("verify"))))
  }
}
