package import CaseFile
import Evidence
package import Formats

/// A SQL column of one row group: per record a code into one of its chunks.
package struct ResolvedColumn: Sendable {
  /// The record has no value.
  package static let null = Int32.min
  /// The record has several values.
  package static let several = Int32.max

  package fileprivate(set) var chunks: [ColumnChunk] = []
  /// Empty while there is one chunk at most.
  package fileprivate(set) var chunkOfRecord: [Int32] = []
  /// Index of a distinct value, -1-k for slice k, `null` or `several`.
  package fileprivate(set) var codeOfRecord: [Int32] = []

  fileprivate init() {}

  package func chunk(_ record: Int) -> Int { chunkOfRecord.isEmpty ? 0 : Int(chunkOfRecord[record]) }
}

/// Where the records of each shape have the value of a SQL column: what is decided once for each shape, so that
/// each record needs a few steps only.
private struct ShapePlaces {
  /// Per shape: the value is the `before`-th of its column in the record, or `none`, or `several`.
  var steps: [Int32] = []
  static let none: Int32 = -1
  static let several: Int32 = -2
  /// Per shape: index of the column among `columns`.
  var slots: [Int32] = []
  /// Local columns.
  var columns: [Int] = []
  /// The column of a common field's own values: they are read one by one, and their number is not known.
  var own: Int?
  /// Per shape a range in `added`: how many values its records have in which column.
  var addedEnds: [Int] = []
  var added: [(slot: Int, count: Int)] = []

  /// - Parameter column: position in `columns`, added if it is not there.
  mutating func slot(_ column: Int) -> Int {
    if let known = columns.firstIndex(of: column) { return known }
    columns.append(column)
    return columns.count - 1
  }

  /// Counts the values of each shape in the columns. Those of `own` stand in no element.
  mutating func count(_ shapes: [RecordShape]) {
    var slotOfColumn = [Int](repeating: -1, count: (columns.max() ?? -1) + 1)
    for (slot, column) in columns.enumerated() { slotOfColumn[column] = slot }
    let ownSlot = own.map { columns.firstIndex(of: $0) ?? -1 } ?? -1
    var place = [Int](repeating: -1, count: columns.count)
    for (index, shape) in shapes.enumerated() {
      let start = added.count
      for element in shape.elements where element.type != .null && element.column < slotOfColumn.count {
        let slot = slotOfColumn[element.column]
        if slot < 0 || slot == ownSlot { continue }
        if place[slot] >= start {
          added[place[slot]].count += 1
        } else {
          place[slot] = added.count
          added.append((slot, 1))
        }
      }
      if ownSlot >= 0, steps[index] >= 0, Int(slots[index]) == ownSlot { added.append((ownSlot, 1)) }
      addedEnds.append(added.count)
    }
  }
}

extension GroupAccess {
  /// The column of some fields (the names that one SQL column stands for).
  ///
  /// - Throws: `case.damaged`.
  package func resolve(fields: Set<Int>) throws -> ResolvedColumn {
    var places = ShapePlaces()
    places.columns = columns(of: fields)
    let wanted = Set(places.columns)
    for shape in layout.shapes {
      let elements = shape.elements.filter { wanted.contains($0.column) }
      if elements.count == 1, elements[0].type != .null {
        places.steps.append(0)
        places.slots.append(Int32(truncatingIfNeeded: places.slot(elements[0].column)))
      } else {
        places.steps.append(elements.count > 1 ? ShapePlaces.several : ShapePlaces.none)
        places.slots.append(0)
      }
    }
    places.count(layout.shapes)
    return try resolve(places)
  }

