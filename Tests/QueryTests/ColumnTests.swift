import CaseFile
import Evidence
import Query
import Testing

@Suite("Columns: types, absence, several values")
struct ColumnTests {
  @Test("a column of integers compares as numbers, whatever the question writes")
  func integers() async throws {
    let fixture = try await CaseFixture(
      #"{"LogonType":3}"# + "\n" + #"{"LogonType":"10"}"# + "\n" + #"{"LogonType":-2}"# + "\n")
    #expect(try fixture.texts("SELECT typeof(LogonType) FROM events GROUP BY 1") == [["integer"]])
    #expect(try fixture.column("SELECT record FROM events WHERE LogonType = 3") == ["0"])
    #expect(try fixture.column("SELECT record FROM events WHERE LogonType = '3'") == ["0"])
    #expect(try fixture.column("SELECT record FROM events WHERE LogonType > 3") == ["1"])
    #expect(try fixture.column("SELECT record FROM events WHERE LogonType < '4' ORDER BY 1") == ["0", "2"])
    #expect(try fixture.column("SELECT LogonType FROM events ORDER BY LogonType") == ["-2", "3", "10"])
    #expect(try fixture.notes("SELECT record FROM events WHERE LogonType > 3") == [])
  }

  static let spellings = [
    "0x3e7", "007", "1.0", "+1", "-0", "1e3", "9223372036854775808", " 1", "1 ", "0e123", "0e999",
  ]

  @Test("any other spelling makes a column text, and stays as logged", arguments: spellings)
  func spelling(value: String) async throws {
    let fixture = try await CaseFixture(#"{"v":"\#(value)"}"# + "\n" + #"{"v":"5"}"# + "\n")
    #expect(
      try fixture.texts("SELECT v, typeof(v) FROM events ORDER BY record") == [
        [value, "text"], ["5", "text"],
      ])
    #expect(try fixture.column("SELECT record FROM events WHERE v = \(literal(value))") == ["0"])
  }

  @Test("`'0e123'` is not `0e999`, nor `1.0` equal to `1`")
  func notNumeric() async throws {
    let fixture = try await CaseFixture(#"{"v":0e123}"# + "\n" + #"{"v":1.0}"# + "\n")
    #expect(try fixture.column("SELECT count(*) FROM events WHERE v = '0e999'") == ["0"])
    #expect(try fixture.column("SELECT count(*) FROM events WHERE v = 1") == ["0"])
    #expect(try fixture.column("SELECT count(*) FROM events WHERE v = '1.0'") == ["1"])
  }

  @Test(
    "a comparison of a text column with a number is noted, with the way out",
    arguments: ["v > 9", "v = 9", "v <> 9", "v BETWEEN 1 AND 9", "v < 9.5", "9 < v", "v IS 9"])
  func note(condition: String) async throws {
    let fixture = try await CaseFixture(#"{"v":"10"}"# + "\n" + #"{"v":"x"}"# + "\n")
    let notes = try fixture.notes("SELECT record FROM events WHERE \(condition)")
    #expect(notes.count == 1)
    #expect(notes.first?.contains("\"v\"") == true && notes.first?.contains("CAST(\"v\" AS INTEGER)") == true)
  }

  @Test(
    "no note without need",
    arguments: ["v = '9'", "v LIKE 9", "CAST(v AS INTEGER) > 9", "n > 9", "v IS NULL", "record > 3"])
  func noNote(condition: String) async throws {
    let fixture = try await CaseFixture(#"{"v":"10","n":3}"# + "\n" + #"{"v":"x","n":4}"# + "\n")
    #expect(try fixture.notes("SELECT record FROM events WHERE \(condition)") == [])
  }

  @Test("text is compared as text also where a row group holds nothing but numbers")
  func textOfNumbers() async throws {
    let fixture = try await CaseFixture(files: [
      ("a.ndjson", Array(#"{"v":10}"#.utf8)), ("b.ndjson", Array(#"{"v":"x"}"#.utf8)),
      ("c.ndjson", Array(#"{"v":9}"#.utf8)),
    ])
    #expect(try fixture.column("SELECT v FROM events WHERE v < 9") == ["10"])
    #expect(try fixture.column("SELECT v FROM events WHERE v > 9 ORDER BY v") == ["x"])
    #expect(try fixture.column("SELECT v FROM events WHERE v = 10") == ["10"])
  }

  @Test("absent is NULL, JSON null is NULL, empty is ''")
  func absence() async throws {
    let fixture = try await CaseFixture(
      #"{"a":"","b":1}"# + "\n" + #"{"b":2}"# + "\n" + #"{"a":null,"b":3}"# + "\n" + #"{"a":"x","b":4}"#
        + "\n")
    #expect(try fixture.column("SELECT b FROM events WHERE a = ''") == ["1"])
    #expect(try fixture.column("SELECT b FROM events WHERE a IS NULL") == ["2", "3"])
    #expect(
      try fixture.column("SELECT fields FROM events ORDER BY record")
        == [#"{"a":"","b":1}"#, #"{"b":2}"#, #"{"a":null,"b":3}"#, #"{"a":"x","b":4}"#])
    #expect(
      try fixture.texts("SELECT a, count(*) FROM events GROUP BY a") == [
        [nil, "2"], ["", "1"], ["x", "1"],
      ])
  }

  @Test("several values are a JSON array, with the types of the log")
  func several() async throws {
    let fixture = try await CaseFixture(
      #"{"a":[1,"2",true,null,1.50],"k":1}"# + "\n" + #"{"a":[7],"k":2}"# + "\n" + #"{"a":[],"k":3}"# + "\n"
        + #"{"a":"x\"\\\n\u0001é","b":["x\"\\\n\u0001é","y"],"k":4}"# + "\n")
    #expect(
      try fixture.column("SELECT a FROM events ORDER BY record") == [
        #"[1,"2",true,null,1.50]"#, "7", nil, "x\"\\\n\u{1}é",
      ])
    #expect(try fixture.column("SELECT b FROM events WHERE k = 4") == [#"["x\"\\\n\u0001é","y"]"#])
    #expect(
      try fixture.column("SELECT j.value FROM events, json_each(b) j WHERE k = 4 ORDER BY j.id DESC LIMIT 1")
        == ["y"])
    #expect(try fixture.column(#"SELECT k FROM events WHERE a = '[1,"2",true,null,1.50]'"#) == ["1"])
    #expect(try fixture.column("SELECT k FROM events WHERE a > '[' AND a < '\\'") == ["1"])
  }

  @Test("numbers of any size keep their digits")
  func digits() async throws {
    let numbers = [
      "9007199254740993", "-9223372036854775808", "18446744073709551616", "1.10", "1E+2", "-0.0",
      "123456789.123456789123456789",
    ]
    let text = numbers.map { #"{"n":\#($0)}"# }.joined(separator: "\n") + "\n"
    let fixture = try await CaseFixture(text)
    #expect(try fixture.column("SELECT n FROM events ORDER BY record") == numbers)
    #expect(
      try fixture.column("SELECT fields FROM events ORDER BY record") == numbers.map { #"{"n":\#($0)}"# })
  }

  @Test("a value longer than what stands in a column, and one that is not UTF-8, are whole")
  func longAndBroken() async throws {
    let long = String(repeating: "0123456789", count: 5000)
    var bytes = Array((#"{"a":"\#(long)","b":[1,2]}"# + "\n" + #"{"a":"q"#).utf8)
    bytes += [0xE9, 0xFF]
    bytes += Array("\"}\n".utf8)
    let fixture = try await CaseFixture(files: [("x.ndjson", bytes)])
    #expect(try fixture.column("SELECT a FROM events WHERE record = 0") == [long])
    #expect(try fixture.column("SELECT record FROM events WHERE a = \(literal(long))") == ["0"])
    #expect(
      try fixture.session().rows("SELECT a FROM events WHERE record = 1") == [[.text([0x71, 0xE9, 0xFF])]])
    #expect(try fixture.column("SELECT hex(raw) FROM events WHERE record = 1") == ["7B2261223A2271E9FF227D"])
    #expect(try fixture.column("SELECT record FROM events WHERE a = CAST(x'71E9FF' AS TEXT)") == ["1"])
  }

  @Test("where a record stands: locator, offsets, raw, text, parsed, problem")
  func places() async throws {
    let lines = [#"{"a":1}"#, "", "not json", #"{"a":2}"#]
    let fixture = try await CaseFixture(lines.joined(separator: "\n") + "\n", name: "y.ndjson")
    let rows = try fixture.texts(
      "SELECT locator, span_offset, span_length, text, parsed, problem, source_id, format, hex(raw) FROM events ORDER BY record"
    )
    let good = rows.filter { $0[4] == "1" }
    #expect(good.map { $0[3] } == [lines[0], lines[3]])
    #expect(good.map { $0[1] } == ["0", "18"])
    let bad = try #require(rows.first { $0[4] == "0" })
    #expect(bad[3] == "not json" && bad[1] == "9" && bad[5] == "json.syntax")
    #expect(try fixture.column("SELECT DISTINCT source_name FROM events") == [fixture.folder + "/y.ndjson"])
    #expect(rows.map { $0[0] } == ["0:0", "0:1", "0:2"])
  }

  @Test("a source that was excluded leaves the answers, and comes back")
  func excluded() async throws {
    let fixture = try await CaseFixture(files: [
      ("a.ndjson", Array("{\"v\":1}\n\n\n{\"v\":2}\n".utf8)), ("b.ndjson", Array("\n\n{\"v\":3}\n".utf8)),
    ])
    let store = try CaseStore.openForWriting(fixture.path, create: false)
    let reindexer = Reindexer(store, custody: CaseFixture.custody)
    let gaps = try fixture.texts("SELECT source_id, count(*) FROM gaps GROUP BY 1")
    #expect(gaps.contains { $0[0] == "1" })
    try reindexer.setExcluded(1, true)
    #expect(try fixture.column("SELECT v FROM events ORDER BY 1") == ["1", "2"])
    #expect(try fixture.column("SELECT field(record, 'v') FROM events") == ["1", "2"])
    #expect(try fixture.column("SELECT v FROM events GROUP BY v") == ["1", "2"])
    #expect(
      try fixture.texts("SELECT source_id, count(*) FROM gaps GROUP BY 1") == gaps.filter { $0[0] == "0" })
    #expect(try fixture.session().reader.recordsConsidered == 2)
    #expect(try fixture.texts("SELECT source_id, excluded FROM sources") == [["0", "0"], ["1", "1"]])
    try reindexer.setExcluded(1, false)
    #expect(try fixture.column("SELECT v FROM events ORDER BY 1") == ["1", "2", "3"])
  }
}
