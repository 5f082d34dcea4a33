import Integrity
import Testing

@Suite struct ResultHashTests {
  static func row(_ numbers: Int64...) -> ResultRow {
    var row = ResultRow()
    for number in numbers { row.append(number) }
    return row
  }

  @Test("a row of another width, or out of order in a multiset, is not added") func refused() {
    var ordered = ResultHasher(mode: .ordered, columns: ["a"])
    let orderedAnswers = [Self.row(1, 2), Self.row(2), Self.row(1)].map { ordered.add($0) }
    #expect(orderedAnswers == [false, true, true])
    #expect(ordered.rowCount == 2)
    var multiset = ResultHasher(mode: .multiset, columns: ["a"])
    let answers = [Self.row(2), Self.row(1), Self.row(2)].map { multiset.add($0) }
    #expect(answers == [true, false, true])
    #expect(multiset.rowCount == 2)
  }

  @Test("NaN is NULL, as SQLite has it; a row used again starts anew") func values() {
    var row = ResultRow()
    row.append(Double.nan)
    #expect(row.bytes == [0, 0, 0, 1, 0])
    row.removeAll()
    row.appendNull()
    row.append(text: [0x61].span)
    #expect(row.columnCount == 2)
    #expect(row.bytes == [0, 0, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0x61])
  }
}

@Suite(.enabled(if: Oracle.exists, "needs the vectors of ../shared/oracle/merkle"))
struct ResultHashVectorTests {
  struct Case: Decodable {
    var id: String
    var mode: String
    var columns: [String]
    var rows: [[[String]]]
    var row_encodings_hex: [String]
    var row_root: String
    var result_hash: String
  }

  @Test("the encodings, roots and hashes of assay/result/v1 come out, and differ or agree as they must")
  func vectors() throws {
    struct File: Decodable {
      var equal_pairs: [[String]]
      var cases: [Case]
    }
    let file: File = try Oracle.file("result-hash.json")
    #expect(file.cases.count == 24)
    var hashes: [String: Digest256] = [:]
    for one in file.cases {
      let rows = try one.rows.map { try Self.encode($0) }
      var hasher = ResultHasher(mode: .ordered, columns: one.columns)
      if one.mode == "ordered" {
        for row in rows { hasher.add(row) }
        #expect(hasher.rowCount == UInt64(rows.count))
        #expect(rows.map { hexText($0.bytes) } == one.row_encodings_hex, "\(one.id)")
      } else {
        hasher = .multiset(columns: one.columns, rows: rows)
        #expect(rows.map { hexText($0.bytes) }.sorted() == one.row_encodings_hex, "\(one.id)")
      }
      #expect("\(hasher.rowRoot)" == one.row_root, "\(one.id)")
      #expect("\(hasher.digest)" == one.result_hash, "\(one.id)")
      hashes[one.id] = hasher.digest
    }
    for pair in file.equal_pairs { #expect(hashes[pair[0]] == hashes[pair[1]]) }
    #expect(Set(hashes.values).count == file.cases.count - file.equal_pairs.count)
  }

  static func encode(_ values: [[String]]) throws -> ResultRow {
    var row = ResultRow()
    for value in values {
      switch value[0] {
      case "null": row.appendNull()
      case "integer": row.append(try #require(Int64(value[1])))
      case "real": row.append(Double(bitPattern: try #require(UInt64(value[1], radix: 16))))
      case "text": row.append(text: Array(value[1].utf8).span)
      case "blob": row.append(blob: bytes(hex: value[1]).span)
      default: Issue.record("value of type \(value[0])")
      }
    }
    return row
  }
}
