import Evidence
import Formats
import Testing

@Suite("Cutting text that is not UTF-8")
struct TextTranscodingTests {
  private static let text = "Jan  1 10:00:00 h a[1]: Größe 日本 😀\r\n\nsecond é line\n\u{FEFF}third\n"

  private func encode(_ text: String, _ encoding: TextEncoding) -> [UInt8] {
    switch encoding {
    case .utf16LE: text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    case .utf16BE: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    default: Array(text.utf8)
    }
  }

  @Test("spans of UTF-16 are those of the same text in UTF-8", arguments: [TextEncoding.utf16LE, .utf16BE])
  func sameSpans(encoding: TextEncoding) throws {
    let utf8 = LinesSupport.cut(Array(Self.text.utf8), SourceProfile(format: .lines, assumedYear: 2024))
    let bytes = encode(Self.text, encoding)
    let profile = SourceProfile(format: .lines, encoding: encoding, assumedYear: 2024)
    for window in [1, 2, 3, 7, 64, 1000] {
      let reading = LinesSupport.cut(bytes, profile, window: window)
      #expect(reading.spans.map(\.kind) == utf8.spans.map(\.kind))
      var position = 0
      var position8 = 0
      for (span, span8) in zip(reading.spans, utf8.spans) {
        var text: [UInt8] = []
        encoding.decode(bytes.span.extracting(position..<position + span.properLength), into: &text)
        #expect(text == Array(Array(Self.text.utf8)[position8..<position8 + span8.properLength]))
        position += span.length
        position8 += span8.length
      }
      #expect(position == bytes.count)
    }
  }

  @Test(
    "an odd byte at the end is a gap of its own with a problem", arguments: [TextEncoding.utf16LE, .utf16BE])
  func oddByte(encoding: TextEncoding) {
    let bytes = encode("a\nb\n", encoding) + [0x3C]
    let profile = SourceProfile(format: .lines, encoding: encoding)
    for window in [1, 2, 5, 9, 100] {
      let reading = LinesSupport.cut(bytes, profile, window: window)
      #expect(reading.spans.map(\.length) == [4, 4, 1])
      #expect(reading.problems == ["2 utf16.odd-byte"])
    }
    #expect(LinesSupport.cut([0x3C], profile).problems == ["0 utf16.odd-byte"])
  }

  @Test("8-bit pages map one byte to one character")
  func codePage() {
    let bytes: [UInt8] = [0x80, 0xE9, 0x41, 0x0D, 0x0A, 0xFF, 0x0A]
    let reading = LinesSupport.cut(bytes, SourceProfile(format: .lines, encoding: .windows1252))
    #expect(reading.spans == [SourceSpan(record: 3, length: 5), SourceSpan(record: 1, length: 2)])
  }

  @Test("much more than one piece, few spans at a time, records longer than a piece")
  func pieces() {
    var random = LinesSupport.Random(state: 5)
    var text = ""
    for i in 0..<40 {
      text +=
        String(repeating: i % 3 == 0 ? "ä" : "x", count: random.next(below: i == 20 ? 700_000 : 20_000))
        + "\n"
    }
    let bytes = encode(text, .utf16LE)
    let profile = SourceProfile(format: .lines, encoding: .utf16LE)
    let whole = LinesSupport.cut(bytes, profile)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map { $0.utf16.count * 2 }
    #expect(whole.spans.filter { $0.kind == .record }.map(\.properLength) == lines)
    #expect(LinesSupport.cut(bytes, profile, window: 4096, capacity: 2).spans == whole.spans)
    #expect(LinesSupport.cut(bytes, profile, window: 1 << 20, capacity: 1).spans == whole.spans)
  }

  @Test("lone surrogates and random code units tile in any window")
  func surrogates() {
    var random = LinesSupport.Random(state: 99)
    for _ in 0..<100 {
      let bytes = (0..<200 + random.next(below: 2)).map { i in
        i % 2 == 1 && random.next(below: 2) == 0
          ? UInt8(0xD8 + random.next(below: 8)) : UInt8(random.next(below: 256))
      }
      let profile = SourceProfile(format: .lines, encoding: .utf16LE)
      let whole = LinesSupport.cut(bytes, profile)
      #expect(whole.spans.reduce(0) { $0 + $1.length } == bytes.count)
      #expect(whole.spans.allSatisfy { $0.length > 0 })
      for window in [1, 3, 50] { #expect(LinesSupport.cut(bytes, profile, window: window) == whole) }
    }
  }
}
