import Evidence
import Formats
import Testing

@Suite("CSV: Splunk exports")
struct CSVRecordsSplunkTests {
  private static let xml =
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    + "<Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><Level>4</Level>"
    + "<TimeCreated SystemTime='2017-08-24T04:20:44.276000000Z'/><EventRecordID>7</EventRecordID>"
    + "<Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>wrk-aturing</Computer></System>"
    + "<EventData><Data Name='Image'>C:\\a.exe</Data><Data Name='User'>A&amp;B</Data></EventData></Event>"

  @Test("_raw that is Event XML gives fields, common fields and time; the columns come behind it")
  func eventXML() throws {
    let source = CSVSource(
      "_time,host,EventCode,Image,User,_raw\n2017-08-24T06:00:00+0000,h,1,C:\\b.exe,A&B,\"\(Self.xml)\"\n")
    let row = try #require(source.rows().first)
    #expect(row.problem == nil)
    #expect(row["Image"] == "C:\\a.exe")
    #expect(row["splunk.Image"] == "C:\\b.exe")
    // The same in other words: EventCode is a name of EventID, `A&amp;B` spells `A&B`.
    #expect(row["EventCode"] == nil)
    #expect(row["splunk.EventCode"] == nil)
    #expect(row.all("User") == ["A&B"])
    #expect(row["splunk.User"] == nil)
    #expect(row["host"] == "h")
    #expect(row["_raw"] == Self.xml)
    #expect(row.time?.text == "2017-08-24T04:20:44.276000000Z")
    #expect(row.common[.computer] == "wrk-aturing")
    #expect(row.common[.eventID] == "1")
    #expect(row.common[.severity] == "information")
  }

  @Test("_raw that is JSON is read through its doubled quotes")
  func json() throws {
    let row = try #require(
      CSVSource("_time,host,_raw\n1661978365.25,h,\"{\"\"a\"\":\"\"x\"\",\"\"host\"\":\"\"g\"\"}\"\n").rows()
        .first)
    #expect(row["a"] == "x")
    #expect(row["host"] == "g")
    #expect(row["splunk.host"] == "h")
    #expect(row.time?.text == "2022-08-31T20:39:25.250000000Z")
  }

  @Test("_raw that is classic Windows text: Name=value lines, Message to the end, _time wins over local time")
  func windowsText() throws {
    let raw = """
      08/24/2017 04:20:44 AM
      LogName=Security
      SourceName=Microsoft Windows security auditing.
      EventCode=4688
      Type=Information
      ComputerName=w1
      RecordNumber=77
      Keywords=Audit Success
      Message=A new process has been created.

      Subject:
      \tAccount Name:\t\tW1$
      """
    let row = try #require(
      CSVSource("_time,host,EventCode,_raw\n2017-08-24T10:20:44+0000,w1,4689,\"\(raw)\"\n").rows().first)
    #expect(row.problem == nil)
    #expect(row["Message"] == "A new process has been created.\n\nSubject:\n\tAccount Name:\t\tW1$")
    #expect(row["Keywords"] == "Audit Success")
    #expect(row["EventCode"] == "4688")
    #expect(row["splunk.EventCode"] == "4689")
    #expect(row.time?.text == "2017-08-24T10:20:44.000000000Z")
    #expect(row.common[.channel] == "Security")
    #expect(row.common[.eventID] == "4688")
    #expect(row.common[.eventRecordID] == "77")
    #expect(row.common[.computer] == "w1")
    let alone = try #require(
      CSVSource("host,_raw\nw1,\"\(raw)\"\n", timezone: "+02:00", clockOffset: 60).rows().first)
    #expect(alone.time?.text == "2017-08-24T02:21:44.000000000Z")
  }

  @Test("_raw that is not understood leaves the row parsed, with a note")
  func unparsed() throws {
    let row = try #require(
      CSVSource("_time,host,_raw\n2017-08-24T06:00:00Z,h,<Event><System>\n").rows().first)
    #expect(row.parsed)
    #expect(row.problem == "raw.unparsed")
    #expect(row["host"] == "h")
    #expect(row.time?.text == "2017-08-24T06:00:00.000000000Z")
  }

  @Test("__mv_ columns give the values of their column")
  func multiValues() throws {
    let rows = CSVSource("a,__mv_a,b\n\"x\ny\",$x$;$y$$z;$,1\nsolo,,2\nodd,$no,3\n").rows()
    #expect(rows[0].all("a") == ["x", "y$z;"])
    #expect(rows[0]["__mv_a"] == nil)
    #expect(rows[1].all("a") == ["solo"])
    #expect(rows[2].all("a") == ["odd"])
    #expect(rows[2]["__mv_a"] == "$no")
    #expect(rows[2].problem == "csv.multivalue")
  }

  @Test("exporttool's prefix stays in the field and goes from the computer")
  func exporttool() throws {
    let row = try #require(CSVSource("_time,host,_raw\n1661978365,host::w1,text\n").rows().first)
    #expect(row["host"] == "host::w1")
    #expect(row.common[.computer] == "w1")
  }

  @Test(
    "real exports: every _raw is parsed and dated", .enabled(if: CSVSource.areCorporaThere),
    arguments: [
      ("csv/bots_shaped_export.csv", 1194), ("csv/splunk_exporttool.csv", 300),
      ("csv/botsv2_genuine_one_event.csv", 1), ("sysmon/sysmon_atomic_splunk_export.csv", 565),
    ])
  func real(path: String, count: Int) throws {
    let rows = try CSVSource(corpus: path).rows()
    #expect(rows.count == count)
    #expect(
      rows.allSatisfy {
        $0.problem == nil && $0.time != nil && $0["_raw"] != nil && $0.common[.computer] != nil
      })
  }
}
