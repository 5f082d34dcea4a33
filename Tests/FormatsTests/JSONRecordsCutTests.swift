import Evidence
import Formats
import Testing

@Suite("JSON: cutting")
struct JSONRecordsCutTests {
  /// Counts of `corpora/json/README.md` and `corpora/sysmon/README.md`.
  static let files: [(path: String, shape: JSONShape, records: Int)] = [
    ("json/array_compact.json", .stream, 200), ("json/array_pretty.json", .stream, 100),
    ("json/aws_cloudtrail.jsonl", .lines, 6), ("json/azure_activity_log.jsonl", .lines, 4),
    ("json/botsv1_genuine_rows.jsonl", .lines, 7), ("json/botsv3_genuine_cloudtrail.jsonl", .lines, 3),
    ("json/cloudtrail_logstash.ndjson", .lines, 103),
    ("json/cloudtrail_us-east-1_20230710T1215Z_dTTFsx4I2m3om5Oy.json", .wrapped, 1),
    ("json/cloudtrail_us-east-1_20230710T1215Z_nBsuPO1qSTEVerMD.json", .wrapped, 222),
    ("json/cloudtrail_us-east-1_20230710T1230Z_lHgkh3VeI3XnjZSL.json", .wrapped, 92),
    ("json/elasticdump_hits.ndjson", .lines, 100), ("json/elasticsearch_hits.json", .wrapped, 200),
    ("json/gcp_logging.jsonl", .lines, 11), ("json/nxlog_attackrange_T1053.005.ndjson", .lines, 226),
    ("json/osquery_results.log", .lines, 266), ("json/otrf_mshta_vbscript.ndjson", .lines, 1127),
    ("json/powershell_convertto_json_utf16le.json", .stream, 4),
    ("json/splunk_output_json.json", .lines, 200),
    ("json/splunk_rest_results.json", .wrapped, 100), ("json/stream_pretty.json", .stream, 200),
    ("json/suricata_eve.json", .lines, 266), ("json/velociraptor_lnk.json", .lines, 10),
    ("json/winlogbeat_6.5.4_empire_enable_rdp_head200.ndjson", .lines, 200),
    ("json/zeek_apt29_day1_third.ndjson", .lines, 714),
    ("sysmon/sysmon_atomic_winlogbeat8.ndjson", .lines, 565),
    ("sysmon/linux_syslog_sysmon_log4shell_cve2021_44228_jndi_reference_2022-05-11181020.json", .lines, 93),
  ]

  @Test(
    "each file is recognized, and has the records that its README counts, all parsed",
    .enabled(if: JSONSource.areCorporaThere), arguments: files)
  func counts(path: String, shape: JSONShape, records: Int) throws {
    let source = try JSONSource(corpus: path)
    #expect(source.profile.format == .json)
    #expect(source.profile.json == shape)
    let cut = source.cut()
    #expect(cut.recordCount == records)
    #expect(cut.problems.isEmpty)
    #expect(source.records(cut).allSatisfy { $0.isParsed && $0.problem == nil })
  }

