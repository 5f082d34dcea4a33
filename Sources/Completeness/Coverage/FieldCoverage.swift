/// A field of an event type that cannot be searched in the SIEM, wholly or in part.
package struct FieldCoverage: Sendable, Equatable {
  package var channel: WordID
  package var eventID: WordID
  package var name: String
  /// Records of the event type that the export has.
  package var records: Int
  /// Those of them whose row lacks the field, has the front of it, or has another value.
  package var lost: Int
  package var cut: Int
  package var altered: Int
  /// Where in the raw text the first lost or cut value ends, in bytes; nil: none is lost or cut.
  package var firstEndBytes: Int?

  private struct Place: Hashable {
    var channel: WordID
    var eventID: WordID
    var name: String
  }

  /// All such fields, those of most records first.
  static func all(of comparison: Comparison) -> [FieldCoverage] {
    var types: [UInt64: Int] = [:]
    func key(_ record: RecordFacts) -> UInt64 { UInt64(record.channel) << 32 | UInt64(record.eventID) }
    for record in comparison.records where !record.verdicts.contains(VerdictSet(.missing)) {
      types[key(record), default: 0] += 1
    }
    var found: [Place: FieldCoverage] = [:]
    for difference in comparison.differences {
      let record = comparison.records[difference.record]
      for field in difference.fields {
        let place = Place(channel: record.channel, eventID: record.eventID, name: field.name)
        var entry =
          found[place]
          ?? FieldCoverage(
            channel: record.channel, eventID: record.eventID, name: field.name,
            records: types[key(record)] ?? 0,
            lost: 0, cut: 0, altered: 0)
        switch field.kind {
        case .lost: entry.lost += 1
        case .cut: entry.cut += 1
        case .altered: entry.altered += 1
        }
        if field.kind != .altered, field.endBytes > 0 {
          entry.firstEndBytes = min(entry.firstEndBytes ?? .max, field.endBytes)
        }
        found[place] = entry
      }
    }
    return found.values.sorted { a, b in
      let (x, y) = (a.lost + a.cut + a.altered, b.lost + b.cut + b.altered)
      return x != y ? x > y : (a.channel, a.eventID, a.name) < (b.channel, b.eventID, b.name)
    }
  }
}
