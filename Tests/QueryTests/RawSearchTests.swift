import Evidence
import Foundation
import Query
import Testing

@Suite("Raw search against Python", .enabled(if: Corpora.areThere, "the corpora are not here"))
struct RawSearchTests {
  struct Hit: Hashable, Decodable, Comparable {
    var source: Int
    var offset: UInt64
    var match: String

    static func < (a: Hit, b: Hit) -> Bool {
      (a.source, a.offset, a.match) < (b.source, b.offset, b.match)
    }
  }

  struct Question: Sendable, CustomTestStringConvertible {
    var pattern: String
    var fixed = false
    var ignoresCase = false
    var hex = false
    /// Python's `re` for the same; the pattern itself where nil.
    var python: String?
    var testDescription: String {
      "\(pattern)\(fixed ? " -F" : "")\(ignoresCase ? " -i" : "")\(hex ? " --hex" : "")"
    }
  }

  static let questions = [
    Question(pattern: "powershell", fixed: true),
    Question(pattern: "PowerShell", fixed: true, ignoresCase: true),
    Question(pattern: ".*", fixed: true),
    Question(pattern: "4688", fixed: true),
    Question(pattern: "not in any of these files", fixed: true),
    Question(pattern: "\"", fixed: true, python: "\""),
    Question(pattern: "é", fixed: true),
    Question(pattern: "É", fixed: true, ignoresCase: true, python: "(?i:É)"),
    Question(pattern: "</Event>", fixed: true),
    Question(pattern: "#fields", fixed: true),
    Question(pattern: "0d 0a", hex: true, python: "\\r\\n"),
    Question(pattern: "0000", hex: true, python: "\\x00\\x00"),
    Question(pattern: "efbbbf", hex: true, python: "\\xef\\xbb\\xbf"),
    Question(pattern: "5000 6F00 7700", hex: true, python: "P\\x00o\\x00w\\x00"),
    Question(pattern: #"[A-Z]:\\[^"<>|]{1,40}\.exe"#),
    Question(pattern: #"\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b"#),
    Question(pattern: "(invoke|iex)-?[a-z]+", ignoresCase: true),
    Question(pattern: #"[^\x00-\x7f]{3}"#),
    Question(pattern: #"^\{"#),
    Question(pattern: #"\}$"#),
    Question(pattern: #"S-1-5-21(-[0-9]+){3}"#),
    Question(pattern: #"(?i)failed password for (invalid user )?(\w+)"#),
    Question(pattern: #"\x00"#),
    Question(pattern: #"\x1b\["#),
  ]

  /// For each span, text and, where that has no match, raw; offsets are those of the source.
  static let script = #"""
    import json, re, sys
    spans, pattern, flags, folder = json.load(open(sys.argv[1])), sys.argv[2], sys.argv[3], sys.argv[4]
    literal = 'F' in flags
    unicode = any(ord(c) > 127 for c in pattern) and 'H' not in flags
    expression = re.escape(pattern) if literal else pattern
    i = re.I if 'i' in flags else 0
    asbytes = re.compile(expression.encode('latin-1' if 'H' in flags else 'utf-8'), i)
    astext = re.compile(expression, i) if unicode else None
    codecs = {'utf-16le': 'utf-16-le', 'utf-16be': 'utf-16-be', 'windows-1252': 'cp1252', 'cp850': 'cp850'}
    def find(data):
        if astext is None:
            return [(m.start(), m.end()) for m in asbytes.finditer(data)]
        text = data.decode('utf-8', 'surrogateescape')
        def at(n): return len(text[:n].encode('utf-8', 'surrogateescape'))
        return [(at(m.start()), at(m.end())) for m in astext.finditer(text)]
    out = []
    for source in spans:
        data = open(source['path'], 'rb').read()
        codec = codecs.get(source['encoding'])
        for offset, length in source['spans']:
            raw = data[offset:offset + length]
            if codec is None:
                out += [(source['id'], offset + a, raw[a:b]) for a, b in find(raw)]
                continue
            try: text = raw.decode(codec)
            except UnicodeDecodeError: text = raw[:len(raw) // 2 * 2].decode(codec, 'replace')
            view = text.encode('utf-8', 'surrogatepass')
            hits = find(view)
            for a, b in hits:
                before = len(view[:a].decode('utf-8', 'ignore').encode(codec, 'replace'))
                out.append((source['id'], offset + before, view[a:b]))
            if not hits: out += [(source['id'], offset + a, raw[a:b]) for a, b in find(raw)]
    for s, o, m in out: print(json.dumps({'source': s, 'offset': o, 'match': m.hex()}))
    """#

  struct SourceSpans: Encodable {
    var id: Int
    var path: String
    var encoding: String
    var spans: [[Int]]
  }

  /// Where the spans are, written to a file once.
  static let spans = Task {
    let fixture = try await Corpora.sharedCase.value
    let session = try fixture.session()
    var sources: [SourceSpans] = []
    for row in try session.texts("SELECT source_id, name, encoding FROM sources ORDER BY 1") {
      sources.append(
        SourceSpans(id: Int(row[0] ?? "") ?? -1, path: row[1] ?? "", encoding: row[2] ?? "", spans: []))
    }
    let rows = try session.rows(
      """
      SELECT source_id, span_offset, span_length, record FROM events
      UNION ALL SELECT source_id, offset, length, record FROM gaps ORDER BY 4
      """)
    for row in rows {
      guard case .integer(let id) = row[0], case .integer(let offset) = row[1],
        case .integer(let length) = row[2]
      else { continue }
      sources[Int(id)].spans.append([Int(offset), Int(length)])
    }
    let path = fixture.folder + "/spans.json"
    try JSONEncoder().encode(sources).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func search(
    _ question: Question, in fixture: CaseFixture, threads: Int = 2
  ) async throws -> (hits: [Hit], matches: [RawMatch], summary: RawSearchSummary) {
    var options = PatternOptions()
    options.isFixed = question.fixed
    options.ignoresCase = question.ignoresCase
    options.isHex = question.hex
    let pattern = try Pattern(question.pattern, options: options)
    var matches: [RawMatch] = []
    let summary = try await RawSearch(fixture.session().reader, pattern: pattern, threads: threads).run(
      firstPerSpan: false
    ) {
      matches += $0
      return true
    }
    let hits = matches.map { match in
      Hit(
        source: match.source, offset: match.offset ?? .max,
        match: match.match.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
    return (hits, matches, summary)
  }

  @Test(
    "every match in records and gaps, at its offset in the source",
    .enabled(if: Python.isThere, "python3 is not here"), arguments: questions)
  func matches(question: Question) async throws {
    let fixture = try await Corpora.sharedCase.value
    let flags =
      (question.fixed && question.python == nil ? "F" : "") + (question.ignoresCase ? "i" : "")
      + (question.hex ? "H" : "")
    let expected = try Python.lines(
      Hit.self, Self.script,
      [try await Self.spans.value, question.python ?? question.pattern, flags, Corpora.root])
    let found = try await search(question, in: fixture)
    #expect(found.hits.count == expected.count)
    // Order is that of records; within a span that of the text.
    for (hit, other) in zip(found.hits, expected) where hit != other {
      Issue.record("\(hit) where Python has \(other)")
      break
    }
    let sums = try fixture.texts("SELECT sum(records), sum(gaps), sum(size) FROM sources")[0]
    #expect([found.summary.records, found.summary.gaps, Int(found.summary.bytes)].map { String($0) } == sums)
    #expect(found.summary.matches == found.hits.count)
    #expect(found.summary.spansMatching == Set(found.matches.map(\.record)).count)
    #expect(found.summary.spansUndecided == 0)
  }

  @Test("threads change nothing", arguments: [1, 8])
  func threads(_ threads: Int) async throws {
    let fixture = try await Corpora.sharedCase.value
    let question = Question(pattern: "(?i)admin[a-z]*")
    let two = try await search(question, in: fixture)
    let other = try await search(question, in: fixture, threads: threads)
    #expect(two.hits == other.hits && !two.hits.isEmpty)
    #expect(other.matches.map(\.record) == other.matches.map(\.record).sorted())
    #expect(two.matches.map(\.locator) == other.matches.map(\.locator))
  }

  @Test("a match's place is that of `events` or `gaps`, and what stands there is the match")
  func places() async throws {
    let fixture = try await Corpora.sharedCase.value
    let session = try fixture.session()
    let found = try await search(Question(pattern: "fields|Event |\\[\\s", fixed: false), in: fixture)
    #expect(found.matches.contains { $0.gap != nil } && found.matches.contains { $0.index != nil })
    var random = Seeded(state: 5)
    for _ in 0..<40 {
      let match = found.matches[Int.random(in: 0..<found.matches.count, using: &random)]
      let table = match.gap == nil ? "events" : "gaps"
      #expect(
        try session.texts("SELECT locator FROM \(table) WHERE record = \(match.record)") == [[match.locator]])
    }
  }

  static func letters(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }

  @Test("UTF-16: found as text and as bytes, with offsets in the source")
  func utf16() async throws {
    let lines = ["first needle here", "zweite Zeile \u{1F600} Nadel é", "last needle"]
    let text = "\u{FEFF}" + lines.map { "{\"a\":\"\($0)\"}\n" }.joined()
    let fixture = try await CaseFixture(files: [("x.ndjson", Self.letters(text))])
    #expect(try fixture.column("SELECT a FROM events ORDER BY record") == lines)
    let units = Array(text.utf16)
    func offsets(_ part: String) -> [UInt64] {
      let wanted = Array(part.utf16)
      return units.indices.filter { units[$0...].starts(with: wanted) }.map { UInt64($0 * 2) }
    }
    for part in ["needle", "Nadel", "é", "\u{1F600}", "a\":\"z"] {
      let found = try await search(Question(pattern: part, fixed: true), in: fixture)
      #expect(found.matches.map(\.offset) == offsets(part), "\(part)")
      #expect(found.matches.allSatisfy { $0.match == Array(part.utf8) && $0.textOffset != nil })
    }
    let bytes = try await search(Question(pattern: "4e 00 61 00", hex: true), in: fixture)
    #expect(bytes.matches.map(\.offset) == offsets("Na"))
    #expect(bytes.matches.allSatisfy { $0.textOffset == nil && $0.match == [0x4E, 0, 0x61, 0] })
    #expect(
      try await search(Question(pattern: "NEEDLE", fixed: true, ignoresCase: true), in: fixture).hits.count
        == 2)
  }

  @Test("what is not UTF-8 hides nothing beside it")
  func invalid() async throws {
    var bytes = Array("caf\u{e9} ".utf8) + [0xFF, 0xE9, 0x80]
    bytes += Array(" caf\u{e9} end\nother\n".utf8)
    let fixture = try await CaseFixture(files: [("x.log", bytes)])
    for (pattern, offsets) in [
      ("café", [0, 10] as [UInt64]), ("é end", [13]), ("end", [16]), ("\\xff", [6]), ("other", [20]),
    ] {
      let found = try await search(Question(pattern: pattern), in: fixture)
      #expect(found.matches.map(\.offset) == offsets, "\(pattern)")
    }
  }

  @Test(
    "patterns that cannot be are refused, with their place",
    arguments: ["", "(", "a{2,1}", "[z-a]", "(?<n>a)(?<n>b)", "\\", "\\C", "*"])
  func refused(pattern: String) {
    let error = #expect(throws: AssayError.self) { _ = try Pattern(pattern, options: PatternOptions()) }
    #expect(error?.code == "grep.pattern")
    #expect(error?.reason.isEmpty == false)
  }

  @Test("hexadecimal that is none is refused", arguments: ["0", "0g", "", " ", "é0", "0x41", "4 1 4"])
  func refusedHex(pattern: String) {
    var options = PatternOptions()
    options.isHex = true
    #expect(throws: AssayError.self) { _ = try Pattern(pattern, options: options) }
  }

  /// Each takes exponential time on a row of letters with a wrong end.
  static let catastrophic = ["^(a|aa)+$", "(a*)*b?c$", "^(?:a?){40}a{40}$", "^(([a-z])+.)+[A-Z]([a-z])+$"]

  @Test(
    "a pattern that would take for ever ends, and says for how many spans it does not know",
    arguments: catastrophic)
  func undecided(pattern: String) async throws {
    let bad = String(repeating: "a", count: 60) + "!"
    let lines = ["aa", bad, "plain", bad, bad, "bc"]
    let fixture = try await CaseFixture(lines.joined(separator: "\n") + "\n", name: "x.log")
    let found = try await search(Question(pattern: pattern), in: fixture)
    #expect([0, 3].contains(found.summary.spansUndecided), "\(found.summary.spansUndecided)")
    #expect(found.summary.records == 6)
    // What is decided is still found.
    if pattern == "^(a|aa)+$" {
      #expect(found.matches.map(\.index) == [0])
      #expect(found.summary.spansUndecided == 3)
    }
  }

  @Test("excluded sources are not searched; -l takes the first match of a span")
  func options() async throws {
    let fixture = try await CaseFixture("x x x\nx\n", name: "x.log")
    let pattern = try Pattern("x", options: PatternOptions())
    var offsets: [UInt64?] = []
    let summary = try await RawSearch(fixture.session().reader, pattern: pattern, threads: 1).run(
      firstPerSpan: true
    ) {
      offsets += $0.map(\.offset)
      return true
    }
    #expect(offsets == [0, 6] && summary.spansMatching == 2)
    var calls = 0
    _ = try await RawSearch(fixture.session().reader, pattern: pattern, threads: 1).run(firstPerSpan: false) {
      _ in
      calls += 1
      return false
    }
    #expect(calls == 1)
  }
}
