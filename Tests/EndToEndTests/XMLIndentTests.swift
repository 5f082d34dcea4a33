import AssayCLI
import Testing

@Suite("XML on lines of its own loses nothing")
struct XMLIndentTests {
  private func lines(_ xml: String) -> [String] {
    XMLIndent.lines(Array(xml.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("elements stand on lines of their own, text stays with its tags")
  func event() {
    #expect(
      lines(
        "<E a='>'><S><P/>\n<I>1</I><N></N><W> </W></S><!-- <x> --><D N=\"<\">a <b>c</b> d</D><![CDATA[<y>]]></E>"
      )
        == [
          "<E a='>'>", "  <S>", "    <P/>", "    <I>1</I>", "    <N></N>", "    <W> </W>", "  </S>",
          "  <!-- <x> -->",
          "  <D N=\"<\">a <b>c</b> d</D>", "  <![CDATA[<y>]]>", "</E>",
        ])
  }

  @Test("all that is not white space is there again, also of what is no XML", arguments: 0..<200)
  func conserved(seed: Int) {
    let pieces = [
      "<", ">", "/", "a", "'", "\"", " ", "\n", "<a>", "</a>", "<!--", "-->", "<![CDATA[", "]]>", "é",
    ]
    var state = UInt64(seed) &* 2_654_435_761 &+ 1
    var xml = ""
    for _ in 0..<40 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      xml += pieces[Int(state >> 33) % pieces.count]
    }
    #expect(lines(xml).joined().filter { !$0.isWhitespace } == xml.filter { !$0.isWhitespace })
  }
}
