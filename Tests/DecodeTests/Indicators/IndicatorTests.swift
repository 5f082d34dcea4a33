import Decode
import Testing

@Suite("Indicators")
struct IndicatorTests {
  private static let oracleTypes: Set<IndicatorType> = [
    .ipv4, .ipv6, .dns, .url, .email, .md5, .sha1, .sha256, .sha512,
  ]

  /// `type value` of each, once, URLs exactly, others in small letters.
  private func found(_ text: String, _ types: Set<IndicatorType>) -> Set<String> {
    Set(
      IndicatorExtractor().occurrences(in: Array(text.utf8)).filter { types.contains($0.type) }
        .map { "\($0.type.rawValue) \(String(decoding: $0.value, as: UTF8.self))" })
  }

  @Test("what stands in a text is found, and nothing else", arguments: IndicatorCases.all)
  func cases(_ item: IndicatorCases.Case) {
    #expect(found(item.text, Self.oracleTypes) == Set(item.expected))
  }

  @Test(
    "addresses of currencies are told by their checksums",
    arguments: [
      // From the white papers of BIP-173 and BIP-350, the genesis block, and a P2SH that Bitcoin's wiki names.
      ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
      ("bitcoin", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
      ("bitcoin", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
      ("bitcoin", "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr"),
      // Addresses for gifts that the Monero project publishes.
      (
        "monero",
        "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"
      ),
      (
        "monero",
        "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H"
      ),
    ])
  func currencies(_ type: String, _ address: String) throws {
    let kind = try #require(IndicatorType(rawValue: type))
    #expect(found("send to \(address).", [kind]) == ["\(type) \(address)"])
    for place in [5, address.count - 2] {
      var changed = Array(address)
      changed[place] = changed[place] == "q" ? "p" : "q"
      #expect(found("send to \(String(changed)).", [kind]).isEmpty, "\(place)")
    }
  }

  @Test(
    "each further type is found as its page shows it",
    arguments: [
      ("cve", "fixes cve-2017-0144, CVE-2021-44228.", ["CVE-2017-0144", "CVE-2021-44228"]),
      ("attack_id", "T1059.001 T1003 TA0002 T9999 XT1003", ["T1059.001", "T1003", "TA0002"]),
      (
        "mac", "00:1a:2b:3c:4d:5e 00-1A-2B-3C-4D-5F aa:bb:cc:dd:ee:ff:00:11",
        ["00:1a:2b:3c:4d:5e", "00:1a:2b:3c:4d:5f"]
      ),
      ("asn", "AS13335 ASN64496 AS400 AS2", ["AS13335", "AS64496"]),
      (
        "mutex", #"CreateMutexA(0, 1, "Global\evil") mutex: Local\foo; my mutex is"#,
        [#"Global\evil"#, #"Local\foo"#]
      ),
      ("named_pipe", #"\\.\pipe\msagent_12 \\srv\pipe\spoolss"#, ["msagent_12", "spoolss"]),
      (
        "windows_path",
        #""C:\Program Files\My App\x y.txt" copy C:\a.txt D:\\b\\c.txt %TEMP%\x.ps1 \\srv\c$\x.exe"#,
        [
          #"C:\Program Files\My App\x y.txt"#, #"C:\a.txt"#, #"D:\b\c.txt"#, #"%TEMP%\x.ps1"#,
          #"\\srv\c$\x.exe"#,
        ]
      ),
      ("linux_path", "cat /etc/passwd >/tmp/.x/y; cmd /c /all", ["/etc/passwd", "/tmp/.x/y"]),
      (
        "registry_key", #"reg add HKCU\Software\Microsoft\Windows NT\CurrentVersion\Run /v x"#,
        [#"HKCU\Software\Microsoft\Windows NT\CurrentVersion\Run"#]
      ),
      ("file_name", "run invoice.pdf.exe, setup.sh; evil.com", ["invoice.pdf.exe", "setup.sh"]),
      (
        "user_agent", "-A 'Mozilla/5.0 (X11; a) Gecko/1.0 Firefox/2.0' x; curl/7.68.0",
        ["Mozilla/5.0 (X11; a) Gecko/1.0 Firefox/2.0", "curl/7.68.0"]
      ),
    ])
  func furtherTypes(_ type: String, _ text: String, _ values: [String]) throws {
    let kind = try #require(IndicatorType(rawValue: type))
    #expect(found(text, [kind]) == Set(values.map { "\(type) \($0)" }))
  }

  @Test("an occurrence names the bytes that it was read from, re-fanged or not")
  func ranges() throws {
    let text = Array("см. hxxps://evil[.]com/x и 203[.]0[.]113[.]45, again evil(dot)com".utf8)
    let spelled = IndicatorExtractor().occurrences(in: text).map { found in
      "\(String(decoding: found.value, as: UTF8.self)) \(String(decoding: text[found.range], as: UTF8.self))"
    }
    #expect(
      spelled == [
        "https://evil.com/x hxxps://evil[.]com/x", "evil.com evil[.]com", "203.0.113.45 203[.]0[.]113[.]45",
        "evil.com evil(dot)com",
      ])
    let known = IndicatorExtractor().occurrences(in: text).map(\.isDefanged)
    #expect(known == [true, true, true, true])
  }

  @Test("any bytes are read to their end, and every range lies in them", arguments: 0..<40)
  func hostile(_ seed: Int) {
    // Pieces that rules look at, put together by a generator of its own (SplitMix64).
    let pieces = [
      "http://", "hxxp", "[.]", "[:]", "(at)", "a.com", "1.2.3.4", "::", "fe80::1", "@", "\\", "\\\\", "C:\\",
      "/etc/",
      "HKLM\\", "CVE-2021-", "%2F", "%3A%2F%2F", "=", "?u=", "{", "}", "(", ")", "[", "]", ".", "..", "-",
      "_", "\"", "'",
      " ", "\u{201C}", "é", "mutex(", "Mozilla/5.0 (", "\\\\.\\pipe\\", "T1059.",
      "44d88612fea8a8f36de82e1278abb02f",
      "00-", "AS1", "bc1q", "\0", "\n",
    ]
    var state = UInt64(seed)
    func next() -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int(truncatingIfNeeded: (z ^ (z >> 31)) >> 2)
    }
    var text: [UInt8] = []
    for _ in 0..<400 { text += Array(pieces[next() % pieces.count].utf8) }
    for _ in 0..<20 { text[next() % text.count] = UInt8(truncatingIfNeeded: next()) }
    for cut in stride(from: 0, to: text.count, by: 97) {
      let part = Array(text[..<cut])
      for found in IndicatorExtractor().occurrences(in: part) {
        #expect(found.range.lowerBound >= 0 && found.range.upperBound <= part.count && !found.range.isEmpty)
        #expect(!found.value.isEmpty)
      }
    }
  }

  @Test(
    "what repeats without end costs no more than its length",
    arguments: [
      "http://{", "http://a.com/?u=", "http://$", "a@", "a.", "::", "a:", "[.]a", "\\\\", "C:\\a ", "x[.]",
      "((", "mutex(",
      "%3A%2F%2F", "Mozilla/5.0 ((", "1.", "/etc/", "..", "HKLM\\a b ",
    ])
  func repetition(_ piece: String) {
    let text = Array(String(repeating: piece, count: 400_000 / piece.utf8.count).utf8)
    // A quadratic rule would not end while somebody waits.
    for found in IndicatorExtractor().occurrences(in: text) { #expect(found.range.upperBound <= text.count) }
  }
}
