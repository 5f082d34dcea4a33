import Evidence
import Formats
import Testing

@Suite("CSV: hostile files")
struct CSVRecordsHostileTests {
  static let there = CSVSource.areCorporaThere

  private func records(_ path: String) throws -> [CSVSource.Row] {
    try CSVSource(corpus: "hostile/" + path).rows()
  }

  @Test("a stray quote costs its own line, and no row vanishes", .enabled(if: there))
  func unbalanced() throws {
    let source = try CSVSource(corpus: "hostile/unbalanced_quotes.csv")
    let rows = source.rows()
    // Four lines behind the header; the second holds the quote that is never closed.
    #expect(rows.count == 4)
    #expect(rows.map(\.parsed) == [true, false, true, true])
    #expect(rows[1].problem == "csv.unbalanced-quote")
    #expect(rows[2]["_raw"] == "a")
    #expect(rows[3]["_raw"] == "b")
    // The record that is not parsed stands on line 3 of the file.
    let before = source.cut().spans.prefix(2).reduce(0) { $0 + $1.length }
    #expect(source.bytes[..<before].filter { $0 == 10 }.count == 2)
  }

  @Test("ragged rows are all kept, surplus cells under generated names", .enabled(if: there))
  func ragged() throws {
    let rows = try records("ragged.csv")
    #expect(rows.map(\.fields.count) == [3, 2, 5, 3, 1])
    #expect(rows.map(\.problem) == [nil, "csv.ragged", "csv.ragged", nil, "csv.ragged"])
    #expect(rows[2]["column_4"] == "4")
    #expect(rows[2]["column_5"] == "5")
    #expect(rows[1]["c"] == nil)
    #expect(rows[3]["c"] == "")
  }

  @Test("two byte order marks and a second header are gaps", .enabled(if: there))
  func twoMarks() throws {
    let rows = try records("bom_twice.csv")
    #expect(rows.map { $0["host"] } == ["h1", "h2"])
    #expect(
      rows.map { $0.time?.text } == ["2024-03-01T10:00:00.000000000Z", "2024-03-01T10:01:00.000000000Z"])
  }

  @Test("repeated, empty and padded names: all five values are reached", .enabled(if: there))
  func names() throws {
    let row = try #require(try records("duplicate_headers.csv").first)
    #expect(row.all("host") == ["h1", "h2"])
    #expect(row["column_3"] == "x")
    #expect(row[" host "] == "h3")
    #expect(row["_time"] == "2024-03-01T10:00:00Z")
  }

  @Test("NUL bytes are kept", .enabled(if: there))
  func nulBytes() throws {
    let rows = try records("nul_bytes.csv")
    #expect(rows.count == 3)
    #expect(rows[0]["_raw"] == "a\0b")
    #expect(rows[1]["_time"] == "\0\0\0")
    #expect(rows[2]["_raw"] == "c")
  }

  @Test("a file without header says so", .enabled(if: there))
  func noHeader() throws {
    let source = try CSVSource(corpus: "hostile/no_header.csv")
    #expect(source.profile.csv?.hasHeader == false)
    #expect(!source.profile.notes.isEmpty)
    #expect(source.rows().map { $0["column_3"] } == ["first", "second"])
  }

  @Test(
    "nothing but a header, or a byte order mark, has no records", .enabled(if: there),
    arguments: [
      "header_only.csv", "only_bom.csv",
    ])
  func empty(path: String) throws {
    #expect(try records(path).isEmpty)
  }

  @Test("quotes where none belong are text, and noted", .enabled(if: there))
  func oddQuotes() throws {
    let rows = try records("quote_inside_bare_field.csv")
    #expect(rows.map { $0["_raw"] } == ["abc\"def\"ghi", "abcdef", "plain"])
    #expect(rows.map(\.problem) == ["csv.quote-in-bare-cell", "csv.text-after-quote", nil])
    #expect(try records("backslash_escapes.csv").map(\.problem) == ["csv.text-after-quote", nil, nil])
  }

  @Test("Excel's sep= line names the delimiter", .enabled(if: there))
  func sepLine() throws {
    let rows = try records("sep_line.csv")
    #expect(rows.count == 1)
    #expect(rows[0]["host"] == "h1")
  }

  @Test("UTF-16 with tabs is sniffed as CSV after transcoding")
  func tabs() {
    let source = CSVSource("time\thost\tmsg\r\n2024-03-01T10:00:00Z\th1\t\"a\tb\"\r\n", name: "utf16.csv")
    #expect(source.profile.csv?.delimiter == 9)
    #expect(source.rows().first?["msg"] == "a\tb")
  }

  @Test(
    "every truncation of every small file tiles and is read without a crash", .enabled(if: there),
    arguments: [
      "unbalanced_quotes.csv", "bom_twice.csv", "crlf_in_fields.csv", "cr_only.csv",
      "quote_inside_bare_field.csv",
      "backslash_escapes.csv", "ragged.csv", "sep_line.csv",
    ])
  func truncations(path: String) throws {
    let whole = try CSVSource(corpus: "hostile/" + path)
    for count in 0...whole.bytes.count {
      _ = CSVSource(Array(whole.bytes[..<count])).rows()
      var sameDialect = whole
      sameDialect.bytes = Array(whole.bytes[..<count])
      #expect(sameDialect.cut(window: 1) == sameDialect.cut())
    }
  }

  @Test(
    "seeded bit flips and byte swaps: spans tile, windows do not matter, nothing crashes", arguments: 0..<40)
  func mutations(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var text = Array(
      """
      "_time",host,EventCode,__mv_tag,tag,"_raw"
      "2024-03-01T10:00:00Z",h1,4688,$a$;$b$,"a
      b","08/24/2017 04:20:44 AM
      LogName=Security
      EventCode=4688
      Message=A ""new"" process

      has been created"
      1661978365.5,h2,,,,"{""a"":1}"
      "3/1/2024, 9:14:07.184 AM",h3,1,$$,x,user=a host=b

      """.utf8)
    for _ in 0..<50 {
      let i = random(text.count)
      if random(3) == 0 {
        text[i] = Array("\",\n\r$ ".utf8)[random(6)]
      } else {
        text[i] ^= 1 << UInt8(random(8))
      }
      let source = CSVSource(text)
      _ = source.rows()
      let whole = source.cut()
      for window in [1, 7, 64, 1000] { #expect(source.cut(window: window) == whole) }
    }
  }
}
