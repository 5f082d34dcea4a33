import Evidence
import Formats
import Testing

/// The rows of `hostile/README.md` about event XML: what it calls sane behaviour.
@Suite(
  "Event XML: hostile files",
  .enabled(if: XMLEventsSupport.exists("hostile/README.md"), "needs the shared corpora"))
struct XMLEventsHostileTests {
  typealias Support = XMLEventsSupport

  private func events(_ name: String) throws -> [Support.Event] {
    Support.records(try Support.text("hostile/\(name)")).map { Support.extract($0) }
  }

  static let counts: [(name: String, events: Int, unparsed: Int)] = [
    ("attributes_20k.xml", 2, 0), ("billion_laughs.xml", 1, 0), ("bom_mid_file.xml", 3, 0),
    ("cdata_and_comments.xml", 2, 0), ("cr_only.xml", 6, 0), ("data_elements_10k.xml", 2, 0),
    ("declared_utf16_is_utf8.xml", 2, 0), ("deep_nesting_100k.xml", 3, 1),
    ("escaped_markup_in_value.xml", 2, 0),
    ("illegal_char_refs.xml", 3, 0), ("invalid_utf8.xml", 3, 0), ("mismatched_tags.xml", 3, 1),
    ("mixed_encodings.xml", 2, 0), ("no_newline_at_all.xml", 500, 0), ("nul_bytes.xml", 3, 0),
    ("numbers_out_of_range.xml", 6, 0), ("quadratic_blowup.xml", 1, 0), ("same_name_data.xml", 1, 0),
    ("truncated_event.xml", 6, 1), ("truncated_in_tag.xml", 2, 1), ("xxe_file.xml", 1, 0),
    ("xxe_network.xml", 1, 0), ("html_error_page.xml", 0, 0),
  ]

  @Test("as many events as the README says, the damaged ones kept and marked", arguments: counts)
  func count(name: String, events: Int, unparsed: Int) throws {
    let found = try self.events(name)
    #expect(found.count == events)
    #expect(found.count { !$0.parsed } == unparsed)
    #expect(found.allSatisfy { $0.parsed || $0.problem != nil && $0.fields.isEmpty })
  }

  @Test("event XML is recognized, an HTML page and Splunk's mixed raw output are not")
  func sniff() throws {
    for (name, events, _) in Self.counts {
      let head = Array(try Support.text("hostile/\(name)").prefix(SourceProfile.sniffLength))
      let profile = XMLEvents.sniff(head.span, hints: SniffHints())
      #expect(profile?.format == (events > 0 ? .eventXML : nil), "\(name)")
    }
    for (name, _) in XMLEventsLibXML2Tests.files {
      let head = Array(try Support.text(name).prefix(SourceProfile.sniffLength))
      let profile = XMLEvents.sniff(head.span, hints: SniffHints())
      #expect((profile == nil) == name.hasSuffix("_genuine.log"), "\(name)")
    }
    for text in [
      "", "x", "{\"_raw\":\"<Event><System/></Event>\"}", "a,b\n1,\"<Event></Event>\"\n", "<Event",
    ] {
      let bytes = [UInt8](text.utf8)
      let profile = XMLEvents.sniff(bytes.span, hints: SniffHints())
      #expect(profile == nil, "\(text)")
    }
  }

  @Test("no entity is expanded, and that it is there is said")
  func entities() throws {
    for (name, value) in [("billion_laughs.xml", "&a11;"), ("xxe_file.xml", "&x;")] {
      let event = try #require(try events(name).first)
      #expect(event["x"] == [value])
      #expect(event.problem == "xml.entity")
    }
    let blowup = try #require(try events("quadratic_blowup.xml").first)
    #expect(blowup["x"].first?.utf8.count == 60_000)
  }

