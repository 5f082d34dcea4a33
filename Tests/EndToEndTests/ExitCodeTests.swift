import Foundation
import Testing

@Suite("Exit status and error codes")
struct ExitCodeTests {
  @Test("0, 1 and 2 mean what the help says")
  func statuses() throws {
    let folder = try Folder()
    try folder.smallCase()
    try folder.write("{\"a\":1}\n{\"b\":\n{\"c\":3}\n", to: "broken.ndjson")
    try folder.write("no case\n", to: "text.assay")
    let table: [(arguments: [String], status: Int32, code: String)] = [
      (["info", "c.assay"], 0, ""),
      (["verify", "c.assay"], 0, ""),
      (["grep", "c.assay", "nowhere"], 0, ""),
      (["grep", "c.assay", "-q", "nowhere"], 1, ""),
      (["grep", "c.assay", "-q", "second"], 0, ""),
      (["add", "broken.assay", "broken.ndjson"], 1, ""),
      (["add", "d.assay", "missing.log"], 2, "[file.missing]"),
      (["add", "d.assay"], 2, "usage: assay add"),
      (["info", "missing.assay"], 2, "[case.missing]"),
      (["info", "text.assay"], 2, "[case.not-a-case]"),
      (["add", "text.assay", "b.log"], 2, "[case.not-a-case]"),
      (["query", "c.assay", "SELEC 1"], 2, "[sql.failed]"),
      (["query", "c.assay", "DELETE FROM events"], 2, "[sql."),
      (["query", "c.assay", "SELECT 1; SELECT 2"], 2, "[sql.several]"),
      (["query", "c.assay", "SELECT 1", "--formt", "json"], 2, "Did you mean '--format'?"),
      (["query", "c.assay", "SELECT 1", "--threads", "0"], 2, "--threads"),
      (["querry", "c.assay"], 2, "Did you mean 'query'?"),
      (["extract", "c.assay", "7", "-o", "x"], 2, "[source.missing]"),
      (["extract", "c.assay", "0"], 2, "-o"),
      (["show", "c.assay", "0:99"], 2, "[record.missing]"),
      (["show", "c.assay", "zero"], 2, "no locator"),
      (["sources", "c.assay", "--exclude", "9"], 2, "[source.missing]"),
      (["add", "e.assay", "b.log", "--timezone", "Mars/Base"], 2, "Mars/Base"),
      (["add", "e.assay", "b.log", "--encoding", "klingon"], 2, "klingon"),
      (["grep", "c.assay", "("], 2, "[grep.pattern]"),
      (["fields", "c.assay", "hots"], 2, "did you mean 'host'?"),
    ]
    for (arguments, status, code) in table {
      let result = try Program.run(arguments, in: folder)
      #expect(result.status == status, "\(arguments): \(result.messages)")
      if status == 2 {
        #expect(result.output.isEmpty, "\(arguments)")
        #expect(result.messages.hasPrefix("assay: "), "\(arguments): \(result.messages)")
        #expect(result.messages.contains(code), "\(arguments): \(result.messages)")
      }
    }
    #expect(!folder.has("d.assay"), "a wrong name creates no case")
    #expect(!folder.has("e.assay"))
  }

  @Test("a case of a newer format is refused, and not changed")
  func newerFormat() throws {
    let folder = try Folder()
    try folder.smallCase()
    var bytes = try folder.read("c.assay")
    // user_version: offset 60 of the SQLite header, big-endian.
    bytes.replaceSubrange(60..<64, with: [0, 0, 3, 231])
    try folder.write(bytes, to: "new.assay")
    for arguments in [
      ["info", "new.assay"], ["add", "new.assay", "b.log"], ["query", "new.assay", "SELECT 1"],
    ] {
      let result = try Program.run(arguments, in: folder)
      #expect(result.status == 2)
      #expect(result.messages.contains("[case.format-too-new]"))
    }
    #expect(try folder.read("new.assay") == bytes)
  }

  @Test("a case that another process writes to is said to be locked", .enabled(if: hasPython))
  func locked() throws {
    let folder = try Folder()
    try folder.smallCase()
    let line = """
      coproc python3 -c 'import sqlite3,sys
      db = sqlite3.connect("c.assay", isolation_level=None)
      db.execute("BEGIN EXCLUSIVE")
      print("locked", flush=True)
      sys.stdin.read()'
      read -r _ <&"${COPROC[0]}"
      assay add c.assay b.log --again
      status=$?
      exec {COPROC[1]}>&-
      exit $status
      """
    let result = try Program.shell(line, in: folder)
    #expect(result.status == 2, "\(result.messages)")
    #expect(result.messages.contains("[case.locked]"))
  }

  @Test("help and version are results")
  func help() throws {
    let folder = try Folder()
    for arguments in [["--help"], ["query", "--help"], [], ["help", "add"]] {
      let result = try Program.run(arguments, in: folder)
      #expect(result.status == 0)
      #expect(result.text.contains("EXAMPLES"))
      #expect(result.messages.isEmpty)
    }
    #expect(try Program.run(["--version"], in: folder).text.hasPrefix("assay "))
  }
}

let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
