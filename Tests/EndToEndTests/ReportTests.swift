import Foundation
import Testing

/// `assay report`, on small logs that are written here and on those in corpora/.
@Suite("report: a page that can be read in court, and its facts, which anyone can check")
struct ReportTests {
  /// What a log could try on a page.
  private static let hostile =
    #"<script>alert(1)</script>\" onload=\"x\" \u202E \u001B[31m ]]> --> &amp; </pre>"#

  /// Three records, one of them hostile; a finding on two, a tag, a note that is hostile too.
  private func makeCase() throws -> Folder {
    let folder = try Folder()
    let lines = (0..<3).map { number in
      #"{"@timestamp":"2024-05-01T10:0\#(number):00.000Z","host":"PC<b>\#(number)","event_id":\#(number == 1 ? 1 : 2),"message":"\#(number == 2 ? Self.hostile : "run")"}"#
    }
    try folder.write(lines.map { $0 + "\n" }.joined(), to: "raw.ndjson")
    #expect(try Program.run(["add", "c.assay", "raw.ndjson"], in: folder).status == 0)
    for arguments in [
      [
        "search", "c.assay", "event_id:2", "--save", "two <b>records</b>", "--note",
        "They stand \u{202e} here",
      ],
      ["findings", "c.assay", "edit", "1", "--interpretation", "likely </div> nothing"],
      ["tag", "c.assay", "0:2", "--tag", "odd", "--note", "<img src=x>"],
    ] {
      let run = try Program.run(arguments, in: folder)
      #expect(run.status == 0, "\(arguments): \(run.messages)")
    }
    return folder
  }

  private func report(_ folder: Folder, _ options: [String] = [], name: String = "r") throws -> (
    page: String, document: [UInt8]
  ) {
    let run = try Program.run(
      ["report", "c.assay", "-o", "\(name).html", "--force"] + options, in: folder)
    #expect(run.status == 0, "\(run.messages)")
    return (
      String(decoding: try folder.read("\(name).html"), as: UTF8.self), try folder.read("\(name).json")
    )
  }

  private func json(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  @Test("the same case and options give the same bytes, for any number of threads and in any folder")
  func deterministic() throws {
    let folder = try makeCase()
    let before = try folder.read("c.assay")
    let options = ["--time", "2026-11-24T12:00:00Z", "--examiner", "A. Meier"]
    let first = try report(folder, options + ["--threads", "1"])
    let second = try report(folder, options + ["--threads", "8"], name: "s")
    #expect(first.page == second.page)
    #expect(first.document == second.document)
    try folder.write(before, to: "other/c.assay")
    let run = try Program.run(["report", "other/c.assay", "-o", "t.html"] + options, in: folder)
    #expect(run.status == 0, "\(run.messages)")
    #expect(try folder.read("t.json") == first.document)
    #expect(try folder.read("c.assay") == before, "nothing is written into the case")
  }

  @Test("without --time the date is that of the last custody entry, and the page says so")
  func date() throws {
    let folder = try makeCase()
    let made = try report(folder)
    let last = try #require(
      try Program.run(["custody", "c.assay", "--format", "ndjson"], in: folder).rows().last?["time"]
        as? String)
    let time = try #require(try json(made.document)["time"] as? [String: Any])
    #expect(time["value"] as? String == last)
    #expect(made.page.contains("of the last entry in the custody log"))
    #expect(try !report(folder, ["--time", "2026-11-24T12:00:00Z"]).page.contains("of the last entry"))
  }

