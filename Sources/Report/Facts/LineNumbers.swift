import CaseFile
import Evidence
import Formats
import Query

/// Lines of many records, by one reading of each source: `show` reads a source for each record.
struct LineNumbers {
  private let reader: CaseReader

  init(_ reader: CaseReader) { self.reader = reader }

  /// The line on which each record begins, from 1; none for a record of a binary source.
  ///
  /// - Parameter records: record numbers.
  func lines(of records: [Int]) throws -> [Int: Int] {
    var wanted: [Int: [Int]] = [:]
    for record in Set(records).sorted() {
      let source = try reader.span(record).block.row.source
      guard let row = reader.source(source), row.profile.format != .evtx else { continue }
      wanted[source, default: []].append(record)
    }
    var found: [Int: Int] = [:]
    if wanted.isEmpty { return found }
    var line: [Int: Int] = [:]
    for row in try reader.blockRows() {
      guard let list = wanted[row.source], let last = list.last, row.firstLeaf <= last else { continue }
      let block = try reader.block(ofLeaf: row.firstLeaf)
      let before = line[row.source, default: 1]
      for record in list where row.leaves.contains(record) {
        let start = block.starts[record - row.firstLeaf]
        found[record] = before + block.bytes[..<start].count { $0 == 10 }
      }
      line[row.source] = before + block.bytes.count { $0 == 10 }
    }
    return found
  }
}
