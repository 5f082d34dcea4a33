import Evidence
import Formats
import Testing

@Suite("Event XML: cutting") struct XMLEventsCutTests {
  typealias Support = XMLEventsSupport

  private func cut(_ text: String) -> [Support.Span] { Support.cut([UInt8](text.utf8)) }

  private func kinds(_ spans: [Support.Span]) -> String {
    spans.map { $0.kind == .record ? "r" : $0.problem == nil ? "g" : "p" }.joined()
  }

  private let a = Support.make("<EventData><Data Name='x'>1</Data></EventData>", id: 1)
  private let b = Support.make("", id: 2)

  @Test("white space behind an event belongs to its span, not to the record")
  func whiteSpace() {
    let spans = cut(a + "\r\n \t" + b)
    #expect(kinds(spans) == "rr")
    #expect(spans[0].proper == [UInt8](a.utf8))
    #expect(spans[0].bytes == [UInt8]((a + "\r\n \t").utf8))
  }

  @Test("declarations, roots, comments, DOCTYPE, byte order marks and Record lines are structure")
  func structure() {
    let head =
      "\u{FEFF}<?xml version=\"1.0\"?>\r\n<!DOCTYPE E [<!ENTITY a \"<Event>]>\"><!-- ' -->]>\n<Events a='b'>"
    #expect(kinds(cut(head + a + "</Events>\n<!-- <Event> -->" + b)) == "grgr")
    #expect(
      kinds(cut("Record 1\n<?xml version='1.0'?>\n\(a)\nRecord 2\n<?xml version='1.0'?>\n\(b)\n")) == "grgr")
    #expect(kinds(cut("<x:Events xmlns:x='u'>\(a)</x:Events>")) == "grg")
  }

  @Test("text between events is a gap with a problem")
  func foreign() {
    let spans = cut(a + "\nRecord x\nERROR <b>\n" + b)
    #expect(kinds(spans) == "rpr")
    #expect(spans[1].problem == "xml.between-events")
    #expect(spans[1].bytes == Array("Record x\nERROR <b>\n".utf8))
  }

  @Test("names that only begin like Event are not events")
  func similarNames() {
    #expect(kinds(cut("<EventData/>")) == "p")
    #expect(kinds(cut("<Eventful></Eventful>")) == "p")
    #expect(kinds(cut("<Event/>\n<Event a='b'/>" + a)) == "rrr")
    #expect(kinds(cut(a.replacing("</Event>", with: "</EventX></Event >") + b)) == "rr")
  }

  @Test("prefixed events are cut at their own end tag")
  func prefixes() {
    let event = "<e:Event xmlns:e='u'><e:System/><UserData><Event></Event></UserData></e:Event>"
    let spans = cut(event + "\n" + event)
    #expect(kinds(spans) == "rr")
    #expect(spans[1].proper == [UInt8](event.utf8))
  }

  @Test("an element named Event inside an event does not end it")
  func nestedEvent() {
    let event = Support.make("<UserData><Event><Event x='1'>v</Event></Event><Event/></UserData>")
    let spans = cut(event + "\n" + b)
    #expect(kinds(spans) == "rr")
    #expect(spans[0].proper == [UInt8](event.utf8))
  }

  @Test("an event that lacks its end stops where the next one begins", arguments: [20, 120, 200, 300])
  func missingEnd(length: Int) {
    let damaged = String(a.prefix(length))
    #expect(cut(damaged + "\r\n" + b).map(\.proper) == [[UInt8](damaged.utf8), [UInt8](b.utf8)])
    let dump = cut("Record 1\n\(damaged)\nRecord 2\n<?xml version='1.0'?>\n\(b)\n")
    #expect(kinds(dump) == "grgr")
    #expect(dump[1].proper == [UInt8](damaged.utf8))
    #expect(dump[2].bytes == Array("Record 2\n<?xml version='1.0'?>\n".utf8))
  }

  @Test("an opened comment or CDATA section without an end costs only its event")
  func unclosed() {
    for opening in ["<!--", "<![CDATA[", "<?p "] {
      let damaged = Support.make("<EventData>\(opening)</EventData>")
      let text = Array(repeating: damaged, count: 3).joined(separator: "\n") + "\n" + b
      #expect(kinds(cut(text)) == "rrrr")
    }
  }

  @Test("a last event that is cut off is a record")
  func truncated() {
    for length in 7..<a.utf8.count {
      let spans = cut(b + "\n" + a.prefix(length))
      #expect(kinds(spans) == "rr")
    }
  }

  @Test("an event longer than the limit becomes gaps, and the next one is found")
  func tooLong() {
    var limits = Limits()
    limits.recordBytes = 1000
    let long = Support.make("<EventData><Data>\(String(repeating: "ä", count: 3000))</Data></EventData>")
    let spans = Support.cut([UInt8]("\(b)\n\(long)\n\(b)\n".utf8), limits: limits)
    #expect(spans.first?.kind == .record)
    #expect(spans.last?.kind == .record)
    let gaps = spans.dropFirst().dropLast()
    #expect(gaps.allSatisfy { $0.kind == .gap && $0.bytes.count <= 1000 })
    #expect(gaps.dropLast().allSatisfy { $0.problem == "record.too-long" })
    #expect(gaps.allSatisfy { String(validating: $0.bytes, as: UTF8.self) != nil })
    for window in [1000, 1001, 1500, 4000] {
      #expect(Support.cut([UInt8]("\(b)\n\(long)\n\(b)\n".utf8), window: window, limits: limits) == spans)
    }
  }

  @Test("gaps are at most 1 MiB long")
  func longGaps() {
    for filler in ["\n", "x", "ä", "<", "<!--", "<!DOCTYPE ['\"", "<?x ", "Record 1\n", "</Events>"] {
      let count = (5 << 19) / filler.utf8.count
      let text = a + String(repeating: filler, count: count) + b
      let spans = cut(text)
      #expect(spans.reduce(0) { $0 + $1.bytes.count } == text.utf8.count)
      #expect(spans.allSatisfy { $0.kind == .record || $0.bytes.count <= 1 << 20 })
      #expect(spans.last?.proper == [UInt8](b.utf8))
      #expect(Support.cut([UInt8](text.utf8), window: 100_000) == spans, "\(filler)")
    }
  }

  static let small = [
    "hostile/bom_mid_file.xml", "hostile/cdata_and_comments.xml", "hostile/mismatched_tags.xml",
    "hostile/mixed_encodings.xml", "hostile/truncated_in_tag.xml", "hostile/billion_laughs.xml",
    "hostile/html_error_page.xml", "hostile/xxe_network.xml", "hostile/cr_only.xml",
    "evtx-xml/viewer_genuine_fr.xml",
  ]

  @Test(
    "the spans do not depend on where windows end",
    .enabled(if: Support.exists("hostile/README.md"), "needs the shared corpora"),
    arguments: small + [
      "evtx-xml/wevtutil_events_root.xml", "evtx-xml/splunk_xmlwineventlog_genuine.log",
      "hostile/deep_nesting_100k.xml", "hostile/quadratic_blowup.xml", "evtx-xml/evtx_dump_sysmon_371.txt",
    ])
  func windows(name: String) throws {
    let text = try Support.text(name)
    let whole = Support.cut(text)
    #expect(whole.flatMap(\.bytes) == text)
    for window in [1, 7, 64, 1000] { #expect(Support.cut(text, window: window) == whole) }
    #expect(Support.cut(text, capacity: 1) == whole)
  }

  @Test(
    "every truncation and seeded damage still tiles, whatever the windows",
    .enabled(if: Support.exists("hostile/README.md"), "needs the shared corpora"), arguments: small)
  func mutations(name: String) throws {
    let text = Array(try Support.text(name).prefix(4200))
    for length in 0..<text.count {
      let part = Array(text[..<length])
      let spans = Support.cut(part)
      #expect(spans.reduce(0) { $0 + $1.bytes.count } == length)
      for span in spans where span.kind == .record { _ = Support.extract(span.proper) }
    }
    var random = Support.Generator(state: 7)
    for _ in 0..<400 {
      var damaged = text
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] ^= UInt8(
          1 << Int.random(in: 0..<8, using: &random))
      }
      let spans = Support.cut(damaged)
      #expect(spans.flatMap(\.bytes) == damaged)
      #expect(Support.cut(damaged, window: 33) == spans)
      for span in spans where span.kind == .record { _ = Support.extract(span.proper) }
    }
  }
}
