import CaseFile
import Decode
import Evidence
import Integrity
import Pages
import Query

/// What is known of a value, for people and for programs.
struct EntityPage {
  private let reading: EntityReading
  private let key: IndicatorKey?
  private let firstLocators: [String]
  private let intelligence: [(list: IntelligenceList, item: IntelligenceItem, relation: String)]
  private let tags: [(tag: String?, note: String?, records: Int)]
  private let recordsConsidered: Int

  /// Most locators that are told; `search` and `iocs --each` list all.
  private static let mostLocators = 5

  init(_ reading: EntityReading, _ reader: CaseReader, _ lists: [IntelligenceList]) throws {
    self.reading = reading
    recordsConsidered = reader.recordsConsidered
    key = reading.key
    let locators = LocatorLookup(reader)
    firstLocators = try reading.records.prefix(Self.mostLocators).compactMap { try locators.locator($0) }
    let index = IntelligenceIndex(lists)
    intelligence = (key.map { index.matches($0) } ?? []).map { match in
      let entry = index.entries[match.entry]
      return (lists[entry.list], entry.item, match.relation.rawValue)
    }
    let own = Set(reading.records)
    tags = try reader.store.annotations().annotations.compactMap { annotation in
      let shared = annotation.records.stretches.reduce(0) { sum, stretch in
        sum + stretch.count { own.contains($0) }
      }
      return shared > 0 ? (annotation.tag, annotation.note, shared) : nil
    }
  }

  /// The facts as JSON.
  var document: JSONValue {
    .members(
      ("value", .string(reading.value)), ("type", .text(reading.type?.rawValue)),
      ("class", .text(key.flatMap { IndicatorMeaning.kind($0) })),
      ("common", .text(key.flatMap { IndicatorMeaning.commonReason($0) })),
      ("records", .number(reading.records.count)), ("records_considered", .number(recordsConsidered)),
      ("first", .text(reading.first?.text)), ("last", .text(reading.last?.text)),
      ("locators", .array(firstLocators.map { .string($0) })),
      (
        "places",
        .array(
          reading.places.map { place in
            .members(
              ("where", .string(place.place.text)), ("count", .number(place.count)),
              ("decoded", .bool(!place.place.decoders.isEmpty)), ("record", .number(place.record)))
          })
      ),
      (
        "neighbours",
        .array(
          reading.neighbours.map { group in
            .members(
              ("group", .string(group.group)), ("distinct", .number(group.distinct)),
              (
                "values",
                .array(
                  group.values.map {
                    .members(("value", .string($0.value)), ("records", .number($0.records)))
                  })
              ))
          })
      ),
      (
        "intelligence",
        .array(
          intelligence.map { hit in
            .members(
              ("list", .string(hit.list.name)), ("list_date", .text(hit.list.date)),
              ("list_sha256", .string(hit.list.sha256)), ("relation", .string(hit.relation)),
              ("item", .string(String(decoding: hit.item.value, as: UTF8.self))),
              ("note", .text(hit.item.note)))
          })
      ),
      (
        "tags",
        .array(
          tags.map {
            .members(("tag", .text($0.tag)), ("note", .text($0.note)), ("records", .number($0.records)))
          })
      ))
  }

  /// The facts as a page.
  var lines: [String] {
    var lines: [String] = []
    let kind = [reading.type?.rawValue ?? "text", key.flatMap { IndicatorMeaning.kind($0) }].compactMap { $0 }
    lines.append("\(DisplayText.escaped(reading.value))   \(kind.joined(separator: ", "))")
    if let common = key.flatMap({ IndicatorMeaning.commonReason($0) }) {
      lines.append("common        \(common)")
    }
    guard !reading.records.isEmpty else {
      lines += intelligenceLines
      lines.append("in no record of \(NumberText.counted(recordsConsidered, "record")) considered")
      return lines
    }
    lines.append(
      "records       \(NumberText.grouped(reading.records.count)) of \(NumberText.grouped(recordsConsidered))"
    )
    if let first = reading.first, let last = reading.last {
      lines.append("first, last   \(NumberText.time(first.text)) – \(NumberText.time(last.text))")
    }
    let more = reading.records.count - firstLocators.count
    lines.append(
      "locators      \(firstLocators.joined(separator: ", "))"
        + (more > 0 ? " and \(NumberText.grouped(more)) more" : ""))
    for (number, place) in reading.places.enumerated() {
      let mark = place.place.decoders.isEmpty ? "" : "   decoded"
      lines.append(
        (number == 0 ? "found in      " : "              ")
          + "\(DisplayText.escaped(place.place.text))  \(NumberText.grouped(place.count))×\(mark)")
    }
    for (number, tag) in tags.enumerated() {
      let text = [tag.tag, tag.note].compactMap { $0 }.map { DisplayText.escaped($0) }.joined(separator: ": ")
      lines.append(
        (number == 0 ? "tags          " : "              ")
          + "\(text) (\(NumberText.counted(tag.records, "record")))")
    }
    lines += intelligenceLines
    if !reading.neighbours.isEmpty { lines.append("") }
    for group in reading.neighbours {
      let values = group.values.map { "\(DisplayText.escaped($0.value)) (\(NumberText.grouped($0.records)))" }
      let rest = group.distinct - group.values.count
      lines.append("with \(group.group)")
      lines += values.map { "  \($0)" }
      if rest > 0 { lines.append("  and \(NumberText.grouped(rest)) more") }
    }
    return lines
  }

  private var intelligenceLines: [String] {
    intelligence.enumerated().map { number, hit in
      (number == 0 ? "intelligence  " : "              ")
        + "\(DisplayText.escaped(hit.list.name)) (\(hit.list.date ?? "no date")): \(hit.relation)"
        + (hit.item.note.map { ", \(DisplayText.escaped($0))" } ?? "")
    }
  }
}
