import Evidence
import Formats
import Foundation
import Testing

@Suite("CSV: times, common fields, sniffing")
struct CSVRecordsFieldTests {
  @Test(
    "times as exports write them",
    arguments: [
      // Expected values worked out with Python's datetime.
      ("_time", "2017-08-24T04:20:44.276+0000", "2017-08-24T04:20:44.276000000Z"),
      ("_time", "2017-08-24T04:20:44.276+02:00", "2017-08-24T02:20:44.276000000Z"),
      ("_time", "1661978365", "2022-08-31T20:39:25.000000000Z"),
      ("_time", "1661978365.123456789", "2022-08-31T20:39:25.123456789Z"),
      ("timestamp", "1661978365123", "2022-08-31T20:39:25.123000000Z"),
      ("_time", "08/24/2017 04:20:44 PM", "2017-08-24T16:20:44.000000000Z"),
      ("_time", "08/24/2017 12:20:44 AM", "2017-08-24T00:20:44.000000000Z"),
      ("TimeGenerated [UTC]", "\"5/1/2024, 9:14:07.184 AM\"", "2024-05-01T09:14:07.184000000Z"),
      ("TimeGenerated", "7/8/2019 16:08", "2019-07-08T16:08:00.000000000Z"),
      ("TimeGenerated", "24/8/2019 16:08", "2019-08-24T16:08:00.000000000Z"),
      ("Datum und Uhrzeit", "01.08.2020 05:46:46", "2020-08-01T05:46:46.000000000Z"),
      ("TimeCreated", "2016-07-08 18:12:51.6816408", "2016-07-08T18:12:51.681640800Z"),
    ])
  func times(column: String, value: String, expected: String) throws {
    let row = try #require(CSVSource("\(column),b\n\(value),2\n").rows().first)
    #expect(row.time?.text == expected)
    #expect(row.problem == nil)
  }

  @Test("a time that is none is noted, and the next column is tried")
  func badTime() throws {
    let row = try #require(CSVSource("_time,timestamp\nyesterday,2024-03-01T10:00:00Z\n").rows().first)
    #expect(row.time?.text == "2024-03-01T10:00:00.000000000Z")
    #expect(row.problem == "time.unparsed")
  }

