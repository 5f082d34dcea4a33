import CaseFile
import Evidence
import Foundation
import GRDB
import Integrity
import Testing

@Suite("Search filter")
struct SearchFilterTests {
  /// Text with few words in many orders and many numbers, so that filters of all sizes are full in other ways.
  private static func block(_ random: inout Seeded) -> [UInt8] {
    let words = [
      "Logon", "failed", "for", "user", "\\Device\\", "PowerShell", "-enc", "{", "}", "\"a\":", "é",
      "10.0.0.",
    ]
    var text: [UInt8] = []
    for _ in 0..<Int.random(in: 1...4000, using: &random) {
      text += Array((words.randomElement(using: &random) ?? "").utf8)
      if Bool.random(using: &random) { text.append(32) }
      if Int.random(in: 0..<4, using: &random) == 0 {
        text += Array(String(UInt32.random(in: 0...99_999, using: &random), radix: 16).utf8)
      }
      if Int.random(in: 0..<50, using: &random) == 0 { text += random.bytes(7) }
    }
    return text
  }

  private static func inOtherCase(_ bytes: ArraySlice<UInt8>, _ random: inout Seeded) -> [UInt8] {
    bytes.map { byte in
      switch byte {
      case 65...90, 97...122: Bool.random(using: &random) ? byte ^ 0x20 : byte
      default: byte
      }
    }
  }

  @Test(
    "what stands in a block is never denied, in any case, however little room the filter has",
    arguments: 0..<12)
  func neverFalseNo(seed: Int) throws {
    var random = Seeded(seed)
    let blocks = (0..<[1, 3, 8, 9, 40, 256][seed % 6]).map { _ in Self.block(&random) }
    let sets = blocks.map { GramSet(of: $0.span) }
    let room = [0, 40, 700, 5000, 100_000, 10_000_000][Int.random(in: 0..<6, using: &random)]
    let data = try BlockFilter.encode(sets, bytes: room, ZstdCompressor())
    #expect(data.count <= max(room, 0) + 8)
    let filter = try BlockFilter(data, blocks: blocks.count, subject: "test", ZstdDecompressor())
    for _ in 0..<300 {
      let number = Int.random(in: 0..<blocks.count, using: &random)
      let block = blocks[number]
      let start = Int.random(in: 0..<block.count, using: &random)
      let end = min(block.count, start + Int.random(in: 1...60, using: &random))
      let needle = Self.inOtherCase(block[start..<end], &random)
      #expect(filter.mayHold(places: GramSet(of: needle.span).places)[number], "\(needle)")
    }
  }

