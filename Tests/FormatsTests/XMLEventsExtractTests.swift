import Evidence
import Formats
import Testing

@Suite("Event XML: fields") struct XMLEventsExtractTests {
  typealias Support = XMLEventsSupport

  private func extract(_ text: String, profile: SourceProfile = Support.profile) -> Support.Event {
    Support.extract([UInt8](text.utf8), profile: profile)
  }

  @Test("an event of wevtutil gives the fields that its text shows, in order")
  func wevtutil() {
    let event = extract(
      """
      <Event xmlns='u'><System><Provider Guid='{G}' Name='P' EventSourceName='S'/><EventID Qualifiers='7'>4688</EventID>\
      <Version>1</Version><Level>2</Level><TimeCreated SystemTime='2024-05-01T09:14:07.1843221Z'/>\
      <EventRecordID>5</EventRecordID><Correlation ActivityID='{A}'/><Execution ThreadID='2' ProcessID='1' \
      ProcessorID='3'/><Channel>Security</Channel><Computer>H</Computer><Security UserID='S-1-5-18'/></System>\
      <EventData><Data Name='CommandLine'>a &amp; b</Data><Data Name='Empty'></Data><Data>x</Data></EventData></Event>
      """)
    #expect(
      event.fields.map(\.description) == [
        "ProviderGuid={G}", "Provider=P", "EventSourceName=S", "Qualifiers=7", "EventID=4688", "Version=1",
        "Level=2", "EventRecordID=5", "ActivityID={A}", "ExecutionThreadID=2", "ExecutionProcessID=1",
        "ExecutionProcessorID=3", "Channel=Security", "Computer=H", "UserID=S-1-5-18", "CommandLine=a & b",
        "Empty=", "Data=x",
      ])
    #expect(event.time?.text == "2024-05-01T09:14:07.184322100Z")
    #expect(
      event.common == [
        .computer: "H", .channel: "Security", .provider: "P", .eventID: "4688", .eventRecordID: "5",
        .severity: "error", .user: "S-1-5-18",
      ])
    #expect(event.problem == nil)
  }

  @Test("values are places in the text unless something breaks them")
  func places() {
    let text = [UInt8](Support.make("<EventData><Data>a&lt;</Data><Data>b<!-- -->c</Data></EventData>").utf8)
    let extractor = XMLEvents.Extractor(profile: Support.profile, limits: Limits())
    var fields = RecordFields(names: NameTable())
    extractor.extract(text.span, context: RecordContext(), into: &fields)
    #expect(fields.entries.map(\.buffer) == [.text, .text, .text, .text, .text, .scratch])
    #expect(fields.entries.map(\.escape) == [.none, .none, .none, .none, .xml, .none])
    let value = fields.value(of: fields.entries[5], text: text.span)
    #expect(value == Array("bc".utf8))
  }

  @Test("a nested event is read from the bytes that were taken out, into places of `nested`")
  func nested() {
    var fields = RecordFields(names: NameTable())
    let bytes = [UInt8](
      (" " + Support.make("<EventData><Data Name='User'>u</Data></EventData>") + "\r\n").utf8)
    XMLEvents.parse(bytes.span, buffer: .nested, profile: Support.profile, into: &fields)
    fields.nested = bytes
    let event = Support.event(fields, [])
    #expect(event.parsed)
    #expect(event["User"] == ["u"])
    #expect(event.common[.user] == "u")
    #expect(fields.entries.allSatisfy { $0.buffer == .nested })
  }

  static let times: [(text: String, time: String?, field: Bool, problem: String?)] = [
    ("2024-05-01T09:14:07Z", "2024-05-01T09:14:07.000000000Z", false, nil),
    ("2024-05-01T09:14:07.184Z", "2024-05-01T09:14:07.184000000Z", false, nil),
    ("2024-05-01T09:14:07.184322199Z", "2024-05-01T09:14:07.184322199Z", false, nil),
    ("2024-05-01T09:14:07.1843221998Z", "2024-05-01T09:14:07.184322199Z", true, nil),
    ("2024-05-01T09:14:07", "2024-05-01T09:14:07.000000000Z", false, nil),
    ("2024-05-01T09:14:07+02:00", "2024-05-01T07:14:07.000000000Z", false, nil),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000000Z", true, nil),
    ("2024-02-30T09:14:07Z", nil, true, "time.unparsed"),
    ("2024-05-01T09:14:07Z!", nil, true, "time.unparsed"),
    ("", nil, true, "time.unparsed"),
    ("2500-01-01T00:00:00Z", "2500-01-01T00:00:00.000000000Z", false, "time.out-of-range"),
  ]

  @Test("SystemTime is the time, and a field only where the time is not exactly it", arguments: times)
  func time(text: String, time: String?, field: Bool, problem: String?) {
    let event = extract(Support.make("", system: "<TimeCreated SystemTime='\(text)'/>"))
    #expect(event.time?.text == time)
    #expect(event["SystemTime"] == (field ? [text] : []))
    #expect(event.problem == problem)
  }

  @Test("the clock offset of the source moves the time")
  func clockOffset() {
    var profile = Support.profile
    profile.clockOffsetSeconds = -90
    let text = Support.make("", system: "<TimeCreated SystemTime='2024-05-01T00:01:00Z'/>")
    #expect(extract(text, profile: profile).time?.text == "2024-04-30T23:59:30.000000000Z")
    profile.clockOffsetSeconds = .max
    #expect(extract(text, profile: profile).time != nil)
  }

  static let faults: [(text: String, problem: String)] = [
    ("<Event><System></Event></System>", "xml.mismatched-tags"),
    ("<Event><a></b></Event>", "xml.mismatched-tags"),
    ("<Event></Events>", "xml.mismatched-tags"), ("<Event><a b></a></Event>", "xml.syntax"),
    ("<Event><a b=c></a></Event>", "xml.syntax"), ("<Event><a b='c'd='e'/></Event>", "xml.syntax"),
    ("<Event><a b='<'/></Event>", "xml.syntax"), ("<Event>< a/></Event>", "xml.syntax"),
    ("<Event><!ELEMENT a></Event>", "xml.syntax"), ("<Event><a/ ></Event>", "xml.syntax"),
    ("<Event><a>", "xml.truncated"), ("<Event><!-- </Event>", "xml.truncated"), ("<Other/>", "xml.not-event"),
    ("", "xml.not-event"), ("text", "xml.not-event"),
  ]

  @Test("an event that is not well-formed is marked, without fields", arguments: faults)
  func fault(text: String, problem: String) {
    let event = extract(text)
    #expect(!event.parsed)
    #expect(event.problem == problem)
    #expect(event.fields.isEmpty && event.common.isEmpty && event.time == nil)
  }

  @Test("limits on depth, fields and names are met with a problem, never with a crash")
  func limits() {
    var limits = Limits()
    limits.depth = 3
    let text = [UInt8](Support.make("<EventData><Data>1</Data><Data>2</Data></EventData>").utf8)
    #expect(Support.extract(text, limits: limits).parsed)
    limits.depth = 2
    #expect(Support.extract(text, limits: limits).problem == "xml.too-deep")
    limits = Limits()
    limits.fieldsPerRecord = 0
    let none = Support.extract(text, limits: limits)
    #expect(none.problem == "fields.too-many")
    #expect(none.common.isEmpty)
    let long = [UInt8](
      Support.make("<EventData><Data Name='\(String(repeating: "n", count: 5000))'>v</Data></EventData>").utf8
    )
    let cut = Support.extract(long)
    #expect(cut.problem == "fields.name-too-long")
    #expect(cut[String(repeating: "n", count: 1024)] == ["v"])
  }

  @Test("an event is extracted alone as it is among others")
  func alone() throws {
    let texts = XMLEventsLibXML2Tests.odd + Self.faults.map(\.text)
    let extractor = XMLEvents.Extractor(profile: Support.profile, limits: Limits())
    var fields = RecordFields(names: NameTable())
    for text in texts + texts.reversed() {
      let bytes = [UInt8](text.utf8)
      fields.reset()
      extractor.extract(bytes.span, context: RecordContext(), into: &fields)
      let among = Support.event(fields, bytes)
      let alone = extract(text)
      #expect(among.fields == alone.fields)
      #expect(among.problem == alone.problem)
    }
  }
}
