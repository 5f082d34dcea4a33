import Decode
import Evidence
import Integrity
import Pages
import Query

/// `iocs` of texts that are no case.
struct IocsTexts {
  let choice: IndicatorChoice

  /// `--jsonl`: a line of `{"id","iocs","decoded"}` for each line.
  func answerLines(_ file: String, _ sink: OutputSink) throws -> Int {
    var input = try TextInput(file)
    let extractor = LayeredExtractor(choice.search)
    var count = 0
    try input.forEachLine { number, line in
      if line.allSatisfy({ $0 <= 32 }) { return }
      if Interruption.isRequested { throw AssayError("interrupted", subject: file, reason: "stopped") }
      let question = try JSONLine(line, number: number, file: file)
      let finds = extractor.finds(in: question.text)
      let (found, limits) = (finds.found, finds.limits)
      var members: [JSONValue.Member] = [
        .init("id", question.id), .init("iocs", values(found.filter(\.decoders.isEmpty))),
        .init("decoded", values(found.filter { !$0.decoders.isEmpty })),
      ]
      if !limits.isEmpty { members.append(.init("limits", .array(limits.map { .string($0.rawValue) }))) }
      var json = JSONText()
      json.write(JSONValue.object(members))
      json.raw("\n")
      try sink.write(json.bytes)
      count += 1
    }
    return count
  }

  /// Values by type, each once, in order of appearance.
  private func values(_ found: [PlacedIndicator]) -> JSONValue {
    var seen: Set<IndicatorKey> = []
    var values: [IndicatorType: [JSONValue]] = [:]
    for item in found {
      let key = IndicatorKey(type: item.indicator.type, value: item.indicator.value)
      guard choice.counts(key), !choice.exclude.holds(key), seen.insert(key).inserted else { continue }
      values[key.type, default: []].append(.string(String(decoding: key.value, as: UTF8.self)))
    }
    return .object(values.keys.sorted().map { .init($0.rawValue, .array(values[$0] ?? [])) })
  }

  /// `--text`: one row an indicator, or one an occurrence.
  func answer(_ file: String, each: Bool, _ output: AnalysisOutput) throws {
    var input = try TextInput(file)
    let extractor = LayeredExtractor(choice.search)
    var table = IndicatorTable()
    var offsets: [UInt64] = []
    var limits: [DecodeLimit: Int] = [:]
    var size: UInt64 = 0
    if each { try output.begin(Self.eachColumns) }
    while let piece = try input.next() {
      if Interruption.isRequested { throw AssayError("interrupted", subject: file, reason: "stopped") }
      size += UInt64(piece.bytes.count)
      let finds = extractor.finds(in: piece.bytes)
      let (found, met) = (finds.found, finds.limits)
      for limit in met { limits[limit, default: 0] += 1 }
      for item in found {
        let key = IndicatorKey(type: item.indicator.type, value: item.indicator.value)
        guard choice.counts(key), !choice.exclude.holds(key) else { continue }
        let place = IndicatorPlace(field: "text", decoders: item.decoders)
        // Of a layer the place in the text is where its outermost encoding begins.
        let offset = piece.offset + UInt64(item.offsets.first ?? item.indicator.range.lowerBound)
        if each {
          try output.row(Self.cells(item, key, place, offset: offset))
        } else {
          let row = table.row(key)
          if row == offsets.count { offsets.append(offset) }
          table.count(
            row, record: Int(clamping: offset), time: nil, host: nil, place: place,
            isDefanged: item.indicator.isDefanged)
        }
      }
    }
    if !each {
      try output.begin(Self.countedColumns)
      for row in table.sorted {
        let places = row.places.map(\.text)
        try output.row([
          .text(row.key.type.rawValue), .sql(.text(row.key.value)), .text(IndicatorMeaning.kind(row.key)),
          .integer(row.count), .integer(row.firstRecord), .text(places.joined(separator: ", ")),
          .list(places),
          .flag(row.isDefanged), .text(IndicatorMeaning.commonReason(row.key)),
        ])
      }
    }
    for limit in DecodeLimit.allCases {
      guard let count = limits[limit] else { continue }
      output.limit(
        "decode-\(limit.rawValue)", met: count,
        "the limit '\(limit.rawValue)' of decoding was met: layers below it were not read")
    }
    output.read = "\(NumberText.bytes(size)) of \(file == "-" ? "standard input" : file) read"
  }

  private static let countedColumns = [
    Column("type"), Column("value"), Column("class"), Column("count", .count), Column("offset"),
    Column("where"), Column("places", machineOnly: true), Column("defanged", machineOnly: true),
    Column("common"),
  ]

  private static let eachColumns = [
    Column("offset"), Column("length", machineOnly: true), Column("type"), Column("value"), Column("class"),
    Column("where"), Column("layers", machineOnly: true), Column("defanged", machineOnly: true),
    Column("common", machineOnly: true),
  ]

  private static func cells(
    _ item: PlacedIndicator, _ key: IndicatorKey, _ place: IndicatorPlace, offset: UInt64
  ) -> [Cell] {
    let layers = zip(item.decoders, item.offsets).map { decoder, offset in
      JSONValue.members(("decoder", .string(decoder)), ("offset", .number(offset)))
    }
    return [
      .integer(Int(clamping: offset)), .integer(item.indicator.range.count), .text(key.type.rawValue),
      .sql(.text(key.value)), .text(IndicatorMeaning.kind(key)), .text(place.text), .json(.array(layers)),
      .flag(item.indicator.isDefanged), .text(IndicatorMeaning.commonReason(key)),
    ]
  }
}