  /// A common field's column.
  ///
  /// - Throws: `case.damaged`.
  package func resolve(common: RecordFields.Common, ownField: Int?) throws -> ResolvedColumn {
    var places = ShapePlaces()
    let own = column(ofOwnField: ownField)
    for shape in layout.shapes {
      let place = shape.common[common.rawValue]
      var step = ShapePlaces.none
      var slot = 0
      if place == 1 {
        guard let own else { throw damaged("a common field is short of values") }
        step = 0
        slot = places.slot(own)
      } else if place > 1, shape.elements[place - 2].type != .null {
        let column = shape.elements[place - 2].column
        let before = shape.elements[..<(place - 2)].count { $0.column == column && $0.type != .null }
        step = Int32(truncatingIfNeeded: before)
        slot = places.slot(column)
      }
      places.steps.append(step)
      places.slots.append(Int32(truncatingIfNeeded: slot))
    }
    places.own = own
    places.count(layout.shapes)
    return try resolve(places)
  }

  private func damaged(_ reason: String) -> AssayError {
    AssayError("case.damaged", subject: "row group \(row.id)", reason: reason)
  }

  private func resolve(_ places: ShapePlaces) throws -> ResolvedColumn {
    try load(columns: places.columns)
    var resolved = ResolvedColumn()
    resolved.chunks = try places.columns.map { try chunk(column: $0) }
    if resolved.chunks.isEmpty {
      resolved.codeOfRecord = nulls
    } else if resolved.chunks.count == 1 {
      try resolveOne(places, &resolved)
    } else {
      try resolveSeveral(places, &resolved)
    }
    return resolved
  }

  private var nulls: [Int32] { [Int32](repeating: ResolvedColumn.null, count: layout.shapeOfRecord.count) }

  /// One chunk: the usual case, and the one that must be quick.
  private func resolveOne(_ places: ShapePlaces, _ resolved: inout ResolvedColumn) throws {
    let values = resolved.chunks[0].codes
    let counts = layout.shapes.indices.map { shape in
      let start = shape == 0 ? 0 : places.addedEnds[shape - 1]
      return places.addedEnds[shape] > start ? places.added[start].count : 0
    }
    let shapes = layout.shapeOfRecord
    if values.count == shapes.count, counts.allSatisfy({ $0 == 1 }), places.steps.allSatisfy({ $0 == 0 }) {
      resolved.codeOfRecord = values
      return
    }
    var codes = nulls
    var next = 0
    for record in 0..<codes.count {
      let shape = Int(shapes[record])
      let step = places.steps[shape]
      if step >= 0 {
        let index = next + Int(step)
        guard index < values.count else { throw damaged("a column is short of values") }
        codes[record] = values[index]
      } else if step == ShapePlaces.several {
        codes[record] = ResolvedColumn.several
      }
      next += counts[shape]
    }
    guard next == values.count || places.columns[0] == places.own else {
      throw damaged("\(values.count) values for \(next) places of field \(fieldID(places.columns[0]))")
    }
    resolved.codeOfRecord = codes
  }

  private func resolveSeveral(_ places: ShapePlaces, _ resolved: inout ResolvedColumn) throws {
    let chunks = resolved.chunks
    var codes = nulls
    var chunkOfRecord = [Int32](repeating: 0, count: codes.count)
    var next = [Int](repeating: 0, count: chunks.count)
    for record in 0..<codes.count {
      let shape = Int(layout.shapeOfRecord[record])
      let step = places.steps[shape]
      if step >= 0 {
        let slot = Int(places.slots[shape])
        let index = next[slot] + Int(step)
        guard index < chunks[slot].codes.count else { throw damaged("a column is short of values") }
        codes[record] = chunks[slot].codes[index]
        chunkOfRecord[record] = Int32(truncatingIfNeeded: slot)
      } else if step == ShapePlaces.several {
        codes[record] = ResolvedColumn.several
      }
      for entry in (shape == 0 ? 0 : places.addedEnds[shape - 1])..<places.addedEnds[shape] {
        next[places.added[entry].slot] += places.added[entry].count
      }
    }
    for (slot, column) in places.columns.enumerated()
    where next[slot] != chunks[slot].count && column != places.own {
      throw damaged("\(chunks[slot].count) values for \(next[slot]) places of field \(fieldID(column))")
    }
    resolved.codeOfRecord = codes
    resolved.chunkOfRecord = chunkOfRecord
  }
}
