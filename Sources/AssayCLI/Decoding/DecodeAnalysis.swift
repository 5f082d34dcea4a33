import CaseFile
import Decode
import Evidence
import Integrity
import Pages
import Query

/// Layers that stand encoded in fields of the chosen rows.
struct DecodeAnalysis: Analysis {
  static let name = "decode"

  /// Fields that were named; none chooses those that hold commands and scripts.
  let fields: [String]
  var limits = DecodeLimits()
  init(fields: [String], limits: DecodeLimits) {
    self.fields = fields
    self.limits = limits
  }

  init(_ question: Question) throws {
    fields = question[parameter: "fields"]?.strings ?? []
    limits = DecodeLimits()
    for (name, path) in Self.limitNames {
      if let value = question[parameter: name]?.int.flatMap({ Int(exactly: $0) }) {
        limits[keyPath: path] = value
      }
    }
  }

  private static let limitNames: [(String, any WritableKeyPath<DecodeLimits, Int> & Sendable)] = [
    ("max_depth", \.depth), ("max_layers", \.nodes), ("max_output_bytes", \.outputBytes),
    ("max_ratio", \.ratio),
  ]

  var parameters: [JSONValue.Member] {
    let standard = DecodeLimits()
    return (fields.isEmpty ? [] : [.init("fields", .array(fields.map { .string($0) }))])
      + Self.limitNames.compactMap { name, path in
        limits[keyPath: path] == standard[keyPath: path] ? nil : .init(name, .number(limits[keyPath: path]))
      }
  }

  func answer(_ selection: Selection, _ output: AnalysisOutput) throws {
    var texts = DecodedTexts(limits: limits, output)
    try texts.begin([Column("record"), Column("locator"), Column("field"), Column("layers")])
    if selection.isSQL {
      let locators = LocatorLookup(selection.session.reader)
      var names: [String] = []
      try selection.forEach([], onColumns: { names = $0 }) { row in
        let locator = try row.record.flatMap { Int(exactly: $0) }.flatMap { try locators.locator($0) }
        try take(row.values[...], names, row.record, locator, &texts)
        return true
      }
      texts.tell(names)
    } else {
      let columns =
        try fields.isEmpty
        ? selection.columns(among: DecodeFields.chosen(from: selection.session.reader.fields.map(\.name)))
        : fields.map { try selection.column(of: $0) }
      if !columns.isEmpty { try read(selection, columns, nil, &texts) }
      // What could not be parsed has no fields.
      let readsText = fields.isEmpty && selection.session.reader.recordsUnparsed > 0
      if readsText { try read(selection, ["text"], "parsed = 0", &texts) }
      texts.tell(columns + (readsText ? ["the text of records that have no fields"] : []))
    }
  }

  private func read(
    _ selection: Selection, _ columns: [String], _ condition: String?, _ texts: inout DecodedTexts
  ) throws {
    try selection.forEach(["locator"] + columns, where: condition) { row in
      var locator: String?
      if case .text(let text) = row.values.first { locator = String(decoding: text, as: UTF8.self) }
      try take(row.values.dropFirst(), columns, row.record, locator, &texts)
      return true
    }
  }

  private func take(
    _ values: ArraySlice<SQLValue>, _ names: [String], _ record: Int64?, _ locator: String?,
    _ texts: inout DecodedTexts
  ) throws {
    for (value, name) in zip(values, names) {
      guard case .text(let text) = value else { continue }
      try texts.take(
        text, [.integer(record.flatMap { Int(exactly: $0) }), .text(locator), .text(name)],
        heading: [locator, name].compactMap { $0 }.joined(separator: "  "), record: record)
    }
  }
}

/// Decodes texts one after another, writes a row for each that holds layers, and keeps count.
struct DecodedTexts {
  private let search: LayerSearch
  private let output: AnalysisOutput
  private let lines: LayerLines
  private var texts = 0
  private var bytes: UInt64 = 0
  private var limitsMet: [DecodeLimit: Int] = [:]

  init(limits: DecodeLimits, _ output: AnalysisOutput) {
    search = LayerSearch(limits: limits)
    self.output = output
    lines = LayerLines(output)
  }

  func begin(_ columns: [Column]) throws { try output.begin(columns, isListing: true) }

  /// - Parameter cells: of the row, before its layers.
  mutating func take(_ text: [UInt8], _ cells: [Cell], heading: String, record: Int64? = nil) throws {
    texts += 1
    bytes += UInt64(text.count)
    let tree = search.layers(of: text)
    for limit in tree.limitsMet { limitsMet[limit, default: 0] += 1 }
    guard !tree.layers.isEmpty else { return }
    try output.row(
      cells + [.json(LayerJSON.array(tree.layers))], record: record,
      lines: lines.lines(heading, text, tree.layers))
  }

  /// Says what was looked at, and where the search ended before its time.
  func tell(_ fields: [String]) {
    output.read = "\(NumberText.counted(texts, "text")) looked at (\(NumberText.bytes(bytes)))"
    output.summary.append(.init("texts", .number(texts)))
    if !fields.isEmpty {
      output.remark(
        "\(NumberText.counted(texts, "text")) looked at, \(NumberText.bytes(bytes)): \(fields.joined(separator: ", "))"
      )
      output.summary.append(.init("fields", .array(fields.map { .string($0) })))
    }
    for limit in DecodeLimit.allCases {
      guard let count = limitsMet[limit] else { continue }
      output.limit(
        "decode-\(limit.rawValue)", met: count,
        "\(NumberText.counted(count, "text")) met the limit '\(limit.rawValue)' of decoding: docs/decode.md says what was left out"
      )
    }
  }
}
