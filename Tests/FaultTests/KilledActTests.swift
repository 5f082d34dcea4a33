import Foundation
import Testing

/// `kill -9` of commands that say something of the evidence: the act is there as a whole, or not at all.
@Suite("Killed acts", .serialized, .enabled(if: Shim.library != nil, "needs a C compiler"))
struct KilledActTests {
  /// What the case says of the evidence, as the commands list it.
  private func said(_ folder: Folder, _ name: String) throws -> [String] {
    try [["tag", folder.path(name)], ["findings", folder.path(name)]].map {
      // Times and digests differ from run to run.
      let rows = try Child.run($0 + ["--format", "json"], in: folder)
      try #require(rows.status == 0, "\(rows.messages)")
      let json = try JSONSerialization.jsonObject(with: Data(rows.output)) as? [String: Any]
      let list = json?["rows"] as? [[String: Any]] ?? []
      return list.map { row in
        ["tag", "note", "records", "name", "statement", "interpretation", "order", "included", "rows"]
          .map { "\(row[$0] ?? "-")" }.joined(separator: "|")
      }.joined(separator: "\n")
    }
  }

  @Test(
    "killed at any call that changes the file, tag and findings leave all of the act or nothing, and a sound case",
    arguments: [
      ["tag", "0:3", "0:5", "--tag", "seen", "--note", "by hand"],
      ["tag", "0:1", "--tag", "old", "--remove"],
      ["search", "--save", "all", "--note", "All of them.", "--quiet"],
      ["findings", "edit", "1", "--order", "2", "--interpretation", "So it was."],
    ])
  func everyCall(_ act: [String]) throws {
    let folder = try Folder()
    try folder.write(Inputs.lines(50), to: "a.ndjson")
    func command(_ name: String) -> [String] {
      let rest = act.dropFirst()
      return [act[0], folder.path(name)] + rest
    }
    #expect(
      try Child.run(["add", folder.path("base.assay"), folder.path("a.ndjson"), "--quiet"], in: folder).status
        < 2)
    for setUp in [
      ["tag", folder.path("base.assay"), "0:0", "0:1", "--tag", "old"],
      ["query", folder.path("base.assay"), "SELECT 1", "--save", "first", "--quiet"],
      ["query", folder.path("base.assay"), "SELECT 2", "--save", "second", "--quiet"],
    ] {
      try #require(try Child.run(setUp, in: folder).status == 0)
    }
    let before = try said(folder, "base.assay")
    try folder.copy("base.assay", to: "killed.assay")
    let calls = try Shim.calls(command("killed.assay"), on: "killed.assay", in: folder)
    let after = try said(folder, "killed.assay")
    #expect(after != before)
    var seen: Set<Bool> = []
    for number in Shim.chosen(calls, about: 12) {
      let action: Shim.Action = number % 3 == 0 ? .torn : .kill
      let label = "\(act[0]), \(action) at call \(number) of \(calls.count): \(calls[number - 1])"
      folder.remove("killed.assay")
      folder.remove("killed.assay-journal")
      try folder.copy("base.assay", to: "killed.assay")
      let killed = try Shim.run(command("killed.assay"), action, at: number, on: "killed.assay", in: folder)
      #expect(killed.wasKilled, "\(label): \(killed.messages)")
      try expectSound("killed.assay", isCase: true, in: folder, label)
      let now = try said(folder, "killed.assay")
      #expect(now == before || now == after, "\(label): \(now)")
      seen.insert(now == after)
    }
    #expect(seen.contains(false))
  }
}
