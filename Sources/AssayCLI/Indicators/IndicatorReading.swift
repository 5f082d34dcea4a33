import CaseFile
import Decode
import Evidence
import Integrity
import Pages
import Query

/// Reads the chosen rows for indicators: the records of a case in one pass, or the columns of a SELECT.
final class IndicatorReading {
  private let selection: Selection
  private let choice: IndicatorChoice
  private var limits: [DecodeLimit: Int] = [:]
  /// Records, gaps and rows that were read.
  private(set) var records = 0
  private(set) var gaps = 0

  init(_ selection: Selection, _ choice: IndicatorChoice) {
    self.selection = selection
    self.choice = choice
  }

  /// Counts of everything.
  func table() throws -> IndicatorTable {
    var table = IndicatorTable()
    try run(listsOccurrences: false) { table.add($0.table) }
    return table
  }

  /// Gives the parts in order.
  ///
  /// - Parameters:
  ///   - literals: texts to look for besides.
  ///   - wanted: which indicators count, beside those that the choice says.
  func run(
    listsOccurrences: Bool, literals: LiteralSet? = nil,
    wanted: @escaping @Sendable (IndicatorKey) -> Bool = { _ in true },
    _ onPart: (IndicatorPass.Part) throws -> Void
  ) throws {
    if selection.isSQL {
      try readRows(listsOccurrences: listsOccurrences, literals, wanted, onPart)
      return
    }
    var chosen: [Int]?
    if !selection.parameters.isEmpty {
      var numbers: [Int] = []
      try selection.forEach([]) { row in
        if let record = row.record.flatMap({ Int(exactly: $0) }) { numbers.append(record) }
        return true
      }
      chosen = numbers
    }
    let choice = choice
    let pass = IndicatorPass(
      selection.session.reader, threads: selection.threads, search: choice.search, records: chosen,
      literals: literals, listsOccurrences: listsOccurrences, wanted: { choice.counts($0) && wanted($0) })
    try pass.run { part in
      take(part)
      try onPart(part)
    }
  }

  private func take(_ part: IndicatorPass.Part) {
    records += part.records
    gaps += part.gaps
    limits.merge(part.limits) { $0 + $1 }
  }

  /// The columns of a SELECT: each is a text under its name. `time` and `computer` say when and where.
  private func readRows(
    listsOccurrences: Bool, _ literals: LiteralSet?, _ wanted: (IndicatorKey) -> Bool,
    _ onPart: (IndicatorPass.Part) throws -> Void
  ) throws {
    let extractor = LayeredExtractor(choice.search, literals: literals)
    var names: [String] = []
    var position = 0
    try selection.forEach([], onColumns: { names = $0 }) { row in
      defer { position += 1 }
      var part = IndicatorPass.Part()
      part.records = 1
      let record = row.record.flatMap { Int(exactly: $0) } ?? position
      var time: Timestamp?
      var host: [UInt8]?
      for (name, value) in zip(names, row.values) {
        if name.lowercased() == "time", case .text(let text) = value {
          time = SearchTime.instant(String(decoding: text, as: UTF8.self))
        }
        if name.lowercased() == "computer", case .text(let text) = value { host = text }
      }
      for (name, value) in zip(names, row.values) {
        let bytes: [UInt8]
        switch value {
        case .text(let text), .blob(let text): bytes = text
        case .null, .integer, .real: continue
        }
        let finds = extractor.finds(in: bytes)
        for limit in finds.limits { part.limits[limit, default: 0] += 1 }
        var texts = finds.texts.map { (number: $0.number, decoders: $0.decoders) }
        literals?.find(in: bytes) { number, _ in texts.append((number, [])) }
        for text in texts {
          part.texts.append(
            TextOccurrence(
              text: text.number, record: record, time: time, host: host,
              place: IndicatorPlace(field: name, decoders: text.decoders)))
        }
        for item in finds.found {
          let key = IndicatorKey(type: item.indicator.type, value: item.indicator.value)
          guard choice.counts(key), wanted(key) else { continue }
          let place = IndicatorPlace(field: name, decoders: item.decoders)
          part.table.count(
            part.table.row(key), record: record, time: time, host: host, place: place,
            isDefanged: item.indicator.isDefanged)
          if listsOccurrences {
            part.occurrences.append(
              IndicatorOccurrence(
                record: record, time: time, host: host, place: place, layerOffsets: item.offsets,
                indicator: item.indicator))
          }
        }
      }
      take(part)
      try onPart(part)
      return true
    }
  }

  /// Says what was read, and which limits were met.
  func tell(_ output: AnalysisOutput) {
    output.summary += [
      .init("records_read", .number(records)), .init("gaps_read", .number(gaps)),
    ]
    for limit in DecodeLimit.allCases {
      guard let count = limits[limit] else { continue }
      output.limit(
        "decode-\(limit.rawValue)", met: count,
        "\(NumberText.counted(count, "text")) met the limit '\(limit.rawValue)' of decoding: layers below it were not read"
      )
    }
    if gaps > 0 {
      output.remark("\(NumberText.counted(gaps, "gap")) read, too: bytes that are no records")
    }
  }
}
