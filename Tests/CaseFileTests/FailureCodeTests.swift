import CaseFile
import Evidence
import Foundation
import GRDB
import Integrity
import Testing

/// For each code of verify a change of a case that must be told with it.
struct CodeCase: Sendable, CustomStringConvertible {
  var code: String
  var change: @Sendable (String) throws -> Void

  init(_ code: String, _ change: @escaping @Sendable (String) throws -> Void) {
    self.code = code
    self.change = change
  }

  init(_ code: String, sql statements: String...) {
    self.init(code) { casePath in
      // One connection each: a schema that was edited is read again by the next.
      for statement in statements { try Session.tamper(casePath) { try $0.execute(sql: statement) } }
    }
  }

  var description: String { code }

  /// Text where the schema says INTEGER or BLOB: STRICT is taken out of the way and put back.
  private static func loose(_ code: String, _ table: String, _ statement: String) -> CodeCase {
    CodeCase(
      code,
      sql: "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = '\(table)'", statement,
      "UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = '\(table)'")
  }

  static let all: [CodeCase] = [
    CodeCase("structure.not-a-case", sql: "PRAGMA application_id = 1"),
    CodeCase("structure.format", sql: "PRAGMA user_version = 99"),
    CodeCase("structure.schema", sql: "CREATE TABLE extra (a)"),
    CodeCase(
      "structure.schema", sql: "CREATE VIEW v AS SELECT 1",
      """
      UPDATE sqlite_schema SET name = 'sqlite_stat9', tbl_name = 'sqlite_stat9',
        sql = 'CREATE VIEW sqlite_stat9 AS SELECT 1' WHERE name = 'v'
      """),
    CodeCase(
      "structure.schema",
      sql: "UPDATE sqlite_schema SET tbl_name = 'Field' WHERE name = 'sqlite_autoindex_field_1'"),
    CodeCase("structure.sidecar") { path in
      try Data([UInt8](repeating: 9, count: 50)).write(to: URL(fileURLWithPath: path + "-wal"))
    },
    CodeCase("structure.file-size") { path in
      try Data(fileBytes(path) + [1]).write(to: URL(fileURLWithPath: path))
    },
    CodeCase("structure.sqlite") { path in
      var bytes = try fileBytes(path)
      let last = bytes.count / 4096 - 1
      bytes.replaceSubrange(last * 4096..<bytes.count, with: [UInt8](repeating: 0, count: 4096))
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    },
    loose("structure.value", "block", "UPDATE block SET span_count = 'many' WHERE block_id = 0"),
    CodeCase("structure.value", sql: "UPDATE block SET length = 1 << 62 WHERE block_id = 0"),
    CodeCase(
      "structure.leaves", sql: "UPDATE block SET first_leaf = first_leaf + 1000000 WHERE block_id = 1"),
    CodeCase("structure.tiling", sql: "UPDATE block SET source_offset = 5 WHERE block_id = 1"),
    CodeCase("structure.groups", sql: "UPDATE row_group SET first_record = 3 WHERE row_group_id = 1"),
    CodeCase(
      "structure.container",
      sql:
        """
        UPDATE source SET profile = json_set(profile, '$.member', json('{"container":1,"entry":0,"offset":0}'))
        WHERE source_id = 0
        """),
    CodeCase("structure.counters", sql: "UPDATE source SET gap_bytes = 77 WHERE source_id = 0"),
    CodeCase("bytes.frame") { try EditableBlock.flipFrame($0, 0) },
    loose("bytes.missing", "block", "UPDATE block SET frame = 'text' WHERE block_id = 0"),
    CodeCase("bytes.unpack", sql: "UPDATE block SET codec = 9 WHERE block_id = 0"),
    CodeCase("bytes.unpack") { path in
      // A bomb: 64 MiB of zeros where a few kilobytes are recorded.
      let frame = try ZstdCompressor().compress([UInt8](repeating: 0, count: 64 << 20).span)
      try Session.tamper(path) { db in
        try db.execute(
          sql: "UPDATE block SET frame = ?, frame_sha256 = ? WHERE block_id = 0",
          arguments: [Data(frame), Data(Digest256.of(frame).bytes)])
      }
    },
    CodeCase("bytes.spans", sql: "UPDATE block SET spans = x'00' WHERE block_id = 0"),
    CodeCase("bytes.record") { path in try EditableBlock.edit(path, 0) { $0.bytes[3] ^= 1 } },
    CodeCase("bytes.source") { path in try EditableBlock.edit(path, 0) { $0.bytes[3] ^= 1 } },
    CodeCase("bytes.damaged-record") { path in
      let zstd = try ZstdDecompressor()
      let bytes = try Session.read(path) { db in
        try BlockStore.bytes(db, require2(BlockStore.rows(db).first), zstd)
      }
      try Session.tamper(path) { db in
        try db.execute(
          sql: "UPDATE block SET codec = 0, frame = ? WHERE block_id = 0",
          arguments: [Data([bytes[0] ^ 1] + bytes.dropFirst())])
      }
    },
    CodeCase(
      "bytes.prefix",
      sql: """
        UPDATE source SET state = 'interrupted', size = NULL, sha256 = NULL,
          prefix_sha256 = zeroblob(32) WHERE source_id = 1
        """),
    CodeCase("tree.node", sql: "UPDATE node SET hash = zeroblob(32) WHERE level = 9 AND position = 0"),
    CodeCase("tree.missing", sql: "DELETE FROM node WHERE level = 8 AND position = 1"),
    CodeCase("tree.surplus", sql: "INSERT INTO node VALUES (8, 100000, zeroblob(32)), (3, 0, zeroblob(32))"),
    CodeCase("tree.root") { path in
      try EditableBlock.edit(path, 0, keepsPrefixes: false) { $0.bytes[3] ^= 1 }
    },
    CodeCase(
      "tree.size",
      sql:
        "DELETE FROM column_chunk WHERE row_group_id IN (SELECT row_group_id FROM row_group WHERE source_id = 2)",
      "DELETE FROM row_group WHERE source_id = 2", "DELETE FROM block WHERE source_id = 2"),
    CodeCase("tree.unknown", sql: "UPDATE block SET codec = 9 WHERE block_id = 0"),
    CodeCase("custody.entry", sql: "UPDATE custody SET entry = x'7b7d' WHERE seq = 1"),
    CodeCase("custody.chain", sql: "UPDATE custody SET entry = x'7b7d' WHERE seq = 0"),
    CodeCase("custody.sequence", sql: "DELETE FROM custody WHERE seq = 1"),
    CodeCase("custody.column", sql: "UPDATE custody SET action = 'other' WHERE seq = 1"),
    CodeCase("custody.evidence") { path in
      try Session.tamper(path) { db in
        try db.execute(sql: "DELETE FROM custody WHERE seq > 1")
      }
    },
    CodeCase("custody.annotation", sql: "INSERT INTO annotation VALUES (0, 'seen', NULL, '3', '')"),
    CodeCase(
      "custody.finding",
      sql: """
        INSERT INTO finding VALUES (1, 0, 'planted', '', '', '', 1, 1, '{}',
          '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', x'', '')
        """),
    CodeCase("custody.checkpoint") { path in
      _ = try Session.custody.record(path, action: "checkpoint-exported", details: ["tree": "forest"])
    },
    CodeCase("custody.timestamp") { path in
      _ = try Session.custody.record(path, action: "timestamp-imported", details: ["reply": "MAA="])
    },
    CodeCase("custody.missing", sql: "DELETE FROM custody WHERE seq > 1"),
    CodeCase("custody.source", sql: "UPDATE source SET excluded = 1 WHERE source_id = 0"),
    CodeCase("custody.source", sql: "UPDATE meta SET value = 'other' WHERE key = 'uuid'"),
    CodeCase("views.missing", sql: "DELETE FROM column_chunk WHERE rowid = 1"),
    CodeCase(
      "views.surplus",
      sql: """
        INSERT INTO column_chunk SELECT row_group_id, 9999, record_count, null_count, value_count, distinct_count,
          integers, min, max, data FROM column_chunk WHERE rowid = 1
        """),
    CodeCase(
      "views.surplus",
      sql: """
        INSERT INTO column_chunk SELECT 9999, field_id, record_count, null_count, value_count, distinct_count,
          integers, min, max, data FROM column_chunk WHERE rowid = 1
        """),
    CodeCase("views.damaged", sql: "UPDATE column_chunk SET data = x'05' WHERE rowid = 1"),
    CodeCase("views.damaged", sql: "UPDATE row_group SET contexts = 'no' WHERE row_group_id = 0"),
    CodeCase("views.damaged", sql: "UPDATE context SET source_id = 2 WHERE source_id = 1"),
    CodeCase("views.stale", sql: "UPDATE row_group SET extractor = 0 WHERE row_group_id = 0"),
    CodeCase("views.value") { try DerivedForgery.replace($0, field: "Image", value: 3, by: "x") },
    CodeCase(
      "views.layout", sql: "UPDATE row_group SET fields = x'0101' WHERE row_group_id = 0"),
    CodeCase("views.time") { path in
      var times = GroupTimes()
      for _ in 0..<500 { times.append(Timestamp(seconds: 5)) }
      let packed = try PackedBytes.pack(times.encode(), ZstdCompressor())
      try Session.tamper(path) { db in
        try db.execute(
          sql: "UPDATE row_group SET times = ? WHERE row_group_id = 0", arguments: [Data(packed)])
      }
    },
    // Two records without times: the unit means nothing, and is not what it must be.
    CodeCase(
      "views.time",
      sql: """
        UPDATE row_group SET times = CAST(substr(times, 1, 3) || x'90' || substr(times, 5) AS BLOB)
        WHERE source_id = 2
        """),
    CodeCase("views.summary", sql: "UPDATE column_chunk SET min = 'zz', max = 'a' WHERE rowid = 1"),
    CodeCase("views.summary", sql: "UPDATE row_group SET min_time_ns = 5 WHERE row_group_id = 0"),
    CodeCase("views.problems", sql: "UPDATE row_group SET problems = NULL WHERE source_id = 2"),
    CodeCase(
      "views.context",
      sql: "UPDATE context SET data = replace(data, 'message', 'massage') WHERE data LIKE '%message%'"),
    CodeCase("views.cut") { path in
      try EditableBlock.edit(path, 0) { $0.spans[9] = SourceSpan(gap: $0.spans[9].length) }
    },
    // The last two records passed off as three: more spans than the cutter makes.
    CodeCase("views.cut") { path in
      try EditableBlock.edit(path, 2, keepsPrefixes: false) { block in
        let last = block.spans[block.spans.count - 1]
        block.spans[block.spans.count - 1] = SourceSpan(gap: last.length - 2)
        block.spans.append(SourceSpan(gap: 2))
      }
      try Session.tamper(path) { db in
        try db.execute(sql: "UPDATE row_group SET span_count = span_count + 1 WHERE source_id = 2")
      }
    },
    CodeCase("views.catalogue", sql: "UPDATE field SET records = records + 1 WHERE field_id = 1"),
    CodeCase("views.catalogue", sql: "UPDATE field SET name = 'other' WHERE field_id = 1"),
    CodeCase("views.filter") { path in
      try SearchFilterTests.replace(path) { count in (0..<count).map { _ in GramSet(of: [UInt8]().span) } }
    },
    CodeCase("custody.source", sql: "UPDATE source SET kind = 'claim' WHERE source_id = 0"),
    CodeCase("custody.source", sql: "UPDATE meta SET value = value || ' ' WHERE key = 'readme'"),
  ]
}