  @Test(
    "what nobody stated is said to be not stated; a cover file and options say it, options above the file")
  func cover() throws {
    let folder = try makeCase()
    #expect(try report(folder).page.contains("not stated"))
    try folder.write(
      """
      examiner: B. Roth
      question: |
        Who ran it?
        And when?
      organisation: "House <i>1</i>"

      """, to: "cover.yml")
    let page = try report(folder, ["--cover", "cover.yml", "--examiner", "A. Meier"]).page
    #expect(page.contains("A. Meier"))
    #expect(!page.contains("B. Roth"))
    #expect(page.contains("Who ran it?<br>And when?"))
    #expect(page.contains("House &lt;i&gt;1&lt;/i&gt;"))
    try folder.write(#"{"examiner": "C. Ode", "answer": "Nobody."}"#, to: "cover.json")
    #expect(try report(folder, ["--cover", "cover.json"]).page.contains("C. Ode"))
    for (name, text) in [
      ("unknown.yml", "examinr: x\n"), ("list.yml", "- a\n"), ("deep.yml", "examiner: [a]\n"),
      ("broken.yml", "a: [\n"),
      ("bytes.yml", "examiner: \"\u{0}\"\n"),
    ] {
      try folder.write(text, to: name)
      let run = try Program.run(
        ["report", "c.assay", "-o", "x.html", "--cover", name, "--force"], in: folder)
      #expect(run.status == 2 && run.messages.contains("[report.cover]"), "\(name): \(run.messages)")
    }
  }

  @Test("text of logs and people is shown as text, and nothing is loaded from elsewhere")
  func hostile() throws {
    let page = try report(makeCase()).page
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(page.contains("two &lt;b&gt;records&lt;/b&gt;"))
    #expect(page.contains("They stand \\u{202e} here"))
    for forbidden in [
      "<script", "<img", "<i>", "<link", "<iframe", "javascript:", "url(", "@import", " src=\"", " onload=\"",
      "\u{202e}", "\u{1b}", "href=\"http",
    ] { #expect(!page.contains(forbidden), "\(forbidden)") }
  }

  @Test("every element is closed, each id comes once, links lead to ids", .enabled(if: hasPython))
  func wellFormed() throws {
    let folder = try makeCase()
    _ = try report(folder)
    try folder.write(HTMLChecker.script, to: "check.py")
    let run = try Program.shell("python3 check.py r.html", in: folder)
    #expect(run.text == "ok\n", "\(run.text)\(run.messages)")
  }

  @Test(
    "what the document says of a record is so: leaf hash and path, made again by Python",
    .enabled(if: hasPython))
  func proofs() throws {
    let folder = try makeCase()
    _ = try report(folder)
    try folder.write(Self.prover, to: "prove.py")
    let run = try Program.shell("python3 prove.py r.json", in: folder)
    #expect(run.text == "2 records\n", "\(run.text)\(run.messages)")
    let document = try folder.read("r.json")
    let page = String(decoding: try folder.read("r.html"), as: UTF8.self)
    let digest = try Program.shell("sha256sum r.json | cut -c1-64", in: folder).text.prefix(64)
    #expect(page.contains("title=\"\(digest)\""))
    #expect(document.last == UInt8(ascii: "}"))
  }

  /// RFC 9162 §2.1.3.2, and canonical form as Python writes it.
  private static let prover = """
    import base64, hashlib, json, sys
    text = open(sys.argv[1], encoding="utf-8").read()
    d = json.loads(text)
    h = lambda b: hashlib.sha256(b).digest()
    records = [r for f in d["findings"]["listed"] for r in f["shown"]]
    for r in records:
        raw = base64.b64decode(r["raw_base64"])
        assert h(raw).hex() == r["sha256"] and len(raw) == r["length"]
        node = h(b"\\0" + raw)
        assert node.hex() == r["leaf_hash"]
        fn, sn = r["record"], r["proof"]["tree_size"] - 1
        for p in map(bytes.fromhex, r["proof"]["path"]):
            assert sn
            if fn & 1 or fn == sn:
                node = h(b"\\1" + p + node)
                while not fn & 1 and fn: fn >>= 1; sn >>= 1
            else:
                node = h(b"\\1" + node + p)
            fn >>= 1; sn >>= 1
        assert not sn and node.hex() == r["proof"]["root"] == d["integrity"]["root"]
    assert json.dumps(d, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text
    print(len(records), "records")

    """

  @Test("each number of a report of corpora/ is printed again by the command that stands with it")
  func numbers() throws {
    let folder = try Folder()
    try FileManager.default.copyItem(atPath: Program.root + "/corpora", toPath: folder.url.path + "/corpora")
    try Program.run(
      ["add", "c.assay", "corpora/ws01-security.xml", "corpora/web01-syslog.log", "corpora/splunk-bots.csv"],
      in: folder)
    try Program.run(["search", "c.assay", "EventID:4625", "--save", "failed", "--quiet"], in: folder)
    let document = try json(report(folder, ["--verify"]).document)
    let numbers = try #require(document["numbers"] as? [[String: String]])
    #expect(numbers.count > 40)
    var printed: [String: String] = [:]
    for number in numbers {
      let (command, value) = (try #require(number["command"]), try #require(number["value"]))
      if printed[command] == nil { printed[command] = try Program.shell(command, in: folder).text }
      // A whole word: 12 is not printed by 4125.
      let isWord = value.allSatisfy { $0.isLetter || $0.isNumber }
      let text = printed[command] ?? ""
      let isThere =
        isWord
        ? text.split { !$0.isLetter && !$0.isNumber }.contains { $0 == value } : text.contains(value)
      #expect(isThere, "\(number)")
    }
  }

  @Test(
    "ssh-keygen accepts the signatures of page and facts",
    .enabled(if: ProofSupport.hasKeygen, "needs ssh-keygen"))
  func signatures() throws {
    let folder = try makeCase()
    #expect(try Program.shell("ssh-keygen -q -t ed25519 -N '' -C a -f key", in: folder).status == 0)
    let run = try Program.run(["report", "c.assay", "-o", "r.html", "--sign", "key"], in: folder)
    #expect(run.status == 0, "\(run.messages)")
    for name in ["r.html", "r.json"] {
      let check =
        "(printf 'examiner namespaces=\"report@assay\" '; cut -d' ' -f1,2 key.pub) > signers; "
        + "ssh-keygen -Y verify -f signers -I examiner -n report@assay -s \(name).sig"
      #expect(try Program.shell("\(check) < \(name)", in: folder).status == 0)
      #expect(try Program.shell("(cat \(name); echo) | (\(check))", in: folder).status != 0)
    }
  }

  @Test(
    "a finding has one number on the page, in its acts and in the commands, also where others are left out")
  func findingNumbers() throws {
    let folder = try makeCase()
    for arguments in [
      ["search", "c.assay", "event_id:1", "--save", "other"],
      ["findings", "c.assay", "edit", "1", "--exclude"],
    ] { #expect(try Program.run(arguments, in: folder).status == 0) }
    let page = try report(folder).page
    #expect(page.contains("Finding 2: other") && page.contains("assay findings c.assay show 2"))
    #expect(page.contains("Records of finding 2") && !page.contains("inding 1: other"))
  }

  @Test("the root stands as the commands beside it print it, and a date before the acts is told")
  func roots() throws {
    let folder = try makeCase()
    let page = try report(folder).page
    let note = try Program.run(["checkpoint", "c.assay"], in: folder).text.split(separator: "\n")
    #expect(page.contains("<code>assay checkpoint c.assay</code> prints"))
    #expect(try page.contains("<code>\(#require(note.dropFirst(2).first))</code>"))
    #expect(!page.contains("acts in the custody log have a later time"))
    #expect(
      try report(folder, ["--time", "2001-01-01T00:00:00Z"]).page.contains(
        "acts in the custody log have a later time"))
  }

  @Test("a case that was altered is reported as such with --verify: exit status 1")
  func verification() throws {
    let folder = try makeCase()
    #expect(try report(folder).page.contains("No verification of the whole case is recorded"))
    #expect(try Program.run(["verify", "c.assay", "--record"], in: folder).status == 0)
    #expect(try report(folder).page.contains("The last verification on record"))
    #expect(try report(folder, ["--verify"]).page.contains("<b>verified, unsigned</b>"))
  }

  @Test("wrong usage is refused, and files that are there are not overwritten")
  func refusals() throws {
    let folder = try makeCase()
    for arguments in [
      [], ["-o", "-"], ["-o", "x.html", "--time", "noon"], ["-o", "x.html", "--tz", "Mars"],
    ] {
      #expect(try Program.run(["report", "c.assay"] + arguments, in: folder).status == 2, "\(arguments)")
    }
    try folder.write("x", to: "x.json")
    let run = try Program.run(["report", "c.assay", "-o", "x.html"], in: folder)
    #expect(run.status == 2 && run.messages.contains("[output.exists]"))
    #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/x.html"))
    let alone = try Program.run(["report", "c.assay", "--format", "json"], in: folder)
    #expect(try alone.json()["v"] as? String == "assay/report/v1")
    #expect(try report(folder, ["--tz", "+02:00"]).page.contains("2024-05-01T12:00:00+02:00"))
  }
}
