import Evidence
import Formats
import Testing

@Suite("Event XML against libxml2") struct XMLEventsLibXML2Tests {
  typealias Support = XMLEventsSupport

  /// Files and the events that the corpus READMEs count in them.
  static let files: [(name: String, events: Int)] = [
    ("evtx-xml/evtx_dump_sysmon_371.txt", 371), ("evtx-xml/powershell_toxml_utf16le.xml", 18),
    ("evtx-xml/rendered_attackrange.xml", 300), ("evtx-xml/splunk_xmlwineventlog_200.log", 200),
    ("evtx-xml/splunk_xmlwineventlog_genuine.log", 40), ("evtx-xml/viewer_bits_1537.xml", 1537),
    ("evtx-xml/viewer_capi2_utf16le.xml", 150), ("evtx-xml/viewer_genuine_fr.xml", 1),
    ("evtx-xml/wevtutil_events_root.xml", 91), ("evtx-xml/wevtutil_large.xml", 4161),
    ("evtx-xml/wevtutil_powershell_multiline.xml", 66), ("evtx-xml/wevtutil_security_1000.xml", 1000),
    ("evtx-xml/wevtutil_small_4.xml", 4), ("sysmon/sysmon_atomic.xml", 565),
    ("hostile/no_newline_at_all.xml", 500), ("hostile/cdata_and_comments.xml", 2),
    ("hostile/escaped_markup_in_value.xml", 2), ("hostile/data_elements_10k.xml", 2),
    ("hostile/same_name_data.xml", 1), ("hostile/bom_mid_file.xml", 3), ("hostile/cr_only.xml", 6),
  ]

  @Test(
    "every event of a file is found, and every field of it is what libxml2 reads",
    .enabled(if: Support.exists("evtx-xml/README.md"), "needs the shared corpora"), arguments: files)
  func corpus(name: String, events: Int) throws {
    let records = Support.records(try Support.text(name))
    #expect(records.count == events)
    for record in records {
      let event = Support.extract(record, normalizing: true)
      let expected = try #require(XMLEventsReference.fields(record))
      #expect(event.parsed)
      if event.fields != expected {
        #expect(event.fields == expected)
        return
      }
      // Times are compared as text, since libxml2 knows none.
      let system = try #require(systemTime(record))
      #expect(event.time?.text.hasPrefix(system.dropLast()) == true)
    }
  }

  /// The value of SystemTime, found by a search of its own.
  private func systemTime(_ record: [UInt8]) -> String? {
    let text = String(decoding: record, as: UTF8.self)
    guard let start = text.firstRange(of: "SystemTime=") else { return nil }
    let quote = text[start.upperBound]
    return String(text[text.index(after: start.upperBound)...].prefix { $0 != quote })
  }

  static let odd: [String] = [
    Support.make("<EventData><Data>a<b>c</b>d</Data>tail</EventData>"),
    Support.make(
      "<EventData Name='E' Other='o'><Data Name='a&amp;b&#65;'>x &lt; y</Data><Data/></EventData>"),
    Support.make("<EventData><Data Name='x'>a<!-- - --><![CDATA[<&]]>&amp;<?p q?>z</Data></EventData>"),
    Support.make("<EventData><Data Name='Version'>9</Data><Data Name='computer'>x</Data></EventData>"),
    Support.make("<UserData><a:E xmlns:a='u' a:k='v'><a:Channel>x</a:Channel><F/></a:E></UserData>"),
    Support.make("<UserData><Event><Event a='1'/></Event><L> </L></UserData><DebugData/>"),
    Support.make("<ProcessingErrorData><ErrorCode>5</ErrorCode><EventID>1</EventID></ProcessingErrorData>"),
    Support.make(
      "<EventData><ComplexData Name='c'><Part>p</Part></ComplexData><Binary>00</Binary></EventData>"),
    Support.make(
      "<RenderingInfo Culture=\"en\"><Message>m</Message><Keywords><Keyword>k</Keyword></Keywords>"
    )
    .replacing("</Event>", with: "</RenderingInfo></Event>"),
    Support.make("", system: "<Execution ThreadID='2' ProcessID='1' KernelTime='3'/><New a='b'/><Empty/>"),
    Support.make("", system: "<Correlation> <!-- none --> </Correlation><Version> </Version>"),
    "<Event>\n  <System>\n    <Version>\n    </Version>\n    <Security>\n    </Security>\n  </System>\n  text\n</Event>",
    "<?xml version='1.0'?>\n<!-- c --><Event a='b'><Other>x</Other><Level>y</Level></Event>\n",
    "<e:Event xmlns:e='u'><e:System><e:EventID e:Qualifiers='7'>1</e:EventID></e:System></e:Event>",
  ]

  @Test("mixed content, CDATA, prefixes and collisions are named as documented", arguments: odd)
  func oddities(text: String) throws {
    let bytes = [UInt8](text.utf8)
    let expected = try #require(XMLEventsReference.fields(bytes))
    let event = Support.extract(bytes, normalizing: true)
    #expect(event.parsed, "\(event.problem ?? "")")
    #expect(event.fields == expected)
  }

  @Test("what libxml2 accepts of a damaged event is accepted, with the same values", arguments: 0..<8)
  func mutations(seed: Int) {
    var random = Support.Generator(state: UInt64(seed))
    // Neither line breaks nor colons: libxml2 turns the ones in attributes into blanks, and has rules of its own
    // for names with several of the others.
    let alphabet = Array("<>/&;!-[]?'\"= Aax#0".utf8)
    var accepted = 0
    for base in Self.odd {
      for _ in 0..<400 {
        var bytes = [UInt8](base.utf8)
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          let i = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<3, using: &random) {
          case 0: bytes[i] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
          case 1: bytes.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: i)
          default: bytes.remove(at: i)
          }
        }
        guard let expected = XMLEventsReference.fields(bytes) else {
          _ = Support.extract(bytes)
          continue
        }
        accepted += 1
        let event = Support.extract(bytes, normalizing: true)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(event.parsed, "\(event.problem ?? "") \(text)")
        if event.parsed { #expect(event.fields == expected, "\(text)") }
      }
    }
    #expect(accepted > 1000)
  }
}