  @Test("given room, a text that no block has is denied in all")
  func deniesWhatIsNotThere() throws {
    var random = Seeded(7)
    let sets = (0..<20).map { _ in GramSet(of: Self.block(&random).span) }
    let data = try BlockFilter.encode(sets, bytes: 1 << 20, ZstdCompressor())
    let filter = try BlockFilter(data, blocks: 20, subject: "test", ZstdDecompressor())
    for needle in ["mimikatz", "certutil -urlcache", "9f86d081-884c-7d65-9a2f-eaa0c55ad015"] {
      #expect(
        !filter.mayHold(places: GramSet(of: Array(needle.utf8).span).places).contains(true), "\(needle)")
    }
  }

  /// The places of docs/case-file.md, written from that page.
  static let script = """
    import sys
    data = bytes.fromhex(sys.argv[1])
    low = bytes(b + 32 if 65 <= b <= 90 else b for b in data)
    K = [0x9E37, 0x79B1, 0x85EB, 0xC2B3, 0x27D5]
    def place(gram):
        h = sum(b * k for b, k in zip(gram, K)) & 0xFFFF
        h ^= h >> 7; h = h * 0xB5AD & 0xFFFF; h ^= h >> 9
        return h >> 1
    def digit(gram): return any(48 <= b <= 57 for b in gram)
    out = set()
    for i in range(len(low)):
        four, five = low[i:i + 4], low[i:i + 5]
        if len(four) == 4 and digit(four): gram, kind = four, 32768
        elif len(five) == 5 and not digit(five): gram, kind = five, 0
        else: continue
        if 0 not in gram: out.add(kind + place(gram))
    print(*sorted(out - {0}))
    """

  @Test(
    "grams stand at the places of docs/case-file.md",
    arguments: [0, 1, 3, 4, 5, 6, 17, 1023, 1024, 1027, 1028, 5000])
  func places(length: Int) throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else { return }
    var random = Seeded(length)
    var bytes: [UInt8] = []
    while bytes.count < length { bytes += Self.block(&random) }
    bytes = Array(bytes.prefix(length))
    // A NUL here and there, and a stretch of them: bytes with one are no gram.
    for index in stride(from: 11, to: length, by: 97) { bytes[index] = 0 }
    for index in 1100..<max(1100, min(length, 3300)) { bytes[index] = 0 }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", Self.script, hexText(bytes)]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(
      GramSet(of: bytes.span).places == output.split(whereSeparator: \.isWhitespace).compactMap { Int($0) })
  }

  // MARK: in a case

  private static func filters(_ casePath: String) throws -> [String] {
    try Session.dump(casePath)["search_filter"] ?? []
  }

  private static func reindex(_ casePath: String) throws {
    _ = try Reindexer(CaseStore.openForWriting(casePath, create: false), custody: Session.custody).reindex(
      nil)
  }

  /// Puts an other filter in the place of the first row's.
  static func replace(_ casePath: String, _ set: (Int) -> [GramSet]) throws {
    let count = try Session.read(casePath) { db in
      try Int.fetchOne(db, sql: "SELECT block_count FROM search_filter ORDER BY first_block LIMIT 1") ?? 0
    }
    let data = try BlockFilter.encode(set(count), bytes: 1 << 20, ZstdCompressor())
    try Session.tamper(casePath) { db in
      try db.execute(
        sql:
          "UPDATE search_filter SET data = ? WHERE first_block = (SELECT min(first_block) FROM search_filter)",
        arguments: [Data(data)])
    }
  }

  @Test(
    "verify tells of a filter that denies what is there, not of one that says perhaps; reindex makes it again"
  )
  func verifyAndReindex() async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, try Samples.write(folder))
    let before = try Self.filters(casePath)
    #expect(!before.isEmpty)
    try Self.replace(casePath) { count in (0..<count).map { _ in GramSet(of: [UInt8]().span) } }
    let altered = try await Session.verify(casePath)
    #expect(altered.verdict == "altered" && Set(altered.failures.map(\.code)) == ["views.filter"])
    try Self.reindex(casePath)
    #expect(try Self.filters(casePath) == before)
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
    // One more word than there is: slower, and nothing else.
    var random = Seeded(1)
    let everything = GramSet(of: random.bytes(4 << 20).span)
    #expect(everything.places.count == GramSet.placeCount - 1)
    try Self.replace(casePath) { count in (0..<count).map { _ in everything } }
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
  }

  @Test(
    "a missing filter is a note; reindex makes it",
    arguments: ["DELETE FROM search_filter", "UPDATE search_filter SET version = 1"])
  func missing(statement: String) async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, try Samples.write(folder))
    let before = try Self.filters(casePath)
    try Session.tamper(casePath) { try $0.execute(sql: statement) }
    let report = try await Session.verify(casePath)
    #expect(report.verdict == "verified, unsigned")
    #expect(report.notes.contains { $0.contains("search filter") })
    try Self.reindex(casePath)
    #expect(try Self.filters(casePath) == before)
  }

  @Test(
    "hostile rows are told and crash nothing",
    arguments: [
      "UPDATE search_filter SET block_count = 1152921504606846976",
      "UPDATE search_filter SET block_count = 200",
      "UPDATE search_filter SET block_count = 0", "UPDATE search_filter SET first_block = -5",
      "UPDATE search_filter SET data = x''", "UPDATE search_filter SET data = x'808002'",
      "UPDATE search_filter SET data = x'ffffffffffffffffff01'",
      "UPDATE search_filter SET data = x'80800206808080801001'",
      "UPDATE search_filter SET data = substr(data, 1, 40)",
      "UPDATE search_filter SET data = CAST(data || x'00' AS BLOB)",
      "INSERT INTO search_filter SELECT first_block + 1, block_count, version, data FROM search_filter",
    ])
  func hostile(statement: String) async throws {
    let folder = try TemporaryFolder()
    let casePath = folder.file("case.assay")
    try await Session.add(casePath, try Samples.write(folder))
    try Session.tamper(casePath) { try $0.execute(sql: statement) }
    let report = try await Session.verify(casePath)
    #expect(!report.failures.isEmpty)
    let codes: Set<String> = ["structure.value", "views.surplus", "views.damaged", "views.filter"]
    #expect(Set(report.failures.map(\.code)).isSubset(of: codes), "\(report.failures.prefix(3))")
    try Self.reindex(casePath)
    #expect(try await Session.verify(casePath).verdict == "verified, unsigned")
  }
}
