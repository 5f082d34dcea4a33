package import Evidence
import Foundation

/// How a product names things in its exports: data, one JSON file for each product, and the form of `--map FILE`.
package struct ExportMap: Sendable, Decodable, Equatable {
  /// Word of the product; `other` for one that Assay does not know.
  package var product: String
  /// Sets of column names: an export that has all of one set is the product's.
  package var recognise: [[String]]
  /// Columns with the event's time; of those that a row fills, the first in the export's order counts.
  package var time: [String]
  /// Columns that say when the SIEM received the event.
  package var indexTime: [String]
  /// Columns with the host and the source that the SIEM filed the event under.
  package var host: [String]
  package var source: [String]
  /// Columns with the text of the event.
  package var text: [String]
  /// Columns that say how many events a row stands for.
  package var count: [String]
  /// Columns that list fields which the SIEM left out.
  package var ignored: [String]
  /// Fields of records that the time column stands for.
  package var timeStandsFor: [String]
  /// Columns that are the product's own, never a field of the event.
  package var own: [String]
  /// Columns that hold the event's data as XML or JSON of their own.
  package var nested: [String]
  /// What a document puts before all names (`fields.`).
  package var unwrap: [String]
  /// What the product writes before a field's name where the name is one of its own (`extracted_host`).
  package var renamedPrefix: String?
  /// Event XML's names of fields, and the columns that they stand in.
  package var names: [String: [String]]
  /// Whether an analyst of the product works with extracted fields; false: with the text alone.
  package var judgesFields: Bool

  private enum CodingKeys: String, CodingKey {
    case product, recognise, time, host, source, text, count, ignored, own, names, columns, nested, unwrap
    case indexTime = "index_time"
    case timeStandsFor = "time_stands_for"
    case renamedPrefix = "renamed_prefix"
    case judgesFields = "judges_fields"
  }

  /// Reads a map; every key may be left out. `columns` says the same column by column: `{"When": "time", "No": "EventID"}`.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func list(_ key: CodingKeys) throws -> [String] {
      try values.decodeIfPresent([String].self, forKey: key) ?? []
    }
    product = try values.decodeIfPresent(String.self, forKey: .product) ?? ExportProduct.other.rawValue
    recognise = try values.decodeIfPresent([[String]].self, forKey: .recognise) ?? []
    time = try list(.time)
    indexTime = try list(.indexTime)
    host = try list(.host)
    source = try list(.source)
    text = try list(.text)
    count = try list(.count)
    ignored = try list(.ignored)
    timeStandsFor = try list(.timeStandsFor)
    own = try list(.own)
    nested = try list(.nested)
    unwrap = try list(.unwrap)
    renamedPrefix = try values.decodeIfPresent(String.self, forKey: .renamedPrefix)
    names = try values.decodeIfPresent([String: [String]].self, forKey: .names) ?? [:]
    judgesFields = try values.decodeIfPresent(Bool.self, forKey: .judgesFields) ?? true
    for (column, meaning) in try values.decodeIfPresent([String: String].self, forKey: .columns) ?? [:] {
      take(column, meaning)
    }
    if recognise.isEmpty {
      recognise = (time + text + names.keys.sorted().flatMap { names[$0] ?? [] }).map { [$0] }
    }
  }

  /// Takes in what one column means: a role of this map by its key, or a field of Event XML.
  private mutating func take(_ column: String, _ meaning: String) {
    switch CodingKeys(rawValue: meaning) {
    case .time: time.append(column)
    case .indexTime: indexTime.append(column)
    case .host: host.append(column)
    case .source: source.append(column)
    case .text: text.append(column)
    case .count: count.append(column)
    case .ignored: ignored.append(column)
    case .own: own.append(column)
    default: names[meaning, default: []].append(column)
    }
  }

  /// Reads a map from JSON.
  ///
  /// - Parameter subject: file, for the error.
  /// - Throws: `export.map`.
  package init(json: [UInt8], subject: String) throws(AssayError) {
    do {
      self = try JSONDecoder().decode(ExportMap.self, from: Data(json))
    } catch {
      throw AssayError(
        "export.map", subject: subject, reason: "is no map of an export: \(Self.text(of: error))",
        hint: "docs/completeness.md shows one; for a start: {\"time\": [\"column\"], \"text\": [\"column\"]}")
    }
  }

  private static func text(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    return switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
      .dataCorrupted(let context):
      context.debugDescription
    @unknown default: "it cannot be read"
    }
  }

  /// The product, as the comparison names it.
  package var exportProduct: ExportProduct { ExportProduct(rawValue: product) ?? .other }

  /// Whether an export with these columns is the product's.
  func matches(_ columns: Set<String>) -> Bool {
    let columns = unwrap.isEmpty ? columns : Set(columns.map(unwrapped))
    return recognise.contains { !$0.isEmpty && $0.allSatisfy(columns.contains) }
  }

  /// A column's name without what a document puts before all names.
  func unwrapped(_ column: String) -> String {
    for prefix in unwrap where column.hasPrefix(prefix) { return String(column.dropFirst(prefix.count)) }
    return column
  }

  /// Any CSV or JSON with columns that Assay knows from events, whoever wrote it.
  static let generic = ExportMap(
    time: [
      "@timestamp", "TimeCreated", "SystemTime", "timestamp", "Timestamp", "_time", "time", "EventTime",
    ],
    text: ["_raw", "raw", "event.original", "Payload"])

  private init(time: [String], text: [String]) {
    (product, recognise, self.time, self.text) = (ExportProduct.other.rawValue, [], time, text)
    (indexTime, host, source, count, ignored, timeStandsFor, own) = ([], [], [], [], [], [], [])
    (renamedPrefix, names, judgesFields, nested, unwrap) = (nil, [:], true, [], [])
  }

  /// The maps that come with Assay, in the order in which they are tried.
  ///
  /// - Throws: `export.map`, which a test excludes.
  static func shipped() throws(AssayError) -> [ExportMap] {
    var maps: [ExportMap] = []
    for (name, bytes) in [
      ("qradar", PackageResources.qradar_json), ("elastic", PackageResources.elastic_json),
      ("splunk", PackageResources.splunk_json), ("sentinel", PackageResources.sentinel_json),
    ] { maps.append(try ExportMap(json: bytes, subject: "\(name).json")) }
    return maps
  }
}
