import Foundation
import Testing

@Suite("Streams and output files")
struct OutputTests {
  @Test("-o writes the file whole, and overwrites only with --force")
  func outputFile() throws {
    let folder = try Folder()
    try folder.smallCase()
    try folder.write("precious", to: "out.csv")
    let arguments = ["query", "c.assay", "SELECT 1 AS one", "--format", "csv", "-o", "out.csv"]
    let refused = try Program.run(arguments, in: folder)
    #expect(refused.status == 2)
    #expect(refused.messages.contains("[output.exists]"))
    #expect(try folder.read("out.csv") == Array("precious".utf8))
    let forced = try Program.run(arguments + ["--force"], in: folder)
    #expect(forced.status == 0)
    #expect(forced.output.isEmpty)
    #expect(try folder.read("out.csv") == Array("one\r\n1\r\n".utf8))
    // A command that fails leaves no file, and no part of one.
    let failed = try Program.run(["query", "c.assay", "SELECT nothing", "-o", "other"], in: folder)
    #expect(failed.status == 2)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(!names.contains { $0.hasPrefix("other") })
  }

  @Test("a closed pipe ends the program quietly with 0")
  func closedPipe() throws {
    let folder = try Folder()
    try folder.write((0..<60_000).map { "line number \($0)\n" }.joined(), to: "big.log")
    try Program.run(["add", "c.assay", "big.log", "--quiet"], in: folder)
    let line = "assay query c.assay 'SELECT text FROM events' --format csv | head -2; echo ${PIPESTATUS[0]}"
    let result = try Program.shell(line, in: folder)
    #expect(result.text == "text\r\nline number 0\r\n0\n")
    #expect(result.messages.isEmpty)
  }

  @Test("standard input is a source with a name")
  func standardInput() throws {
    let folder = try Folder()
    let input = Array("one\ntwo\n".utf8)
    let added = try Program.run(["add", "c.assay", "-", "--name", "journal"], in: folder, input: input)
    #expect(added.status == 0, "\(added.messages)")
    let back = try Program.run(["extract", "c.assay", "journal", "-o", "-"], in: folder)
    #expect(back.output == input)
  }

  @Test("a source added twice is reported, and added again only with --again")
  func twice() throws {
    let folder = try Folder()
    try folder.smallCase()
    let again = try Program.run(["add", "c.assay", "b.log", "--format", "json"], in: folder).json()
    #expect((again["added"] as? [Any])?.isEmpty == true)
    #expect((again["duplicates"] as? [[String: Any]])?.first?["source_id"] as? Int == 1)
    let forced = try Program.run(["add", "c.assay", "b.log", "--again", "--format", "json"], in: folder)
      .json()
    #expect((forced["added"] as? [[String: Any]])?.first?["source_id"] as? Int == 2)
  }

  @Test("extract --all writes every source under a name of its own, inside the folder")
  func extractAll() throws {
    let folder = try Folder()
    try folder.write("evil\n", to: "up/evil.log")
    try folder.write("good\n", to: "good.log")
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("work"), withIntermediateDirectories: true)
    let line =
      "cd work && assay add c.assay ../up/evil.log ../good.log >/dev/null && assay extract c.assay --all -o out"
    let result = try Program.shell(line, in: folder)
    #expect(result.status == 0, "\(result.messages)")
    #expect(try folder.read("work/out/0-up_evil.log") == Array("evil\n".utf8))
    #expect(try folder.read("work/out/1-good.log") == Array("good\n".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/work/out").count == 2)
  }

  @Test("an excluded source is left out of answers, and comes back")
  func exclude() throws {
    let folder = try Folder()
    try folder.smallCase()
    func count() throws -> String {
      try Program.run(
        ["query", "c.assay", "SELECT count(*) AS n FROM events", "--format", "ndjson"], in: folder
      ).text
    }
    #expect(try count() == "{\"n\":5}\n")
    #expect(try Program.run(["sources", "c.assay", "--exclude", "1"], in: folder).status == 0)
    #expect(try count() == "{\"n\":3}\n")
    #expect(try Program.run(["verify", "c.assay"], in: folder).status == 0)
    #expect(try Program.run(["sources", "c.assay", "--include", "1"], in: folder).status == 0)
    #expect(try count() == "{\"n\":5}\n")
    let custody = try Program.run(["custody", "c.assay", "--format", "ndjson"], in: folder).rows()
    #expect(
      custody.suffix(2).compactMap { $0["action"] as? String } == ["source-excluded", "source-included"])
  }
}
