import CaseFile
import Evidence
import Query
import Testing

@Suite("Names: case, collisions, further names, hostile ones, too many")
struct CollisionTests {
  static func ndjson(_ lines: String...) -> String { lines.joined(separator: "\n") + "\n" }

  @Test("column names have no case; the exact spelling is field()'s")
  func letterCase() async throws {
    let fixture = try await CaseFixture(
      Self.ndjson(#"{"Image":"A"}"#, #"{"image":"b"}"#, #"{"IMAGE":"c","iMAGE":"d"}"#))
    for name in ["Image", "image", "iMaGe"] {
      #expect(try fixture.column("SELECT \(name) FROM events ORDER BY record") == ["A", "b", #"["c","d"]"#])
    }
    #expect(
      try fixture.column("SELECT field(record, 'image') FROM events ORDER BY record") == [nil, "b", nil])
    #expect(
      try fixture.column("SELECT field(record, 'iMAGE') FROM events ORDER BY record") == [nil, nil, "d"])
    #expect(try fixture.column("SELECT record FROM events WHERE image = '[\"c\",\"d\"]'") == ["2"])
    #expect(
      try fixture.column("SELECT fields FROM events WHERE record = 2") == [#"{"IMAGE":"c","iMAGE":"d"}"#])
    #expect(try fixture.column("SELECT \"column\" FROM fields") == ["Image", "Image", "Image", "Image"])
  }

  static let own = [
    "record", "locator", "source_id", "source_name", "format", "time", "time_ns", "computer", "channel",
    "provider",
    "event_id", "event_record_id", "user", "severity", "parsed", "problem", "span_offset", "span_length",
    "recovered", "header_record_id", "raw", "text",
    "fields",
  ]

  @Test("a field named like a column of Assay's is log.NAME", arguments: own)
  func ownColumns(name: String) async throws {
    let fixture = try await CaseFixture(Self.ndjson(#"{"\#(name)":"logged","x":1}"#, #"{"x":2}"#))
    #expect(try fixture.column("SELECT \"log.\(name)\" FROM events ORDER BY record") == ["logged", nil])
    #expect(
      try fixture.column("SELECT field(record, '\(name)') FROM events ORDER BY record") == ["logged", nil])
    #expect(try fixture.column("SELECT x FROM events WHERE \"log.\(name)\" = 'logged'") == ["1"])
    #expect(try fixture.column("SELECT record FROM events ORDER BY record") == ["0", "1"])
  }

  @Test("System's names of a Windows event are the common fields")
  func windows() async throws {
    let fixture = try await CaseFixture(
      """
      <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='P' Guid='{g}'/>\
      <EventID>7</EventID><Version>1</Version><Level>2</Level><TimeCreated SystemTime='2024-01-01T00:00:00Z'/>\
      <EventRecordID>12</EventRecordID><Execution ProcessID='4' ThreadID='5'/><Channel>C</Channel>\
      <Computer>H</Computer><Security UserID='S-1-5-18'/></System><EventData><Data Name='User'>u</Data>\
      <Data Name='Image'>i</Data><Data Name='Version'>9</Data></EventData></Event>
      """, name: "x.xml")
    #expect(
      try fixture.texts(
        """
        SELECT Computer, Channel, Provider, computer, channel, provider, EventID, event_id, EventRecordID,
          event_record_id, Version, "EventData.Version", Level, ExecutionProcessID, ExecutionThreadID, UserID,
          ProviderGuid, User, severity FROM events
        """)
        == [
          [
            "H", "C", "P", "H", "C", "P", "7", "7", "12", "12", "1", "9", "2", "4", "5", "S-1-5-18", "{g}",
            "u", "error",
          ]
        ])
    #expect(
      try fixture.texts("SELECT typeof(event_id), typeof(EventID), typeof(event_record_id) FROM events") == [
        ["integer", "integer", "integer"]
      ])
    // Listed once: the columns that only repeat a common field are there by name, not in `*`.
    let session = try fixture.session()
    var names: [String] = []
    try session.run("SELECT * FROM events", onColumns: { names = $0 }, onRow: { _ in true })
    #expect(Set(names.map { $0.lowercased() }).count == names.count)
    #expect(!names.contains("log.Computer"))
  }

