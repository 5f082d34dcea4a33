import CaseFile
import Evidence
import Foundation
import Integrity
import Query
import Testing

@Suite("The case as it was")
struct CaseScopeTests {
  private static let first: [(name: String, bytes: [UInt8])] = [
    (
      "a.ndjson",
      Array(
        """
        {"time":"2024-05-01T09:00:00Z","n":1,"user":"alice","s":""}
        {"time":"2024-05-01T09:00:01Z","n":2,"user":"bob","gone":null,"tags":["x","y"]}

        {"n":"three","late":7
        {"time":"1601-01-01T00:00:00Z","n":4,"late":"8","own":true}

        """.utf8)
    ),
    ("b.log", Array("<13>May  1 09:00:00 host app[1]: one\n<13>May  1 09:00:02 host app[1]: two\n".utf8)),
  ]

  /// Adds a source to the case of a fixture.
  private func add(_ text: String, _ name: String, to fixture: CaseFixture) async throws {
    let path = fixture.folder + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let store = try CaseStore.openForWriting(fixture.path, create: false)
    _ = try await Ingest(store, options: AddOptions(), custody: CaseFixture.custody)
      .add([.file(FilePath(path))])
  }

  private func session(_ fixture: CaseFixture, at size: Int? = nil, sources: Set<Int>? = nil) throws
    -> QuerySession
  {
    try QuerySession(CaseStore.open(fixture.path), scope: CaseScope(treeSize: size, sources: sources))
  }

  private func columns(_ session: QuerySession) throws -> [String] {
    var names: [String] = []
    try session.run("SELECT * FROM events LIMIT 0", onColumns: { names = $0 }, onRow: { _ in true })
    return names
  }

  @Test("at every tree size the records are those below it, with their fields, times and text")
  func prefix() async throws {
    let fixture = try await CaseFixture(files: Self.first)
    let ask = "SELECT record, locator, time, parsed, problem, text, fields, user FROM events"
    let whole = try session(fixture).texts(ask)
    let gaps = try session(fixture).texts("SELECT record, locator FROM gaps")
    let size = try session(fixture).reader.treeSize
    #expect(size == 7)
    for n in 0...size {
      let past = try session(fixture, at: n)
      #expect(past.reader.treeSize == n)
      let isBefore = { (row: [String?]) in row[0].flatMap { Int($0) }.map { $0 < n } ?? false }
      #expect(try past.texts(ask) == whole.filter(isBefore), "\(n)")
      #expect(try past.texts("SELECT record, locator FROM gaps") == gaps.filter(isBefore), "\(n)")
      #expect(past.reader.recordsConsidered == whole.filter(isBefore).count)
      #expect(
        past.reader.recordsUnparsed == whole.filter { isBefore($0) && $0[3] == "0" }.count, "\(n)")
      let leaves = try (0..<n).map { leafHash(try session(fixture).reader.span($0).bytes) }
      #expect(past.reader.root == merkleRoot(leaves).description)
    }
  }

  @Test("the catalogue at a tree size counts what the records of then have")
  func catalogue() async throws {
    let fixture = try await CaseFixture(files: Self.first)
    for n in 0...7 {
      let past = try session(fixture, at: n)
      var counts: [String: Int] = [:]
      for text in try past.texts("SELECT fields FROM events WHERE parsed = 1").compactMap({ $0[0] }) {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        for name in object.keys { counts[name, default: 0] += 1 }
      }
      let listed = try past.texts("SELECT name, records FROM fields")
      #expect(
        Dictionary(listed.map { ($0[0] ?? "", Int($0[1] ?? "") ?? -1) }) { first, _ in first } == counts,
        "\(n)")
    }
  }

  @Test("an old question keeps its columns, their order and their types after more evidence")
  func oldQuestions() async throws {
    let fixture = try await CaseFixture(files: [
      ("a.ndjson", Array("{\"n\":5,\"b\":\"x\"}\n{\"n\":10}\n".utf8))
    ])
    let questions = [
      "SELECT * FROM events", "SELECT typeof(n), n > 9 FROM events", "SELECT * FROM fields",
      "SELECT * FROM gaps",
      "SELECT source_id, name, size, sha256, state, records, unparsed, gaps, gap_bytes FROM sources",
    ]
    let columns = try columns(session(fixture))
    let before = try questions.map { try session(fixture).texts($0) }
    let size = try session(fixture).reader.treeSize
    try await add("{\"n\":\"many\",\"a\":1,\"b\":\"y\"}\n\n{\"b\":\"z\"}\n", "later.ndjson", to: fixture)
    #expect(
      try session(fixture).texts("SELECT DISTINCT typeof(n) FROM events WHERE n IS NOT NULL") == [["text"]])
    let past = try session(fixture, at: size)
    #expect(try self.columns(past) == columns)
    #expect(try questions.map { try past.texts($0) } == before)
    #expect(try past.texts("SELECT DISTINCT typeof(n) FROM events") == [["integer"]])
  }

  @Test("raw search at a tree size finds what stands below it")
  func rawSearch() async throws {
    let fixture = try await CaseFixture(files: Self.first)
    func hits(_ size: Int?) async throws -> (records: [Int], covered: Int) {
      let reader = try CaseReader(CaseStore.open(fixture.path), scope: CaseScope(treeSize: size))
      var options = PatternOptions()
      options.isFixed = true
      var found: [Int] = []
      let summary = try await RawSearch(reader, pattern: Pattern("e", options: options), threads: 2)
        .run(firstPerSpan: true) { matches in
          found += matches.map(\.record)
          return true
        }
      return (found, summary.records + summary.gaps)
    }
    let all = try await hits(nil)
    #expect(all.covered == 7)
    for n in 0...7 {
      let past = try await hits(n)
      #expect(past.records == all.records.filter { $0 < n })
      #expect(past.covered == n)
    }
  }

  @Test("--source asks some sources; columns and the last time stay those of the case")
  func sources() async throws {
    let fixture = try await CaseFixture(files: Self.first)
    let one = try session(fixture, sources: [1])
    #expect(try one.texts("SELECT record FROM events") == [["5"], ["6"]])
    #expect(try columns(one) == columns(session(fixture)))
    #expect(one.reader.lastTime == (try session(fixture)).reader.lastTime)
    #expect(throws: AssayError.self) { try session(fixture, sources: [2]) }
    #expect(throws: AssayError.self) { try session(fixture, at: 3, sources: [1]) }
    #expect(throws: AssayError.self) { try session(fixture, at: 8) }
  }

  @Test(
    "real files: what was answered before more sources came is answered again",
    .enabled(if: Corpora.areThere, "needs /work/shared/corpora"))
  func corpora() async throws {
    let files = Corpora.files(in: "json").prefix(6) + Corpora.files(in: "csv").prefix(6)
    let fixture = try await CaseFixture(paths: files.map { Corpora.root + "/" + $0 })
    let questions = ["SELECT * FROM events", "SELECT * FROM fields", "SELECT * FROM gaps"]
    let before = try questions.map { try session(fixture).rows($0) }
    let size = try session(fixture).reader.treeSize
    let store = try CaseStore.openForWriting(fixture.path, create: false)
    _ = try await Ingest(store, options: AddOptions(), custody: CaseFixture.custody)
      .add(Corpora.files(in: "sysmon").prefix(3).map { .file(FilePath(Corpora.root + "/" + $0)) })
    let past = try session(fixture, at: size)
    for (question, rows) in zip(questions, before) {
      let again = try past.rows(question)
      #expect(again == rows, "\(question)")
    }
  }
}