  @Test("the source's zone applies to times without one, not to columns that are UTC")
  func zone() throws {
    let local = CSVSource(
      "Date and Time,b\n2024-07-01 10:00:00,1\n2024-01-01 10:00:00Z,2\n", timezone: "+02:00"
    ).rows()
    #expect(
      local.map { $0.time?.text } == ["2024-07-01T08:00:00.000000000Z", "2024-01-01T10:00:00.000000000Z"])
    let utc = CSVSource("TimeGenerated [UTC],b\n2024-07-01 10:00:00,1\n", timezone: "+02:00").rows()
    #expect(utc.first?.time?.text == "2024-07-01T10:00:00.000000000Z")
  }

  @Test(
    "Event Viewer: five headings, six values, in English and German", .enabled(if: CSVSource.areCorporaThere))
  func eventViewer() throws {
    for path in ["csv/eventviewer_en.csv", "csv/eventviewer_de.csv"] {
      let rows = try CSVSource(corpus: path).rows()
      #expect(rows.count == 250)
      #expect(rows.allSatisfy { $0.problem == nil && $0["column_6"] != nil })
      #expect(rows[0].time?.text == "2020-08-01T05:46:46.000000000Z")
      #expect(rows[0].common[.eventID] == "10")
      #expect(rows[0].common[.provider] == "Microsoft-Windows-Sysmon")
      #expect(rows[0].common[.severity] == "information")
    }
  }

  @Test("Sentinel's events have the common fields of Event XML", .enabled(if: CSVSource.areCorporaThere))
  func sentinel() throws {
    let row = try #require(try CSVSource(corpus: "csv/sentinel_portal_bom_crlf.csv").rows().first)
    #expect(row.common[.eventID] == "4688")
    #expect(row.common[.computer] == "MSTICAlertsWin1")
    #expect(row.common[.user] == "MSTICAlertsWin1$")
    #expect(row.time?.text == "2019-01-15T05:24:24.010000000Z")
  }

  @Test(
    "Zeek: `-` is absent, (empty) is empty, counts as the README says",
    .enabled(if: CSVSource.areCorporaThere),
    arguments: [
      ("conn", 112), ("dns", 96), ("http", 3), ("kerberos", 10), ("ssl", 5), ("weird", 22),
    ])
  func zeek(name: String, count: Int) throws {
    let source = try CSVSource(corpus: "csv/zeek_\(name).log")
    let rows = source.rows()
    #expect(rows.count == count)
    // The same with the plainest of means: lines, tabs.
    let lines = String(decoding: source.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    let names = try #require(lines.first { $0.hasPrefix("#fields\t") }).split(separator: "\t").dropFirst()
    for (row, line) in zip(rows, lines.filter { !$0.hasPrefix("#") }) {
      var expected: [[String]] = []
      for (name, value) in zip(names, line.split(separator: "\t", omittingEmptySubsequences: false))
      where value != "-" {
        expected.append([String(name), value == "(empty)" ? "" : String(value)])
      }
      #expect(row.fields.map { [$0.name, String(decoding: $0.value, as: UTF8.self)] } == expected)
      #expect(row.time != nil)
    }
  }

  @Test(
    "text with commas is no CSV",
    arguments: [
      "Mar  1 10:00:00 h sshd[1]: Failed password for a, b\nMar  1 10:00:01 h sshd[1]: Failed password for c, d\n",
      "Dear all, this is prose.\nIt has commas, as prose has.\nAnd more, of them.\n",
      "2024-03-01 10:00:00,123 INFO start\n2024-03-01 10:00:01,456 INFO stop\n",
      "a=1, b=2\na=3, b=4\n",
      "10.0.0.1 - - [01/Mar/2024:10:00:00 +0000] \"GET /a,b HTTP/1.1\" 200 5\n",
      "one\ntwo\nthree\n",
      "",
      "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n",
    ])
  func notCSV(text: String) {
    #expect(CSVRecords.sniff(Array(text.utf8).span, hints: SniffHints(name: "x.log")) == nil)
  }

  @Test(
    "by content alone, each CSV of the corpora is sniffed and no log of another kind",
    .enabled(if: CSVSource.areCorporaThere))
  func corpora() throws {
    let root = URL(fileURLWithPath: CSVSource.corpora)
    let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
    for case let file as URL in files {
      let isText = ["csv", "log", "xml", "json", "ndjson", "txt"].contains(file.pathExtension)
      guard isText, !file.path.contains("/hostile/") else { continue }
      let handle = try FileHandle(forReadingFrom: file)
      let head = [UInt8](try handle.read(upToCount: SourceProfile.sniffLength) ?? Data())
      try handle.close()
      let isWhole = head.count < SourceProfile.sniffLength
      let profile = CSVRecords.sniff(head.span, hints: SniffHints(name: "nameless", isWhole: isWhole))
      let isTable = file.pathExtension == "csv" || file.path.contains("/csv/zeek_")
      #expect((profile != nil) == isTable, "\(file.path)")
    }
  }

  @Test("delimiters and quotes are sniffed")
  func dialects() {
    #expect(CSVSource("a;b\n1,5;2\n1,6;3\n").profile.csv?.delimiter == UInt8(ascii: ";"))
    #expect(CSVSource("a|b\n1,5|2\n1,6|3\n").profile.csv?.delimiter == UInt8(ascii: "|"))
    #expect(CSVSource("'a','b'\n'1','it''s'\n").rows().first?["b"] == "it's")
    #expect(CSVSource("a,b\r1,2\r3,4\r").rows().map { $0["b"] } == ["2", "4"])
  }
}
