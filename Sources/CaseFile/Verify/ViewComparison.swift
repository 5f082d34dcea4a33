import Evidence
import Formats
import GRDB

/// Compares a row group as stored with the same, extracted again. Equal bytes are equal values; where bytes
/// differ, both are decoded and compared value by value, so that the failure can name record and field.
struct ViewComparison {
  let stored: StoredGroup
  let fresh: EncodedGroup
  let spans: [SourceSpan]
  /// Of the blocks that the row group stands in; its first span begins at `start`.
  let bytes: [UInt8]
  let start: Int
  let sourceOffset: UInt64
  let profile: SourceProfile
  /// Whether the records are those of a claim.
  let isClaim: Bool
  let catalogue: CatalogueNames

  var row: GroupRow { stored.row }
  var subject: String { "row group \(row.id)" }

  func failures(_ zstd: borrowing ZstdDecompressor) -> [VerifyReport.Failure] {
    var failures: [VerifyReport.Failure] = []
    compareRow(&failures)
    compareFields(&failures)
    compareLayout(zstd, &failures)
    compareTimes(zstd, &failures)
    compareChunks(zstd, &failures)
    return failures
  }

  func failure(
    _ code: String, record: Int? = nil, expected: String? = nil, found: String? = nil, _ reason: String
  ) -> VerifyReport.Failure {
    guard let record else {
      return VerifyReport.Failure(
        code, source: row.source, record: row.firstLeaf, offset: sourceOffset, expected: expected,
        found: found, reason: "\(subject): \(reason)")
    }
    let span = self.span(ofRecord: record)
    let leaf = row.firstLeaf + span
    return VerifyReport.Failure(
      code, source: row.source, record: leaf,
      offset: sourceOffset + UInt64(spans[..<span].reduce(0) { $0 + $1.length }), expected: expected,
      found: found, reason: "record \(leaf): \(reason)")
  }

  /// Index of the span that is record `record` of the group. Linear: asked only for what is wrong.
  func span(ofRecord record: Int) -> Int {
    var left = record
    for (index, span) in spans.enumerated() where span.kind == .record {
      if left == 0 { return index }
      left -= 1
    }
    return max(0, spans.count - 1)
  }

  /// The text that the extractor got for a record.
  func text(ofRecord record: Int) -> [UInt8] {
    let group = bytes.span.extracting(start..<bytes.count)
    var texts = SpanTexts(profile)
    var offset = 0
    for span in spans[...span(ofRecord: record)] {
      texts.enter(span, at: offset, of: group)
      offset += span.length
    }
    var text: [UInt8] = []
    _ = texts.append(from: group, to: &text)
    return text
  }

  private func compareRow(_ failures: inout [VerifyReport.Failure]) {
    func compare(_ what: String, _ recorded: Int64?, _ computed: Int64?) {
      guard recorded != computed else { return }
      let (expected, found) = (computed.map(String.init) ?? "none", recorded.map(String.init) ?? "none")
      failures.append(
        failure(
          "views.summary", expected: expected, found: found,
          "its \(what) is \(found), extracted again \(expected)"))
    }
    compare("number of records", Int64(row.recordCount), Int64(fresh.records))
    compare("number of records not parsed", Int64(row.unparsedCount), Int64(fresh.unparsed))
    compare("least time", row.minTime, fresh.timeBounds?.low)
    compare("greatest time", row.maxTime, fresh.timeBounds?.high)
  }

  private func compareFields(_ failures: inout [VerifyReport.Failure]) {
    var expected = ByteWriter()
    expected.varint(fresh.columns.count)
    for column in fresh.columns {
      guard let id = catalogue.id(column.name, isClaim: isClaim) else {
        failures.append(
          failure(
            "views.catalogue", expected: column.name.text,
            "field \(column.name.text) is not in the catalogue"))
        return
      }
      expected.varint(id)
    }
    if expected.bytes != stored.fields {
      failures.append(failure("views.layout", "its list of fields is not that of the fields extracted again"))
    }
  }

  private func compareTimes(_ zstd: borrowing ZstdDecompressor, _ failures: inout [VerifyReport.Failure]) {
    guard stored.times != fresh.times else { return }
    do throws(AssayError) {
      let old = try PackedBytes.unpack(stored.times, limit: GroupStore.maxPayload, subject: subject, zstd)
      let new = try PackedBytes.unpack(fresh.times, limit: GroupStore.maxPayload, subject: subject, zstd)
      if old == new { return }
      let storedTimes = try GroupTimes(old, subject: subject, records: row.recordCount)
      let freshTimes = try GroupTimes(new, subject: subject, records: fresh.records)
      let before = failures.count
      for record in 0..<min(row.recordCount, fresh.records) {
        let (was, now) = (storedTimes.time(record), freshTimes.time(record))
        guard was != now else { continue }
        failures.append(
          failure(
            "views.time", record: record, expected: now?.text ?? "none", found: was?.text ?? "none",
            "its time is stored as \(was?.text ?? "none"), extracted again \(now?.text ?? "none")"))
      }
      if failures.count == before {
        failures.append(failure("views.time", "its times are not written as they must be"))
      }
    } catch {
      failures.append(failure("views.damaged", "its times cannot be read: \(error.reason)"))
    }
  }

  private func compareChunks(_ zstd: borrowing ZstdDecompressor, _ failures: inout [VerifyReport.Failure]) {
    var left: [Int: StoredChunk] = [:]
    for chunk in stored.chunks { left[chunk.field] = chunk }
    for (index, column) in fresh.columns.enumerated() {
      guard column.chunk.values > 0, let id = catalogue.id(column.name, isClaim: isClaim), id > 0 else {
        continue
      }
      guard let chunk = left.removeValue(forKey: id) else {
        failures.append(
          failure(
            "views.missing", expected: "\(column.chunk.values) values", found: "none",
            "the values of field \(column.name.text) are missing for \(column.records) records"
              + " from \(row.firstLeaf) to \(row.firstLeaf + row.spanCount)"))
        continue
      }
      let comparison = ChunkComparison(group: self, column: index, stored: chunk)
      failures.append(contentsOf: comparison.failures(zstd))
    }
    for chunk in left.values.sorted(by: { $0.field < $1.field }) {
      failures.append(
        failure(
          "views.surplus", expected: "none", found: "\(chunk.values) values",
          "it has values of field \(catalogue.name(chunk.field)), extracted again none"))
    }
  }
}
