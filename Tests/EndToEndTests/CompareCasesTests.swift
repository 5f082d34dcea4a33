import Foundation
import Testing

/// The sixteen cases of `../shared/siem`, by the program, scored by the script that lies beside them. What is expected
/// is what issue 6 asks for.
@Suite("compare finds what is wrong with the shared exports")
struct CompareCasesTests {
  static let folder = Program.root + "/../shared/siem"
  static let isThere = hasPython && FileManager.default.fileExists(atPath: folder + "/score.py")

  static let cases: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?
    .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/truth.json") }.sorted() ?? []

  /// Of one case: the file in its folder whose name begins so.
  private func file(_ name: String, _ beginning: String) throws -> String {
    let folder = "\(Self.folder)/\(name)"
    let found = try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasPrefix(beginning) }
    return "\(folder)/\(try #require(found))"
  }

  private struct Answer {
    var summary: [String: Any]
    var score: [String: Any]
    var status: Int32
  }

  private func compare(_ name: String) throws -> Answer {
    let folder = try Folder()
    try Program.run(["add", "c.assay", file(name, "raw.")], in: folder)
    let run = try Program.run(["compare", "c.assay", file(name, "siem."), "--format", "json"], in: folder)
    let json = try run.json()
    let records = try #require(json["records"] as? [[String: Any]])
    let extra = try #require(json["extra_rows"] as? [[String: Any]])
    var result: [[String: Any]] = records.map { record in
      var entry: [String: Any] = [:]
      entry["record"] = record["index"]
      for key in ["verdict", "why", "fields"] { entry[key] = record[key] }
      return entry
    }
    for row in extra { result.append(["row": row["row"] ?? -1, "verdict": "extra"]) }
    try folder.write([UInt8](JSONSerialization.data(withJSONObject: result)), to: "result.json")
    let score = try Program.shell(
      "python3 '\(Self.folder)/score.py' '\(file(name, "truth."))' result.json --json", in: folder)
    return Answer(
      summary: try #require(json["summary"] as? [String: Any]), score: try score.json(), status: run.status)
  }

  @Test(
    "every verdict right, no false alarm, causes and fields as issue 6 asks", .enabled(if: isThere),
    arguments: cases)
  func score(name: String) throws {
    let answer = try compare(name)
    #expect(answer.score["false_alarms"] as? Int == 0)
    let faults = try #require(answer.score["faults"] as? [String: Any])
    for measure in ["precision", "recall"] {
      #expect(faults[measure] as? Double ?? 1 == 1, "\(measure) of the verdicts")
    }
    #expect(answer.score["why_exact"] as? Double ?? 1 >= 0.95)
    let fields = try #require(answer.score["fields"] as? [String: Any])
    for measure in ["precision", "recall"] {
      #expect(fields[measure] as? Double ?? 1 >= 0.98, "\(measure) of the fields")
    }
    #expect(answer.summary["balanced"] as? Bool == true)
    let isWhole = ["01-perfect", "02-rendering-only"].contains(name)
    #expect(answer.summary["complete"] as? Bool == isWhole)
    #expect(answer.status == (isWhole ? 0 : 1))
  }
}
