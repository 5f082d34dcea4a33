import CaseFile
import Evidence
import Foundation
import GRDB

/// Changes derived values as a forger would who knows the format: the chunk stays well formed.
enum DerivedForgery {
  static func replace(_ casePath: String, field: String, value index: Int, by text: String) throws {
    let zstd = try ZstdDecompressor()
    let (id, chunk) = try Session.read(casePath) { db in
      let id = try require2(
        Int.fetchOne(db, sql: "SELECT field_id FROM field WHERE name = ? AND common = 0", arguments: [field]))
      let group = try require2(GroupStore.rows(db).first)
      return (id, try require2(GroupStore.column(db, group, field: id, zstd)))
    }
    var values = chunk.codes.map { Array(chunk.dictionary[chunk.range(Int($0))]) }
    values[index] = Array(text.utf8)
    // Layout "plain", every value written out, no codes.
    var out = ByteWriter()
    out.byte(0)
    out.varint(values.count)
    out.varint(values.count)
    for value in values { out.varint(value.count) }
    for value in values { out.raw(value) }
    let packed = try PackedBytes.pack(out.bytes, ZstdCompressor())
    try Session.tamper(casePath) { db in
      try db.execute(
        sql: "UPDATE column_chunk SET data = ? WHERE row_group_id = 0 AND field_id = ?",
        arguments: [Data(packed), id])
    }
  }
}
