import CaseFile

/// Records of a row group, put together where they agree in some columns: by codes, without looking at a value. Two
/// combinations may have equal values (codes of two chunks, long values); what is put together is always equal.
struct RecordCombinations {
  private let records: [Int32]
  /// Per record of `records`, which combination it belongs to, in order of first appearance.
  private var combination: [Int32]
  private var count: Int

  /// - Parameter selection: the records that are looked at; nil for all.
  init(_ selection: [Int32]?, records: Int) {
    self.records = selection ?? Array(0..<Int32(records))
    combination = [Int32](repeating: 0, count: self.records.count)
    count = self.records.isEmpty ? 0 : 1
  }

  /// Tells records apart that differ in a column.
  mutating func split(by column: ResolvedColumn) {
    var starts: [Int] = []
    var width = 1
    for chunk in column.chunks {
      // Slices below the chunk's start, distinct values from it on; 0 is "no value".
      width += chunk.slices.count
      starts.append(width)
      width += chunk.distinct
    }
    let total = width
    split(width: total) { record in
      let code = column.codeOfRecord[Int(record)]
      if code == ResolvedColumn.null { return 0 }
      // Several values are not compared: each such record stands for itself.
      if code == ResolvedColumn.several { return nil }
      return starts[column.chunk(Int(record))] + Int(code)
    }
  }

  /// Tells the records of a list, which is ascending, from all others.
  mutating func split(_ list: [Int]) {
    let set = Set(list.map { Int32(truncatingIfNeeded: $0) })
    split(width: 2) { set.contains($0) ? 1 : 0 }
  }

  /// - Parameter key: below `width`; nil for a record that agrees with no other.
  private mutating func split(width: Int, key: (Int32) -> Int?) {
    // A table while it is small, as it nearly always is.
    let size = count * width
    var table = size <= 1 << 18 ? [Int32](repeating: -1, count: size) : []
    var wide: [Int: Int32] = [:]
    var next: Int32 = 0
    for index in records.indices {
      guard let key = key(records[index]) else {
        combination[index] = next
        next += 1
        continue
      }
      let pair = Int(combination[index]) * width + key
      let known = table.isEmpty ? wide[pair] ?? -1 : table[pair]
      if known >= 0 {
        combination[index] = known
      } else {
        if table.isEmpty { wide[pair] = next } else { table[pair] = next }
        combination[index] = next
        next += 1
      }
    }
    count = Int(next)
  }

  /// The first record of each combination.
  var representatives: [Int32] {
    var list: [Int32] = []
    list.reserveCapacity(count)
    for (index, combination) in combination.enumerated() where Int(combination) == list.count {
      list.append(records[index])
    }
    return list
  }

  /// How many records each combination has.
  var weights: [Int32] {
    var weights = [Int32](repeating: 0, count: count)
    for combination in combination { weights[Int(combination)] += 1 }
    return weights
  }
}
