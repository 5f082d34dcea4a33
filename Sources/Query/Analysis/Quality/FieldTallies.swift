import CaseFile
import Evidence
import Formats

/// Counts the fields of one source, row group by row group: each distinct value of a group is looked at once, and
/// records are walked only where something is to be shown with its place.
struct FieldTallies {
  private(set) var byField: [Int: FieldTally] = [:]

  mutating func add(_ group: GroupAccess, commons: Set<Int>) throws {
    let layout = group.layout
    var shapeCounts = [Int](repeating: 0, count: layout.shapes.count)
    for shape in layout.shapeOfRecord { shapeCounts[Int(shape)] += 1 }
    var records: [Int: Int] = [:]
    var nulls: [Int: Int] = [:]
    for (shape, count) in zip(layout.shapes, shapeCounts) {
      for column in Set(shape.elements.map(\.column)) { records[column, default: 0] += count }
      for element in shape.elements where element.type == .null { nulls[element.column, default: 0] += count }
    }
    var watched: [Int: Watch] = [:]
    for (column, count) in records {
      let field = group.fieldID(column)
      guard field > 0, !commons.contains(field) else { continue }
      let tally = tally(of: field)
      tally.records += count
      tally.nulls += nulls[column] ?? 0
      let chunk = try group.chunk(column: column)
      let watch = countDictionary(chunk, tally)
      if !watch.codes.isEmpty || !chunk.slices.isEmpty { watched[column] = watch }
    }
    if !watched.isEmpty { try walk(group, watched) }
  }

  private mutating func tally(of field: Int) -> FieldTally {
    if let known = byField[field] { return known }
    let new = FieldTally()
    byField[field] = new
    return new
  }

  /// Codes of a chunk whose places are to be shown.
  private struct Watch {
    var tally: FieldTally
    var codes: [Int32: FieldTally.Found] = [:]
  }

  private func countDictionary(_ chunk: ColumnChunk, _ tally: FieldTally) -> Watch {
    var times = [Int](repeating: 0, count: chunk.distinct)
    for code in chunk.codes where code >= 0 { times[Int(code)] += 1 }
    var watch = Watch(tally: tally)
    for code in 0..<chunk.distinct where times[code] > 0 {
      let value = Array(chunk.dictionary[chunk.range(code)])
      let found = tally.add(value, times: times[code])
      if found.isToBeShown { watch.codes[Int32(code)] = found }
    }
    return watch
  }

  /// Goes through the records for the places of what was found, and for values that stand in the record's text.
  private func walk(_ group: GroupAccess, _ watched: [Int: Watch]) throws {
    let layout = group.layout
    var next: [Int: Int] = [:]
    var chunks: [Int: ColumnChunk] = [:]
    for column in watched.keys { chunks[column] = try group.chunk(column: column) }
    let places = layout.shapes.map { shape in
      shape.elements.filter { $0.type != .null && watched[$0.column] != nil }.map(\.column)
    }
    for record in 0..<layout.shapeOfRecord.count {
      for column in places[Int(layout.shapeOfRecord[record])] {
        guard let chunk = chunks[column], let watch = watched[column] else { continue }
        let index = next[column, default: 0]
        next[column] = index + 1
        guard index < chunk.codes.count else { continue }
        let code = chunk.codes[index]
        if code >= 0 {
          guard let found = watch.codes[code] else { continue }
          let value = Array(chunk.dictionary[chunk.range(Int(code))])
          watch.tally.show(value, found, record: group.leaf(ofRecord: record))
        } else {
          let value = try group.value(chunk, code, record: record)
          let found = watch.tally.add(value, times: 1)
          if found.isToBeShown { watch.tally.show(value, found, record: group.leaf(ofRecord: record)) }
        }
      }
    }
  }
}
