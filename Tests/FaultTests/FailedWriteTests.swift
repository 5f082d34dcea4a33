import Foundation
import Testing

/// Calls that fail while `add` works: an I/O error, and a disk that is full from some moment on.
@Suite("Failed writes", .serialized, .enabled(if: Shim.library != nil, "needs a C compiler"))
struct FailedWriteTests {
  @Test(
    "one clear sentence, exit 2, nothing half-written, and the same command goes on",
    arguments: [Shim.Action.eio, .full], Inputs.allCases)
  func failedCall(_ action: Shim.Action, _ input: Inputs) throws {
    let folder = try Folder()
    let path = try input.write(in: folder)
    let command = [
      "add", folder.path("cut.assay"), path, "--commit-bytes", "1", "--threads", "1", "--quiet",
    ]
    let calls = try Shim.calls(command, on: "cut.assay", in: folder)
    try folder.copy("cut.assay", to: "whole.assay")
    let whole = try CaseContent("whole.assay", in: folder)
    for number in Shim.chosen(calls, about: 5) {
      let call = calls[number - 1]
      let label = "\(input), \(action) at call \(number) of \(calls.count): \(call)"
      folder.remove("cut.assay")
      let failed = try Shim.run(command, action, at: number, on: "cut.assay", in: folder)
      // Behind the last write there is nothing left to fail for a full disk; and the sync of a folder is tried
      // without demanding it.
      let mayPass =
        call.file == "folder" || (action == .full && number > (calls.lastIndex { $0.name == "pwrite" } ?? 0))
      if failed.status < 2 {
        #expect(mayPass, "\(label): \(failed.messages)")
      } else {
        #expect(failed.status == 2, "\(label): \(failed.messages)")
        #expect(failed.output.isEmpty, "\(label)")
        #expect(failed.messages.hasPrefix("assay: "), "\(label): \(failed.messages)")
        #expect(failed.messages.filter { $0 == "\n" }.count <= 2, "\(label): \(failed.messages)")
        let code = action == .full ? "[disk.full]" : "[case.io]"
        #expect(failed.messages.contains(code), "\(label): \(failed.messages)")
      }
      try expectSound("cut.assay", isCase: nil, in: folder, label)
      let again = try Child.run(command, in: folder)
      #expect(again.status < 2, "\(label): \(again.messages)")
      try expectSame("cut.assay", whole, in: folder, label)
      #expect(try Child.run(["verify", folder.path("cut.assay")], in: folder).status == 0, "\(label)")
    }
  }

  @Test(
    "a disk that is full, and is given room, holds the case that it would have held",
    .enabled(if: Disk.canMount, "needs mount"))
  func fullDisk() throws {
    let folder = try Folder()
    // Random letters do not compress: 3 MB into a disk of 1 MB.
    var random = Seeded(state: 7)
    var lines: [UInt8] = []
    for number in 0..<30_000 {
      let word = String(random.next(), radix: 36) + String(random.next(), radix: 36)
      lines.append(
        contentsOf: Array("{\"n\":\(number),\"w\":\"\(word)\(String(random.next(), radix: 36))\"}\n".utf8))
    }
    try folder.write(lines, to: "in.ndjson")
    let command = { ["add", folder.path($0), folder.path("in.ndjson"), "--commit-bytes", "1", "--quiet"] }
    // The case's name is that of its file.
    try FileManager.default.createDirectory(atPath: folder.path("whole"), withIntermediateDirectories: true)
    try #require(Child.run(command("whole/c.assay"), in: folder).status == 0)
    let disk = try Disk(at: folder.path("disk"), bytes: 1 << 20)
    let failed = try Child.run(command("disk/c.assay"), in: folder)
    #expect(failed.status == 2)
    #expect(failed.messages.contains("[disk.full]"), "\(failed.messages)")
    #expect(try Child.run(["verify", folder.path("disk/c.assay")], in: folder).status == 0)
    try disk.resize(to: 64 << 20)
    #expect(try Child.run(command("disk/c.assay"), in: folder).status == 0)
    try expectSame("disk/c.assay", CaseContent("whole/c.assay", in: folder), in: folder, "full disk")
  }
}
