import Completeness
import Evidence
import Foundation
import Testing

/// The engine of compare: verdicts by small exports that were written by hand, and promises that hold for any log.
@Suite("comparing raw records with an export")
struct ComparingTests {
  // MARK: small exports

  /// Event `n`, as `wevtutil` writes it, with attributes in one quote or the other.
  private func event(
    _ n: Int, quote: String = "'", value: String = "calc.exe", empty: String = "<Data Name='B'/>"
  ) -> String {
    let second = n < 10 ? "0\(n)" : "\(n)"
    return """
      <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='P'/>\
      <EventID>1</EventID><TimeCreated SystemTime='2024-05-01T10:00:\(second).1234567Z'/>\
      <EventRecordID>\(n)</EventRecordID><Channel>Security</Channel><Computer>WS1.corp.example</Computer></System>\
      <EventData><Data Name='A'>\(value)</Data>\(empty)</EventData></Event>
      """.replacing("'", with: quote)
  }

  private func quoted(_ cell: String) -> String { "\"" + cell.replacing("\"", with: "\"\"") + "\"" }

  /// A row of Splunk: time, host, text.
  private func row(_ n: Int, _ raw: String, time: String? = nil) -> String {
    let second = n < 10 ? "0\(n)" : "\(n)"
    return [time ?? "2024-05-01T10:00:\(second).123+0000", "collector", raw].map(quoted).joined(
      separator: ",")
  }

  private func compare(_ raw: [String], _ rows: [String]) async throws -> Comparison {
    let fixture = try ComparingFixture()
    let evidence = try fixture.file("raw.xml", raw.joined(separator: "\n") + "\n")
    let export = try fixture.file("export.csv", (["_time,host,_raw"] + rows).joined(separator: "\n") + "\n")
    return try await fixture.compare([evidence], [export])
  }

  @Test("the same text is identical, another spelling of it equivalent, with the rules that were needed")
  func spellings() async throws {
    let raw = (1...2).map { event($0) }
    let other = event(2, quote: "\"", empty: "<Data Name='B'></Data>").replacing(
      "1234567Z", with: "123456700Z")
    let found = try await compare(raw, [row(2, other), row(1, raw[0])])
    #expect(found.records.map(\.verdicts.gravest) == [.identical, .equivalent])
    #expect(found.rules[1].words == ["quotes", "empty elements", "time digits"])
    #expect(found.rules[0].words.isEmpty)
  }

  @Test("times at both ends of what nanoseconds hold are shifted, not trapped upon, nor by the causes")
  func farTimes() async throws {
    let raw = (1...4).map { event($0).replacing("2024-05-01", with: "2262-04-01") }
    let rows = (1...4).map { row($0, raw[$0 - 1], time: "1677-10-01T00:00:0\($0).000+0000") }
    let found = try await compare(raw, rows)
    #expect(found.positions(.timeShifted) == [0, 1, 2, 3])
    let causes = try CauseAnalysis(.builtIn()).explain(found, fields: nil)
    #expect(causes.list.reduce(0) { $0 + $1.records } == 4)
  }

