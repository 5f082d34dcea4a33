import Foundation
import GRDB
import Glibc
import Testing

/// Case files that cannot be opened, or not be written.
@Suite("Cases that cannot be used", .serialized)
struct CaseFaultTests {
  private func smallCase() throws -> Folder {
    let folder = try Folder()
    try folder.write(Inputs.lines(100), to: "a.ndjson")
    try folder.write(Inputs.lines(50, first: 500), to: "b.ndjson")
    try #require(Child.run(["add", folder.path("c.assay"), folder.path("a.ndjson")], in: folder).status == 0)
    return folder
  }

  @Test("a folder given as the case, and a file that is no case, are refused by every command")
  func noCase() throws {
    let folder = try smallCase()
    try folder.write(Array("key=value\n".utf8), to: "text.assay")
    try folder.write([], to: "in/x.log")
    for name in ["in", "text.assay"] {
      let path = folder.path(name)
      for arguments in [
        ["add", path, folder.path("a.ndjson")], ["info", path], ["query", path, "SELECT 1"],
        ["grep", path, "x"],
        ["sources", path], ["extract", path, "0", "-o", folder.path("out")],
      ] {
        expectRefused(try Child.run(arguments, in: folder), "case.not-a-case", "\(arguments)")
      }
      let verified = try Child.run(["verify", path], in: folder)
      #expect(verified.status == 2, "\(verified.text)\(verified.messages)")
    }
    #expect(try folder.read("text.assay") == Array("key=value\n".utf8))
  }

  @Test("a SQLite file of another program is refused and not changed")
  func foreign() throws {
    let folder = try smallCase()
    try DatabaseQueue(path: folder.path("other.db")).write { try $0.execute(sql: "CREATE TABLE t (x)") }
    let before = try folder.read("other.db")
    for arguments in [
      ["add", folder.path("other.db"), folder.path("a.ndjson")], ["info", folder.path("other.db")],
    ] {
      expectRefused(try Child.run(arguments, in: folder), "case.not-a-case")
    }
    #expect(try folder.read("other.db") == before)
  }

  @Test("a case that another process is writing is named as such; when that is done, the same command works")
  func locked() throws {
    let folder = try smallCase()
    let path = folder.path("c.assay")
    let other = try DatabaseQueue(path: path)
    try other.inDatabase { db in
      try db.execute(sql: "BEGIN EXCLUSIVE")
      for arguments in [
        ["add", path, folder.path("b.ndjson")], ["info", path], ["query", path, "SELECT 1"],
      ] {
        expectRefused(try Child.run(arguments, in: folder), "case.locked", "\(arguments)")
      }
      try db.execute(sql: "ROLLBACK")
    }
    #expect(try Child.run(["add", path, folder.path("b.ndjson")], in: folder).status == 0)
    #expect(try Child.run(["verify", path], in: folder).status == 0)
  }

  @Test("a case of a newer format is refused, also by verify, and not changed")
  func newer() throws {
    let folder = try smallCase()
    var bytes = try folder.read("c.assay")
    // user_version: 4 bytes, big-endian, at 60 (SQLite file format, "The Database Header").
    bytes.replaceSubrange(60..<64, with: [0, 0, 0x10, 0])
    try folder.write(bytes, to: "c.assay")
    let path = folder.path("c.assay")
    for arguments in [["add", path, folder.path("b.ndjson")], ["info", path], ["grep", path, "x"]] {
      expectRefused(try Child.run(arguments, in: folder), "case.format-too-new", "\(arguments)")
    }
    #expect(try Child.run(["verify", path], in: folder).status != 0)
    #expect(try folder.read("c.assay") == bytes)
  }

  @Test("a case on a read-only medium is asked and verified, and cannot be added to")
  func readOnly() throws {
    let folder = try smallCase()
    let path = folder.path("c.assay")
    _ = unsafe chmod(path, 0o400)
    // Root writes all the same: a read-only mount would be needed.
    if getuid() != 0 {
      expectRefused(try Child.run(["add", path, folder.path("b.ndjson")], in: folder), "case.unwritable")
    }
    let before = try folder.read("c.assay")
    for arguments in [
      ["info", path], ["query", path, "SELECT count(*) FROM events"], ["grep", path, "h3"], ["verify", path],
      ["extract", path, "0", "-o", folder.path("out")],
    ] {
      #expect(try Child.run(arguments, in: folder).status == 0, "\(arguments)")
    }
    #expect(try folder.read("c.assay") == before)
  }

  @Test(
    "a case in a folder on a read-only mount is asked and verified",
    .enabled(if: Disk.canMount, "needs mount"))
  func readOnlyMount() throws {
    let folder = try smallCase()
    let disk = try Disk(at: folder.path("disk"), bytes: 8 << 20)
    try folder.copy("c.assay", to: "disk/c.assay")
    try disk.makeReadOnly()
    let path = folder.path("disk/c.assay")
    for arguments in [
      ["info", path], ["query", path, "SELECT count(*) FROM events"], ["grep", path, "h3"], ["verify", path],
    ] {
      let child = try Child.run(arguments, in: folder)
      #expect(child.status == 0, "\(arguments): \(child.messages)")
    }
    expectRefused(try Child.run(["add", path, folder.path("b.ndjson")], in: folder), "case.unwritable")
    // A question on it leaves its receipt in the file only, and says so.
    let receipt = folder.path("r")
    let asked = try Child.run(["grep", path, "h3", "--receipt", receipt], in: folder)
    #expect(asked.status == 0, "\(asked.messages)")
    #expect(asked.messages.contains("the receipt stands in its file only, not in the custody log"))
    let written = String(decoding: try folder.read("r"), as: UTF8.self)
    #expect(written.contains("\"custody\": {\"written\":false,"))
    #expect(try Child.run(["check-receipt", path, receipt], in: folder).status == 0)
  }
}
