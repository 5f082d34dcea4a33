import Completeness
import Testing

@Suite("Causes of cut texts, lost fields and wrong times")
struct TextCausesTests {
  private func cut(_ sample: inout Sample, _ records: [Int], at lengths: [Int]) {
    for (n, record) in records.enumerated() {
      sample.comparison.records[record].bytes = 15_000
      sample.comparison.rows[record].bytes = Int32(lengths[n % lengths.count])
    }
    var next = 0
    sample.set(.truncated, records) { difference, _ in
      difference.cutAt = lengths[next % lengths.count]
      next += 1
    }
  }

  @Test("texts cut at 10000 bytes, or just before so that no character breaks, met TRUNCATE")
  func truncate() throws {
    var sample = Sample()
    cut(&sample, [5, 50, 90, 120], at: [10_000, 9_998])
    let found = try #require(try sample.explained().list.first)
    #expect(
      found.why == "raw_cut_at_10000" && found.limitID == "splunk.truncate" && found.confidence == .likely)
    #expect(found.default == "10000" && found.check.contains("TRUNCATE"))
  }

  @Test("a length that no setting is known to have is said to be unknown")
  func unknownLength() throws {
    var sample = Sample()
    cut(&sample, [5, 50, 90, 120], at: [2200])
    let found = try #require(try sample.explained().list.first)
    #expect(found.why == "raw_cut_at_2200" && !found.isKnownValue)
    #expect(found.interval == 2200...2203)
  }

  @Test("a limit that is added to the data is found, without a change of code")
  func added() throws {
    var sample = Sample()
    cut(&sample, [5, 50, 90, 120], at: [2200])
    let json = """
      {"limits": [{"id": "acme.relay", "product": "ACME relay", "setting": "max_line", "default": 2200,
        "why": "raw_cut_at_{N}", "test": {"kind": "raw_prefix_bytes", "values": [2200]}, "check": "grep max_line"}]}
      """
    let limits = try LimitCatalog.builtIn().adding(Array(json.utf8), name: "acme.json")
    let found = try #require(try sample.explained(limits).list.first)
    #expect(found.limitID == "acme.relay" && found.isKnownValue && found.check == "grep max_line")
  }

  @Test("fields that end behind character 10240 are lost, none before")
  func extraction() throws {
    var sample = Sample()
    let long = [7, 33, 71, 99, 150]
    sample.set(.fieldsLost, long) { difference, facts in
      facts.characters = 14_000
      facts.bytes = 14_400
      (facts.keptEndCharacters, facts.lostEndCharacters) = (10_190, 10_300)
      (facts.keptEndBytes, facts.lostEndBytes) = (10_500, 10_600)
      (facts.longestKept, facts.shortestLost) = (9000, 20)
      difference.fields = [Self.lost("Message", String(repeating: "x", count: 20))]
    }
    let found = try #require(try sample.explained().list.first)
    #expect(found.why == "extraction_cutoff_10240" && found.interval == 10_190...10_299)
  }

  @Test("values longer than 256 characters are lost, and the document says so")
  func ignoreAbove() throws {
    var sample = Sample(product: .elastic)
    sample.set(.fieldsLost, Array(stride(from: 0, to: 200, by: 7))) { difference, facts in
      (facts.keptEndBytes, facts.keptEndCharacters) = (700, 700)
      (facts.lostEndBytes, facts.lostEndCharacters) = (500, 500)
      (facts.longestKept, facts.shortestLost) = (250, 300)
      difference.fields = [Self.lost("Message", String(repeating: "x", count: 300), declared: true)]
    }
    let found = try #require(try sample.explained().list.first)
    #expect(found.why == "ignore_above_256" && found.confidence == .proven)
    #expect(found.trace.contains("_ignored"))
  }

  @Test(
    "all rows of a host are off by a constant: its zone",
    arguments: [(19_800, "tz+5.5h"), (-25_200, "tz-7h"), (20_700, "tz+5.75h")])
  func zone(seconds: Int64, word: String) throws {
    var sample = Sample()
    sample.set(.timeShifted, sample.records { sample.word($0.computer) == "WS02" }) { difference, _ in
      difference.shift = seconds * 1_000_000_000
    }
    #expect(try sample.causes() == [word: 40])
  }

  @Test("an hour off from a moment on is a change of clocks that was missed")
  func clocks() throws {
    var sample = Sample()
    sample.set(.timeShifted, sample.records { sample.word($0.computer) == "WS01" }.suffix(30)) {
      difference, _ in
      difference.shift = 3_600_000_000_000
    }
    #expect(try sample.causes() == ["dst+1h": 30])
  }

  @Test("a changed value has no mechanical cause; a mistaken encoding is one")
  func altered() throws {
    var sample = Sample()
    sample.set(.altered, [9, 77]) { difference, _ in
      difference.fields = [
        FieldDifference(.altered, "Image", raw: "evil.exe", exported: "good.exe")
      ]
    }
    sample.set(.altered, [11, 12, 13]) { difference, _ in difference.encoding = "cp1252" }
    #expect(try sample.causes() == ["value_changed": 2, "encoding": 3])
  }

  private static func lost(_ name: String, _ raw: String, declared: Bool = false) -> FieldDifference {
    var field = FieldDifference(.lost, name, raw: raw, exported: "")
    field.isDeclared = declared
    return field
  }
}