  @Test("cut, changed, doubled, shifted, missing and foreign rows are each told apart")
  func faults() async throws {
    let raw = (1...8).map { event($0, value: "value \($0) of some length") }
    let cut = String(raw[0].prefix(raw[0].count - 70))
    let rows = [
      row(1, cut), row(2, raw[1].replacing("value 2", with: "value X")), row(3, raw[2]), row(3, raw[2]),
      row(4, raw[3], time: "2024-05-01T15:30:04.123+0000"), row(6, raw[5] + "\n" + raw[6]), row(8, raw[7]),
      row(9, event(99, value: "never logged")),
    ]
    let found = try await compare(raw, rows)
    #expect(
      found.records.map(\.verdicts.gravest) == [
        .truncated, .altered, .duplicated, .timeShifted, .missing, .merged, .merged, .identical,
      ])
    #expect(
      found.rows.map(\.state) == [
        .matched, .matched, .matched, .matched, .matched, .matched, .matched, .extra,
      ])
    let first = try #require(found.differences.first { $0.verdict == .truncated })
    #expect(first.cutAt == cut.utf8.count && first.fields.map(\.name) == ["A"])
    #expect(found.differences.first { $0.verdict == .altered }?.fields.map(\.name) == ["A"])
    #expect(found.differences.first { $0.verdict == .timeShifted }?.shift == 19_799_999_543_300)
  }

  @Test("pieces of a split record are joined, and where it broke is told in bytes and lines")
  func split() async throws {
    let value = (1...9).map { "line \($0)" }.joined(separator: "\n")
    let raw = [event(1), event(2, value: value)]
    let parts = raw[1].components(separatedBy: "line 5\n")
    let found = try await compare(raw, [row(1, raw[0]), row(2, parts[0] + "line 5"), row(2, parts[1])])
    #expect(found.records.map(\.verdicts.gravest) == [.identical, .split])
    #expect(found.rows.map(\.state) == [.matched, .matched, .fragment])
    let breaks = try #require(found.differences.first?.breaks.first)
    #expect(breaks.bytes == (parts[0] + "line 5\n").utf8.count && breaks.lines == 5)
  }

  @Test("text that was read in another encoding is altered, and the encoding is named")
  func encoding() async throws {
    let raw = [event(1, value: "Prüfung")]
    let found = try await compare(raw, [row(1, event(1, value: "PrÃ¼fung"))])
    #expect(found.differences.first?.verdict == .altered && found.differences.first?.encoding == "cp1252")
  }

  @Test("what no product writes is refused with the columns that were looked for; a map makes it readable")
  func maps() async throws {
    let fixture = try ComparingFixture()
    let evidence = try fixture.file("raw.xml", (1...3).map { event($0) }.joined(separator: "\n"))
    let rows = (1...3).map { "2024-05-01 10:00:0\($0).123,\($0),Security,WS1,1,P,calc.exe" }
    let export = try fixture.file(
      "odd.csv", (["Wann,Nr,Protokoll,Rechner,Kennung,Quelle,Wert"] + rows).joined(separator: "\n"))
    await #expect(throws: AssayError("export.unknown", subject: "", reason: "")) {
      try await fixture.compare([evidence], [export])
    }
    var options = Comparing.Options()
    options.maps = [
      try ExportMap(
        json: Array(
          #"{"columns": {"Wann": "time", "Nr": "EventRecordID", "Protokoll": "Channel", "Rechner": "Computer", "Kennung": "EventID", "Quelle": "Provider", "Wert": "A"}}"#
            .utf8), subject: "map.json")
    ]
    let found = try await fixture.compare([evidence], [export], options: options)
    #expect(found.verdictCounts == [.identical: 3])
    #expect(throws: AssayError("export.map", subject: "", reason: "")) {
      try ExportMap(json: Array("[]".utf8), subject: "map.json")
    }
  }

  // MARK: promises for any log

  private static let corpora = "/work/shared/corpora"
  private static let areThere = FileManager.default.fileExists(atPath: corpora + "/README.md")
  private static let logs = [
    "evtx-xml/\(first(in: "evtx-xml", ".xml"))", "evtx/security_new_user.evtx",
    "evtx/sysmon_korean_names.evtx",
  ].filter { !$0.hasSuffix("/") }

  private static func first(in folder: String, _ end: String) -> String {
    ((try? FileManager.default.contentsOfDirectory(atPath: corpora + "/" + folder)) ?? []).sorted()
      .first { $0.hasSuffix(end) } ?? ""
  }

  @Test("a log compared with itself has no fault", .enabled(if: areThere), arguments: logs)
  func itself(log: String) async throws {
    let path = Self.corpora + "/" + log
    let found = try await ComparingFixture().compare([path], [path])
    #expect(!found.records.isEmpty && found.differences.isEmpty)
    #expect(found.rows.allSatisfy { $0.state == .matched })
  }

  @Test(
    "rows that are taken away are the missing records, whatever else is there", arguments: [1, 2, 3, 4, 5])
  func taken(seed: UInt64) async throws {
    var random = SeededNumbers(seed: seed)
    let raw = (1...59).map { event($0, value: "value \(Int.random(in: 0...9, using: &random))") }
    let gone = Set((0..<7).map { _ in Int.random(in: 0..<59, using: &random) })
    let rows = raw.indices.filter { !gone.contains($0) }.shuffled(using: &random)
      .map {
        row(
          $0 + 1,
          event(
            $0 + 1, quote: "\"",
            value: raw[$0].components(separatedBy: "'A'>")[1].prefix { $0 != "<" }.description))
      }
    let found = try await compare(raw, rows)
    #expect(found.positions(.missing) == gone.sorted(), "seed \(seed)")
    #expect(found.verdictCounts == [.missing: gone.count, .equivalent: 59 - gone.count], "seed \(seed)")
  }

  private static let siem = "/work/shared/siem"
  private static let cases = ((try? FileManager.default.contentsOfDirectory(atPath: siem)) ?? []).sorted()
    .filter { FileManager.default.fileExists(atPath: "\(siem)/\($0)/truth.json") }

  private func files(_ name: String) throws -> (raw: String, export: String) {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.siem)/\(name)")
    let raw = try #require(names.first { $0.hasPrefix("raw.") })
    let export = try #require(names.first { $0.hasPrefix("siem.") })
    return ("\(Self.siem)/\(name)/\(raw)", "\(Self.siem)/\(name)/\(export)")
  }

  @Test(
    "the answer is the same for any number of threads, and all sums balance", .enabled(if: !cases.isEmpty),
    arguments: cases)
  func threads(name: String) async throws {
    let files = try files(name)
    var answers: [String] = []
    for threads in [1, 2, 7] {
      var options = Comparing.Options()
      options.threads = threads
      let found = try await ComparingFixture().compare([files.raw], [files.export], options: options)
      #expect(found.verdictCounts.values.reduce(0, +) == found.records.count)
      answers.append(found.summary)
    }
    #expect(answers[0] == answers[1] && answers[1] == answers[2])
  }
}
