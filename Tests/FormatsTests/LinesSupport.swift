import Evidence
import Formats
import Foundation

/// A line as cut and extracted, in plain values.
struct LinesRecord: Equatable {
  var text: String
  var time: String?
  var problem: String?
  var parsed: Bool
  /// `name=value`, in order.
  var fields: [String]
  /// By column name.
  var common: [String: String]

  subscript(name: String) -> [String] {
    fields.filter { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
  }
}

/// What came of one source.
struct LinesReading: Equatable {
  var spans: [SourceSpan] = []
  var contexts: [String] = []
  var problems: [String] = []
  var records: [LinesRecord] = []
}

enum LinesSupport {
  static let corpora = "/work/shared/corpora/"
  static let hasCorpora = FileManager.default.fileExists(atPath: corpora + "text/README.md")

  static func file(_ name: String) -> [UInt8] {
    FileManager.default.contents(atPath: corpora + name).map { [UInt8]($0) } ?? []
  }

  static func profile(
    _ bytes: [UInt8], format: LogFormat? = .lines,
    modified: Timestamp? = Timestamp(year: 2024, month: 5, day: 1),
    timezone: String? = nil
  ) -> SourceProfile {
    SourceProfile.sniff(
      bytes.span, hints: SniffHints(modified: modified, format: format, timezone: timezone))
  }

  /// Cuts with windows that begin at `window` bytes and double until something is consumed.
  static func cut(
    _ bytes: [UInt8], _ profile: SourceProfile, window: Int = .max, capacity: Int = .max,
    limits: Limits = Limits()
  ) -> LinesReading {
    var reading = LinesReading()
    var cutter = profile.makeCutter(limits: limits)
    var position = 0
    var length = min(window, bytes.count)
    while position < bytes.count {
      let end = min(bytes.count, position + length)
      var list = CutList(capacity: capacity)
      let consumed = cutter.cut(
        bytes.span.extracting(position..<end), atEnd: end == bytes.count,
        mustConsume: end - position >= limits.recordBytes, into: &list)
      guard consumed >= 0, consumed <= end - position, list.spans.reduce(0, { $0 + $1.length }) == consumed
      else {
        reading.problems.append("spans do not tile")
        return reading
      }
      let first = reading.spans.count
      reading.spans += list.spans
      reading.contexts += list.contexts.map {
        "\($0.firstSpan + first) \($0.context.columns) \($0.context.attributes)"
      }
      reading.problems += list.problems.map { "\($0.span + first) \($0.code)" }
      position += consumed
      if consumed == 0 {
        if end == bytes.count || end - position >= limits.recordBytes {
          reading.problems.append("nothing consumed")
          return reading
        }
        length = min(length * 2, bytes.count)
      } else {
        length = min(window, bytes.count)
      }
    }
    return reading
  }

  /// Cuts and extracts all.
  static func read(_ bytes: [UInt8], _ profile: SourceProfile) -> LinesReading {
    var reading = LinesReading()
    var list = CutList(capacity: .max)
    var cutter = profile.makeCutter()
    _ = cutter.cut(bytes.span, atEnd: true, mustConsume: false, into: &list)
    reading.spans = list.spans
    reading.problems = list.problems.map { "\($0.span) \($0.code)" }
    let extractor = profile.makeExtractor()
    var fields = RecordFields(names: NameTable())
    var context = RecordContext()
    var next = 0
    var position = 0
    for (i, span) in list.spans.enumerated() {
      while next < list.contexts.count, list.contexts[next].firstSpan <= i {
        context = list.contexts[next].context
        next += 1
      }
      if span.kind == .record {
        var text: [UInt8] = []
        profile.encoding.decode(bytes.span.extracting(position..<position + span.properLength), into: &text)
        fields.reset()
        extractor.extract(text.span, context: context, into: &fields)
        reading.records.append(record(fields, text))
      }
      position += span.length
    }
    return reading
  }

  /// One line as a record.
  static func line(
    _ text: String, year: Int? = 2024, timezone: String? = nil, clockOffset: Int64 = 0,
    context: RecordContext = RecordContext(), shape: LinesShape = .plain
  ) -> LinesRecord {
    let profile = SourceProfile(
      format: .lines, lines: shape, timezone: timezone, assumedYear: year, clockOffsetSeconds: clockOffset)
    var fields = RecordFields(names: NameTable())
    let bytes = Array(text.utf8)
    profile.makeExtractor().extract(bytes.span, context: context, into: &fields)
    return record(fields, bytes)
  }

  private static func record(_ fields: RecordFields, _ text: [UInt8]) -> LinesRecord {
    var common: [String: String] = [:]
    for field in RecordFields.Common.allCases {
      if let value = fields.value(of: field, text: text.span) {
        common[field.column] = String(decoding: value, as: UTF8.self)
      }
    }
    return LinesRecord(
      text: String(decoding: text, as: UTF8.self), time: fields.time?.text, problem: fields.problem?.code,
      parsed: fields.parsed,
      fields: fields.entries.map {
        fields.names.name($0.name) + "="
          + String(decoding: fields.value(of: $0, text: text.span), as: UTF8.self)
      }, common: common)
  }

  static let hasPython = (try? python("print(1)")) == "1\n"

  static func python(_ program: String, _ arguments: [String] = []) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Seeded xorshift.
  struct Random {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
  }
}
