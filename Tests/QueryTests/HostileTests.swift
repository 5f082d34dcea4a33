import Evidence
import Foundation
import Query
import Testing

/// What the README of the hostile corpus calls sane, as a question sees it.
@Suite("Hostile files, as SQL sees them", .enabled(if: Corpora.areThere, "the corpora are not here"))
struct HostileTests {
  struct Sane: Sendable, CustomTestStringConvertible {
    var file: String
    /// Records that were understood.
    var parsed: ClosedRange<Int>
    /// Records that were not.
    var unparsed: ClosedRange<Int> = 0...0
    /// Whether something must be reported: nil where the README leaves it open.
    var reported: Bool?

    init(
      _ file: String, _ parsed: ClosedRange<Int>, unparsed: ClosedRange<Int> = 0...0, reported: Bool? = nil
    ) {
      self.file = file
      self.parsed = parsed
      self.unparsed = unparsed
      self.reported = reported
    }

    init(_ file: String, _ parsed: Int, unparsed: ClosedRange<Int> = 0...0, reported: Bool? = nil) {
      self.init(file, parsed...parsed, unparsed: unparsed, reported: reported)
    }

    var testDescription: String { file }
  }

  /// From the column "sane behaviour" (and, for what is right with a file, from "what it is").
  static let files: [Sane] = [
    Sane("array_truncated.json", 49, unparsed: 0...1, reported: true),
    Sane("array_with_garbage_after.json", 5, reported: true),
    Sane("attributes_20k.xml", 1...2, unparsed: 0...1),
    Sane("backslash_escapes.csv", 2...3, unparsed: 0...1, reported: true),
    Sane("billion_laughs.xml", 0...1, unparsed: 0...1, reported: true),
    Sane("bom_and_crlf.ndjson", 4, reported: false),
    Sane("bom_mid_file.xml", 3),
    Sane("bom_twice.csv", 2...3),
    Sane("cdata_and_comments.xml", 2, reported: false),
    Sane("concatenated_no_newline.json", 50),
    Sane("cr_only.csv", 2),
    Sane("cr_only.xml", 6),
    Sane("crlf_in_fields.csv", 2, reported: false),
    Sane("data_elements_10k.xml", 1...2),
    Sane("declared_utf16_is_utf8.xml", 2),
    Sane("deep_array_100k.json", 0, unparsed: 0...1, reported: true),
    Sane("deep_nesting_100k.xml", 2, unparsed: 1...1, reported: true),
    Sane("deep_object_line.ndjson", 2, unparsed: 1...1, reported: true),
    Sane("duplicate_headers.csv", 1),
    Sane("duplicate_keys.ndjson", 1),
    Sane("empty.json", 0),
    Sane("escape_sequences.log", 3),
    Sane("escaped_markup_in_value.xml", 2),
    Sane("formula_injection.csv", 2),
    Sane("hash_collision_keys.ndjson", 1),
    Sane("header_only.csv", 0, reported: false),
    Sane("html_error_page.xml", 0...2, unparsed: 0...1),
    Sane("huge_numbers.ndjson", 9, unparsed: 5...5, reported: true),
    Sane("illegal_char_refs.xml", 2...3, unparsed: 0...1, reported: true),
    Sane("invalid_utf8.ndjson", 3),
    Sane("invalid_utf8.xml", 3),
    Sane("line_5mb.ndjson", 3),
    Sane("lone_surrogates.ndjson", 5),
    Sane("many_keys_30k.ndjson", 1...2, reported: true),
    Sane("mismatched_tags.xml", 2, unparsed: 1...1, reported: true),
    Sane("mixed_encodings.xml", 2...3, unparsed: 0...1),
    Sane("nested_records.json", 2),
    Sane("no_header.csv", 1...2),
    Sane("no_newline_at_all.xml", 500),
    Sane("not_quite_json.ndjson", 1...10, unparsed: 0...9, reported: true),
    Sane("not_really_gzip.ndjson.gz", 3),
    Sane("nul_bytes.csv", 2...3, unparsed: 0...1),
    Sane("nul_bytes.ndjson", 2...3, unparsed: 0...1, reported: true),
    Sane("nul_bytes.xml", 2...3, unparsed: 0...1),
    Sane("nul_padded_tail.ndjson", 4, unparsed: 0...1, reported: true),
    Sane("numbers_out_of_range.xml", 6, reported: true),
    Sane("only_bom.csv", 0),
    Sane("only_newlines.ndjson", 0),
    Sane("quadratic_blowup.xml", 0...1, unparsed: 0...1, reported: true),
    Sane("quote_inside_bare_field.csv", 3, reported: true),
    Sane("ragged.csv", 5, reported: true),
    Sane("random.bin", 0...200, unparsed: 0...200),
    Sane("records_not_array.json", 1),
    Sane("same_name_data.xml", 1),
    Sane("sep_line.csv", 1),
    Sane("sql_in_names.csv", 1),
    Sane("syslog_year_wrap.log", 6, reported: true),
    Sane("truncated_event.xml", 5, unparsed: 0...1, reported: true),
    Sane("truncated_in_tag.xml", 1, unparsed: 0...1, reported: true),
    Sane("truncated_last_line.ndjson", 3, unparsed: 1...1, reported: true),
    Sane("u2028_in_string.ndjson", 2, reported: false),
    Sane("unbalanced_quotes.csv", 1...4, unparsed: 0...4, reported: true),
    Sane("unterminated_string.ndjson", 3, unparsed: 1...1, reported: true),
    Sane("utf16be_bom.xml", 6),
    Sane("utf16le_no_bom.xml", 6),
    Sane("utf16le_odd_length.xml", 6, reported: true),
    Sane("utf16le_tab.csv", 1),
    Sane("wide_5000_columns.csv", 3),
    Sane("xxe_file.xml", 0...1, unparsed: 0...1, reported: true),
    Sane("xxe_network.xml", 1),
  ]

