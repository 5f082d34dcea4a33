import Foundation
import Testing

@Suite("Receipts")
struct ReceiptTests {
  /// One question of each kind.
  static let questions: [[String]] = [
    ["search", "c.assay", "host:a"],
    ["search", "c.assay", "host:* | count by host"],
    ["search", "c.assay", "line", "--from", "-1d", "--order", "record"],
    ["query", "c.assay", "SELECT host, count(*), max(n) FROM events GROUP BY 1 ORDER BY 2 DESC"],
    ["query", "c.assay", "SELECT * FROM events"],
    ["query", "c.assay", "SELECT locator, raw, 1.5, NULL FROM events ORDER BY time", "--limit", "3"],
    ["query", "c.assay", "SELECT * FROM sources"],
    ["query", "c.assay", "SELECT action, entry FROM custody"],
    ["grep", "c.assay", "-i", "LINE|host"],
    ["grep", "c.assay", "-F", "line", "--limit", "1"],
    ["grep", "c.assay", "-c", "-F", "line"],
    ["fields", "c.assay"],
    ["fields", "c.assay", "host"],
    ["gaps", "c.assay", "--bytes"],
    ["query", "c.assay", "SELECT count(*) FROM events", "--source", "1"],
  ]

  @Test(
    "a receipt is equal for 1, 2 and 8 threads, and its question gives the same again", arguments: questions)
  func threads(_ question: [String]) throws {
    let folder = try Folder()
    try folder.smallCase()
    let asked = question.contains { $0.contains("FROM custody") } ? ["1"] : ["1", "2", "8"]
    let bodies = try asked.map { try folder.receipt("r\($0)", question + ["--threads", $0]).bodyText() }
    #expect(Set(bodies).count == 1)
    let (status, json) = try folder.check("r1")
    #expect(status == 0, "\(json)")
    #expect(json["verdict"] as? String == "equal")
  }

  @Test("after more evidence a receipt still checks, and --at gives an equal one", arguments: questions)
  func growth(_ question: [String]) throws {
    let folder = try Folder()
    try folder.smallCase()
    let before = try folder.receipt("before", question)
    // New fields, a text where numbers stood, a later last record, more gaps.
    try folder.write(
      """
      {"time":"2024-06-01T00:00:00Z","host":"a","n":"many","new":{"field":1}}

      {"time":"2024-06-02T00:00:00Z","host":"c","s":"line"}

      """, to: "more.ndjson")
    try #require(try Program.run(["add", "c.assay", "more.ndjson"], in: folder).status == 0)
    let (status, json) = try folder.check("before")
    #expect(status == 0, "\(json)")
    if question.contains(where: { $0.contains("FROM custody") }) { return }
    let size = try #require((before.body["case"] as? [String: Any])?["tree_size"] as? Int)
    let after = try folder.receipt("after", question + ["--at", "\(size)"])
    #expect(try after.bodyText() == before.bodyText())
  }

  /// The encoding of docs/receipts.md, written in Python from that page.
  static let python = """
    import hashlib, json, struct, sys
    def leaf(b): return hashlib.sha256(b"\\0" + b).digest()
    def mth(l):
      if not l: return hashlib.sha256(b"").digest()
      if len(l) == 1: return l[0]
      k = 1
      while k * 2 < len(l): k *= 2
      return hashlib.sha256(b"\\1" + mth(l[:k]) + mth(l[k:])).digest()
    def value(v):
      if v is None: return b"\\0"
      if isinstance(v, int): return b"\\1" + struct.pack(">q", v)
      if isinstance(v, float): return b"\\2" + struct.pack(">d", v)
      if isinstance(v, str): return b"\\3" + struct.pack(">Q", len(v.encode())) + v.encode()
      return b"\\4" + struct.pack(">Q", len(v)) + v
    def result(mode, columns, rows):
      e = [struct.pack(">I", len(r)) + b"".join(value(v) for v in r) for r in rows]
      if mode == 2: e.sort()
      root = mth([leaf(r) for r in e])
      h = b"assay/result/v1\\n" + bytes([mode]) + struct.pack(">I", len(columns))
      for c in columns: h += struct.pack(">Q", len(c.encode())) + c.encode()
      return root.hex(), hashlib.sha256(h + struct.pack(">Q", len(e)) + root).hexdigest()

    """

  @Test(
    "body hash, row root and result hash are those of docs/receipts.md, computed in Python",
    .enabled(if: Python3.isThere, "needs python3"))
  func independent() throws {
    let folder = try Folder()
    try folder.smallCase()
    let bag = try folder.receipt(
      "bag",
      [
        "query", "c.assay",
        "SELECT record, host, n, 0.5 AS half, x'00ff' AS b FROM events ORDER BY time DESC",
      ])
    let list = try folder.receipt("list", ["search", "c.assay", "host:a | table record, host"])
    let computed = try Python3.run(
      Self.python + """
        rows = [[2,"a",3,.5,b"\\0\\xff"],[1,"b",2,.5,b"\\0\\xff"],[0,"a",9007199254740993,.5,b"\\0\\xff"],
          [3,None,None,.5,b"\\0\\xff"],[4,None,None,.5,b"\\0\\xff"]]
        print(*result(2, ["record","host","n","half","b"], rows))
        print(*result(1, ["record","host"], [[0,"a"],[2,"a"]]))
        for name in ["bag", "list"]:
          b = json.load(open(name))["body"]
          t = json.dumps(b, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
          print(hashlib.sha256(t.encode()).hexdigest())
        """, in: folder
    ).split(whereSeparator: \.isWhitespace).map(String.init)
    #expect(bag.result["root"] as? String == computed[0])
    #expect(bag.result["hash"] as? String == computed[1])
    #expect(list.result["root"] as? String == computed[2])
    #expect(list.result["hash"] as? String == computed[3])
    #expect(bag.object["body_sha256"] as? String == computed[4])
    #expect(list.object["body_sha256"] as? String == computed[5])
    #expect(bag.result["mode"] as? String == "multiset")
    #expect(list.result["mode"] as? String == "ordered")
  }

