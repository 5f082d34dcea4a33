import Foundation
import Testing

@Suite("What was handed over, against the lists that came with it")
struct ExpectTests {
  private static let hasCoreutils = FileManager.default.isExecutableFile(atPath: "/usr/bin/sha256sum")
  private static let hasHashdeep = FileManager.default.isExecutableFile(atPath: "/usr/bin/hashdeep")

  /// Names that need escaping, in folders, and an archive.
  private func evidence() throws -> Folder {
    let folder = try Folder()
    try folder.write("one\ntwo\n", to: "ev/h1/a.log")
    try folder.write("three\n", to: "ev/h2/a.log")
    try folder.write("back\n", to: "ev/we\\ird")
    try folder.write("line\n", to: "ev/new\nline")
    try folder.write("percent\n", to: "ev/100%.log")
    return folder
  }

  private func expected(_ result: Program) throws -> [String: Any] {
    try #require(try result.json()["expected"] as? [String: Any])
  }

  @Test("lists of sha256sum, sha512sum and md5sum agree, MD5 only weakly", .enabled(if: hasCoreutils))
  func agree() throws {
    let folder = try evidence()
    for (tool, weak) in [("sha256sum", false), ("sha512sum", false), ("sha1sum", true), ("md5sum", true)] {
      _ = try Program.shell(
        "cd ev && find . -type f -print0 | xargs -0 \(tool) > ../\(tool).list", in: folder)
      let arguments = ["add", "\(tool).assay", "ev", "--expect", "\(tool).list", "--format", "json"]
      let preview = try Program.run(arguments + ["--dry-run"], in: folder)
      #expect(preview.status == 0, "\(preview.messages)")
      #expect(!folder.has("\(tool).assay"))
      let added = try Program.run(arguments, in: folder)
      #expect(added.status == 0, "\(added.messages)")
      let found = try expected(added)
      #expect(found["ok"] as? Bool == true)
      #expect(found[weak ? "matching_weak" : "matching"] as? Int == 5)
      #expect(found[weak ? "matching" : "matching_weak"] as? Int == 0)
      #expect(added.messages.contains("verified") == false)
      // What is in the case already is compared again.
      #expect(try Program.run(arguments, in: folder).status == 0)
      let custody = try Program.run(["custody", "\(tool).assay", "--format", "ndjson"], in: folder).rows()
      #expect(custody.count { $0["action"] as? String == "manifest-compared" } == 2)
    }
  }

