import Decode
import Evidence
import Integrity
import Pages
import Query

/// Columns of answers about indicators.
enum IndicatorColumns {
  /// One row an indicator.
  static let counted = [
    Column("type"), Column("value"), Column("class"), Column("records", .count),
    Column("count", .count, machineOnly: true), Column("first", .time), Column("last", .time),
    Column("hosts", .count), Column("host_names", machineOnly: true), Column("locator"),
    Column("record", machineOnly: true), Column("where"), Column("places", machineOnly: true),
    Column("defanged", machineOnly: true), Column("common"),
  ]

  /// One row an occurrence.
  static let each = [
    Column("time", .time), Column("computer"), Column("type"), Column("value"), Column("class"),
    Column("locator"), Column("record", machineOnly: true), Column("where"),
    Column("field", machineOnly: true),
    Column("layers", machineOnly: true), Column("offset"), Column("length", machineOnly: true),
    Column("defanged", machineOnly: true), Column("common", machineOnly: true),
  ]

  static func cells(_ row: IndicatorSummary, _ locators: LocatorLookup) throws -> [Cell] {
    let hosts = row.hosts.sorted { $0.lexicographicallyPrecedes($1) }.map {
      String(decoding: $0, as: UTF8.self)
    }
    let places = row.places.map(\.text)
    let more = places.count > 1 ? " and \(places.count - 1) more" : ""
    return [
      .text(row.key.type.rawValue), .sql(.text(row.key.value)), .text(IndicatorMeaning.kind(row.key)),
      .integer(row.records), .integer(row.count), .text(row.first?.text), .text(row.last?.text),
      .integer(hosts.count), .list(hosts), .text(try row.firstRecord.flatMap { try locators.locator($0) }),
      .integer(row.firstRecord), .text(places.first.map { $0 + more }), .list(places), .flag(row.isDefanged),
      .text(IndicatorMeaning.commonReason(row.key)),
    ]
  }

  static func cells(_ occurrence: IndicatorOccurrence, _ locators: LocatorLookup) throws -> [Cell] {
    let layers = zip(occurrence.place.decoders, occurrence.layerOffsets).map { decoder, offset in
      JSONValue.members(("decoder", .string(decoder)), ("offset", .number(offset)))
    }
    let indicator = occurrence.indicator
    return [
      .text(occurrence.time?.text), .sql(occurrence.host.map { .text($0) } ?? .null),
      .text(indicator.type.rawValue), .sql(.text(indicator.value)),
      .text(IndicatorMeaning.kind(occurrence.key)), .text(try locators.locator(occurrence.record)),
      .integer(occurrence.record), .text(occurrence.place.text), .text(occurrence.place.field),
      .json(.array(layers)), .integer(indicator.range.lowerBound), .integer(indicator.range.count),
      .flag(indicator.isDefanged), .text(IndicatorMeaning.commonReason(occurrence.key)),
    ]
  }
}
