import Evidence
import Formats
import Foundation
import Testing

/// Division of real, damaged and hostile logs.
@Suite("EVTX cutting")
struct EVTXCutTests {
  private static func tiles(_ reading: EVTXReading, _ bytes: [UInt8]) -> Bool {
    reading.spans.reduce(0) { $0 + $1.length } == bytes.count && reading.spans.allSatisfy { $0.length > 0 }
  }

  @Test(
    "spans tile the log, and do not depend on how it is read", .enabled(if: EVTXSupport.hasCorpora),
    arguments: EVTXSupport.files("evtx").map { "evtx/\($0)" }
      + EVTXSupport.files("hostile").map { "hostile/\($0)" })
  func tiling(_ name: String) {
    let bytes = EVTXSupport.file(name)
    let whole = EVTXSupport.read(bytes)
    #expect(Self.tiles(whole, bytes))
    for window in [1000, 70_000, 300_000] {
      let parts = EVTXSupport.read(bytes, window: window)
      #expect(parts.spans == whole.spans)
      #expect(parts.records == whole.records)
      #expect(parts.problems.map(\.code) == whole.problems.map(\.code))
    }
  }

  @Test("a log is recognized by its header, and without one by a chunk", .enabled(if: EVTXSupport.hasCorpora))
  func sniffing() {
    for name in [
      "evtx/security_new_user.evtx", "hostile/evtx_wrong_magic.evtx", "hostile/evtx_header_cut.evtx",
    ] {
      #expect(
        SourceProfile.sniff(EVTXSupport.file(name).span, hints: SniffHints()).format == .evtx, "\(name)")
    }
    let bare = EVTXSupport.file("hostile/evtx_chunk_without_header.bin")
    #expect(SourceProfile.sniff(bare.span, hints: SniffHints()).notes.count == 1)
    let text = Array("a line that mentions ElfChnk and ElfFile\n".utf8)
    #expect(SourceProfile.sniff(text.span, hints: SniffHints()).format == .lines)
  }

  /// By corpora/hostile/README.md: records in use, all with their EventID, and codes that must be told.
  static let hostileLogs: [(name: String, inUse: Int, codes: Set<String>)] = [
    ("evtx_chunk_count_65535.evtx", 4, ["evtx.header.chunk-count"]),
    ("evtx_chunk_cut.evtx", 4, ["evtx.chunk.truncated", "evtx.record.truncated"]),
    ("evtx_chunk_free_offset_huge.evtx", 4, ["evtx.chunk.free-space"]),
    ("evtx_chunk_without_header.bin", 4, ["evtx.chunk.truncated"]),
    ("evtx_data_bit_flips.evtx", 4, ["evtx.chunk.checksum"]),
    ("evtx_deep_elements_4900.evtx", 1, []),
    ("evtx_filetime_overflow.evtx", 4, []),
    ("evtx_header_block_size_bad.evtx", 4, ["evtx.header.block-size"]),
    ("evtx_header_cut.evtx", 0, ["evtx.header.truncated"]),
    ("evtx_header_only.evtx", 0, []),
    ("evtx_record_ids_backwards.evtx", 4, ["evtx.chunk.record-ids"]),
    ("evtx_record_size_huge.evtx", 4, []),
    ("evtx_record_size_not_multiple.evtx", 4, []),
    ("evtx_record_size_zero.evtx", 4, []),
    ("evtx_string_loop.evtx", 4, []),
    ("evtx_substitution_count_huge.evtx", 4, []),
    ("evtx_template_loop.evtx", 4, []),
    ("evtx_template_pointer_outside.evtx", 4, []),
    ("evtx_wrong_magic.evtx", 4, ["evtx.chunk.signature"]),
  ]

  @Test(
    "a hostile log gives its records and says what is wrong", .enabled(if: EVTXSupport.hasCorpora),
    arguments: hostileLogs)
  func hostile(name: String, inUse: Int, codes: Set<String>) throws {
    let bytes = EVTXSupport.file("hostile/\(name)")
    let reading = EVTXSupport.read(bytes)
    #expect(Self.tiles(reading, bytes))
    #expect(reading.inUse.count == inUse)
    #expect(codes.isSubset(of: reading.codes), "\(reading.codes)")
    for (index, record) in reading.inUse.enumerated() {
      let event = EVTXSupport.fields(record)
      switch (name, index) {
      case ("evtx_deep_elements_4900.evtx", _):
        // All 4,900 elements are in the text; the limit of nesting is met when fields are taken.
        #expect(record.text.components(separatedBy: "</").count == 4901)
        #expect(event.problem == "xml.too-deep")
      case ("evtx_chunk_cut.evtx", 3): #expect(record.problem == "evtx.record.length")
      case ("evtx_data_bit_flips.evtx", 1): #expect(!record.text.isEmpty)
      case ("evtx_record_size_huge.evtx", 0), ("evtx_record_size_zero.evtx", 0),
        ("evtx_record_size_not_multiple.evtx", 1):
        // The length behind the record tells where it ends.
        #expect(record.problem == "evtx.record.length")
        #expect(event.parsed && event.common[.eventID] != nil)
      case ("evtx_substitution_count_huge.evtx", 3): #expect(record.problem == "evtx.values")
      default:
        #expect(record.problem == nil)
        #expect(event.parsed && event.common[.eventID] != nil && event.common[.computer] != nil)
      }
    }
  }

  @Test(
    "logs of random damage keep their four records, whatever becomes of what is in them",
    .enabled(if: EVTXSupport.hasCorpora), arguments: 0..<4)
  func randomDamage(_ number: Int) {
    // Signatures below the free space, by a scan with Python; the lengths at both ends of each agree.
    let reading = EVTXSupport.read(EVTXSupport.file("hostile/evtx_fuzz_0\(number).evtx"))
    #expect(reading.inUse.map(\.offset) == [512, 2816, 5064, 5528].map { 4096 + $0 })
    #expect(reading.inUse.map(\.id) == [1, 2, 3, 4])
    #expect(reading.codes.isDisjoint(with: ["evtx.chunk.checksum", "evtx.chunk.header-checksum"]))
    for record in reading.inUse {
      #expect(record.text.utf8.count < 20_000)
      let event = EVTXSupport.fields(record)
      #expect(event.parsed || record.problem != nil || event.problem != nil)
    }
  }

  @Test("a truncated last chunk is read as far as it goes", .enabled(if: EVTXSupport.hasCorpora))
  func truncated() {
    // 194 records in two whole chunks; the third says 195 to 284, and is 704 bytes short.
    let reading = EVTXSupport.read(EVTXSupport.file("evtx/system_truncated_200000.evtx"))
    #expect(reading.inUse.map(\.id) == Array(1...284))
    #expect(reading.inUse.filter { $0.problem != nil }.map(\.id) == [284])
  }

  @Test(
    "records in slack and behind lost headers are recovered, apart from those in use",
    .enabled(if: EVTXSupport.hasCorpora))
  func recovery() {
    // Ids by the scan of the corpora's README.
    let empty = EVTXSupport.read(EVTXSupport.file("evtx/empty_no_records.evtx"))
    #expect(empty.inUse.isEmpty)
    #expect(Set(empty.records.map(\.id)).isSuperset(of: [20983] + Array(21151...21160)))
    let lost = EVTXSupport.read(EVTXSupport.file("evtx/bad_chunk_magic.evtx"))
    let recovered = Set(lost.records.filter(\.recovered).map(\.id))
    #expect(recovered.isSuperset(of: 47613...47617) && recovered.isSuperset(of: 45963...45967))
    #expect(lost.codes.contains("evtx.chunk.signature"))
  }

  @Test("a chunk that is displaced by lost bytes is read")
  func displaced() {
    var builder = EVTXBuilder()
    builder.record { $0.template([.element("Event", [.value(0, 1)])], values: [(1, EVTXBuilder.utf16("x"))]) }
    let chunk = builder.finished()
    // 1,000 bytes of the first chunk are lost, in the free space behind its records.
    let bytes = Array(chunk.dropLast(1000)) + chunk + chunk
    let reading = EVTXSupport.read(bytes)
    #expect(reading.inUse.map(\.offset) == [512, 65_536 - 1000 + 512, 2 * 65_536 - 1000 + 512])
    #expect(reading.inUse.allSatisfy { $0.text == "<Event>x</Event>" })
  }

  @Test("records behind the stated end whose numbers go on are in use; others are recovered")
  func staleHeader() {
    var builder = EVTXBuilder()
    for _ in 0..<3 {
      builder.record { $0.template([.element("Event", [.text("y")])], values: []) }
    }
    let end = builder.chunk.count
    builder.record { $0.template([.element("Event", [.text("y")])], values: []) }
    #expect(EVTXSupport.read(builder.finished(free: end)).inUse.map(\.id) == [1, 2, 3, 4])
    #expect(EVTXSupport.read(builder.finished(free: end)).codes.contains("evtx.chunk.header-stale"))
    var other = EVTXBuilder()
    other.record(id: 7) { $0.template([.element("Event", [.text("y")])], values: []) }
    let first = other.chunk.count
    other.record(id: 3) { $0.template([.element("Event", [.text("y")])], values: []) }
    let reading = EVTXSupport.read(other.finished(free: first))
    #expect(reading.records.map(\.recovered) == [false, true])
  }

  @Test("a record that ends within its own header does no harm (found by fuzzing)", arguments: 4..<29)
  func tiny(_ length: Int) {
    // A record, cut by the next one `length` bytes on, whose length seems to stand before that.
    var bytes = [UInt8](repeating: 0, count: 512) + [0x2A, 0x2A, 0, 0] + [UInt8](repeating: 0, count: 20)
    bytes += [0x0F, 0x01, 0x01, 0x00, 0, 0, 0, 0]
    bytes = Array(bytes.prefix(512 + length))
    if length >= 8 {
      bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: EVTXBuilder.bytes(UInt32(length)))
    }
    var builder = EVTXBuilder()
    builder.record { $0.template([.element("Event", [.text("y")])], values: []) }
    let tail = Array(builder.chunk[512...])
    var chunk = builder.finished()
    chunk.replaceSubrange(512..<512 + length + tail.count, with: Array(bytes[512...]) + tail)
    let reading = EVTXSupport.read(chunk)
    #expect(reading.spans.reduce(0) { $0 + $1.length } == chunk.count)
    #expect(reading.records.contains { $0.offset == 512 + length && $0.id == 1 })
  }

  @Test("a record whose length swallows others hides none of them")
  func overlap() {
    var builder = EVTXBuilder()
    let start = builder.chunk.count
    for _ in 0..<2 { builder.record { $0.template([.element("Event", [.text("z")])], values: []) } }
    var bytes = builder.finished()
    let length = EVTXBuilder.bytes(UInt32(builder.chunk.count - start))
    bytes.replaceSubrange(start + 4..<start + 8, with: length)
    bytes.replaceSubrange(builder.chunk.count - 4..<builder.chunk.count, with: length)
    let reading = EVTXSupport.read(bytes)
    #expect(reading.inUse.count == 2)
    #expect(reading.codes.contains("evtx.record.overlap"))
  }

  @Test(
    "checksums are told where they are wrong, and not where the log has none",
    .enabled(if: EVTXSupport.hasCorpora))
  func checksums() {
    var bytes = EVTXSupport.file("evtx/security_new_user.evtx")
    #expect(
      EVTXSupport.read(bytes).codes.isDisjoint(with: ["evtx.chunk.checksum", "evtx.chunk.header-checksum"]))
    bytes[4096 + 700] ^= 1
    bytes[4096 + 300] ^= 1
    bytes[60] ^= 1
    #expect(
      EVTXSupport.read(bytes).codes.isSuperset(
        of: ["evtx.chunk.checksum", "evtx.chunk.header-checksum", "evtx.header.checksum"]))
    // Its header says flag 4, and none of its checksums fits (expected/application_no_crc32_v3.2.evtx.expected.json).
    let unchecked = EVTXSupport.read(EVTXSupport.file("evtx/application_no_crc32_v3.2.evtx"))
    #expect(unchecked.codes.allSatisfy { !$0.contains("checksum") })
  }
}
