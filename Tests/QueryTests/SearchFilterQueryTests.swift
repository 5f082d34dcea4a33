import CaseFile
import Evidence
import Foundation
import Query
import Testing

/// Answers with the search filter and without it are the same.
@Suite("Searches with and without the filter")
struct SearchFilterQueryTests {
  struct Found: Equatable {
    var hits: [String]
    var summary: RawSearchSummary

    static func == (a: Found, b: Found) -> Bool { a.hits == b.hits }
  }

  static func grep(_ reader: CaseReader, _ pattern: Pattern, filter: Bool, threads: Int = 2) async throws
    -> Found
  {
    var hits: [String] = []
    let summary = try await RawSearch(reader, pattern: pattern, threads: threads, usesFilter: filter).run(
      firstPerSpan: false
    ) {
      hits += $0.map { "\($0.locator) \($0.offset ?? 0) \($0.textOffset ?? -1) \($0.match)" }
      return true
    }
    return Found(hits: hits, summary: summary)
  }

  /// Searches both ways and gives the number of matches.
  @discardableResult
  static func compare(
    _ fixture: CaseFixture, _ text: String, reader: CaseReader? = nil,
    _ configure: (inout PatternOptions) -> Void = { _ in },
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Found {
    var options = PatternOptions()
    configure(&options)
    let pattern = try Pattern(text, options: options)
    let reader = try reader ?? CaseReader(CaseStore.open(fixture.path))
    let all = try await grep(reader, pattern, filter: false)
    let filtered = try await grep(reader, pattern, filter: true)
    #expect(filtered == all, "\(text)", sourceLocation: sourceLocation)
    #expect(filtered.summary.records == all.summary.records, "\(text)", sourceLocation: sourceLocation)
    #expect(filtered.summary.gaps == all.summary.gaps, "\(text)", sourceLocation: sourceLocation)
    #expect(filtered.summary.bytes == all.summary.bytesRead, "\(text)", sourceLocation: sourceLocation)
    #expect(all.summary.bytesRuledOut == 0, sourceLocation: sourceLocation)
    return filtered
  }

  /// Pieces of 4 to 40 bytes out of a file, and some that are in none: by Python, so that no search of ours is asked.
  static let needles = #"""
    import random, sys, json
    random.seed(sys.argv[2])
    data = open(sys.argv[1], 'rb').read()
    count = int(sys.argv[3])
    for i in range(count):
        n = random.randint(4, 40); a = random.randrange(max(1, len(data) - n))
        print(json.dumps(data[a:a + n].hex()))
    for i in range(max(2, count // 6)):
        print(json.dumps(bytes(random.choice(b'abcdefghijklmnopqrstuvwxyz0123456789-\\. ') for _ in range(random.randint(4, 20))).hex()))
    """#

  @Test(
    "every corpus: pieces of its own files are found alike, as bytes, as text, in any case",
    .enabled(if: Corpora.areThere && Python.isThere, "the corpora or python3 are not here"),
    arguments: Corpora.folders)
  func corpora(folder: String) async throws {
    let files = Corpora.files(in: folder).map { Corpora.root + "/" + $0 }
    var options = AddOptions()
    // A row of the filter for every few blocks.
    options.commitBytes = 1 << 20
    let fixture = try await CaseFixture(paths: files, options: options)
    let reader = try CaseReader(CaseStore.open(fixture.path))
    // Each needle reads the whole case four times; with ASSAY_SLOW_TESTS=1 there are many.
    let isSlow = ProcessInfo.processInfo.environment["ASSAY_SLOW_TESTS"] == "1"
    let (fileCount, count) = isSlow ? (6, 60) : (3, 10)
    var matches = 0
    var ruledOut: UInt64 = 0
    for (index, file) in files.enumerated() where index % max(1, files.count / fileCount) == 0 {
      guard (try? Data(contentsOf: URL(fileURLWithPath: file)))?.isEmpty == false else { continue }
      for needle in try Python.lines(String.self, Self.needles, [file, "\(index)", "\(count)"])
      where !needle.isEmpty {
        let found = try await Self.compare(fixture, needle, reader: reader) { $0.isHex = true }
        matches += found.hits.count
        ruledOut += found.summary.bytesRuledOut
        try await Self.compare(fixture, needle, reader: reader) {
          $0.isHex = true
          $0.ignoresCase = true
        }
      }
    }
    #expect(matches > 0)
    if folder != "hostile" { #expect(ruledOut > 0) }
  }

  // MARK: a log with few words and many numbers, and some lines of its own

  static func log(_ lines: [String], utf16: Bool = false) async throws -> CaseFixture {
    var random = Seeded(state: 3)
    let sentences = (0..<200).map { number in
      (0..<6).map { "word\(Character(UnicodeScalar(UInt8(97 + ($0 * 7 + number) % 26))))x" }.joined(
        separator: " ")
    }
    var text = ""
    for index in 0..<30_000 {
      text += (sentences.randomElement(using: &random) ?? "") + " \(random.next())\n"
      if index % 1000 == 7, index / 1000 < lines.count { text += lines[index / 1000] + "\n" }
    }
    let bytes = utf16 ? RawSearchTests.letters("\u{FEFF}" + text) : Array(text.utf8)
    return try await CaseFixture(files: [("x.log", bytes)])
  }

  @Test("what is nowhere is ruled out, and nothing is read")
  func nowhere() async throws {
    let fixture = try await Self.log([])
    for text in ["mimikatz", "certutil -urlcache"] {
      let found = try await Self.compare(fixture, text) { $0.isFixed = true }
      #expect(found.summary.bytesRead == 0 && found.summary.bytesRuledOut > 1_000_000 && found.hits.isEmpty)
    }
    for expression in ["mimikatz|rubeus", "invoke-(all|some)thing", #"\\temp\\[a-z]+\.exe"#] {
      #expect(try await Self.compare(fixture, expression).summary.bytesRead == 0, "\(expression)")
    }
  }

  static let lines = [
    "the colour green", "a catalogue entry", "PowerShell -NoProfile -enc SQBFAFgA",
    "logon 4624 failed 10.20.30.40",
    "C:\\Temp\\evil{1,2}.exe", "KELVIN \u{212A}elvin and \u{017F}ystem é", "caf\u{e9} ÉCOLE straße",
    "tab\there",
    "question? star* plus+ (brackets) [class] a|b", "x86x86x86", "aaaa bbbb", "mimimikatz",
  ]

  static let expressions = [
    "colou?r green", "colo(u|x)r green", "colou{0,1}r green", "colou{0}r", "colou*r gree+n", "colou+?r green",
    "(?i)POWERSHELL -NOPROFILE", "(?x) colour \\ green", "(?:colour|color) green", "power|PowerShell|shell",
    "(?i:powershell)", "\\QC:\\Temp\\E", #"C:\\Temp\\evil\{1,2\}\.exe"#, "evil{1,2}.exe", "evil[{]1,2[}]",
    "logon \\d{4} failed",
    "logon 46(?=24)24", "10\\.20\\.30\\.40", "10.20.30.40", "tab\\there", "tab\\x09here", "t\\x61b",
    "question\\? star\\*",
    "(?:x86)+", "(?:x86){3}", "(mi){1,3}katz", "mi(?#)mi", "aaaa?", "a{4} b{4}", "catalogue|", "|catalogue",
    "catalogue$",
    "^a catalogue", "[[:alpha:]]+logue entry", "cat[]a]logue", "cat[^]b]logue", "catalogue(?!x)",
    "straße|STRASSE", "école",
    "caf\u{e9}+", "caf\u{e9}?", "(*UTF)caf.", "\\bcatalogue\\b", "catalogue\\K entry", "catalog\\x{75}e",
    "no such text here",
    "(?<name>colour) green", "(?P<name>colour) green", "(?>colour) green", "(?|colour|color) green",
    "colour\\ green",
    "cat\\Nlogue entry", "catalogue entry(", "colour greenish?i?s?h?", "colour gree(?:n)",
  ]

  @Test("expressions of all sorts find the same", arguments: [false, true])
  func expressionsAlike(ignoresCase: Bool) async throws {
    let fixture = try await Self.log(Self.lines)
    var found = 0
    for expression in Self.expressions {
      var options = PatternOptions()
      options.ignoresCase = ignoresCase
      guard (try? Pattern(expression, options: options)) != nil else { continue }
      found += try await Self.compare(fixture, expression) { $0.ignoresCase = ignoresCase }.hits.count
    }
    #expect(found >= 40)
  }

  @Test("case beyond ASCII: the KELVIN SIGN is a k, the long s an s")
  func unicodeCase() async throws {
    let fixture = try await Self.log(Self.lines)
    for (text, count) in [
      ("kelvin kelvin and system é", 1), ("system É", 1), ("école STRASSE", 0), ("école straße", 1),
    ] {
      let found = try await Self.compare(fixture, text) {
        $0.isFixed = true
        $0.ignoresCase = true
      }
      #expect(found.hits.count == count, "\(text)")
    }
  }

  @Test("UTF-16: as text, as bytes, and in the encoding named", arguments: [false, true])
  func utf16(isUTF16: Bool) async throws {
    let fixture = try await Self.log(Self.lines, utf16: isUTF16)
    let text = try await Self.compare(fixture, "noprofile") { $0.ignoresCase = true }
    #expect(text.hits.count == 1)
    for (pattern, ignoresCase, count) in [
      ("NoProfile", false, 1), ("noprofile", false, 0), ("nOpRofile", true, 1), ("É", true, 3),
      ("É", false, 1),
      ("10.20.30.40", false, 1), ("mimikatz", true, 1), ("mimikatz!", true, 0),
    ] {
      let little = try await Self.compare(fixture, pattern) {
        $0.encoding = .utf16LE
        $0.ignoresCase = ignoresCase
      }
      #expect(little.hits.count == (isUTF16 ? count : 0), "\(pattern)")
      let big = try await Self.compare(fixture, pattern) { $0.encoding = .utf16BE }
      #expect(isUTF16 || big.hits.isEmpty)
    }
  }

  // MARK: text terms of a search

  @Test("text terms open fewer row groups and find the same")
  func textTerms() async throws {
    let fixture = try await Self.log(Self.lines)
    for term in [
      "colour", "COLOUR", "\"the colour green\"", "cat*entry", "10.20.30.40", "\"c:\\temp\"", "evil?1",
      "kelvin", "é",
      "\"system é\"", "\"\u{212A}elvin\"", "*", "mimikatz", "nowhereatall", "\"no such phrase\"", "4624",
      "straße", "<a>",
    ] {
      let sql = "SELECT record FROM events WHERE text_match(text, \(literal(term))) ORDER BY 1"
      #expect(try fixture.texts(sql) == fixture.texts(sql, pushdown: false), "\(term)")
      let negated = "SELECT count(*) FROM events WHERE NOT text_match(text, \(literal(term)))"
      #expect(try fixture.texts(negated) == fixture.texts(negated, pushdown: false), "\(term)")
      let either =
        "SELECT count(*) FROM events WHERE text_match(text, \(literal(term))) OR text_match(text, 'green')"
      #expect(try fixture.texts(either) == fixture.texts(either, pushdown: false), "\(term)")
    }
    let session = try fixture.session()
    _ = try session.rows("SELECT record FROM events WHERE text_match(text, 'nowhereatall')")
    #expect(session.reader.openedGroups == 0)
  }

  @Test(
    "a filter that is missing, damaged or of another version means that all is read",
    .enabled(if: Python.isThere, "python3 is not here"),
    arguments: [
      "DELETE FROM search_filter", "UPDATE search_filter SET version = 9",
      "UPDATE search_filter SET data = x''",
      "UPDATE search_filter SET data = x'ffffffffffffffff7f'", "UPDATE search_filter SET block_count = 300",
      "UPDATE search_filter SET block_count = block_count + 8",
    ])
  func unusable(statement: String) async throws {
    let fixture = try await Self.log(Self.lines)
    _ = try Python.run(
      "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
      [fixture.path, statement])
    let found = try await Self.compare(fixture, "catalogue entry")
    #expect(
      found.hits.count == 1 && found.summary.bytesRuledOut == 0 && found.summary.blocksWithoutFilter > 0)
  }
}
