import Evidence
import Formats
import Foundation
import Testing

/// What the tests of event XML share.
enum XMLEventsSupport {
  static let corpora = "/work/shared/corpora"

  static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(corpora)/\(name)") }

  /// A file's bytes; UTF-16 with a byte order mark as UTF-8, as the transcoding cutter would give it.
  static func text(_ name: String) throws -> [UInt8] {
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(corpora)/\(name)")))
    guard bytes.starts(with: [0xFF, 0xFE]) else { return bytes }
    let units = stride(from: 0, to: bytes.count - 1, by: 2).map {
      UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
    }
    return [UInt8](String(decoding: units, as: UTF16.self).utf8)
  }

  static let profile = SourceProfile(format: .eventXML)

  struct Span: Equatable {
    var kind: SourceSpan.Kind
    var bytes: [UInt8]
    var properLength: Int
    var problem: String?

    var proper: [UInt8] { Array(bytes[..<properLength]) }
  }

  /// Cuts as a reader does: a window grows while nothing is complete, and begins small again behind a span.
  static func cut(
    _ text: [UInt8], window: Int = .max, limits: Limits = Limits(), capacity: Int = 1000
  ) -> [Span] {
    var cutter = XMLEvents.Cutter(profile: profile, limits: limits)
    var spans: [Span] = []
    var position = 0
    var length = window
    while position < text.count {
      let end = length >= text.count - position ? text.count : position + length
      var list = CutList(capacity: capacity)
      let consumed = cutter.cut(
        text.span.extracting(position..<end), atEnd: end == text.count,
        mustConsume: end - position >= limits.recordBytes, into: &list)
      #expect(consumed == list.spans.reduce(0) { $0 + $1.length })
      #expect(list.spans.allSatisfy { $0.length > 0 && (0...$0.length).contains($0.properLength) })
      for (index, span) in list.spans.enumerated() {
        spans.append(
          Span(
            kind: span.kind, bytes: Array(text[position..<position + span.length]),
            properLength: span.properLength, problem: list.problems.first { $0.span == index }?.code))
        position += span.length
      }
      if consumed == 0 {
        if end == text.count {
          Issue.record("nothing consumed at the end")
          break
        }
        length = max(length + 1, length * 2)
      } else {
        length = window
      }
    }
    return spans
  }

  static func records(_ text: [UInt8]) -> [[UInt8]] {
    cut(text).filter { $0.kind == .record }.map(\.proper)
  }

  struct Field: Equatable, CustomStringConvertible {
    var name: String
    var value: [UInt8]

    init(_ name: String, _ value: [UInt8]) {
      self.name = name
      self.value = value
    }

    var description: String { "\(name)=\(String(decoding: value, as: UTF8.self))" }
  }

  struct Event {
    var fields: [Field]
    var parsed: Bool
    var problem: String?
    var time: Timestamp?
    var common: [RecordFields.Common: String]

    /// All values of a name, in order.
    subscript(_ name: String) -> [String] {
      fields.filter { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }
  }

  /// - Parameter normalizing: line ends as an XML processor gives them (XML 1.0 §2.11), to compare with one.
  static func extract(
    _ text: [UInt8], profile: SourceProfile = profile, limits: Limits = Limits(), normalizing: Bool = false
  ) -> Event {
    let extractor = XMLEvents.Extractor(profile: profile, limits: limits)
    var fields = RecordFields(names: NameTable(), limits: limits)
    extractor.extract(text.span, context: RecordContext(), into: &fields)
    return event(fields, text, normalizing: normalizing)
  }

  static func event(_ fields: RecordFields, _ text: [UInt8], normalizing: Bool = false) -> Event {
    var out: [Field] = []
    for entry in fields.entries {
      var value = fields.value(of: entry, text: text.span)
      if normalizing {
        let raw = fields.withBytes(of: entry, text: text.span) { $0.array }
        value.removeAll()
        entry.escape.decode(normalized(raw).span, into: &value)
      }
      out.append(Field(fields.names.name(entry.name), value))
    }
    var common: [RecordFields.Common: String] = [:]
    for field in RecordFields.Common.allCases {
      if let value = fields.value(of: field, text: text.span) {
        common[field] = String(decoding: value, as: UTF8.self)
      }
    }
    return Event(
      fields: out, parsed: fields.parsed, problem: fields.problem?.code, time: fields.time, common: common)
  }

  private static func normalized(_ raw: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    for (i, byte) in raw.enumerated() {
      if byte == 13 { out.append(10) } else if byte != 10 || i == 0 || raw[i - 1] != 13 { out.append(byte) }
    }
    return out
  }

  /// SplitMix64 (Steele et al. 2014): the same seed gives the same bytes everywhere.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// An event with `system` and `rest` put into the usual frame.
  static func make(_ rest: String, id: Int = 1, system: String = "") -> String {
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='P'/>"
      + "<EventID>\(id)</EventID>\(system)<Channel>C</Channel><Computer>H</Computer></System>\(rest)</Event>"
  }
}