  @Test("a receipt says what was considered, not understood, left out and cut")
  func coverage() throws {
    let folder = try Folder()
    try folder.write("{\"n\":1}\n{\"n\":2}\n{\"n\":\n\n{\"n\":\"x\"}\n", to: "a.ndjson")
    try folder.write("one\ntwo\n", to: "b.log")
    try folder.write("other\n", to: "c.log")
    try Program.run(["add", "c.assay", "a.ndjson", "b.log", "c.log"], in: folder)
    try Program.run(["sources", "c.assay", "--exclude", "2"], in: folder)
    let receipt = try folder.receipt("r", ["search", "c.assay", "n:>0", "--source", "0", "--limit", "1"])
    #expect(receipt.coverage["records_considered"] as? Int == 4)
    #expect(receipt.coverage["records_not_parsed"] as? Int == 1)
    let codes = try #require(receipt.coverage["not_parsed"] as? [[String: Any]])
    #expect(codes.count == 1)
    #expect(codes.first?["records"] as? Int == 1)
    let left = try #require(receipt.coverage["left_out"] as? [[String: Any]])
    #expect(left.map { $0["reason"] as? String } == ["not asked", "excluded"])
    let limits = try #require(receipt.body["limits"] as? [[String: Any]])
    #expect(limits.map { $0["limit"] as? String } == ["--limit"])
    let rest = try #require(receipt.body["not_evaluated"] as? [[String: Any]])
    #expect(rest.map { $0["reason"] as? String } == ["not_numbers"])
    let parameters = try #require(receipt.question["parameters"] as? [String: Any])
    #expect(parameters["sources"] as? [Int] == [0])
    #expect(parameters["limit"] as? Int == 1)
    #expect(try folder.check("r").status == 0)
  }

  @Test("a receipt names the search filter where it was asked, and only there")
  func filter() throws {
    let folder = try Folder()
    try folder.smallCase()
    for (name, question, isAsked) in [
      ("words", ["search", "c.assay", "second"], true), ("field", ["search", "c.assay", "host:a"], false),
      ("counted", ["search", "c.assay", "second | count by source_name"], true),
      ("raw", ["grep", "c.assay", "-F", "second"], true),
      ("all", ["grep", "c.assay", "-F", "second", "--no-filter"], false),
    ] {
      let body = try folder.receipt(name, question).body
      #expect(body["filters"] as? [String] == (isAsked ? ["search_filter"] : []), "\(question)")
      let views = try #require(body["views"] as? [String])
      #expect(views.contains("search_filter") == isAsked, "\(question)")
      let (status, json) = try folder.check(name)
      #expect(status == 0, "\(json)")
    }
  }

  @Test("relative times stand in a receipt as absolute ones")
  func times() throws {
    let folder = try Folder()
    try folder.smallCase()
    let receipt = try folder.receipt("r", ["search", "c.assay", "host:*", "--from", "-1s"])
    let parameters = try #require(receipt.question["parameters"] as? [String: Any])
    #expect(parameters["from"] as? String == "2024-05-01T09:14:08.000000000Z")
    #expect(receipt.result["rows"] as? Int == 2)
  }

  @Test(
    "an answer without rows claims what it can, and no more",
    arguments: [
      ["search", "c.assay", "nowhere"], ["grep", "c.assay", "-F", "nowhere"],
      ["query", "c.assay", "SELECT * FROM events WHERE host = 'nowhere'"],
    ])
  func negative(_ question: [String]) throws {
    let folder = try Folder()
    try folder.smallCase()
    let receipt = try folder.receipt("r", question)
    let claim = try #require(receipt.body["claim"] as? String)
    #expect(claim.hasPrefix("this version's evaluation of this question over "))
    #expect(claim.contains(" 5 records") && claim.contains(" returned 0 rows; "))
    #expect(!claim.contains("did not happen"))
    let shown = try Program.run(question + ["--receipt", "r", "--force"], in: folder)
    #expect(shown.text.contains(claim))
    #expect(try folder.check("r").status == 0)
  }

  @Test("a receipt is told to the custody log, and verify finds the case whole")
  func custody() throws {
    let folder = try Folder()
    try folder.smallCase()
    let receipt = try folder.receipt("r", ["grep", "c.assay", "line", "--examiner", "A. Analyst"])
    let entries = try Program.run(["custody", "c.assay", "--format", "ndjson"], in: folder).rows()
    let entry = try #require(entries.last?["entry"] as? [String: Any])
    #expect(entry["action"] as? String == "receipt")
    #expect((entry["actor"] as? [String: Any])?["name"] as? String == "A. Analyst")
    let details = try #require(entry["details"] as? [String: Any])
    #expect(details["receipt_sha256"] as? String == receipt.object["body_sha256"] as? String)
    #expect((receipt.annex["custody"] as? [String: Any])?["seq"] as? Int == entries.last?["seq"] as? Int)
    #expect(try Program.run(["verify", "c.assay"], in: folder).status == 0)
  }

  @Test("an existing file is not overwritten without --force, and nothing is asked then")
  func exists() throws {
    let folder = try Folder()
    try folder.smallCase()
    try folder.write("mine", to: "r")
    let refused = try Program.run(["query", "c.assay", "SELECT 1", "--receipt", "r"], in: folder)
    #expect(refused.status == 2)
    #expect(refused.output.isEmpty)
    #expect(refused.messages.contains("[output.exists]"))
    #expect(try folder.read("r") == Array("mine".utf8))
  }
}