@Suite("What verify reports")
struct FailureCodeTests {
  private static let original = Task { () -> (TemporaryFolder, String) in
    let folder = try TemporaryFolder()
    let casePath = folder.file("original.assay")
    try await Session.add(
      casePath,
      [
        try folder.write("events.ndjson", Samples.ndjson(500)),
        try folder.write("table.csv", Samples.csv(200)),
        try folder.write("bad.ndjson", "{\"a\":1}\n{\"a\":\nnot json at all\n{\"b\":2}\n"),
      ])
    return (folder, casePath)
  }

  @Test("each kind of failure is told with its code, and the report says so", arguments: CodeCase.all)
  func code(_ change: CodeCase) async throws {
    let (_, original) = try await Self.original.value
    let folder = try TemporaryFolder()
    let casePath = try folder.copy(original, "case.assay")
    try change.change(casePath)
    for threads in [1, 4] {
      let report = try await Session.verify(casePath, threads: threads)
      #expect(has(report, change.code), "\(report.failures.prefix(5).map(\.code))")
      #expect(!report.verdict.hasPrefix("verified"))
      #expect(report.failures.allSatisfy { !$0.reason.isEmpty })
      for check in report.checks {
        #expect(check.failures.allSatisfy { $0.code.hasPrefix(check.check + ".") })
        #expect(check.counts["failures", default: 0] == check.failures.count)
      }
    }
  }

  /// Codes that need a checkpoint or a key from outside: `AgainstTests` makes each of them.
  private static let fromOutside: Set = [
    // Questions are asked by a module above: `FindingVerifyTests`.
    "findings.replay", "findings.receipt", "findings.damaged",
    "against.rolled-back", "against.root", "against.origin", "signature.missing", "signature.unknown-key",
    "signature.bad",
  ]

  @Test("the document lists the codes that are tested, and no others")
  func documented() throws {
    // #filePath is Tests/CaseFileTests/…; the document stands two folders above.
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("docs/case-file.md"), encoding: .utf8)
    let start = try #require(text.range(of: "## What verify reports"))
    var codes: Set<String> = []
    for line in text[start.upperBound...].split(separator: "\n") {
      if line.hasPrefix("## ") { break }
      guard line.hasPrefix("| `") else { continue }
      codes.insert(String(line.dropFirst(3).prefix { $0 != "`" }))
    }
    #expect(codes == Self.fromOutside.union(CodeCase.all.map(\.code)))
  }
}
