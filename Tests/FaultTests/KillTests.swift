import Foundation
import Testing

/// `kill -9` of `add`, then the same command again.
@Suite("Killed add", .serialized, .enabled(if: Shim.library != nil, "needs a C compiler"))
struct KillTests {
  /// One thread, so that the calls come in the same order each time; a commit after each unit.
  private static func command(
    _ name: String, _ path: String, _ input: Inputs = .ndjson, in folder: Folder
  ) -> [String] {
    ["add", folder.path(name), path, "--commit-bytes", "1", "--threads", "1", "--quiet"] + input.options
  }

  @Test(
    "killed at any call that changes the file: the case is sound, and the same command ends like an uninterrupted one",
    arguments: Inputs.present)
  func everyCall(_ input: Inputs) throws {
    let folder = try Folder()
    let path = try input.write(in: folder)
    let command = Self.command("killed.assay", path, input, in: folder)
    let calls = try Shim.calls(command, on: "killed.assay", in: folder)
    try folder.copy("killed.assay", to: "whole.assay")
    let whole = try CaseContent("whole.assay", in: folder)
    let firstCommit = try #require(calls.firstIndex { $0.name == "unlink" }) + 1
    #expect(calls.filter { $0.name == "unlink" }.count >= 4, "there are several commits")
    for number in Shim.chosen(calls, about: 12) {
      // A write that is cut in the middle, and one that is not begun.
      let action: Shim.Action = number % 3 == 0 ? .torn : .kill
      let label = "\(input), \(action) at call \(number) of \(calls.count): \(calls[number - 1])"
      folder.remove("killed.assay")
      let killed = try Shim.run(command, action, at: number, on: "killed.assay", in: folder)
      #expect(killed.wasKilled, "\(label): \(killed.messages)")
      try expectSound("killed.assay", isCase: number > firstCommit, in: folder, label)
      let again = try Child.run(command, in: folder)
      #expect(again.status < 2, "\(label): \(again.messages)")
      try expectSame("killed.assay", whole, in: folder, label)
      #expect(try Child.run(["verify", folder.path("killed.assay")], in: folder).status == 0, "\(label)")
      #expect(!folder.has("killed.assay-journal"), "\(label)")
    }
  }

  @Test("killed twice, the second time while it goes on, it still ends like an uninterrupted one")
  func twice() throws {
    let folder = try Folder()
    let path = try Inputs.ndjson.write(in: folder)
    let command = Self.command("killed.assay", path, in: folder)
    let calls = try Shim.calls(command, on: "killed.assay", in: folder)
    try folder.copy("killed.assay", to: "whole.assay")
    let whole = try CaseContent("whole.assay", in: folder)
    for first in stride(from: calls.count / 2, to: calls.count, by: Shim.isSlow ? 7 : calls.count / 5) {
      folder.remove("killed.assay")
      #expect(try Shim.run(command, .kill, at: first, on: "killed.assay", in: folder).wasKilled)
      // Rolling back is writing too: some of these calls are the recovery.
      for second in [1, 2, 5, 9, 40] {
        let killed = try Shim.run(command, .kill, at: second, on: "killed.assay", in: folder)
        #expect(killed.wasKilled || killed.status == 0, "\(killed.messages)")
      }
      #expect(try Child.run(command, in: folder).status == 0)
      try expectSame("killed.assay", whole, in: folder, "first at \(first)")
      #expect(try Child.run(["verify", folder.path("killed.assay")], in: folder).status == 0)
    }
  }

  @Test(
    "killed at a random time, with all threads at work, it ends like an uninterrupted one",
    arguments: [1, 2, 8])
  func randomTime(threads: Int) throws {
    let folder = try Folder()
    try folder.write(Inputs.events(24_000), to: "in/a.xml")
    try folder.write(Inputs.lines(60_000), to: "in/b.ndjson")
    try killAtRandomTimes(folder, threads: threads, commitBytes: 3_000_000)
  }

  @Test(
    "killed at a random time while archives, archives within them and a binary log are read, it ends the same",
    arguments: [1, 2, 8])
  func randomTimeInContainers(threads: Int) throws {
    let folder = try Folder()
    _ = try Inputs.archives.write(in: folder)
    if Inputs.binaryLog.isThere { _ = try Inputs.binaryLog.write(in: folder) }
    try killAtRandomTimes(folder, threads: threads, commitBytes: 200_000, Inputs.archives.options)
  }

  /// Adds the folder `in` again and again, each time with a kill and then to the end.
  private func killAtRandomTimes(
    _ folder: Folder, threads: Int, commitBytes: Int, _ options: [String] = []
  ) throws {
    let command =
      [
        "add", folder.path("killed.assay"), folder.path("in"), "--commit-bytes", "\(commitBytes)",
        "--threads",
        "\(threads)", "--quiet",
      ] + options
    // Some logs are not closed, and some archives are longer than the limits allow: 1.
    try #require(Child.run(command, in: folder).status < 2)
    try folder.copy("killed.assay", to: "whole.assay")
    let whole = try CaseContent("whole.assay", in: folder)
    var random = Seeded(state: UInt64(threads))
    var time = 2_000_000
    var killed = 0
    for _ in 0..<(Shim.isSlow ? 60 : 3) {
      folder.remove("killed.assay")
      // The bound is halved until it lies within the run's own CPU time, whatever the machine.
      var child: Child
      var cut = 0
      repeat {
        cut = Int.random(in: 1000...time, using: &random)
        folder.remove("killed.assay")
        child = try Shim.run(command, killAfterMicroseconds: cut, in: folder)
        if !child.wasKilled { time = max(2000, cut) }
      } while !child.wasKilled && time > 2000
      killed += child.wasKilled ? 1 : 0
      let label = "\(threads) threads, killed after \(cut) µs of CPU time"
      try expectSound("killed.assay", isCase: nil, in: folder, label)
      #expect(try Child.run(command, in: folder).status < 2, "\(label)")
      try expectSame("killed.assay", whole, in: folder, label)
      #expect(try Child.run(["verify", folder.path("killed.assay")], in: folder).status == 0, "\(label)")
    }
    #expect(killed > 0)
  }
}

/// A generator with a seed: the same test each time (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Expects that a case which a fault has left behind is sound: any command opens it, rolling back what was not
/// committed, and `verify` finds nothing wrong.
///
/// - Parameter isCase: whether its creation was committed; nil where that is not known.
func expectSound(_ name: String, isCase: Bool?, in folder: Folder, _ label: String) throws {
  let opened = try Child.run(["info", folder.path(name)], in: folder)
  if isCase ?? (opened.status == 0) {
    #expect(opened.status == 0, "\(label): \(opened.messages)")
    let verified = try Child.run(["verify", folder.path(name)], in: folder)
    #expect(verified.status == 0, "\(label): \(verified.text)\(verified.messages)")
  } else {
    #expect(opened.status == 2, "\(label)")
    #expect(
      opened.messages.contains("[case.not-a-case]") || opened.messages.contains("[case.missing]"),
      "\(label): \(opened.messages)")
  }
}