  @Test("records, parsed and problems are as the README asks", arguments: files)
  func counts(_ sane: Sane) async throws {
    let fixture = try await Corpora.sharedCase.value
    let name = literal(Corpora.root + "/hostile/" + sane.file)
    let row = try #require(
      try fixture.texts(
        """
        SELECT records, unparsed, (SELECT count(problem) FROM events e WHERE e.source_id = s.source_id)
          + (SELECT count(problem) FROM gaps g WHERE g.source_id = s.source_id)
        FROM sources s WHERE name = \(name)
        """
      ).first)
    let numbers = row.compactMap { $0.flatMap { Int($0) } }
    try #require(numbers.count == 3)
    #expect(sane.parsed.contains(numbers[0] - numbers[1]), "parsed")
    #expect(sane.unparsed.contains(numbers[1]), "unparsed")
    if let reported = sane.reported { #expect((numbers[2] > 0) == reported, "\(numbers[2]) problems") }
  }

  /// Binary logs, likewise. "Reported" without a number of records: one of the four may be unparsed.
  static let logs: [Sane] = [
    Sane("empty.evtx", 0),
    Sane("evtx_chunk_count_65535.evtx", 4, reported: true),
    Sane("evtx_chunk_cut.evtx", 3...4, unparsed: 0...1, reported: true),
    Sane("evtx_chunk_free_offset_huge.evtx", 4),
    Sane("evtx_chunk_without_header.bin", 4),
    Sane("evtx_data_bit_flips.evtx", 3...4, unparsed: 0...1, reported: true),
    Sane("evtx_deep_elements_4900.evtx", 0...1, unparsed: 0...1),
    Sane("evtx_filetime_overflow.evtx", 4),
    Sane("evtx_fuzz_00.evtx", 0...4, unparsed: 0...4),
    Sane("evtx_fuzz_01.evtx", 0...4, unparsed: 0...4),
    Sane("evtx_fuzz_02.evtx", 0...4, unparsed: 0...4),
    Sane("evtx_fuzz_03.evtx", 0...4, unparsed: 0...4),
    Sane("evtx_header_block_size_bad.evtx", 4),
    Sane("evtx_header_cut.evtx", 0, reported: true),
    Sane("evtx_header_only.evtx", 0),
    Sane("evtx_record_ids_backwards.evtx", 4, reported: true),
    Sane("evtx_record_size_huge.evtx", 3...4, unparsed: 0...1, reported: true),
    Sane("evtx_record_size_not_multiple.evtx", 3...4, unparsed: 0...1, reported: true),
    Sane("evtx_record_size_zero.evtx", 3...4, unparsed: 0...1, reported: true),
    Sane("evtx_string_loop.evtx", 4),
    Sane("evtx_substitution_count_huge.evtx", 3...4, unparsed: 0...1, reported: true),
    Sane("evtx_template_loop.evtx", 4),
    Sane("evtx_template_pointer_outside.evtx", 4),
    Sane("evtx_wrong_magic.evtx", 4),
  ]

