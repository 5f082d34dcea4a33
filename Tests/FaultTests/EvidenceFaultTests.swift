import Foundation
import Glibc
import Testing

/// Evidence that cannot be read, or changes while it is read.
@Suite("Evidence that cannot be read", .serialized)
struct EvidenceFaultTests {
  @Test(
    "a file that changes while it is read is refused, and no part of it passes for the whole",
    .enabled(if: Shim.library != nil, "needs a C compiler"), arguments: ["grow", "shrink", "rewrite"], [2, 4])
  func changing(_ change: String, read: Int) throws {
    let folder = try Folder()
    // Five reads of 1 MiB.
    try folder.write(Inputs.lines(90_000), to: "a.ndjson")
    let command = ["add", folder.path("c.assay"), folder.path("a.ndjson"), "--commit-bytes", "1", "--quiet"]
    let child = try Child.run(
      command, in: folder,
      environment: [
        "LD_PRELOAD": try #require(Shim.library), "FAULT_INPUT": folder.path("a.ndjson"),
        "FAULT_READ_AT": "\(read)", "FAULT_CHANGE": change,
      ])
    expectRefused(child, "source.changing")
    try expectNothingComplete(folder)
    // As it is now, it is another file: what was kept of it does not mix with the new bytes.
    let again = try Child.run(command, in: folder)
    #expect(again.status < 2 || again.messages.contains("[source.changed]"), "\(again.messages)")
    if again.status < 2 {
      let out = try Child.run(["extract", folder.path("c.assay"), "0", "-o", folder.path("out")], in: folder)
      #expect(out.status == 0, "\(out.messages)")
      #expect(try folder.read("out") == folder.read("a.ndjson"))
    }
    #expect(try Child.run(["verify", folder.path("c.assay")], in: folder).status == 0)
  }

  @Test(
    "a disk that fails under a file: what stands before the place is kept, and the place is named",
    .enabled(if: Shim.library != nil, "needs a C compiler"))
  func readError() throws {
    let folder = try Folder()
    try folder.write(Inputs.lines(200_000), to: "a.ndjson")
    let command = ["add", folder.path("c.assay"), folder.path("a.ndjson"), "--quiet"]
    let child = try Child.run(
      command, in: folder,
      environment: [
        "LD_PRELOAD": try #require(Shim.library), "FAULT_INPUT": folder.path("a.ndjson"),
        "FAULT_READ_AT": "8", "FAULT_CHANGE": "eio", "FAULT_LOG": folder.path(".calls"),
      ])
    expectRefused(child, "file.unreadable")
    let log = try String(contentsOfFile: folder.path(".calls"), encoding: .utf8)
    let place = try #require(Int(log.split(separator: " ").last?.trimmingCharacters(in: .newlines) ?? ""))
    #expect(place > 4 << 20)
    let hex = String(place, radix: 16)
    #expect(
      child.messages.contains("@ 0x" + String(repeating: "0", count: 8 - hex.count) + hex + ":"),
      "\(child.messages)")
    try expectNothingComplete(folder)
    #expect(try Child.run(command, in: folder).status == 0)
    #expect(try Child.run(["verify", folder.path("c.assay")], in: folder).status == 0)
  }

  @Test(
    "a file that may not be read stops the command before anything is written",
    .enabled(if: getuid() != 0, "root may read all"))
  func unreadable() throws {
    let folder = try Folder()
    try folder.write(Inputs.lines(10), to: "a.ndjson")
    try folder.write(Inputs.lines(10), to: "b.ndjson")
    _ = unsafe chmod(folder.path("b.ndjson"), 0)
    let child = try Child.run(
      ["add", folder.path("c.assay"), folder.path("a.ndjson"), folder.path("b.ndjson")], in: folder)
    expectRefused(child, "file.unreadable")
    #expect(!folder.has("c.assay"))
  }

  @Test("a file that is not there stops the command before anything is written")
  func missing() throws {
    let folder = try Folder()
    try folder.write(Inputs.lines(10), to: "a.ndjson")
    let child = try Child.run(
      ["add", folder.path("c.assay"), folder.path("a.ndjson"), folder.path("gone.ndjson")], in: folder)
    expectRefused(child, "file.missing")
    #expect(!folder.has("c.assay"))
  }

  private func expectNothingComplete(_ folder: Folder) throws {
    let sources = try Child.run(["sources", folder.path("c.assay"), "--format", "json"], in: folder)
    #expect(sources.status == 0, "\(sources.messages)")
    #expect(!sources.text.contains("\"complete\""), "\(sources.text)")
    let verified = try Child.run(["verify", folder.path("c.assay")], in: folder)
    #expect(verified.status == 0, "\(verified.text)")
  }
}

/// One clear sentence, and what to do next; exit 2; no result.
func expectRefused(_ child: Child, _ code: String, _ label: String = "") {
  #expect(child.status == 2, "\(label) \(child.messages)")
  #expect(child.output.isEmpty, "\(label)")
  #expect(
    child.messages.hasPrefix("assay: ") && child.messages.contains("[\(code)]"), "\(label) \(child.messages)")
  #expect(child.messages.filter { $0 == "\n" }.count <= 2, "\(label) \(child.messages)")
}