  @Test("spans do not depend on windows", .enabled(if: JSONSource.areCorporaThere), arguments: files)
  func windows(path: String, shape: JSONShape, records: Int) throws {
    var source = try JSONSource(corpus: path)
    source.bytes = Array(source.bytes.prefix(60_000))
    let whole = source.cut(window: source.bytes.count)
    for window in [1, 7, 64, 1000] { #expect(source.cut(window: window) == whole) }
    #expect(source.cut(window: 64, capacity: 1) == whole)
  }

  /// Records, gaps, unparsed records and problems of gaps, by the column "sane behaviour" of
  /// `corpora/hostile/README.md`.
  static let hostile: [(file: String, records: Int, unparsed: Int, problems: Set<String>)] = [
    ("array_truncated.json", 50, 1, []), ("array_with_garbage_after.json", 5, 0, ["json.trailing"]),
    ("bom_and_crlf.ndjson", 4, 0, []), ("concatenated_no_newline.json", 50, 0, []),
    ("deep_array_100k.json", 1, 1, []), ("deep_object_line.ndjson", 3, 1, []),
    ("duplicate_keys.ndjson", 1, 0, []), ("hash_collision_keys.ndjson", 1, 0, []),
    ("huge_numbers.ndjson", 14, 5, []), ("invalid_utf8.ndjson", 3, 0, []), ("line_5mb.ndjson", 3, 0, []),
    ("lone_surrogates.ndjson", 5, 0, []), ("many_keys_30k.ndjson", 2, 0, []),
    ("nested_records.json", 2, 0, []), ("not_quite_json.ndjson", 11, 4, []),
    ("not_really_gzip.ndjson.gz", 3, 0, []), ("nul_bytes.ndjson", 3, 0, ["bytes.nul"]),
    ("nul_padded_tail.ndjson", 4, 0, ["bytes.nul"]), ("records_not_array.json", 1, 0, []),
    ("truncated_last_line.ndjson", 4, 1, []), ("u2028_in_string.ndjson", 2, 0, []),
    ("unterminated_string.ndjson", 4, 1, []),
  ]

  @Test(
    "hostile files are cut as their README asks", .enabled(if: JSONSource.areCorporaThere), arguments: hostile
  )
  func hostileFiles(file: String, records: Int, unparsed: Int, problems: Set<String>) throws {
    let source = try JSONSource(corpus: "hostile/" + file)
    #expect(source.profile.format == .json)
    let cut = source.cut()
    #expect(cut.recordCount == records)
    #expect(Set(cut.problems.values) == problems)
    #expect(source.records(cut).count { !$0.isParsed } == unparsed)
    #expect(source.cut(window: 1000) == cut)
    if source.bytes.count < 50_000 { #expect(source.cut(window: 1) == cut) }
  }

  @Test("what is no JSON is not taken for it", .enabled(if: JSONSource.areCorporaThere))
  func refused() throws {
    for text in [
      "", "\n\n", "[section]\nkey=value\n", "{placeholder} text\nmore {text}\n",
      "[2024-05-01 10:00:00] start\n[2024-05-01 10:00:01] stop\n", "[INFO] a\n[WARN] b\n",
      "{\n  not json\n}\n",
      "[Thu Mar 16 03:08:58 2023] [error] x\n",
    ] {
      #expect(JSONSource(text).profile.format != .json, "\(text)")
    }
    for file in ["empty.json", "only_newlines.ndjson", "html_error_page.xml", "random.bin", "cr_only.csv"] {
      #expect(try JSONSource(corpus: "hostile/" + file).profile.format != .json, "\(file)")
    }
  }

  @Test(
    "a first record longer than the head is JSON all the same",
    arguments: [
      "{\"a\":\"LONG\"}", "{\"a\":1,\"b\":\"LONG\"}", " { \"a\\\"b\" : {\"c\":\"LONG\"}}",
      "[{\"a\":\"LONG\"}]",
      "{\"LONG\":1}",
    ])
  func longFirstRecord(first: String) {
    let long = String(repeating: "x", count: SourceProfile.sniffLength + 1000)
    let text = first.replacing("LONG", with: long)
    // A name that long is none that a log has: nothing says that it is one.
    #expect((JSONSource(text + "\n{\"a\":1}\n").profile.format == .json) != first.hasPrefix("{\"LONG"))
  }

  @Test("the comma behind an element belongs to its span, brackets are gaps")
  func elements() {
    let source = JSONSource("[{\"a\":1} , {\"a\":2},\n 3, \"x,]\" ]\n")
    #expect(source.profile.json == .stream)
    let spans = source.cut().spans
    #expect(spans.map(\.kind) == [.gap, .record, .record, .record, .record, .gap])
    #expect(spans.map(\.properLength) == [1, 7, 7, 1, 5, 2])
    #expect(spans.map(\.length) == [1, 10, 10, 3, 6, 2])
  }

  @Test("a wrapping document's own text is gaps, and documents may follow each other")
  func wrapped() {
    let document =
      "{\"took\":1,\"hits\":{\"total\":2,\"hits\":[{\"a\":\"]}\"},{\"b\":{}}],\"x\":[{}]},\"y\":\"}\"}\n"
    let source = JSONSource(document + document, shape: .wrapped)
    let cut = source.cut()
    #expect(
      cut.spans.map(\.kind) == [.gap, .record, .record, .gap, .gap, .gap, .record, .record, .gap, .gap])
    #expect(cut.problems.isEmpty)
    #expect(cut == source.cut(window: 1))
  }

  @Test("rows whose columns are named apart are records, in each table of the document, in any window")
  func tables() {
    let first =
      "{\"name\":\"A\",\"columns\":[{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"y\"}],\"rows\":[[1,\"]\"], [2,null]]}"
    let second = "{\"Columns\":[{\"ColumnName\":\"z\"}],\"Rows\":[[\"three\"]]}"
    let source = JSONSource("{\"tables\":[\(first), \(second)],\"statistics\":{\"rows\":[[1]]}}\n")
    #expect(source.profile.json == .wrapped)
    let cut = source.cut()
    #expect(cut.spans.map(\.kind) == [.gap, .record, .record, .gap, .gap, .record, .gap, .gap])
    #expect(cut.problems.isEmpty)
    for window in [1, 7, 64] { #expect(source.cut(window: window) == cut) }
  }

  @Test("a broken object does not swallow those behind it")
  func resynchronization() {
    let good = "{\n  \"a\": 1,\n  \"b\": [\n    {\n      \"c\": 1\n    }\n  ]\n}\n"
    for broken in [
      "{\n  \"a\": \"never closed,\n  \"b\": 2\n}\n",  // a quote is missing
      "{\n  \"a\": 1,\n  \"b\": [\n    1\n}\n",  // a bracket
      "{\n  \"a\": {\n    \"x\": 1\n",  // the rest
      "{\n  \"a\": 1,\n",
    ] {
      let source = JSONSource(good + broken + good + good, shape: .stream)
      let cut = source.cut()
      #expect(source.records(cut).map(\.isParsed) == [true, false, true, true], "\(broken)")
      #expect(cut == source.cut(window: 1))
      let indented = (good + broken + good).split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
      let array = JSONSource("[\n" + indented + "\n]\n", shape: .stream)
      #expect(array.records().map(\.isParsed) == [true, false, true], "\(broken)")
    }
  }

  @Test("a trailing comma, stray brackets and text between records are kept apart from them")
  func strays() {
    let source = JSONSource("{\"a\":1},\n{\"a\":2},\n]\nnoise [\n{\"a\":3}\n", shape: .stream)
    let cut = source.cut()
    #expect(cut.recordCount == 3)
    #expect(Set(cut.problems.values) == ["json.syntax"])
    let lines = JSONSource("{\"a\":1},\n{\"a\":2},\n", shape: .lines)
    #expect(lines.cut().spans.map(\.properLength) == [7, 7])
  }

  @Test("records over the limit are gaps, whatever the windows, and those behind them are found")
  func tooLong() {
    var limits = Limits()
    limits.recordBytes = 4096
    let long = String(repeating: "x", count: 20_000)
    for (text, shape) in [
      ("{\"a\":1}\n{\"a\":\"\(long)\"}\n{\"a\":2}\n", JSONShape.lines),
      ("[{\"a\":1},{\"a\":\"\(long)\\\"\"},{\"a\":2}]", .stream),
      ("{\"Records\":[{\"a\":1},{\"a\":[[\"\(long)\"]]},{\"a\":2}]}", .wrapped),
    ] {
      let source = JSONSource(text, shape: shape)
      let cut = source.cut(window: 256, limits: limits)
      #expect(cut.recordCount == 2)
      #expect(cut.problems.values.contains("record.too-long"))
      #expect(source.records(cut).map { $0["a"] } == ["1", "2"])
      #expect(source.cut(window: 1, limits: limits) == cut)
      #expect(source.cut(window: 100_000, limits: limits) == cut)
    }
  }

  /// Small sources of each shape.
  static let small: [(JSONShape, String)] = [
    (.lines, "\u{FEFF}{\"a\":\"x\\\"y\"}\r\n\n\0\0\n{\"b\":[1,{}]}{\"c\":2}\n[1] \n"),
    (.stream, "[\n  {\n    \"a\": \"}\\\\\"\n  },\n  [1, 2],\n  null,\n  -1.5e3\n]\n{\"z\": 1} tail\n{}"),
    (
      .wrapped,
      "{\"n\":[1],\"m\":{\"o\":1},\"results\":[ {\"a\":1}, {\"b\":\"[\"} ],\"c\":{\"d\":[]}}\n{\"e\":1}"
    ),
  ]

  @Test("every truncation is cut into tiles that do not depend on windows", arguments: small)
  func truncations(shape: JSONShape, text: String) {
    let bytes = Array(text.utf8)
    for count in 0...bytes.count {
      let source = JSONSource(Array(bytes.prefix(count)), shape: shape)
      let cut = source.cut()
      #expect(cut.spans.reduce(0) { $0 + $1.length } == source.bytes.count)
      #expect(source.cut(window: 1) == cut)
      _ = source.records(cut)
    }
  }

  @Test("flipped bits are cut into tiles that do not depend on windows", arguments: small)
  func bitFlips(shape: JSONShape, text: String) {
    var generator = SplitMix(seed: 7)
    for _ in 0..<3000 {
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^=
          1 << UInt8.random(in: 0..<8, using: &generator)
      }
      let source = JSONSource(bytes, shape: shape)
      let cut = source.cut()
      #expect(cut.spans.reduce(0) { $0 + $1.length } == source.bytes.count)
      #expect(source.cut(window: 1) == cut, "\(bytes)")
      _ = source.records(cut)
    }
  }

  /// S. Vigna's SplitMix64: the same numbers on every machine.
  struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
  }
}
