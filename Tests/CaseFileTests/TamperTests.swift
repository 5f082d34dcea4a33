import CaseFile
import Evidence
import Foundation
import GRDB
import Integrity
import Testing

/// The tampering cases of spec/integrity.md §8 that need nothing from outside the file: each is found, and told
/// where it is.
@Suite("Tampering is found")
struct TamperTests {
  /// A case with several sources and row groups, made once.
  private static let original = Task { () -> (TemporaryFolder, String) in
    let folder = try TemporaryFolder()
    let casePath = folder.file("original.assay")
    try await Session.add(casePath, try Samples.write(folder))
    return (folder, casePath)
  }

  private func tampered(
    threads: Int = 2, _ body: (String) throws -> Void
  ) async throws -> VerifyReport {
    let (_, original) = try await Self.original.value
    let folder = try TemporaryFolder()
    let casePath = try folder.copy(original, "case.assay")
    try body(casePath)
    let before = try fileBytes(casePath)
    let report = try await Session.verify(casePath, threads: threads)
    #expect(try fileBytes(casePath) == before, "verify writes nothing")
    #expect(report.checks.map(\.check) == ["structure", "bytes", "tree", "custody", "views"])
    return report
  }

  private func sql(_ statements: String...) async throws -> VerifyReport {
    try await tampered { casePath in
      try Session.tamper(casePath) { db in for statement in statements { try db.execute(sql: statement) } }
    }
  }

  private func block(_ source: Int) async throws -> BlockRow {
    let (_, original) = try await Self.original.value
    return try Session.read(original) { db in
      try require2(BlockStore.rows(db, where: "source_id = ?", [source]).first)
    }
  }

  @Test("nothing is found in a sound case")
  func sound() async throws {
    let report = try await tampered { _ in }
    #expect(report.verdict == "verified, unsigned", "\(report.failures.prefix(3))")
  }

  @Test("1: a bit flipped in a stored block names the block, its source and its records")
  func flippedBit() async throws {
    let block = try await block(1)
    let report = try await tampered { try EditableBlock.flipFrame($0, block.id) }
    let failure = try #require(report.failures.first { $0.code == "bytes.frame" })
    #expect(failure.source == 1)
    #expect(failure.record == block.firstLeaf)
    #expect(failure.offset == 0)
    #expect(report.verdict == "damaged")
    // The other sources are sound all the same.
    #expect(report.checks[1].counts["sources_matched"] == 5)
    #expect(!report.failures.contains { $0.source != nil && $0.source != 1 })
  }

  @Test("2: a block packed again with one byte altered names the one record")
  func alteredByte() async throws {
    let block = try await block(0)
    let report = try await tampered { casePath in
      try EditableBlock.edit(casePath, block.id) { $0.bytes[$0.range(123).lowerBound + 5] ^= 1 }
    }
    let records = report.failures.filter { $0.code == "bytes.record" }
    #expect(records.map(\.record) == [block.firstLeaf + 123])
    #expect(records.first?.expected?.utf8.count == 8 && records.first?.found?.utf8.count == 64)
    #expect(has(report, "bytes.source") && has(report, "tree.node"))
    #expect(report.verdict == "altered")
  }

  @Test("3: with leaf prefixes made again as well, the tree still tells within 256 records")
  func alteredByteAndPrefix() async throws {
    let block = try await block(0)
    let report = try await tampered { casePath in
      try EditableBlock.edit(casePath, block.id, keepsPrefixes: false) {
        $0.bytes[$0.range(300).lowerBound + 5] ^= 1
      }
    }
    #expect(!has(report, "bytes.record"))
    let node = try #require(report.failures.first { $0.code == "tree.node" })
    #expect(node.record == (block.firstLeaf + 300) / 256 * 256)
    #expect(has(report, "tree.root"))
  }

