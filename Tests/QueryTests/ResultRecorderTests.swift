import Integrity
import Query
import Testing

@Suite("Results, recorded")
struct ResultRecorderTests {
  private func record(_ rows: [[SQLValue]], isOrdered: Bool) throws -> RecordedResult {
    let recorder = try ResultRecorder(isOrdered: isOrdered)
    recorder.begin(["a", "b"])
    for row in rows { try recorder.add(row) }
    return try recorder.finish()
  }

  private func encoding(_ values: [SQLValue]) -> ResultRow {
    var row = ResultRow()
    for value in values {
      switch value {
      case .null: row.appendNull()
      case .integer(let number): row.append(number)
      case .real(let number): row.append(number)
      case .text(let bytes): row.append(text: bytes.span)
      case .blob(let bytes): row.append(blob: bytes.span)
      }
    }
    return row
  }

  private func rows(_ count: Int, seed: UInt64) -> [[SQLValue]] {
    var random = Seeded(state: seed)
    return (0..<count).map { _ in
      (0..<2).map { _ -> SQLValue in
        switch Int.random(in: 0..<5, using: &random) {
        case 0: .null
        case 1: .integer(Int64.random(in: -3...3, using: &random))
        case 2: .real(Double(Int.random(in: -2...2, using: &random)) / 2)
        case 3:
          .text(
            (0..<Int.random(in: 0..<4, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
          )
        default: .blob([UInt8.random(in: 0...1, using: &random)])
        }
      }
    }
  }

  @Test("a multiset sorted in a file is the one sorted in memory, whatever the order of its rows")
  func multiset() throws {
    for seed in 0..<5 as Range<UInt64> {
      let rows = rows(2000, seed: seed)
      let recorded = try record(rows, isOrdered: false)
      let reference = ResultHasher.multiset(columns: ["a", "b"], rows: rows.map(encoding))
      #expect(recorded.hash == reference.digest)
      #expect(recorded.root == reference.rowRoot)
      var random = Seeded(state: seed)
      let shuffled = try record(rows.shuffled(using: &random), isOrdered: false)
      #expect(shuffled.hash == recorded.hash)
      #expect(shuffled.prints == recorded.prints)
    }
  }

  @Test("an ordered result is hashed as it comes")
  func ordered() throws {
    let rows = rows(300, seed: 9)
    let recorded = try record(rows, isOrdered: true)
    #expect(recorded.root == merkleRoot(rows.map { leafHash(encoding($0).bytes) }))
    #expect(try record(rows.reversed(), isOrdered: true).hash != recorded.hash)
  }

  @Test(
    "prints are nodes of the row tree, of the lowest level with at most 65,536 of them",
    arguments: [(0, 0), (1, 0), (65_536, 0), (65_537, 1), (131_072, 1), (131_073, 2), (262_145, 3)])
  func prints(_ count: Int, _ level: Int) throws {
    let recorder = try ResultRecorder(isOrdered: true)
    recorder.begin(["n"])
    var leaves: [Digest256] = []
    for number in 0..<count {
      try recorder.add([.integer(Int64(number))])
      leaves.append(leafHash(encoding([.integer(Int64(number))]).bytes))
    }
    let recorded = try recorder.finish()
    #expect(recorded.printLevel == level)
    let expected = stride(from: 0, to: count, by: 1 << level).flatMap { start in
      merkleRoot(leaves[start..<min(count, start + 1 << level)]).bytes.prefix(4)
    }
    #expect(recorded.prints == expected)
  }
}