  @Test("binary logs: records in use, parsed and problems are as the README asks", arguments: logs)
  func logCounts(_ sane: Sane) async throws {
    let fixture = try await Corpora.logCase.value
    let name = literal(Corpora.root + "/hostile/" + sane.file)
    let row = try #require(
      try fixture.texts(
        """
        SELECT (SELECT count(*) FROM events e WHERE e.source_id = s.source_id AND parsed = 1),
          (SELECT count(*) FROM events e WHERE e.source_id = s.source_id AND parsed = 0),
          (SELECT count(problem) FROM events e WHERE e.source_id = s.source_id)
          + (SELECT count(problem) FROM gaps g WHERE g.source_id = s.source_id)
        FROM sources s WHERE name = \(name)
        """
      ).first)
    let numbers = row.compactMap { $0.flatMap { Int($0) } }
    try #require(numbers.count == 3)
    #expect(sane.parsed.contains(numbers[0]), "\(numbers[0]) parsed")
    #expect(sane.unparsed.contains(numbers[1]), "\(numbers[1]) not parsed")
    if let reported = sane.reported { #expect((numbers[2] > 0) == reported, "\(numbers[2]) problems") }
  }

  @Test("every file of the folder is in a list")
  func complete() {
    #expect(Self.logs.map(\.file) == Corpora.hostileLogs)
    let listed = Set(Self.files.map { "hostile/" + $0.file })
    #expect(listed == Set(Corpora.files(in: "hostile")))
  }