  @Test("4: two records swapped are both named")
  func swapped() async throws {
    let block = try await block(0)
    let report = try await tampered { casePath in
      try EditableBlock.edit(casePath, block.id) { block in
        let (a, b) = (block.range(10), block.range(20))
        let (first, second) = (Array(block.bytes[a]), Array(block.bytes[b]))
        block.bytes.replaceSubrange(b, with: first)
        block.bytes.replaceSubrange(a, with: second)
        block.spans.swapAt(10, 20)
      }
    }
    #expect(
      report.failures.filter { $0.code == "bytes.record" }.map(\.record) == [
        block.firstLeaf + 10, block.firstLeaf + 20,
      ])
  }

  @Test("4: blocks swapped between their places are both named")
  func swappedBlocks() async throws {
    let blocks = try Session.read(try await Self.original.value.1) { db in
      try BlockStore.rows(db, where: "source_id = 2")
    }
    try #require(blocks.count > 1)
    let report = try await sql(
      "UPDATE block SET first_leaf = -5 WHERE block_id = \(blocks[0].id)",
      """
      UPDATE block SET first_leaf = \(blocks[0].firstLeaf), source_offset = \(blocks[0].sourceOffset),
        first_record = \(blocks[0].firstRecord), first_gap = \(blocks[0].firstGap) WHERE block_id = \(blocks[1].id)
      """,
      """
      UPDATE block SET first_leaf = \(blocks[0].firstLeaf + blocks[1].spanCount),
        source_offset = \(blocks[0].sourceOffset + UInt64(blocks[1].length)),
        first_record = \(blocks[1].spanCount) WHERE block_id = \(blocks[0].id)
      """)
    #expect(has(report, "bytes.source") && has(report, "tree.root"))
    #expect(report.failures.first { $0.code == "tree.node" }?.record == blocks[0].firstLeaf / 256 * 256)
    #expect(report.verdict == "altered")
  }

  /// Shifts all that comes after a source's only block by `count` records and `bytes`.
  private func renumber(_ db: Database, _ block: BlockRow, by count: Int, bytes: Int) throws {
    // In two steps, for the numbers are unique.
    for table in ["block", "row_group"] {
      try db.execute(
        sql: "UPDATE \(table) SET first_leaf = -first_leaf WHERE first_leaf > ?", arguments: [block.firstLeaf]
      )
      try db.execute(
        sql: "UPDATE \(table) SET first_leaf = -first_leaf + ? WHERE first_leaf < 0", arguments: [count])
    }
    try db.execute(
      sql: """
        UPDATE source SET committed = committed + :b, size = size + :b, spans = spans + :c, records = records + :c
        WHERE source_id = :s
        """, arguments: ["b": bytes, "c": count, "s": block.source])
    try db.execute(
      sql:
        "UPDATE row_group SET span_count = span_count + ?, record_count = record_count + ? WHERE first_leaf = ?",
      arguments: [count, count, block.firstLeaf])
  }

  @Test("5: a record deleted from the middle, all that follows renumbered")
  func deletedRecord() async throws {
    let block = try await block(0)
    let report = try await tampered { casePath in
      var removed = 0
      try EditableBlock.edit(casePath, block.id, keepsPrefixes: false) { block in
        removed = block.spans[300].length
        block.bytes.removeSubrange(block.range(300))
        block.spans.remove(at: 300)
      }
      try Session.tamper(casePath) { try renumber($0, block, by: -1, bytes: -removed) }
    }
    #expect(report.failures.first { $0.code == "tree.node" }?.record == (block.firstLeaf + 300) / 256 * 256)
    #expect(has(report, "tree.size") && has(report, "bytes.source") && has(report, "custody.source"))
    #expect(report.verdict == "altered")
  }

  @Test("7: a record duplicated, all that follows renumbered")
  func insertedRecord() async throws {
    let block = try await block(0)
    let report = try await tampered { casePath in
      var added = 0
      try EditableBlock.edit(casePath, block.id, keepsPrefixes: false) { block in
        added = block.spans[300].length
        block.bytes.insert(contentsOf: Array(block.bytes[block.range(300)]), at: block.range(300).lowerBound)
        block.spans.insert(block.spans[300], at: 300)
      }
      try Session.tamper(casePath) { try renumber($0, block, by: 1, bytes: added) }
    }
    #expect(report.failures.first { $0.code == "tree.node" }?.record == (block.firstLeaf + 300) / 256 * 256)
    #expect(has(report, "custody.evidence") && has(report, "bytes.source"))
  }

  @Test("8: boundaries moved between two records: the tree tells, and the source's digest is still right")
  func movedBoundary() async throws {
    let block = try await block(0)
    let report = try await tampered { casePath in
      try EditableBlock.edit(casePath, block.id, keepsPrefixes: false) { block in
        block.spans[40] = SourceSpan(record: block.spans[40].length + 3, length: block.spans[40].length + 4)
        block.spans[41] = SourceSpan(record: block.spans[41].length - 5, length: block.spans[41].length - 4)
      }
    }
    #expect(!has(report, "bytes.source"))
    #expect(report.failures.first { $0.code == "tree.node" }?.record == block.firstLeaf / 256 * 256)
    let cut = try #require(report.failures.first { $0.code == "views.cut" })
    #expect(cut.record == block.firstLeaf + 40)
  }

  @Test("a record passed off as a gap, which no question would find, is named")
  func hiddenRecord() async throws {
    let block = try await block(0)
    let report = try await tampered { casePath in
      try EditableBlock.edit(casePath, block.id) { block in
        block.spans[77] = SourceSpan(gap: block.spans[77].length)
      }
    }
    #expect(!has(report, "tree.root") && !has(report, "bytes.source"))
    #expect(report.failures.first { $0.code == "views.cut" }?.record == block.firstLeaf + 77)
  }

  @Test("11: a derived value changed names field, record, stored and true value")
  func derivedValue() async throws {
    let report = try await tampered { casePath in
      try DerivedForgery.replace(casePath, field: "Image", value: 5, by: "C:\\innocent.exe")
    }
    let failure = try #require(report.failures.first { $0.code == "views.value" })
    #expect(failure.source == 0)
    #expect(failure.record == 5)
    #expect(failure.found == "C:\\innocent.exe")
    #expect(failure.expected?.hasPrefix("C:\\") == true && failure.reason.contains("Image"))
    #expect(report.failures.filter { $0.code == "views.value" }.count == 1)
  }

  @Test("12: a deleted chunk or row group is told with the records that a search would miss")
  func derivedRows() async throws {
    let chunk = try await sql(
      """
      DELETE FROM column_chunk WHERE field_id = (SELECT field_id FROM field WHERE name = 'Image')
        AND row_group_id = 0
      """)
    #expect(chunk.failures.map(\.code) == ["views.missing"])
    #expect(chunk.failures.first?.reason.contains("700 records") == true)
    let group = try await sql(
      "DELETE FROM column_chunk WHERE row_group_id = 0", "DELETE FROM row_group WHERE row_group_id = 0")
    #expect(has(group, "structure.groups"))
    let missing = try #require(group.failures.first { $0.code == "views.missing" })
    #expect(missing.record == 0)
    #expect(missing.expected == "700 spans")
  }

  @Test(
    "14, 15, 16: whatever is in the schema and does not belong there is named, and never used",
    arguments: [
      (
        "source",
        ["ALTER TABLE source RENAME TO hidden", "CREATE VIEW source AS SELECT * FROM hidden WHERE 0"]
      ),
      ("wipe", ["CREATE TRIGGER wipe AFTER INSERT ON custody BEGIN DELETE FROM custody; END"]),
      ("extra", ["CREATE TABLE extra (a)"]), ("v", ["CREATE VIEW v AS SELECT 1"]),
      ("block", ["ALTER TABLE block ADD COLUMN note TEXT"]),
      ("idx", ["CREATE INDEX idx ON block (length) WHERE length > 5"]),
      (
        "block_leaf",
        [
          """
          UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX block_leaf ON block (first_leaf) WHERE first_leaf > 5'
          WHERE name = 'block_leaf'
          """
        ]
      ),
    ])
  func schema(name: String, statements: [String]) async throws {
    let report = try await tampered { casePath in
      try Session.tamper(casePath) { db in for statement in statements { try db.execute(sql: statement) } }
    }
    #expect(report.failures.contains { $0.code == "structure.schema" && $0.reason.contains(" \(name) ") })
    #expect(report.verdict == "altered")
    let (_, original) = try await Self.original.value
    let folder = try TemporaryFolder()
    let casePath = try folder.copy(original, "case.assay")
    try Session.tamper(casePath) { db in for statement in statements { try db.execute(sql: statement) } }
    #expect(throws: AssayError("case.schema", subject: "", reason: "")) { try CaseStore.open(casePath) }
    #expect(throws: AssayError("case.schema", subject: "", reason: "")) {
      try CaseStore.openForWriting(casePath, create: false)
    }
  }

  @Test("17: another application id or format version is no case, and nothing is guessed")
  func format() async throws {
    let other = try await sql("PRAGMA application_id = 7")
    #expect(other.verdict == "not a case" && has(other, "structure.not-a-case"))
    let newer = try await sql("PRAGMA user_version = 99")
    #expect(newer.verdict == "not a case" && has(newer, "structure.format"))
    #expect(newer.checks.dropFirst().allSatisfy { !$0.done })
  }

  @Test("18: an altered custody entry is named, and the ones after it hang on it")
  func custodyEntry() async throws {
    let report = try await sql(
      """
      UPDATE custody SET actor = replace(actor, 'tester', 'nobody'),
        entry = CAST(replace(CAST(entry AS TEXT), 'tester', 'nobody') AS BLOB) WHERE seq = 2
      """)
    #expect(report.failures.contains { $0.code == "custody.chain" && $0.reason.contains("custody entry 3") })
    #expect(report.failures.contains { $0.code == "custody.column" && $0.reason.contains("custody entry 2") })
    #expect(report.verdict == "altered")
  }

  @Test("21: custody entries in another order, renumbered")
  func custodyOrder() async throws {
    let report = try await sql(
      "UPDATE custody SET seq = 100 WHERE seq = 1", "UPDATE custody SET seq = 1 WHERE seq = 2",
      "UPDATE custody SET seq = 2 WHERE seq = 100")
    #expect(has(report, "custody.chain") && has(report, "custody.sequence"))
  }

  @Test(
    "22: a custody column that says other than its entry is named",
    arguments: [
      ("time", "'2020-01-01T00:00:00.000000000Z'"), ("action", "'nothing'"), ("actor", "'{}'"),
      ("evidence_size", "5"), ("evidence_root", "'00'"), ("entry_sha256", "'00'"),
    ])
  func custodyColumn(column: String, value: String) async throws {
    let report = try await sql("UPDATE custody SET \(column) = \(value) WHERE seq = 1")
    #expect(report.failures.map(\.code) == ["custody.column"])
    #expect(report.failures.first?.reason.contains(column) == true)
  }

  @Test("a time zone changed together with the views would be a lie about time: custody tells")
  func profile() async throws {
    let report = try await sql(
      """
      UPDATE source SET profile = replace(profile, '"notes"', '"timezone":"+05:00","notes"') WHERE source_id = 2
      """)
    #expect(report.failures.contains { $0.code == "custody.source" && $0.source == 2 })
    #expect(report.failures.contains { $0.code == "views.time" && $0.source == 2 })
  }
}
