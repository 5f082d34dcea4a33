import Evidence
import Formats
import Testing

@Suite("CSV: cutting")
struct CSVRecordsCutTests {
  @Test(
    "windows of any size give the same spans", .enabled(if: CSVSource.areCorporaThere),
    arguments: CSVRecordsPythonTests.files.map(\.path) + [
      "hostile/unbalanced_quotes.csv", "hostile/bom_twice.csv", "hostile/sep_line.csv", "csv/zeek_conn.log",
    ])
  func windows(path: String) throws {
    let source = try CSVSource(corpus: path)
    let whole = source.cut(window: max(1, source.bytes.count))
    for window in [64, 1000, 100_000] { #expect(source.cut(window: window) == whole) }
    if source.bytes.count < 20_000 {
      for window in [1, 7] { #expect(source.cut(window: window) == whole) }
    }
    #expect(source.cut(window: 1000, capacity: 3).spans == whole.spans)
  }

  @Test("line ends belong to the span but not to the record proper")
  func properLength() {
    let spans = CSVSource("a,b\r\n1,2\r\n\r\n3,4").cut().spans
    #expect(
      spans == [
        SourceSpan(gap: 5), SourceSpan(record: 3, length: 5), SourceSpan(gap: 2),
        SourceSpan(record: 3, length: 3),
      ])
  }

  @Test("a repeated header is a gap, quoted or not; a data row that begins like it is a record")
  func repeatedHeader() {
    let rows = CSVSource("host,b\nhost,2\nhost,b\n\"host\",\"b\"\nx,3\n").rows()
    #expect(rows.map { $0["b"] } == ["2", "3"])
  }

  @Test("a Splunk header of other columns in the middle sets other names")
  func otherHeader() {
    let rows = CSVSource("_time,host,_raw\n1661978365,h1,a\n\"_serial\",\"_time\",\"_raw\"\n7,1661978366,b\n")
      .rows()
    #expect(rows.count == 2)
    #expect(rows[1]["_serial"] == "7")
    #expect(rows[1]["_raw"] == "b")
  }

  @Test("a row longer than a record may be is kept as gaps, and the next row is a record")
  func tooLong() {
    var limits = Limits()
    limits.recordBytes = 100
    let long = String(repeating: "y", count: 450)
    let source = CSVSource("a,b\n1,2\n3,\(long)\n5,6\n")
    let whole = source.cut(window: 10_000, limits: limits)
    #expect(whole.spans.filter { $0.kind == .record }.count == 2)
    #expect(Set(whole.problems.values) == ["record.too-long"])
    for window in [1, 7, 64] { #expect(source.cut(window: window, limits: limits) == whole) }
  }

  @Test("a quoted cell longer than the bound counts as a stray quote: the rows behind it are cut")
  func quotedTooLong() {
    var limits = Limits()
    limits.recordBytes = 200
    let lines = (0..<40).map { "\($0),x\n" }.joined()
    let source = CSVSource("a,b\n1,\"never\n\(lines)")
    let whole = source.cut(window: 10_000, limits: limits)
    #expect(whole.spans.filter { $0.kind == .record }.count == 41)
    for window in [1, 7, 64] { #expect(source.cut(window: window, limits: limits) == whole) }
  }

  @Test("100,000 stray quotes are cut in linear time: one record a line")
  func manyStrayQuotes() {
    let text = "a,b\n" + String(repeating: "1,\"x\n", count: 100_000)
    let spans = CSVSource(text).cut().spans
    #expect(spans.count == 100_001)
  }
}
