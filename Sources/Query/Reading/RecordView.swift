package import CaseFile
package import Evidence
package import Formats
import GRDB
import Integrity

/// All there is to say of one span: for `show`.
package struct RecordView {
  package var locator: Locator
  package var record: Int
  package var source: SourceRow
  package var isGap: Bool
  /// Found in what a binary log no longer uses.
  package var isRecovered: Bool
  package var offset: UInt64
  package var length: Int
  package var properLength: Int
  /// Line of the source on which the span begins, from 1, counting LF (or lone CR ends where the source has no
  /// LF before it). Nil for a binary source, which has no lines.
  package var line: Int?
  package var raw: [UInt8]
  package var text: [UInt8]
  /// SHA-256(0x00 ‖ span bytes).
  package var leafHash: String
  /// Nil where the record was not understood, or the span is a gap.
  package var time: String?
  package var common: [(name: String, value: String)]
  package var fields: [(name: String, type: ValueType, value: [UInt8])]
  package var parsed: Bool
  package var problems: [StoredProblem]
}

extension CaseReader {
  /// The record number that a locator names.
  ///
  /// - Throws: `record.missing`.
  package func leaf(_ locator: Locator) throws -> Int {
    let missing = AssayError(
      "record.missing", subject: store.path, reason: "there is no record \(locator)",
      hint: "assay sources \(store.path) lists the sources and how many records each has")
    switch locator {
    case .number(let number):
      guard (0..<treeSize).contains(number.value) else { throw missing }
      return number.value
    case .record(let source, let index), .gap(let source, let index):
      var isRecord = false
      if case .record = locator { isRecord = true }
      let wanted = isRecord ? index : index - 1
      let column = isRecord ? "first_record" : "first_gap"
      // The last block that begins at or before it: several blocks can begin at the same count.
      let rows = try read { db, _ in
        try BlockStore.rows(db, where: "source_id = ? AND \(column) <= ?", [source.value, wanted])
      }
      for row in rows.reversed() {
        let block = try block(ofLeaf: row.firstLeaf)
        var count = isRecord ? row.firstRecord : row.firstGap
        for (position, span) in block.table.spans.enumerated() where (span.kind == .record) == isRecord {
          if count == wanted { return row.firstLeaf + position }
          count += 1
        }
        if count > wanted { break }
        if row.spanCount > 0, count <= wanted { break }
      }
      throw missing
    }
  }

  /// Everything about the span that a locator names.
  package func view(_ locator: Locator) throws -> RecordView {
    let leaf = try leaf(locator)
    let place = try span(leaf)
    guard let source = source(place.block.row.source) else {
      throw AssayError("case.damaged", subject: store.path, reason: "record \(leaf) has no source")
    }
    var view = RecordView(
      locator: place.locator, record: leaf, source: source, isGap: place.span.kind == .gap,
      isRecovered: place.span.kind == .record && recovered.contains(leaf), offset: place.sourceOffset,
      length: place.span.length, properLength: place.span.properLength,
      line: source.profile.format == .evtx ? nil : try line(of: place), raw: place.raw, text: text(place),
      leafHash: Integrity.leafHash(place.bytes).description, time: nil, common: [], fields: [], parsed: false,
      problems: [])
    let group = try read { db, _ in
      try GroupStore.rows(db, where: "first_leaf <= ? AND first_leaf + span_count > ?", [leaf, leaf]).last
    }
    guard let group else { return view }
    let access = try open(group)
    let spanInGroup = leaf - group.firstLeaf
    view.problems = try access.problems(ofSpan: spanInGroup)
    guard let record = access.record(ofSpan: spanInGroup) else { return view }
    view.parsed = !access.layout.isUnparsed(record)
    view.time = try access.times().time(record)?.text
    for common in RecordFields.Common.allCases {
      let own = catalogue.first { $0.isCommon && $0.name == common.column && $0.isClaim == source.isClaim }?
        .id
      let column = try access.resolve(common: common, ownField: own)
      let code = column.codeOfRecord[record]
      guard code != ResolvedColumn.null else { continue }
      let value = try access.value(column.chunks[column.chunk(record)], code, record: record)
      view.common.append((common.column, String(decoding: value, as: UTF8.self)))
    }
    for (id, type, value) in try access.allValues(record: record) {
      view.fields.append((fieldName(id), type, value))
    }
    return view
  }

  private func line(of place: SpanPlace) throws -> Int {
    let rows = try read { db, _ in
      try BlockStore.rows(
        db, where: "source_id = ? AND source_offset <= ?",
        [place.block.row.source, Int(place.block.row.sourceOffset)])
    }
    var line = 1
    for row in rows where row.id != place.block.row.id {
      let bytes = try read { db, zstd in try BlockStore.bytes(db, row, zstd) }
      line += bytes.count { $0 == 10 }
    }
    return line + place.block.bytes[..<place.block.starts[place.index]].count { $0 == 10 }
  }
}
