import CaseFile
import Formats
import Integrity
import Pages

/// A source as a row of `add` and `sources`.
enum SourceColumns {
  static let columns: [Column] = [
    Column("source_id", heading: "#", .count), Column("name", heading: "source"), Column("format"),
    Column("encoding", machineOnly: true), Column("records", .count), Column("gaps", .count),
    Column("unparsed", heading: "not parsed", .count), Column("size", .bytes),
    Column("gap_bytes", machineOnly: true), Column("state", machineOnly: true), Column("sha256", .digest),
  ]

  static func cells(_ row: SourceRow) -> [Cell] {
    [
      .integer(row.id), .text(row.name), .text(row.profile.format.rawValue),
      .text(row.profile.encoding.rawValue), .integer(row.records), .integer(row.gaps), .integer(row.unparsed),
      .integer(row.size ?? row.committed), .integer(row.gapBytes), .text(row.state.rawValue),
      .text(row.sha256?.description),
    ]
  }
}