  @Test("references and characters that XML forbids keep their event, with a warning")
  func forbidden() throws {
    let references = try events("illegal_char_refs.xml")
    #expect(references.map(\.problem) == [nil, "xml.character-reference", nil])
    let zeros = try events("nul_bytes.xml")
    #expect(zeros.map(\.problem) == [nil, "xml.control-character", nil])
    #expect(zeros[1].fields.last?.value == [97, 0, 98])
    let control = Support.extract(
      [UInt8](Support.make("<EventData><Data Name='x'>\u{2}</Data></EventData>").utf8))
    #expect(control.problem == "xml.control-character")
    #expect(control["x"] == ["\u{2}"])
  }

  @Test("CDATA and escaped markup are values, not events")
  func injected() throws {
    let cdata = try events("cdata_and_comments.xml")
    #expect(
      cdata[0]["x"] == [
        "</Data></EventData></Event><Event xmlns='x'><System><EventID>1102</EventID></System></Event>"
      ])
    #expect(cdata[0]["y"] == ["1"])
    let escaped = try events("escaped_markup_in_value.xml")
    #expect(
      escaped[0]["CommandLine"] == [
        "cmd /c echo </Data></EventData></Event><Event><System><EventID>1102</EventID>"
      ])
  }

  @Test("repeated, missing and empty names keep every value")
  func sameNames() throws {
    let event = try #require(try events("same_name_data.xml").first)
    #expect(event["Image"] == ["a.exe", "b.exe"])
    #expect(event["Data"] == ["noname1", "noname2", "empty"])
  }

  @Test("numbers and times out of range stay text, and the time's absence is said")
  func outOfRange() throws {
    let events = try events("numbers_out_of_range.xml")
    #expect(
      events.map { $0.common[.eventRecordID] } == [
        "99999999999999999999999", "-1", "", "0x10", "1004", "1005",
      ])
    #expect(events[4].time == nil)
    #expect(events[4].problem == "time.unparsed")
    #expect(events[4]["SystemTime"] == ["9999-99-99T99:99:99Z"])
    #expect(events[5].time?.text == "1601-01-01T00:00:00.000000000Z")
    #expect(events[5].problem == "time.out-of-range")
    #expect(events[5]["SystemTime"] == [])
  }

  @Test("ten thousand fields are kept; nesting, tags and ends that are wrong are named")
  func problems() throws {
    #expect(try events("data_elements_10k.xml")[0].fields.count == 10_013)
    #expect(try events("deep_nesting_100k.xml")[1].problem == "xml.too-deep")
    #expect(try events("mismatched_tags.xml")[1].problem == "xml.mismatched-tags")
    #expect(try events("truncated_event.xml")[5].problem == "xml.truncated")
    #expect(try events("truncated_in_tag.xml")[1].problem == "xml.truncated")
    #expect(try events("attributes_20k.xml")[0].problem == "fields.too-many-names")
  }

  @Test("every truncation of an event is a record that says so")
  func truncations() {
    let event = [UInt8](Support.make("<EventData><Data Name=\"x\">&lt;<![CDATA[y]]></Data></EventData>").utf8)
    for length in 0..<event.count {
      let part = Support.extract(Array(event[..<length]))
      #expect(!part.parsed)
      #expect(part.problem == (length < 7 ? part.problem : "xml.truncated"), "\(length)")
    }
  }

  @Test("time grows with the bytes, not with their square")
  func linear() {
    let size = 1 << 20
    for unit in [
      "<Event ", "<Event><", "<!--", "<![CDATA[", "<?", "<a>", "<a b='c'/>", "&amp;", "</", "<Event>", "\n",
    ] {
      let text = [UInt8](
        ("<Event><System>" + String(repeating: unit, count: size / unit.utf8.count)).utf8)
      let spans = Support.cut(text)
      #expect(spans.reduce(0) { $0 + $1.bytes.count } == text.count)
      for span in spans where span.kind == .record && span.bytes.count > 1000 {
        _ = Support.extract(span.proper)
      }
    }
  }
}