  /// Questions on one file with the answer that the file's text gives.
  static let answers: [(file: String, sql: String, answer: [[String?]])] = [
    ("bom_and_crlf.ndjson", "SELECT count(\"@timestamp\"), count(host) FROM events", [["4", "4"]]),
    ("bom_twice.csv", "SELECT count(time) FROM events WHERE host LIKE 'h_'", [["2"]]),
    ("cdata_and_comments.xml", "SELECT count(*) FROM events WHERE event_id = 1102", [["0"]]),
    ("escaped_markup_in_value.xml", "SELECT count(*) FROM events WHERE event_id = 1102", [["0"]]),
    (
      "duplicate_headers.csv",
      "SELECT host, column_3, field(record, 'host'), field(record, ' host ') FROM events",
      [[#"["h1","h2"]"#, "x", #"["h1","h2"]"#, "h3"]]
    ),
    (
      "duplicate_keys.ndjson", #"SELECT EventID, "log.user", fields FROM events"#,
      [["[4624,1102]", #"["a","b"]"#, #"{"EventID":[4624,1102],"user":["a","b"]}"#]]
    ),
    (
      "huge_numbers.ndjson",
      "SELECT a FROM events WHERE a LIKE '9007199254740993%' OR a LIKE '1e999999' ORDER BY a",
      [["1e999999"], ["9007199254740993"]]
    ),
    (
      "huge_numbers.ndjson", "SELECT Keywords FROM events WHERE Keywords IS NOT NULL",
      [["-9223372036854775808"]]
    ),
    (
      "invalid_utf8.ndjson", "SELECT count(*) FROM events WHERE length(CAST(raw AS TEXT)) > 0", [["3"]]
    ),
    ("line_5mb.ndjson", "SELECT max(length(raw)) > 4999000, count(*) FROM events", [["1", "3"]]),
    (
      "lone_surrogates.ndjson",
      "SELECT length(CAST(a AS BLOB)) FROM events WHERE record = (SELECT max(record) FROM events)",
      [["1"]]
    ),
    ("lone_surrogates.ndjson", "SELECT count(*) FROM events WHERE a LIKE '%\u{1F600} ok'", [["1"]]),
    (
      "no_header.csv", "SELECT sum(text LIKE '%first%') + sum(text LIKE '%second%') FROM events", [["2"]]
    ),
    (
      "not_quite_json.ndjson", "SELECT CommandLine FROM events WHERE parsed AND CommandLine IS NOT NULL",
      [["cmd /c echo 0"]]
    ),
    (
      "numbers_out_of_range.xml",
      "SELECT EventRecordID, time, time_ns, problem IS NOT NULL FROM events ORDER BY record",
      [
        ["99999999999999999999999", "2024-03-01T10:00:00.000000000Z", "1709287200000000000", "0"],
        ["-1", "2024-03-02T10:01:00.000000000Z", "1709373660000000000", "0"],
        ["", "2024-03-03T10:02:00.000000000Z", "1709460120000000000", "0"],
        ["0x10", "2024-03-04T10:03:00.000000000Z", "1709546580000000000", "0"],
        ["1004", nil, nil, "1"],
        ["1005", "1601-01-01T00:00:00.000000000Z", nil, "1"],
      ]
    ),
    (
      "ragged.csv", "SELECT a, b, c, column_4, column_5, problem IS NULL FROM events ORDER BY record",
      [
        ["1", "2", "3", nil, nil, "1"], ["1", "2", nil, nil, nil, "0"], ["1", "2", "3", "4", "5", "0"],
        ["", "", "", nil, nil, "1"], ["1", nil, nil, nil, nil, "0"],
      ]
    ),
    (
      "same_name_data.xml", "SELECT Image, Data FROM events",
      [[#"["a.exe","b.exe"]"#, #"["noname1","noname2","empty"]"#]]
    ),
    ("sep_line.csv", "SELECT _time, host FROM events", [["2024-03-01T10:00:00Z", "h1"]]),
    (
      "sql_in_names.csv",
      #"SELECT "x'; DROP TABLE records;--", "select", "a""b", field(record, 'rowid'), "ünïcödé" FROM events"#,
      [["1", "2", "3", "4", "5"]]
    ),
    (
      "syslog_year_wrap.log", "SELECT time IS NULL, text LIKE 'Feb 30%' FROM events WHERE time IS NULL",
      [["1", "1"]]
    ),
    (
      "syslog_year_wrap.log",
      "SELECT count(*) FROM (SELECT time < lag(time) OVER (ORDER BY record) AS back FROM events) WHERE back",
      [["0"]]
    ),
    (
      "u2028_in_string.ndjson", "SELECT host FROM events ORDER BY record",
      [["line1\u{2028}line2\u{2029}\u{85}end"], ["h1"]]
    ),
    ("utf16le_tab.csv", "SELECT _time, host, msg FROM events", [["2024-03-01T10:00:00Z", "h1", "a\tb"]]),
    (
      "xxe_file.xml", "SELECT count(*) FROM events WHERE text LIKE '%root:%' OR fields LIKE '%root:%'",
      [["0"]]
    ),
    (
      "formula_injection.csv", "SELECT host FROM events ORDER BY record",
      [["=cmd|'/c calc'!A1"], ["\u{1B}]0;owned\u{7}h1"]]
    ),
    (
      "crlf_in_fields.csv", "SELECT _raw FROM events ORDER BY record", [["a\r\nb\nc\rd"], ["x"]]
    ),
    (
      "nested_records.json", "SELECT eventName, \"Records.eventName\" FROM events ORDER BY record",
      [[nil, "inner"], ["outer", nil]]
    ),
    ("nul_bytes.csv", "SELECT sum(instr(text, x'00') > 0 OR instr(raw, x'00') > 0) > 0 FROM events", [["1"]]),
    (
      "array_with_garbage_after.json", "SELECT count(*) FROM gaps WHERE problem IS NOT NULL AND reason <> ''",
      [["1"]]
    ),
  ]

  @Test("values are those of the file's text", arguments: answers)
  func values(file: String, sql: String, answer: [[String?]]) async throws {
    let fixture = try await CaseFixture(paths: [Corpora.root + "/hostile/" + file])
    #expect(try fixture.texts(sql) == answer)
  }

  @Test("a record with more fields than there are columns is reached by name")
  func manyKeys() async throws {
    let fixture = try await CaseFixture(paths: [
      Corpora.root + "/hostile/many_keys_30k.ndjson", Corpora.root + "/hostile/wide_5000_columns.csv",
    ])
    let keys = try Python.lines(
      String.self,
      """
      import json, sys
      for key in json.loads(open(sys.argv[1]).readline()): print(json.dumps(key))
      """, [Corpora.root + "/hostile/many_keys_30k.ndjson"])
    let session = try fixture.session()
    #expect(session.notes.contains { $0.contains("have no column") })
    #expect(try session.texts("SELECT * FROM events LIMIT 1")[0].count <= 2000)
    let last = keys[15_000]
    #expect(try fixture.failure("SELECT \(quoted(last)) FROM events")?.code == "sql.failed")
    #expect(
      try session.texts("SELECT field(record, \(literal(last))) IS NOT NULL FROM events WHERE record = 0")
        == [["1"]])
    let header = try Corpora.bytes("hostile/wide_5000_columns.csv").prefix { $0 != 10 && $0 != 13 }
      .split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
    #expect(header.count == 5000)
    let second = try #require(
      try Corpora.bytes("hostile/wide_5000_columns.csv").split(separator: 10).dropFirst().first
    ).split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    let first = try #require(
      try session.texts("SELECT min(record) FROM events WHERE format = 'csv'")[0][0])
    for i in stride(from: 0, to: 5000, by: 617) {
      #expect(
        try session.texts("SELECT field(\(first), \(literal(header[i])))") == [[second[i]]], "\(header[i])")
    }
  }
}
