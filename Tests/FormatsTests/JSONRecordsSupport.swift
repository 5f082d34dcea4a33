import Evidence
import Formats
import Foundation
import Testing

/// A JSON source as the program reads it.
struct JSONSource {
  static let corpora = "/work/shared/corpora"
  static let areCorporaThere = FileManager.default.fileExists(atPath: corpora + "/json/README.md")

  struct Field: Equatable, CustomStringConvertible {
    var name: String
    var value: [UInt8]
    var type: ValueType

    var text: String { String(decoding: value, as: UTF8.self) }
    var description: String { "\(name)=\(text) (\(type))" }
  }

  struct Record {
    var bytes: [UInt8]
    var fields: [Field]
    var time: Timestamp?
    var common: [RecordFields.Common: String]
    var isParsed: Bool
    var problem: String?

    subscript(name: String) -> String? { all(name).first }
    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.text) }
  }

  struct Cut: Equatable {
    var spans: [SourceSpan] = []
    var problems: [Int: String] = [:]
    var recordCount: Int { spans.count { $0.kind == .record } }
    var gapCount: Int { spans.count - recordCount }
  }

  /// UTF-8.
  var bytes: [UInt8]
  var profile: SourceProfile

  init(_ bytes: [UInt8], name: String = "x", timezone: String? = nil, shape: JSONShape? = nil) {
    let head = bytes.span.extracting(..<min(bytes.count, SourceProfile.sniffLength))
    let hints = SniffHints(name: name, timezone: timezone, isWhole: bytes.count == head.count)
    profile = SourceProfile.sniff(head, hints: hints)
    self.bytes = []
    profile.encoding.decode(bytes.span, into: &self.bytes)
    profile.encoding = .utf8
    if let shape {
      profile.format = .json
      profile.json = shape
    }
  }

  init(_ text: String, timezone: String? = nil, shape: JSONShape? = nil) {
    self.init(Array(text.utf8), timezone: timezone, shape: shape)
  }

  init(corpus path: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: JSONSource.corpora + "/" + path))
    self.init([UInt8](data), name: path)
  }

  /// Cuts as the pipeline does: windows of `window` bytes, doubled while no span ends in them.
  func cut(window: Int = 1 << 20, capacity: Int = 10_000, limits: Limits = Limits()) -> Cut {
    var cutter = profile.makeCutter(limits: limits)
    var result = Cut()
    var start = 0
    var size = window
    while start < bytes.count {
      let end = min(bytes.count, start + size)
      var out = CutList(capacity: capacity)
      let length = cutter.cut(
        bytes.span.extracting(start..<end), atEnd: end == bytes.count,
        mustConsume: end - start >= limits.recordBytes, into: &out)
      guard length == out.spans.reduce(0, { $0 + $1.length }),
        out.spans.allSatisfy({ $0.length >= 1 && (0...$0.length).contains($0.properLength) })
      else {
        Issue.record("spans at \(start) do not tile")
        return result
      }
      for problem in out.problems { result.problems[result.spans.count + problem.span] = problem.code }
      result.spans += out.spans
      start += length
      if length == 0 {
        guard end < bytes.count, end - start < limits.recordBytes else {
          Issue.record("the cutter stands still at \(start) of \(bytes.count)")
          return result
        }
        size *= 2
      } else {
        size = window
      }
    }
    return result
  }

  /// The records' fields.
  func records(_ cut: Cut? = nil, limits: Limits = Limits()) -> [Record] {
    let extractor = profile.makeExtractor(limits: limits)
    var fields = RecordFields(names: NameTable(), limits: limits)
    var records: [Record] = []
    var start = 0
    for span in (cut ?? self.cut(limits: limits)).spans {
      if span.kind == .record {
        records.append(
          JSONSource.extract(bytes.span.extracting(start..<start + span.properLength), extractor, &fields))
      }
      start += span.length
    }
    return records
  }

  static func extract(
    _ text: Span<UInt8>, _ extractor: any FieldExtractor, _ fields: inout RecordFields
  ) -> Record {
    fields.reset()
    extractor.extract(text, context: RecordContext(), into: &fields)
    var record = Record(
      bytes: text.array, fields: [], time: fields.time, common: [:], isParsed: fields.parsed,
      problem: fields.problem?.code)
    for entry in fields.entries {
      record.fields.append(
        Field(
          name: fields.names.name(entry.name), value: fields.value(of: entry, text: text), type: entry.type))
    }
    for field in RecordFields.Common.allCases {
      if let value = fields.value(of: field, text: text) {
        record.common[field] = String(decoding: value, as: UTF8.self)
      }
    }
    return record
  }

  /// The fields of the only record.
  static func one(_ text: String, timezone: String? = nil) -> Record {
    let source = JSONSource(text, timezone: timezone, shape: .lines)
    let records = source.records()
    #expect(records.count == 1)
    return records.first
      ?? Record(bytes: [], fields: [], time: nil, common: [:], isParsed: false, problem: nil)
  }
}
