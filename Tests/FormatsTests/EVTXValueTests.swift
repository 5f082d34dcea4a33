import Evidence
import Formats
import Testing

/// Rendering of values and templates, from chunks made by hand.
@Suite("EVTX rendering")
struct EVTXValueTests {
  private static func render(
    _ body: [EVTXBuilder.Node], _ values: [EVTXBuilder.Value] = []
  ) -> EVTXRecord {
    var builder = EVTXBuilder()
    builder.record { $0.template(body, values: values) }
    let reading = EVTXSupport.read(builder.finished())
    #expect(reading.problems.isEmpty, "\(reading.problems)")
    return reading.records.first ?? EVTXRecord(offset: 0, id: 0, recovered: false, text: "", problem: "none")
  }

  /// The text of one value.
  private static func value(_ type: UInt8, _ bytes: [UInt8]) -> String {
    let text = render([.element("Event", [.value(0, type)])], [(type, bytes)]).text
    return String(text.dropFirst("<Event>".count).dropLast("</Event>".count))
  }

  private static func n(_ value: some FixedWidthInteger) -> [UInt8] { EVTXBuilder.bytes(value) }

  @Test("each type of value is written as wevtutil writes it")
  func types() {
    #expect(Self.value(0x01, EVTXBuilder.utf16("a<b>&'\"\u{1F600}\0")) == "a&lt;b&gt;&amp;'\"\u{1F600}")
    #expect(Self.value(0x02, [0x63, 0x61, 0x66, 0xE9, 0]) == "café")
    #expect(Self.value(0x03, Self.n(Int8(-128))) == "-128")
    #expect(Self.value(0x04, [255]) == "255")
    #expect(Self.value(0x05, Self.n(Int16(-2))) == "-2")
    #expect(Self.value(0x06, Self.n(UInt16.max)) == "65535")
    #expect(Self.value(0x07, Self.n(Int32.min)) == "-2147483648")
    #expect(Self.value(0x08, Self.n(UInt32.max)) == "4294967295")
    #expect(Self.value(0x09, Self.n(Int64.min)) == "-9223372036854775808")
    #expect(Self.value(0x0A, Self.n(UInt64.max)) == "18446744073709551615")
    #expect(Self.value(0x0B, Self.n(Float(1.5).bitPattern)) == "1.5")
    #expect(Self.value(0x0C, Self.n((-0.25).bitPattern)) == "-0.25")
    #expect(Self.value(0x0D, Self.n(UInt32(0))) == "false")
    #expect(Self.value(0x0D, Self.n(UInt32(65536))) == "true")
    #expect(Self.value(0x0E, [0x00, 0xAB, 0x7F]) == "00AB7F")
    #expect(
      Self.value(
        0x0F,
        [0x25, 0x96, 0x84, 0x54] + [0x78, 0x54, 0x94, 0x49, 0xA5, 0xBA, 0x3E, 0x3B, 3, 0x28, 0xC3, 0x0D])
        == "{54849625-5478-4994-A5BA-3E3B0328C30D}")
    #expect(Self.value(0x10, Self.n(UInt64(0x1F))) == "0x1f")
    #expect(Self.value(0x10, Self.n(UInt32(0x1F))) == "0x1f")
    // 2021-03-31T23:51:45.0187674Z by the Rust parser, of record 426 of application_no_crc32_v3.2.evtx.
    #expect(Self.value(0x11, Self.n(UInt64(0x01D7_2688_CE5A_DB9A))) == "2021-03-31T23:51:45.0187674Z")
    #expect(Self.value(0x11, Self.n(UInt64(0))) == "1601-01-01T00:00:00.0000000Z")
    #expect(
      Self.value(0x12, [2024, 2, 4, 29, 23, 59, 58, 7].flatMap { Self.n(UInt16($0)) })
        == "2024-02-29T23:59:58.007Z")
    #expect(
      Self.value(0x13, [1, 2, 0, 0, 0, 0, 0, 5] + Self.n(UInt32(32)) + Self.n(UInt32(544))) == "S-1-5-32-544")
    #expect(Self.value(0x13, [1, 0, 1, 0, 0, 0, 0, 0]) == "S-1-0x10000000000")
    #expect(Self.value(0x14, Self.n(UInt32(0xC000_006D))) == "0xc000006d")
    #expect(Self.value(0x15, Self.n(UInt64(0x8020_0000_0000_0000))) == "0x8020000000000000")
    #expect(Self.value(0x15, Self.n(UInt64(0))) == "0x0")
  }

  @Test("what XML forbids is written as a reference that gives the value back, and is told")
  func controls() {
    let record = Self.render(
      [
        .element(
          "Event",
          [.element("EventData", [.element("Data", attributes: [("Name", .text("D"))], [.value(0, 1)])])])
      ],
      [(1, [0x01, 0, 0x41, 0, 0, 0, 0x42, 0, 0x00, 0xD8, 0x09, 0, 0xFE, 0xFF])])
    #expect(record.text.contains("&#x1;A&#x0;B&#xD800;\t&#xFFFE;"))
    let event = EVTXSupport.fields(record)
    // U+D800 alone is three bytes in WTF-8.
    #expect(event.fields.map(\.value) == [[1, 0x41, 0, 0x42, 0xED, 0xA0, 0x80, 9, 0xEF, 0xBF, 0xBE]])
    #expect(event.problem == "xml.character-reference")
  }

  @Test("a value that does not fit its type is kept as it is, and told")
  func misfits() {
    for (type, bytes, text) in [
      (0x08, [1, 2], "513"), (0x08, [], ""), (0x0F, [1, 2, 3], "010203"), (0x13, [1, 9, 0, 0], "01090000"),
      (0x11, [255, 255, 255, 255, 255, 255, 255, 255], "0xffffffffffffffff"), (0x3F, [0xAA], "AA"),
      (0x12, [1, 2], "0102"), (0x08, [1, 2, 3, 4, 5, 6, 7, 8, 9], "010203040506070809"),
    ] as [(UInt8, [UInt8], String)] {
      let record = Self.render([.element("Event", [.value(0, type)])], [(type, bytes)])
      #expect(record.text == "<Event>\(text)</Event>")
      #expect(record.problem == "evtx.value")
    }
  }

  @Test("an element with an array is repeated for each item")
  func arrays() {
    func data(_ type: UInt8, _ bytes: [UInt8]) -> String {
      Self.render(
        [.element("Event", [.element("Data", attributes: [("N", .text("1"))], [.value(0, type)])])],
        [(type, bytes)]
      )
      .text
    }
    #expect(
      data(0x81, EVTXBuilder.utf16("a\0\0b\0"))
        == "<Event><Data N='1'>a</Data><Data N='1'></Data><Data N='1'>b</Data></Event>")
    #expect(data(0x81, []) == "<Event><Data N='1'></Data></Event>")
    #expect(data(0x81, EVTXBuilder.utf16("open")) == "<Event><Data N='1'>open</Data></Event>")
    #expect(data(0x82, [0x61, 0, 0x62, 0]) == "<Event><Data N='1'>a</Data><Data N='1'>b</Data></Event>")
    #expect(
      data(0x88, Self.n(UInt32(1)) + Self.n(UInt32(2)))
        == "<Event><Data N='1'>1</Data><Data N='1'>2</Data></Event>")
    let sid: [UInt8] = [1, 1, 0, 0, 0, 0, 0, 5] + Self.n(UInt32(18))
    #expect(data(0x93, sid + sid) == "<Event><Data N='1'>S-1-5-18</Data><Data N='1'>S-1-5-18</Data></Event>")
    let attribute = Self.render(
      [.empty("Event", attributes: [("A", .value(0, 0x86))])], [(0x86, Self.n(UInt16(1)) + Self.n(UInt16(2)))]
    )
    #expect(attribute.text == "<Event A='1, 2'/>")
  }

  @Test("NULL leaves out what an optional substitution stands in, or what depends on it (MS-EVEN6 3.1.4.7.2)")
  func optional() {
    let body: [EVTXBuilder.Node] = [
      .element(
        "Event",
        [
          .element("PropA", attributes: [("X", .text("kept?"))], [.optional(0, 1)]),
          .element("PropB", [.optional(1, 8)]),
          .empty("C", attributes: [("Gone", .optional(0, 1)), ("Here", .optional(1, 8))]),
          .element("D", dependency: 0, [.text("gone")]),
          .element("E", [.value(0, 1)]),
        ])
    ]
    let record = Self.render(body, [(0, []), (8, Self.n(UInt32(101)))])
    #expect(record.text == "<Event><PropB>101</PropB><C Here='101'/><E></E></Event>")
    #expect(record.problem == nil)
  }

  @Test("BinXML within BinXML is rendered, whether it has templates or not")
  func nested() {
    var builder = EVTXBuilder()
    builder.record { builder in
      // The value stands behind the outer template, of which the first build tells the length.
      let outer: [EVTXBuilder.Node] = [.element("Event", [.element("System", []), .optional(0, 0x21)])]
      var probe = builder
      probe.template(outer, values: [(0x21, [])])
      let ahead = probe.chunk.count - builder.chunk.count
      let inner = probe.fragment(ahead: 0) { inner in
        inner.template(
          [.element("EventData", [.element("Data", [.value(0, 1)])])], identifier: 7,
          values: [(1, EVTXBuilder.utf16("deep"))])
      }
      _ = ahead
      builder.template(outer, values: [(0x21, inner)])
    }
    #expect(
      EVTXSupport.read(builder.finished()).records.map(\.text)
        == ["<Event><System></System><EventData><Data>deep</Data></EventData></Event>"])
    var plain = EVTXBuilder()
    plain.record {
      $0.node(
        .element("Event", attributes: [("a", .text("'"))], [.empty("B"), .text("t")]), inTemplate: false)
    }
    #expect(EVTXSupport.read(plain.finished()).records.map(\.text) == ["<Event a='&apos;'><B/>t</Event>"])
  }

  @Test("references, CDATA and constants are text")
  func constants() {
    let record = Self.render([
      .element(
        "Event", [.text("a"), .character(0x26), .entity("lt"), .cdata([0x3C, 0x62, 0x3E]), .character(0x41)])
    ])
    #expect(record.text == "<Event>a&amp;&lt;&lt;b&gt;A</Event>")
  }

  @Test("a later record uses the template of an earlier one")
  func shared() {
    var builder = EVTXBuilder()
    var definition = 0
    builder.record {
      definition = $0.template([.element("Event", [.value(0, 8)])], values: [(8, Self.n(UInt32(1)))])
    }
    builder.record { $0.instance(of: definition, values: [(8, Self.n(UInt32(2)))]) }
    builder.record { $0.instance(of: definition, identifier: 99, values: [(8, Self.n(UInt32(3)))]) }
    builder.record { $0.instance(of: 65_530, values: [(8, Self.n(UInt32(4)))]) }
    let records = EVTXSupport.read(builder.finished()).records
    #expect(records.map(\.text).prefix(2) == ["<Event>1</Event>", "<Event>2</Event>"])
    // A template that is not there: the values are shown without names.
    for record in records.dropFirst(2) {
      #expect(record.problem == "evtx.template")
      let event = EVTXSupport.fields(record)
      #expect(event.parsed && event["Value"].count == 1)
    }
  }

  @Test("a hostile template cannot make more of a record than its share")
  func amplification() {
    // 200 substitutions of one value of 20,000 bytes in each of 3 levels would be 80 GB.
    var builder = EVTXBuilder()
    builder.record { builder in
      let big = EVTXBuilder.utf16(String(repeating: "x", count: 10_000))
      builder.template(
        [.element("Event", (0..<2000).map { _ in .value(0, 1) })], values: [(1, big)])
    }
    let record = EVTXSupport.read(builder.finished()).records.first
    #expect(record?.problem == "evtx.budget")
    #expect((record?.text.utf8.count ?? 0) < 4 << 20)
    var items = EVTXBuilder()
    items.record { builder in
      let body: [EVTXBuilder.Node] = (0..<1000).map { _ in .element("I", dependency: 1, [.text("i")]) }
      builder.template(
        [.element("Event", [.element("D", [.value(0, 0x84)] + body)])],
        values: [(0x84, [UInt8](repeating: 1, count: 20_000)), (0, [])])
    }
    #expect(EVTXSupport.read(items.finished()).records.first?.problem == "evtx.budget")
  }
}
