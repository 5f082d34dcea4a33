import CaseFile
import Evidence
import Formats
import GRDB
import Integrity

/// The small tables beside `events`: `sources`, `fields`, `gaps`, `custody`, `annotations`.
enum CaseTables {
  static func all(_ reader: CaseReader) -> [(name: String, table: RowsTable)] {
    [
      ("sources", sources(reader)), ("fields", fields(reader)), ("gaps", gaps(reader)),
      ("custody", custody(reader)), ("annotations", AnnotationsTable.table(reader)),
    ]
  }

  private static func list(_ rows: [[SQLValue]]) -> RowsTable.NextRow {
    var rows = rows.makeIterator()
    return { rows.next() }
  }

  private static func sources(_ reader: CaseReader) -> RowsTable {
    RowsTable(
      "sources",
      [
        ("source_id", "INTEGER"), ("name", "TEXT"), ("kind", "TEXT"), ("format", "TEXT"),
        ("encoding", "TEXT"),
        ("size", "INTEGER"), ("sha256", "TEXT"), ("modified", "TEXT"), ("state", "TEXT"),
        ("excluded", "INTEGER"),
        ("records", "INTEGER"), ("unparsed", "INTEGER"), ("gaps", "INTEGER"), ("gap_bytes", "INTEGER"),
        ("timezone", "TEXT"), ("clock_offset_seconds", "INTEGER"),
      ]
    ) {
      let rows = reader.sources.map { source -> [SQLValue] in
        [
          SQLValue(source.id), SQLValue(source.name), SQLValue(source.kind),
          SQLValue(source.profile.format.rawValue), SQLValue(source.profile.encoding.rawValue),
          source.size.map { SQLValue($0) } ?? .null, source.sha256.map { SQLValue($0.description) } ?? .null,
          source.modified.map { SQLValue($0.text) } ?? .null, SQLValue(source.state.rawValue),
          SQLValue(source.excluded ? 1 : 0), SQLValue(source.records), SQLValue(source.unparsed),
          SQLValue(source.gaps), SQLValue(source.gapBytes),
          source.profile.timezone.map { SQLValue($0) } ?? .null,
          .integer(source.profile.clockOffsetSeconds),
        ]
      }
      return list(rows)
    }
  }

  private static func fields(_ reader: CaseReader) -> RowsTable {
    RowsTable(
      "fields",
      [
        ("name", "TEXT"), ("column", "TEXT"), ("records", "INTEGER"), ("nulls", "INTEGER"), ("type", "TEXT"),
        ("examples", "TEXT"),
      ]
    ) {
      let columns = EventColumns(fields: reader.fields).nameOfField
      let rows = reader.fields.filter { !$0.isCommon }.map { field -> [SQLValue] in
        [
          SQLValue(field.name), columns[field.id].map { SQLValue($0) } ?? .null,
          SQLValue(field.records),
          SQLValue(field.nulls), SQLValue(field.integersOnly ? "integer" : "text"),
          .text(FieldsJSON.array(field.examples.map { (.string, Array($0.utf8)) })),
        ]
      }
      return list(rows)
    }
  }

  private static func gaps(_ reader: CaseReader) -> RowsTable {
    RowsTable(
      "gaps",
      [
        ("locator", "TEXT"), ("record", "INTEGER"), ("source_id", "INTEGER"), ("source_name", "TEXT"),
        ("offset", "INTEGER"), ("length", "INTEGER"), ("problem", "TEXT"), ("reason", "TEXT"),
      ]
    ) {
      var group = 0
      var pending: [[SQLValue]] = []
      return {
        while pending.isEmpty, group < reader.groups.count {
          pending = try gapRows(reader, reader.groups[group]).reversed()
          group += 1
        }
        return pending.popLast()
      }
    }
  }

  /// Rows of `gaps` in one row group.
  private static func gapRows(_ reader: CaseReader, _ row: GroupRow) throws -> [[SQLValue]] {
    guard row.recordCount < row.spanCount else { return [] }
    let group = try reader.open(row)
    var number: Int?
    return try group.layout.gapSpans.map { span in
      let place = try reader.span(row.firstLeaf + span)
      let problem = try group.problem(ofSpan: span)
      // Counting costs a walk over the block: done for the first gap, the others follow it.
      if let known = number {
        number = known + 1
      } else if case .gap(_, let index) = place.locator {
        number = index
      }
      let locator = Locator.gap(SourceNumber(row.source), index: number ?? 0)
      return [
        SQLValue(locator.description), SQLValue(place.leaf), SQLValue(row.source),
        SQLValue(group.source.name), .integer(Int64(place.sourceOffset)), SQLValue(place.span.length),
        problem.map { SQLValue($0.c) } ?? .null, problem.map { SQLValue($0.r) } ?? .null,
      ]
    }
  }

  private static func custody(_ reader: CaseReader) -> RowsTable {
    RowsTable(
      "custody",
      [
        ("seq", "INTEGER"), ("time", "TEXT"), ("action", "TEXT"), ("actor", "TEXT"),
        ("evidence_size", "INTEGER"),
        ("evidence_root", "TEXT"), ("entry_sha256", "TEXT"), ("entry", "TEXT"),
      ]
    ) {
      let rows = try reader.read { db, _ in
        try Row.fetchAll(
          db, sql: "SELECT * FROM custody WHERE evidence_size <= ? ORDER BY seq LIMIT ?",
          arguments: [
            reader.scope.treeSize ?? Int.max, reader.scope.custodyEntries ?? Int.max,
          ]
        ).map { row -> [SQLValue] in
          (0..<8).map { index in
            switch (row[index] as DatabaseValue).storage {
            case .int64(let number): .integer(number)
            case .string(let text): SQLValue(text)
            case .blob(let data): .text([UInt8](data))
            default: .null
            }
          }
        }
      }
      reader.custodyEntriesRead = max(reader.custodyEntriesRead ?? 0, rows.count)
      return list(rows)
    }
  }
}

extension EventColumns {
  /// By field id the name of the column under which it appears; fields without a column are left out.
  package var nameOfField: [Int: String] {
    var names: [Int: String] = [:]
    for isHidden in [false, true] {
      for column in columns where column.isHidden == isHidden {
        guard case .field(let ids) = column.kind else { continue }
        for id in ids where names[id] == nil { names[id] = column.name }
      }
    }
    return names
  }
}
