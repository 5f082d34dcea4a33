import CaseFile
import Evidence
import Formats

/// One SQL column in one row group, unpacked. Never changes: threads can share it.
final class ColumnValues: Sendable {
  let resolved: ResolvedColumn
  private let ids: Set<Int>
  /// Numbers of the distinct values, per chunk, where the column is declared INTEGER.
  let integers: [[Int64]]?

  /// - Parameter ownField: catalogue id of a common field's own values.
  init(_ group: GroupAccess, _ column: EventColumns.Column, ownField: Int?) throws {
    switch column.kind {
    case .field(let ids), .hash(_, let ids):
      self.ids = ids
      resolved = try group.resolve(fields: ids)
    case .common(let common):
      ids = []
      resolved = try group.resolve(common: common, ownField: ownField)
    default:
      ids = []
      resolved = try group.resolve(fields: [])
    }
    integers =
      column.isInteger
      ? resolved.chunks.map { chunk in
        (0..<chunk.distinct).map {
          CanonicalInteger.parse(chunk.dictionary.span.extracting(chunk.range($0))) ?? 0
        }
      } : nil
  }

  func value(_ record: Int, _ group: GroupAccess, _ result: some ValueSink) throws {
    let code = resolved.codeOfRecord[record]
    if code >= 0, code != ResolvedColumn.several {
      let slot = resolved.chunk(record)
      if let integers {
        result.integer(integers[slot][Int(code)])
      } else {
        result.text(resolved.chunks[slot].dictionary, resolved.chunks[slot].range(Int(code)))
      }
    } else if code == ResolvedColumn.null {
      result.null()
    } else {
      result.text(try bytes(record, group))
    }
  }

  /// The bytes of a record's value, wherever they stand; those of several values are a JSON array. Empty where the
  /// record has none.
  func bytes(_ record: Int, _ group: GroupAccess) throws -> [UInt8] {
    let code = resolved.codeOfRecord[record]
    switch code {
    case ResolvedColumn.null: return []
    case ResolvedColumn.several: return FieldsJSON.array(try group.values(record: record, fields: ids))
    default: return try group.value(resolved.chunks[resolved.chunk(record)], code, record: record)
    }
  }

  /// Whether values can stand outside of the dictionaries: long ones in their record's text, several ones together.
  var hasOthers: Bool {
    resolved.chunks.contains { !$0.slices.isEmpty } || resolved.codeOfRecord.contains(ResolvedColumn.several)
  }

  /// About how many bytes of memory it takes.
  var cost: Int {
    let perChunk = resolved.chunks.reduce(0) { $0 + $1.dictionary.count + $1.distinct * 16 + $1.count * 4 }
    return perChunk + (resolved.codeOfRecord.count + resolved.chunkOfRecord.count) * 4 + 256
  }
}
