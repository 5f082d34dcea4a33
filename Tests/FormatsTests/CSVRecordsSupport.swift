import Evidence
import Formats
import Foundation
import Testing

/// A CSV source as the program reads it: profile, spans, contexts.
struct CSVSource {
  /// A record's fields as text, in order.
  struct Row {
    var fields: [(name: String, value: [UInt8])]
    var time: Timestamp?
    var common: [RecordFields.Common: String]
    var parsed: Bool
    var problem: String?

    subscript(name: String) -> String? { all(name).first }
    func all(_ name: String) -> [String] {
      fields.filter { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }
  }

  static let corpora = "/work/shared/corpora"
  static let areCorporaThere = FileManager.default.fileExists(atPath: corpora + "/csv/README.md")

  var bytes: [UInt8]
  var profile: SourceProfile

  init(_ bytes: [UInt8], name: String = "x.csv", timezone: String? = nil, clockOffset: Int64 = 0) {
    self.bytes = bytes
    let head = min(bytes.count, SourceProfile.sniffLength)
    let hints = SniffHints(name: name, timezone: timezone, isWhole: head == bytes.count)
    profile =
      CSVRecords.sniff(bytes.span.extracting(..<head), hints: hints)
      ?? SourceProfile(format: .csv, csv: CSVDialect())
    profile.timezone = timezone
    profile.clockOffsetSeconds = clockOffset
  }

  init(_ text: String, name: String = "x.csv", timezone: String? = nil, clockOffset: Int64 = 0) {
    self.init(Array(text.utf8), name: name, timezone: timezone, clockOffset: clockOffset)
  }

  init(corpus path: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: CSVSource.corpora + "/" + path))
    self.init([UInt8](data), name: path)
  }

  struct Cut: Equatable {
    var spans: [SourceSpan] = []
    var contexts: [Int: RecordContext] = [:]
    var problems: [Int: String] = [:]
  }

  /// Cuts as the pipeline does: windows of `window` bytes, doubled while no span ends in them.
  func cut(window: Int = 1 << 20, capacity: Int = 10_000, limits: Limits = Limits()) -> Cut {
    var cutter = profile.makeCutter(limits: limits)
    var result = Cut()
    var i = 0
    var size = window
    while i < bytes.count {
      let end = min(bytes.count, i + min(size, max(window, limits.recordBytes)))
      var out = CutList(capacity: capacity)
      let used = cutter.cut(
        bytes.span.extracting(i..<end), atEnd: end == bytes.count, mustConsume: end - i >= limits.recordBytes,
        into: &out)
      #expect(used == out.spans.reduce(0) { $0 + $1.length }, "spans tile what was consumed")
      #expect(out.spans.allSatisfy { $0.length >= 1 && $0.properLength <= $0.length && $0.properLength >= 0 })
      for (first, context) in out.contexts { result.contexts[result.spans.count + first] = context }
      for (span, code, _) in out.problems { result.problems[result.spans.count + span] = code }
      result.spans += out.spans
      if used == 0 {
        guard end < bytes.count, end - i < limits.recordBytes else {
          Issue.record("the cutter stands still at \(i) of \(bytes.count)")
          return result
        }
        size *= 2
      } else {
        i += used
        size = window
      }
    }
    #expect(i == bytes.count)
    return result
  }

  /// The rows, their columns renamed by `rename` first (to keep `_raw` from being parsed).
  func rows(rename: (String) -> String = { $0 }) -> [Row] {
    let cut = cut()
    let extractor = profile.makeExtractor()
    var fields = RecordFields(names: NameTable())
    var context = RecordContext()
    var rows: [Row] = []
    var at = 0
    for (i, span) in cut.spans.enumerated() {
      if let next = cut.contexts[i] {
        context = RecordContext(columns: next.columns.map(rename), attributes: next.attributes)
      }
      defer { at += span.length }
      guard span.kind == .record else { continue }
      let text = bytes.span.extracting(at..<at + span.properLength)
      fields.reset()
      extractor.extract(text, context: context, into: &fields)
      var row = Row(
        fields: [], time: fields.time, common: [:], parsed: fields.parsed, problem: fields.problem?.code)
      for entry in fields.entries {
        row.fields.append((fields.names.name(entry.name), fields.value(of: entry, text: text)))
      }
      for field in RecordFields.Common.allCases {
        guard let value = fields.value(of: field, text: text) else { continue }
        row.common[field] = String(decoding: value, as: UTF8.self)
      }
      rows.append(row)
    }
    return rows
  }
}
