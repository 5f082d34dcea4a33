import Foundation
import Testing

/// The shared corpora, read where they lie.
enum SharedCorpora {
  static let root = "/work/shared/corpora/"
  static let areThere = FileManager.default.fileExists(atPath: root + "README.md")
}

/// Binary logs through the program, from `add` to `check-receipt`.
@Suite("EVTX through the program", .enabled(if: SharedCorpora.areThere, "the corpora are not here"))
struct EVTXProgramTests {
  private static func logs(_ folder: String, _ isWanted: (String) -> Bool) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: SharedCorpora.root + folder).sorted().filter(isWanted)
      .map { SharedCorpora.root + folder + "/" + $0 }
  }

  @Test("all logs: the same root for 1, 2 and 8 threads; verify; extract gives every byte back")
  func corpus() throws {
    let folder = try Folder()
    let files = try Self.logs("evtx") { $0.hasSuffix(".evtx") }
    var roots: Set<String> = []
    for threads in ["1", "2", "8"] {
      let added = try Program.run(
        ["add", "\(threads).assay", "--threads", threads, "--format", "json"] + files, in: folder)
      let json = try added.json()
      roots.insert(json["root"] as? String ?? "")
      let sources = try #require(json["added"] as? [[String: Any]])
      #expect(sources.count == files.count)
      for source in sources { #expect(source["format"] as? String == "evtx") }
    }
    #expect(roots.count == 1)
    #expect(try Program.run(["verify", "2.assay"], in: folder).status == 0)
    for (number, file) in files.enumerated() {
      let back = try Program.run(["extract", "2.assay", String(number), "-o", "-"], in: folder)
      #expect(back.output == [UInt8](try Data(contentsOf: URL(fileURLWithPath: file))), "\(file)")
    }
  }

  @Test("hostile logs: none ends the program, each verifies and comes back whole")
  func hostile() throws {
    let folder = try Folder()
    let files = try Self.logs("hostile") { $0.hasPrefix("evtx_") || $0 == "empty.evtx" }
    #expect(files.count >= 23)
    for file in files {
      let added = try Program.run(["add", "c.assay", "--again", file], in: folder)
      #expect([0, 1].contains(added.status), "\(file): \(added.messages)")
    }
    #expect(try Program.run(["verify", "c.assay"], in: folder).status == 0)
    for (number, file) in files.enumerated() {
      let back = try Program.run(["extract", "c.assay", String(number), "-o", "-"], in: folder)
      #expect(back.output == [UInt8](try Data(contentsOf: URL(fileURLWithPath: file))), "\(file)")
      let rows = try Program.run(
        [
          "query", "c.assay", "--recovered", "--format", "ndjson",
          "SELECT locator FROM events WHERE source_id = \(number)",
        ], in: folder
      ).rows()
      for row in rows {
        let shown = try Program.run(["show", "c.assay", row["locator"] as? String ?? ""], in: folder)
        #expect(shown.status == 0, "\(file): \(shown.messages)")
      }
    }
  }

  /// A log of four records in use. Signatures in its slack: six whole records, and two whose two lengths differ but that
  /// BinXML follows (counted with Python).
  private func newUserCase() throws -> Folder {
    let folder = try Folder()
    let file = SharedCorpora.root + "evtx/security_new_user.evtx"
    try #require(try Program.run(["add", "c.assay", file], in: folder).status < 2)
    return folder
  }

  @Test("what was left out is said on every answer, and --recovered takes it in")
  func saysWhatIsLeftOut() throws {
    let folder = try newUserCase()
    for question in [["query", "c.assay", "SELECT count(*) FROM events"], ["search", "c.assay", "*"]] {
      let plain = try Program.run(question, in: folder)
      #expect(plain.messages.contains("8 recovered records left out (--recovered)"), "\(plain.messages)")
      let all = try Program.run(question + ["--recovered"], in: folder)
      #expect(all.messages.contains("8 recovered records among them"), "\(all.messages)")
    }
    let counts = try ["", " --recovered"].map {
      try Program.shell(
        "assay query c.assay 'SELECT count(*) AS n FROM events' --format ndjson" + $0, in: folder
      ).rows()[0]["n"] as? Int
    }
    #expect(counts == [4, 12])
  }

  @Test("a receipt says what was left out or taken in, and is checked by the same rule")
  func receipts() throws {
    let folder = try newUserCase()
    let question = ["query", "c.assay", "SELECT count(*) FROM events"]
    let plain = try folder.receipt("plain", question)
    let all = try folder.receipt("all", question + ["--recovered"])
    #expect(plain.coverage["recovered_left_out"] as? Int == 8)
    #expect(plain.coverage["records_considered"] as? Int == 4)
    #expect(all.coverage["recovered_left_out"] == nil)
    #expect(all.coverage["records_considered"] as? Int == 12)
    #expect((all.question["parameters"] as? [String: Any])?["recovered"] as? Bool == true)
    for name in ["plain", "all"] {
      let (status, json) = try folder.check(name)
      #expect(status == 0, "\(json)")
      #expect(json["verdict"] as? String == "equal")
    }
  }

  @Test("show: event XML, no line number, whether it was recovered")
  func show() throws {
    let folder = try newUserCase()
    let rows = try Program.shell(
      "assay query c.assay 'SELECT locator, recovered, parsed FROM events' --recovered --format ndjson",
      in: folder
    ).rows()
    for row in rows {
      let locator = row["locator"] as? String ?? ""
      let json = try Program.run(["show", "c.assay", locator, "--format", "json"], in: folder).json()
      #expect(json["line"] is NSNull)
      #expect(json["recovered"] as? Bool == (row["recovered"] as? Int == 1))
      let shown = try Program.run(["show", "c.assay", locator], in: folder).text
      #expect(!shown.contains("line "))
      // What is no BinXML has no text: its bytes are shown, which begin with a record's signature.
      let text = json["text"] as? String ?? ""
      #expect(text.hasPrefix("<Event") || (row["parsed"] as? Int == 0 && shown.contains("  2a 2a 00 00 ")))
    }
  }
}
