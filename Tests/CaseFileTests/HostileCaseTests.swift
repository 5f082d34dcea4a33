import CaseFile
import Evidence
import Foundation
import GRDB
import Testing

/// A case file may come from an attacker: whatever stands in it, reading is an error and never a trap.
@Suite("Hostile case files")
struct HostileCaseTests {
  private static func make(_ folder: TemporaryFolder) async throws -> String {
    let casePath = folder.file("case.assay")
    try await Session.add(
      casePath,
      [
        try folder.write("events.ndjson", Samples.ndjson(300)),
        try folder.write("table.csv", Samples.csv(30)),
        try folder.write("bad.ndjson", "{\"a\":1}\nnot json at all\n"),
      ])
    return casePath
  }

  /// All that reads a case, as commands do.
  private static func readEverything(_ casePath: String) {
    do {
      let store = try CaseStore.open(casePath)
      _ = try? store.schemaDifferences()
      let extractor = SourceExtractor(store)
      let sources = (try? store.queue.read { db in try SourceRow.all(db) }) ?? []
      for source in sources { _ = try? extractor.extract(source) { _ in } }
      let zstd = try ZstdDecompressor()
      try store.queue.read { db in
        _ = try? FieldCatalog(db)
        _ = try? EvidenceTree.head(db)
        for source in sources { _ = try? ProblemList.problems(db, source: source.id, limit: 10) }
        for row in try GroupStore.rows(db) {
          let layout = try? GroupStore.layout(db, row, zstd)
          _ = try? GroupStore.times(db, row, zstd)
          _ = try? GroupStore.contexts(db, row)
          for id in layout?.fieldIDs ?? [] { _ = try? GroupStore.column(db, row, field: id, zstd) }
        }
      }
    } catch {}
  }

  private static let columns: [(table: String, columns: [String])] = [
    (
      "source",
      [
        "kind", "name", "name_bytes", "profile", "size", "committed", "prefix_sha256", "sha256",
        "modified_ns",
        "state", "excluded", "spans", "records", "unparsed", "gaps", "gap_bytes",
      ]
    ),
    (
      "block",
      [
        "source_id", "source_offset", "length", "first_leaf", "span_count", "first_record", "first_gap",
        "codec",
        "frame", "frame_sha256", "spans",
      ]
    ),
    (
      "row_group",
      [
        "source_id", "first_leaf", "span_count", "first_record", "record_count", "unparsed_count",
        "extractor",
        "min_time_ns", "max_time_ns", "fields", "layout", "times", "contexts", "problems",
      ]
    ),
    ("field", ["common", "records", "records_null", "integers_only", "examples"]),
    (
      "column_chunk",
      ["record_count", "null_count", "value_count", "distinct_count", "integers", "min", "max", "data"]
    ),
    ("context", ["source_id", "data"]), ("node", ["hash"]),
    ("custody", ["time", "action", "actor", "evidence_size", "evidence_root", "entry_sha256", "entry"]),
    ("meta", ["value"]),
  ]

  @Test(
    "10: negative, huge, wrong and missing values in any column are reported, without trap or large allocation",
    arguments: columns.map(\.table))
  func values(table: String) async throws {
    let folder = try TemporaryFolder()
    let original = try await Self.make(folder)
    let columns = try #require(Self.columns.first { $0.table == table }).columns
    let key = table == "node" ? "position" : table == "meta" ? "key" : "rowid"
    // The schema without types: only so can text stand where a number must be.
    let loose = try folder.copy(original, "loose.assay")
    let text = try Session.read(original) { db in
      try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = ?", arguments: [table]) ?? ""
    }
    var untyped = text.replacingOccurrences(of: ") STRICT", with: ")")
    for type in [" INTEGER NOT NULL", " TEXT NOT NULL", " BLOB NOT NULL", " INTEGER,", " BLOB,", " BLOB\n"] {
      untyped = untyped.replacingOccurrences(
        of: type, with: type.hasSuffix(",") ? "," : type.hasSuffix("\n") ? "\n" : "")
    }
    try Session.tamper(loose) { db in
      try db.execute(sql: "UPDATE sqlite_schema SET sql = ? WHERE name = ?", arguments: [untyped, table])
    }
    for column in columns {
      for value in [
        "-1", "4611686018427387904", "9223372036854775807", "'text'", "x'00ff'", "NULL", "1.5",
        "zeroblob(40)",
      ] {
        let casePath = try folder.copy(loose, "case.assay")
        // One row: some columns must be unique.
        try Session.tamper(casePath) { db in
          try db.execute(
            sql: "UPDATE \(table) SET \(column) = \(value) WHERE \(key) = (SELECT min(\(key)) FROM \(table))")
        }
        try Session.tamper(casePath) { db in
          try db.execute(sql: "UPDATE sqlite_schema SET sql = ? WHERE name = ?", arguments: [text, table])
        }
        Self.readEverything(casePath)
        let report = try await Session.verify(casePath)
        let isSame =
          ["min", "max", "size", "sha256", "modified_ns", "problems"].contains(column) && value == "NULL"
        if !isSame { #expect(!report.failures.isEmpty, "\(table).\(column) = \(value)") }
      }
    }
  }

  @Test(
    "single bits flipped anywhere in the file: no trap, and no wrong byte is given out unnoticed",
    arguments: 0..<8)
  func bits(seed: Int) async throws {
    let folder = try TemporaryFolder()
    let original = try await Self.make(folder)
    let bytes = try fileBytes(original)
    let sources = try (0..<3).map { try Session.extract(original, "\($0)") }
    var random = Seeded(seed)
    var unnoticed: [Int] = []
    for _ in 0..<60 {
      var changed = bytes
      let place = Int.random(in: 0..<bytes.count, using: &random)
      changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      let casePath = try folder.write("changed.assay", changed)
      Self.readEverything(casePath)
      let report = try await Session.verify(casePath)
      guard report.failures.isEmpty else { continue }
      // Found nothing: then it was outside of what is verified (free space in pages), and all is as it was.
      unnoticed.append(place)
      for (index, source) in sources.enumerated() {
        #expect(try Session.extract(casePath, "\(index)") == source, "byte \(place)")
      }
      #expect(
        differing(try Session.dump(casePath, without: []), try Session.dump(original, without: [])) == [],
        "byte \(place)")
    }
    #expect(unnoticed.count < 50)
  }
}
