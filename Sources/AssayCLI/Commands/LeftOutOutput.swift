import CaseFile
import Integrity
import Pages

/// How it is said what a folder holds that is not read.
enum LeftOutOutput {
  /// Lines for people: many of one kind are one line.
  static func lines(_ leftOut: [LeftOut], shown: Int = 5) -> [String] {
    var codes: [String] = []
    for item in leftOut where !codes.contains(item.code) { codes.append(item.code) }
    return codes.flatMap { code in
      let items = leftOut.filter { $0.code == code }
      var lines = items.prefix(shown).map {
        "not read: \(DisplayText.escaped($0.name)): \(DisplayText.escaped($0.reason))  [\(code)]"
      }
      if items.count > shown {
        lines.append(
          "and \(NumberText.grouped(items.count - shown)) more [\(code)]: --format json lists them")
      }
      return lines
    }
  }

  static func json(_ leftOut: [LeftOut]) -> JSONValue {
    .array(
      leftOut.map {
        .members(("name", .string($0.name)), ("code", .string($0.code)), ("reason", .string($0.reason)))
      })
  }
}