  @Test("a differing and a missing file and an unreadable line are told; the exit status is 1")
  func differ() throws {
    let folder = try evidence()
    let (zeros, ones) = (String(repeating: "0", count: 64), String(repeating: "1", count: 64))
    try folder.write("\(zeros)  h1/a.log\n\(ones)  gone.log\nno digest\n", to: "list")
    for more in [[], ["--dry-run"]] {
      let result = try Program.run(["add", "c.assay", "ev", "--expect", "list"] + more, in: folder)
      #expect(result.status == 1)
      #expect(result.text.contains("DIFFERS  ev/h1/a.log: SHA-256 "))
      #expect(result.text.contains("list says \(zeros)"))
      #expect(result.text.contains("MISSING  gone.log: in list with SHA-256 \(ones)"))
      #expect(result.text.contains("list: 1 line cannot be read: line 3"))
      #expect(result.text.contains("0 match, 1 differ, 1 missing, 4 not listed"))
    }
    // Nobody who reads the report or asks what is in the case can miss it.
    #expect(try Program.run(["report", "c.assay", "-o", "r.html"], in: folder).status == 0)
    let page = String(decoding: try folder.read("r.html"), as: UTF8.self)
    let cover = try #require(page.components(separatedBy: "</header>").first)
    #expect(
      cover.contains("list: 1 differs, 1 missing, 1 line of a list cannot be read, 0 match, 4 not listed"))
    #expect(page.contains("title=\"\(zeros)\"") && page.contains("<b>missing</b>: gone.log"))
    #expect(
      try Program.run(["info", "c.assay"], in: folder).text.contains("NOT as listed by list: 1 differs"))
    let info = try Program.run(["info", "c.assay", "--format", "json"], in: folder).json()
    #expect(info["list_comparisons_not_ok"] as? Int == 1)
    // Rows have no place for it: it is said all the same.
    let rows = try Program.run(
      ["add", "c.assay", "ev", "--expect", "list", "--format", "ndjson", "--quiet"], in: folder)
    #expect(rows.status == 1)
    #expect(rows.messages.contains("DIFFERS"))
  }

  @Test("archives: listed themselves, or by the files in them")
  func archives() throws {
    let folder = try evidence()
    let zipped = try Program.shell(
      "cd ev && tar cf ../t.tar h1 h2 && cd .. && sha256sum t.tar > outer && sha512sum t.tar > outer512"
        + " && (cd ev && sha256sum h1/a.log h2/a.log) > inner", in: folder)
    try #require(zipped.status == 0)
    for (list, key) in [
      ("outer", "in_matching_archives"), ("outer512", "in_matching_archives"),
      ("inner", "archives_of_listed"),
    ] {
      let result = try Program.run(
        ["add", "\(list).assay", "t.tar", "--expect", list, "--format", "json"], in: folder)
      #expect(result.status == 0, "\(list): \(result.messages)")
      #expect(try expected(result)[key] as? Int == (list == "inner" ? 1 : 2))
    }
  }

  @Test("a file that is no list, and a bag that must be fetched, are refused before anything is written")
  func refused() throws {
    let folder = try evidence()
    try folder.write("hello\n", to: "text")
    try folder.write("\(String(repeating: "0", count: 64))  data/a\n", to: "bag/manifest-sha256.txt")
    try folder.write("http://x 1 data/a\n", to: "bag/fetch.txt")
    for (list, code) in [
      ("text", "manifest.malformed"), ("bag/manifest-sha256.txt", "manifest.fetch"),
      ("absent", "file.missing"),
    ] {
      let result = try Program.run(["add", "c.assay", "ev", "--expect", list], in: folder)
      #expect(result.status == 2)
      #expect(result.messages.contains("[\(code)]"))
      #expect(!folder.has("c.assay"))
    }
  }

  @Test(
    "sha256sum -c accepts the lists of a case, of originals and of what extract writes",
    .enabled(if: hasCoreutils))
  func manifests() throws {
    let folder = try evidence()
    try #require(try Program.run(["add", "c.assay", "ev"], in: folder).status == 0)
    let given = try Program.shell("assay sources c.assay --manifest sha256sum | sha256sum -c", in: folder)
    #expect(given.status == 0, "\(given.messages)")
    #expect(given.text.split(separator: "\n").count == 5)
    let extracted = try Program.shell(
      "assay extract c.assay --all -o out --quiet && cd out"
        + " && assay sources ../c.assay --manifest sha256sum --names extracted | sha256sum -c --strict",
      in: folder)
    #expect(extracted.status == 0, "\(extracted.messages)")
  }

  @Test("hashdeep audits the list of a case", .enabled(if: hasHashdeep))
  func hashdeep() throws {
    let folder = try Folder()
    try folder.write("one\n", to: "a, b.log")
    try folder.write("two\n", to: "c.log")
    try #require(
      try Program.run(["add", "c.assay", "a, b.log", "c.log", "--digests"], in: folder).status == 0)
    let audit = try Program.shell(
      "assay sources c.assay --manifest hashdeep -o list && hashdeep -l -a -vv -k list 'a, b.log' c.log",
      in: folder)
    #expect(audit.status == 0, "\(audit.text)")
    #expect(audit.text.contains("Audit passed"))
    #expect(
      try folder.read("list").starts(with: "%%%% HASHDEEP-1.0\n%%%% size,md5,sha1,sha256,filename\n".utf8))
  }
}
