package import CaseFile
import Integrity
import Pages

/// A custody entry that tells how what was handed over was held against the lists that came with it
/// (`add --expect`, docs/exchange.md): a difference found at the hand-over must not be buried in the log.
package struct ListComparison: Sendable {
  /// Action of such entries.
  package static let action = "manifest-compared"
  /// Lists, and files of one kind, that are named one by one; all are counted.
  static let listed = 50

  /// Number of the custody entry.
  package let sequence: Int
  private let time: String
  private let details: JSONValue

  /// Nil where the entry tells of something else, or cannot be read.
  package init?(_ entry: StoredCustodyEntry) {
    guard entry.action == Self.action, let json = try? CanonicalJSON.parse(entry.bytes),
      let details = json["details"]
    else { return nil }
    sequence = entry.sequence
    time = entry.time.bounded
    self.details = details
  }

  /// Whether every listed file was there and as listed, and every line of the lists was read.
  package var isSound: Bool { if case .bool(true)? = details["ok"] { true } else { false } }
  /// The lists, by name.
  package var name: String { (details["name"]?.string ?? "a list").bounded }

  private func count(_ name: String) -> Int { details[name]?.int.map { Int(clamping: $0) } ?? 0 }
  private func list(_ name: String) -> [JSONValue] {
    if case .array(let elements)? = details[name] { elements } else { [] }
  }
  private var unreadable: Int {
    list("manifests").reduce(0) { sum, list in
      sum.addingReportingOverflow(list["unreadable_lines"]?.int.map { Int(clamping: $0) } ?? 0).partialValue
    }
  }

  /// What came out, in one line: what is wrong stands first.
  package var outcome: String {
    var parts: [String] = []
    func part(_ count: Int, _ text: String) {
      if count > 0 { parts.append("\(NumberText.grouped(count)) \(text)") }
    }
    part(count("differing"), count("differing") == 1 ? "differs" : "differ")
    part(count("missing"), "missing")
    part(count("not_compared"), "could not be compared")
    part(unreadable, unreadable == 1 ? "line of a list cannot be read" : "lines of lists cannot be read")
    parts.append("\(NumberText.grouped(count("matching"))) match")
    part(count("matching_weak"), "agree only in MD5 or SHA-1 (weak)")
    part(count("not_listed"), "not listed")
    return parts.joined(separator: ", ")
  }

  /// As the report's document has it.
  var json: JSONValue {
    let counts = ["matching", "matching_weak", "differing", "missing", "not_listed", "not_compared"]
    let members: [JSONValue.Member] =
      [
        .init("seq", .number(sequence)), .init("time", .string(time)), .init("name", .string(name)),
        .init("ok", .bool(isSound)), .init("outcome", .string(outcome)),
        .init("unreadable_lines", .number(unreadable)),
      ] + counts.map { .init($0, .number(count($0))) }
      + ["manifests", "differing_files", "missing_files"].map {
        .init($0, .array(list($0).prefix(Self.listed).map(\.bounded)))
      }
    return .object(members)
  }
}
