import Evidence
import Formats
import Foundation
import Testing

/// A record of a binary log as cut and rendered.
struct EVTXRecord: Equatable {
  var offset: Int
  /// The number in the record's header.
  var id: UInt64
  var recovered: Bool
  var text: String
  /// What rendering said.
  var problem: String?
}

/// What came of one source.
struct EVTXReading {
  var spans: [SourceSpan] = []
  var records: [EVTXRecord] = []
  /// Codes of the cutter, with the offset of their span.
  var problems: [(offset: Int, code: String)] = []

  var inUse: [EVTXRecord] { records.filter { !$0.recovered } }
  var codes: Set<String> { Set(problems.map(\.code)) }
}

enum EVTXSupport {
  static let corpora = "/work/shared/corpora/"
  static let hasCorpora = FileManager.default.fileExists(atPath: corpora + "evtx/README.md")
  static let profile = SourceProfile(format: .evtx)
  /// Whether all mutations are tried, and not a part of them.
  static let isSlow = ProcessInfo.processInfo.environment["ASSAY_SLOW_TESTS"] == "1"

  static func file(_ name: String) -> [UInt8] {
    FileManager.default.contents(atPath: name.hasPrefix("/") ? name : corpora + name).map { [UInt8]($0) }
      ?? []
  }

  static func files(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: corpora + folder)) ?? []).filter {
      $0.hasSuffix(".evtx") || $0.hasSuffix(".bin") && $0.hasPrefix("evtx")
    }.sorted()
  }

  /// Cuts as a reader does, and renders each stretch that the cutter gave out as a block.
  static func read(_ bytes: [UInt8], window: Int = .max, renders: Bool = true) -> EVTXReading {
    var reading = EVTXReading()
    var cutter = profile.makeCutter()
    var context = RecordContext()
    var position = 0
    var length = min(window, bytes.count)
    while position < bytes.count {
      let end = min(bytes.count, position + length)
      var list = CutList(capacity: 1000)
      let consumed = cutter.cut(
        bytes.span.extracting(position..<end), atEnd: end == bytes.count, mustConsume: false, into: &list)
      #expect(consumed == list.spans.reduce(0) { $0 + $1.length })
      guard consumed > 0 else {
        guard end < bytes.count else {
          Issue.record("nothing consumed at the end")
          return reading
        }
        length *= 2
        continue
      }
      length = min(window, bytes.count)
      let block = bytes.span.extracting(position..<position + consumed)
      add(list, block, at: position, &context, renders, to: &reading)
      position += consumed
    }
    return reading
  }

  private static func add(
    _ list: CutList, _ block: Span<UInt8>, at position: Int, _ context: inout RecordContext, _ renders: Bool,
    to reading: inout EVTXReading
  ) {
    var texts = SpanTexts(profile)
    var start = 0
    for (index, span) in list.spans.enumerated() {
      if let change = list.contexts.last(where: { $0.firstSpan == index }) { context = change.context }
      for problem in list.problems where problem.span == index {
        reading.problems.append((position + start, problem.code))
      }
      texts.enter(span, at: start, of: block)
      if span.kind == .record {
        var text: [UInt8] = []
        let problem = renders ? texts.append(from: block, to: &text) : nil
        reading.records.append(
          EVTXRecord(
            offset: position + start, id: RecordHeader(block, at: start)?.id ?? 0,
            recovered: context.attributes[EVTXRecords.Cutter.recovered] != nil,
            text: String(decoding: text, as: UTF8.self), problem: problem?.code))
      }
      start += span.length
    }
    reading.spans.append(contentsOf: list.spans)
  }

  /// Fields as the extractor gives them.
  static func fields(_ record: EVTXRecord) -> XMLEventsSupport.Event {
    XMLEventsSupport.extract(Array(record.text.utf8), profile: profile)
  }
}
