/// Splunk's `__mv_NAME` cells (`outputcsv`, REST `output_mode=csv`): `$a$;$b$`, a `$` in a value doubled.
enum CSVMultiValue {
  /// Appends the values' bytes to `out` and their ranges in it to `ranges`. False, and nothing changed, if the
  /// cell is not written so.
  static func read(_ cell: [UInt8], into out: inout [UInt8], ranges: inout [Range<Int>]) -> Bool {
    let dollar = UInt8(ascii: "$")
    let outCount = out.count
    ranges.removeAll(keepingCapacity: true)
    var i = 0
    while i < cell.count, cell[i] == dollar {
      i += 1
      let start = out.count
      while i < cell.count {
        if cell[i] == dollar {
          guard i + 1 < cell.count, cell[i + 1] == dollar else { break }
          i += 1
        }
        out.append(cell[i])
        i += 1
      }
      guard i < cell.count else { break }
      ranges.append(start..<out.count)
      i += 1
      if i == cell.count { return true }
      guard cell[i] == UInt8(ascii: ";") else { break }
      i += 1
    }
    out.removeSubrange(outCount...)
    ranges.removeAll(keepingCapacity: true)
    return false
  }
}