  @Test("the wrapper's names are further names of the Windows column")
  func aliases() async throws {
    let fixture = try await CaseFixture(files: [
      (
        "beat.ndjson",
        Array((#"{"winlog":{"event_data":{"Image":"a"},"event_id":1,"computer_name":"h"}}"# + "\n").utf8)
      ),
      ("dump.ndjson", Array((#"{"Event":{"EventData":{"Image":"b"},"System":{"EventID":1}}}"# + "\n").utf8)),
      ("table.csv", Array("Image,EventID\nc,1\n".utf8)),
      (
        "event.xml",
        Array(
          "<Event><System><EventID>1</EventID></System><EventData><Data Name='Image'>d</Data></EventData></Event>"
            .utf8)
      ),
    ])
    #expect(try fixture.column("SELECT Image FROM events ORDER BY record") == ["a", "b", "c", "d"])
    for name in ["winlog.event_data.Image", "Event.EventData.Image", "image", "WINLOG.event_data.IMAGE"] {
      #expect(try fixture.column("SELECT \"\(name)\" FROM events ORDER BY record") == ["a", "b", "c", "d"])
    }
    for name in ["winlog.event_id", "Event.System.EventID", "EventCode"] {
      #expect(try fixture.column("SELECT \"\(name)\" FROM events ORDER BY record") == ["1", "1", "1", "1"])
    }
    #expect(
      try fixture.column("SELECT field(record, 'winlog.event_data.Image') FROM events") == [
        "a", nil, nil, nil,
      ])
    #expect(try fixture.column("SELECT ComputerName FROM events WHERE record = 0") == ["h"])
    #expect(try fixture.column("SELECT EventID FROM events ORDER BY record") == ["1", "1", "1", "1"])
    #expect(try fixture.column("SELECT event_id FROM events ORDER BY record") == ["1", "1", "1", "1"])
    #expect(
      try fixture.column("SELECT source_id FROM events WHERE image IN ('b', 'd') ORDER BY 1") == ["1", "3"])
    #expect(try fixture.column("SELECT count(*) FROM events WHERE Image > 'a'") == ["3"])
  }

  @Test("a further name that stands for fields of two spellings shows both, as what they are")
  func aliasOfTwo() async throws {
    let fixture = try await CaseFixture(
      Self.ndjson(
        #"{"winlog":{"event_data":{"Foo":1}}}"#, #"{"winlog":{"event_data":{"foo":"text"}}}"#))
    #expect(
      try fixture.column("SELECT \"winlog.event_data.Foo\" FROM events ORDER BY record") == ["1", "text"])
    #expect(try fixture.column("SELECT Foo FROM events ORDER BY record") == ["1", "text"])
  }

  @Test("a column of _raw and one of the export that differs stand beside each other")
  func splunk() async throws {
    let fixture = try await CaseFixture(
      """
      _time,host,user,EventCode,_raw
      2024-01-01T00:00:00Z,h1,alice,4624,"user=bob EventCode=4624 color=red"

      """, name: "x.csv")
    #expect(
      try fixture.texts("SELECT \"log.user\", \"splunk.user\", color, host, EventCode FROM events")
        == [["bob", "alice", "red", "h1", "4624"]])
  }

  static let hostile = [
    "a\"b", "a\"\u{301}b", "a'b", "a;b", "a--b", "a/*b", "a b", " ", "\\", "[x]", "`x`", "select", "rowid",
    "oid", "_rowid_",
    "events", "*", "\u{202E}x", "a\nb", "\u{1F600}", "é", "e\u{301}", "a\u{0}b", "\u{0}", "a.b.c", "log.time",
    "Hashes.MD5",
    "HIDDEN", "x INTEGER", "\")--", "é\"", "%s", "{}", "[", "]", "a\u{0}", "A\u{0}",
  ]

  @Test("names of every kind are columns, and make no other name unreachable")
  func hostileNames() async throws {
    var text = ""
    for (i, name) in Self.hostile.enumerated() {
      let key = name.unicodeScalars.map { scalar -> String in
        scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
          ? "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
            + String(scalar.value, radix: 16)
          : String(scalar)
      }.joined()
      text += "{\"plain\":\(i),\"\(key)\":\"v\(i)\"}\n"
    }
    let fixture = try await CaseFixture(text)
    #expect(fixture.report.sources[0].row.records == Self.hostile.count)
    #expect(
      try fixture.column("SELECT plain FROM events ORDER BY record")
        == Self.hostile.indices.map { String($0) })
    for (i, name) in Self.hostile.enumerated() {
      // U+0000 ends a text in SQL: such a name is spelled as in JSON.
      let spelled = name.unicodeScalars.map { $0 == "\0" ? "\\u0000" : String($0) }.joined()
      #expect(
        try fixture.column("SELECT field(record, \(literal(spelled))) FROM events WHERE record = \(i)") == [
          "v\(i)"
        ],
        "\(spelled)")
      let named = spelled.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
      let own = ["log.time"].contains(name)
      if !own {
        #expect(
          try fixture.column("SELECT \"\(named)\" FROM events WHERE record = \(i)") == ["v\(i)"], "\(spelled)"
        )
      }
    }
    let report = try await Verifier(path: fixture.path).run()
    #expect(report.verdict == "verified, unsigned")
  }

  @Test("columns stand in order of first appearance")
  func order() async throws {
    let fixture = try await CaseFixture(
      Self.ndjson(#"{"z":1,"a":2}"#, #"{"m":3,"a":4}"#, #"{"b":{"c":1},"z":0}"#))
    let session = try fixture.session()
    var names: [String] = []
    try session.run("SELECT * FROM events", onColumns: { names = $0 }, onRow: { _ in true })
    #expect(Array(names.suffix(4)) == ["z", "a", "m", "b.c"])
    #expect(Array(names.prefix(Self.own.count)).sorted() == Self.own.sorted())
    #expect(try fixture.column("SELECT name FROM fields") == ["z", "a", "m", "b.c"])
  }

  @Test("digests are reached by algorithm, in any order and case")
  func hashes() async throws {
    let fixture = try await CaseFixture(
      Self.ndjson(
        #"{"Hashes":"SHA1=A1,MD5=B2,SHA256=C3,IMPHASH=D4"}"#, #"{"Hashes":"md5=ff, sha256=ee"}"#, #"{"x":1}"#)
    )
    #expect(
      try fixture.texts(
        "SELECT \"Hashes.MD5\", \"hashes.sha256\", \"Hashes.IMPHASH\", \"Hashes.SHA1\" FROM events ORDER BY record"
      )
        == [["B2", "C3", "D4", "A1"], ["ff", "ee", nil, nil], [nil, nil, nil, nil]])
    #expect(try fixture.column("SELECT record FROM events WHERE \"Hashes.MD5\" = 'B2'") == ["0"])
    #expect(try fixture.column("SELECT hash_of(Hashes, 'sha256') FROM events WHERE record = 1") == ["ee"])
  }
}
