import Evidence
import Formats
import Testing

/// Chunks made so that little of them gives much text or work (docs/evtx.md, "Bounds").
@Suite("EVTX: a hostile chunk has a bounded share of text and work")
struct EVTXBudgetTests {
  private static let longName = String(repeating: "N", count: 1000)

  /// Hundreds of small records, each with a template of its own. The templates lie within each other: each definition
  /// stands in a constant text of the one before, and all go on over the same start tags with a name of 1000 characters,
  /// to more than a record may have.
  private static func overlapping() -> (chunk: [UInt8], records: Int) {
    var builder = EVTXBuilder()
    builder.record { $0.template([.element(longName, [])], values: []) }
    let units = EVTXBuilder.utf16(longName)
    let name = (0..<builder.chunk.count - units.count).first { builder.chunk[$0...].starts(with: units) } ?? 8
    let tag = [0x01, 0xFF, 0xFF, 0, 0, 0, 0] + EVTXBuilder.bytes(UInt32(name - 8)) + [0x02] as [UInt8]
    var definitions: [Int] = []
    builder.record { builder in
      for _ in 0..<300 {
        builder.node(.raw([0x05, 0x01, 12, 0]))
        definitions.append(builder.chunk.count)
        builder.node(.raw([0x41, 0, 0x41, 0] + [UInt8](repeating: 0x42, count: 16)))
        builder.node(.raw(EVTXBuilder.bytes(UInt32(8000)) + tag + tag + tag + tag))
      }
    }
    var records = 0
    while builder.chunk.count < 65_000 {
      let definition = definitions[records % 200]
      builder.record { $0.instance(of: definition, identifier: 0x4242_4242, values: []) }
      records += 1
    }
    return (builder.finished(), records)
  }

  @Test("templates within each other, another for each of hundreds of records")
  func templatesWithinEachOther() {
    let (chunk, count) = Self.overlapping()
    #expect(count > 500)
    let records = EVTXSupport.read(chunk).records.suffix(count)
    #expect(records.allSatisfy { $0.problem == "evtx.budget" })
    // 33 KiB and 64 for each byte of a record; all of them 256 KiB and more each without a budget.
    let text = records.reduce(0) { $0 + $1.text.utf8.count }
    #expect(text <= count * (33 << 10) + 64 * chunk.count)
  }

  @Test("a record's text does not depend on which others were asked for")
  func alone() {
    let (chunk, _) = Self.overlapping()
    let all = EVTXSupport.read(chunk)
    for wanted in stride(from: 0, to: all.records.count, by: 37) {
      var texts = SpanTexts(EVTXSupport.profile)
      var start = 0
      var number = 0
      for span in all.spans {
        texts.enter(span, at: start, of: chunk.span)
        if span.kind == .record {
          if number == wanted {
            var text: [UInt8] = []
            let problem = texts.append(from: chunk.span, to: &text)
            #expect(String(decoding: text, as: UTF8.self) == all.records[wanted].text)
            #expect(problem?.code == all.records[wanted].problem)
          }
          number += 1
        }
        start += span.length
      }
    }
  }

  @Test("values of type BinXML, each substituted many times in the one around it")
  func nestedSubstitutions() {
    var builder = EVTXBuilder()
    var definition = 0
    builder.record { builder in
      let body = [EVTXBuilder.Node.text("x")] + (0..<40).map { _ in .value(0, 0x21) }
      definition = builder.template([.element("E", body)], values: [(0, [])])
    }
    // 40 in 40 in 40 in 40: two and a half million texts.
    var inner: [UInt8] = []
    for _ in 0..<4 {
      let value = inner
      inner = builder.fragment(ahead: 0) { $0.instance(of: definition, values: [(0x21, value)]) }
    }
    builder.record { $0.instance(of: definition, values: [(0x21, inner)]) }
    let record = EVTXSupport.read(builder.finished()).records.last
    #expect(record?.problem == "evtx.budget")
    #expect((record?.text.utf8.count ?? 0) < 1 << 20)
  }

  @Test("a long array of short items is whole", arguments: [0x81, 0x83, 0x84] as [UInt8])
  func denseArrays(type: UInt8) {
    var builder = EVTXBuilder()
    builder.record { builder in
      builder.template(
        [.element("Event", [.element("Data", [.value(0, type)])])],
        values: [(type, [UInt8](repeating: type == 0x81 ? 0 : 7, count: 30_000))])
    }
    let record = EVTXSupport.read(builder.finished()).records.first
    #expect(record?.problem == nil)
    #expect(record?.text.ranges(of: "<Data>").count == (type == 0x81 ? 15_000 : 30_000))
  }
}
