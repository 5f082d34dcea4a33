package import Evidence
import Foundation

/// The known limits: those of the program, and those of files given with `--limits`.
package struct LimitCatalog: Sendable {
  /// In the files' order, the program's own last: what a user added is tried first.
  package private(set) var limits: [Limit] = []
  package private(set) var sets: [String: EventSet] = [:]

  private struct File: Decodable {
    var limits: [Limit]?
    var sets: [String: EventSet]?
  }

  private init() {}

  /// The file of the program's own limits, byte for byte.
  package static var builtInFile: [UInt8] { PackageResources.siem_limits_json }

  /// The limits that the program knows. Throws `limits.syntax` only if the program itself is damaged.
  package static func builtIn() throws(AssayError) -> LimitCatalog {
    try LimitCatalog().adding(builtInFile, name: "siem-limits.json")
  }

  /// These limits and those of a file in the schema of docs/siem-limits.md; an id that is known already is replaced.
  /// Throws `limits.syntax` (no such JSON), `limits.kind` (a test that the program does not have), `limits.set`.
  package func adding(_ json: [UInt8], name: String) throws(AssayError) -> LimitCatalog {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(json))
    } catch {
      throw AssayError(
        "limits.syntax", subject: name, reason: "is no file of limits: \(Self.reason(error))",
        hint:
          "docs/siem-limits.md shows the schema: {\"limits\": [{\"id\", \"product\", \"setting\", \"test\", …}]}"
      )
    }
    var all = self
    all.sets.merge(file.sets ?? [:]) { _, new in new }
    let new = file.limits ?? []
    for limit in new {
      try Self.check(limit, sets: all.sets, name: name)
    }
    let replaced = Set(new.map(\.id))
    all.limits = new + limits.filter { !replaced.contains($0.id) }
    return all
  }

  /// Limits whose test is one of `kinds`, in order.
  func of(kinds: [String]) -> [Limit] {
    limits.filter { kinds.contains($0.test.kind) && !$0.why.isEmpty }
  }

  private static func check(_ limit: Limit, sets: [String: EventSet], name: String) throws(AssayError) {
    if !limit.why.isEmpty, !CauseTests.kinds.contains(limit.test.kind) {
      throw AssayError(
        "limits.kind", subject: name,
        reason: "limit \(limit.id): there is no test of kind \"\(limit.test.kind)\"",
        hint:
          "kinds: \(CauseTests.kinds.sorted().joined(separator: " ")); without \"why\" a limit is only listed"
      )
    }
    if limit.test.kind == MissingOutsideSet.kind, sets[limit.test.set ?? ""] == nil {
      throw AssayError(
        "limits.set", subject: name, reason: "limit \(limit.id): there is no set \"\(limit.test.set ?? "")\"",
        hint:
          "name it in \"sets\" of the same file: {\"sets\": {\"NAME\": {\"channels\": […], \"ids\": […]}}}")
    }
  }

  /// What a decoder's error says, without its types.
  private static func reason(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
    return switch error as? DecodingError {
    case .keyNotFound(let key, let at): "\"\(key.stringValue)\" is missing in \(place(at.codingPath))"
    case .typeMismatch(_, let at), .valueNotFound(_, let at): "\(place(at.codingPath)) is of another type"
    case .dataCorrupted(let at) where !at.codingPath.isEmpty: "\(place(at.codingPath)) cannot be read"
    default: "not JSON"
    }
  }
}
