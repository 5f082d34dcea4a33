import Evidence
import Formats
import Foundation
import GRDB

/// One field's values in one row group: stored against extracted again.
struct ChunkComparison {
  let group: ViewComparison
  /// Index among the columns extracted again.
  let column: Int
  let stored: StoredChunk

  private var fresh: EncodedGroup.Column { group.fresh.columns[column] }
  private var name: String { fresh.name.text }
  private var subject: String { "\(group.subject), field \(name)" }

  func failures(_ zstd: borrowing ZstdDecompressor) -> [VerifyReport.Failure] {
    var failures: [VerifyReport.Failure] = []
    compareSummary(&failures)
    if stored.data != fresh.chunk.payload { compareValues(zstd, &failures) }
    return failures
  }

  private func compareSummary(_ failures: inout [VerifyReport.Failure]) {
    func compare(_ what: String, _ recorded: Int, _ computed: Int) {
      guard recorded != computed else { return }
      failures.append(
        group.failure(
          "views.summary", expected: "\(computed)", found: "\(recorded)",
          "\(what) of field \(name) is \(recorded), extracted again \(computed)"))
    }
    compare("record_count", stored.records, fresh.records)
    compare("null_count", stored.nulls, fresh.nulls)
    compare("value_count", stored.values, fresh.chunk.values)
    compare("distinct_count", stored.distinct, fresh.chunk.distinct)
    compare("integers", stored.integers, fresh.chunk.integers ? 1 : 0)
    let (low, high) = fresh.chunk.bounds.values
    for (what, recorded, computed) in [("min", stored.low, low), ("max", stored.high, high)]
    where recorded != computed {
      failures.append(
        group.failure(
          "views.summary", expected: words(computed), found: words(recorded),
          "\(what) of field \(name) is \(words(recorded)), extracted again \(words(computed))"))
    }
  }

  private func words(_ value: DatabaseValue) -> String {
    switch value.storage {
    case .null: "none"
    case .int64(let number): "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): printable(Array(text.utf8))
    case .blob(let data): printable([UInt8](data))
    }
  }

  private func compareValues(_ zstd: borrowing ZstdDecompressor, _ failures: inout [VerifyReport.Failure]) {
    do throws(AssayError) {
      let old = try PackedBytes.unpack(stored.data, limit: GroupStore.maxPayload, subject: subject, zstd)
      let new = try PackedBytes.unpack(
        fresh.chunk.payload, limit: GroupStore.maxPayload, subject: subject, zstd)
      // Another version of zstd packs the same values into other bytes.
      if old == new { return }
      let storedChunk = try ColumnChunk(
        old, subject: subject, maxValues: min(stored.values, GroupStore.maxPayload))
      let freshChunk = try ColumnChunk(new, subject: subject, maxValues: fresh.chunk.values)
      if storedChunk.count != freshChunk.count {
        failures.append(
          group.failure(
            "views.value", expected: "\(freshChunk.count) values", found: "\(storedChunk.count) values",
            "field \(name) has \(storedChunk.count) values, extracted again \(freshChunk.count)"))
      }
      let before = failures.count
      try compare(storedChunk, freshChunk, &failures, zstd)
      if failures.count == before, storedChunk.count == freshChunk.count {
        failures.append(
          group.failure("views.value", "the values of field \(name) are not written as they must be"))
      }
    } catch {
      failures.append(
        group.failure("views.damaged", "the values of field \(name) cannot be read: \(error.reason)"))
    }
  }

  private func compare(
    _ old: ColumnChunk, _ new: ColumnChunk, _ failures: inout [VerifyReport.Failure],
    _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) {
    let records = try recordsOfValues(zstd)
    for index in 0..<min(old.count, new.count, records.count) {
      if old.codes[index] >= 0, new.codes[index] >= 0,
        old.dictionary[old.range(Int(old.codes[index]))] == new.dictionary[new.range(Int(new.codes[index]))]
      {
        continue
      }
      if old.codes[index] < 0, new.codes[index] < 0,
        old.slices[-1 - Int(old.codes[index])] == new.slices[-1 - Int(new.codes[index])]
      {
        continue
      }
      let text = group.text(ofRecord: records[index])
      let was = try value(old, index, text)
      let now = try value(new, index, text)
      guard was != now else { continue }
      failures.append(
        group.failure(
          "views.value", record: records[index], expected: printable(now), found: printable(was),
          "field \(name) is stored as '\(printable(was))', extracted again '\(printable(now))'"))
    }
  }

  private func value(_ chunk: ColumnChunk, _ index: Int, _ text: [UInt8]) throws(AssayError) -> [UInt8] {
    let code = Int(chunk.codes[index])
    if code >= 0 { return Array(chunk.dictionary[chunk.range(code)]) }
    var value: [UInt8] = []
    try ColumnChunk.decode(chunk.slices[-1 - code], in: text.span, subject: subject, into: &value)
    return value
  }

  /// For each value the record that has it, by the layout extracted again.
  private func recordsOfValues(_ zstd: borrowing ZstdDecompressor) throws(AssayError) -> [Int] {
    let bytes = try PackedBytes.unpack(
      group.fresh.layout, limit: GroupStore.maxPayload, subject: subject, zstd)
    let layout = try GroupLayout(
      bytes, subject: subject, columns: group.fresh.columns.count, spans: group.spans.count,
      records: group.fresh.records)
    var records: [Int] = []
    for (record, shape) in layout.shapeOfRecord.enumerated() {
      switch fresh.name {
      case .common(let common):
        if layout.shapes[Int(shape)].common[common.rawValue] == 1 { records.append(record) }
      case .field:
        for element in layout.shapes[Int(shape)].elements
        where element.column == column && element.type != .null {
          records.append(record)
        }
      }
    }
    return records
  }

  /// A value for a sentence: control characters escaped, at most 200 bytes.
  private func printable(_ bytes: [UInt8]) -> String {
    var text = ""
    for scalar in String(decoding: bytes.prefix(200), as: UTF8.self).unicodeScalars {
      if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return bytes.count > 200 ? text + "… (\(bytes.count) bytes)" : text
  }
}

extension EncodedColumn.Bounds {
  /// As stored in `min` and `max`.
  var values: (low: DatabaseValue, high: DatabaseValue) {
    switch self {
    case .none: (.null, .null)
    case .integers(let low, let high): (low.databaseValue, high.databaseValue)
    case .bytes(let low, let high): (Data(low).databaseValue, Data(high).databaseValue)
    }
  }
}
