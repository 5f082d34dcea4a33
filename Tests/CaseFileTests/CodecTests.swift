import CaseFile
import Evidence
import Testing

@Suite("Binary parts of the case file")
struct CodecTests {
  @Test("varints, zigzag numbers and planes come back as written")
  func numbers() throws {
    var random = Seeded(3)
    var writer = ByteWriter()
    var naturals: [UInt64] = [0, 1, 127, 128, 16_383, 16_384, .max]
    var signed: [Int64] = [0, -1, 1, .min, .max]
    for _ in 0..<500 {
      naturals.append(
        UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<64, using: &random))
      signed.append(
        Int64.random(in: Int64.min...Int64.max, using: &random) >> Int64.random(in: 0..<64, using: &random))
    }
    for value in naturals { writer.varint(value) }
    for value in signed { writer.zigzag(value) }
    let codes = (0..<300).map { _ in UInt32.random(in: 0..<70_000, using: &random) }
    writer.planes(codes, width: codeWidth(70_000))
    var cursor = ByteCursor(writer.bytes, subject: "test")
    for value in naturals { #expect(try cursor.varint() == value) }
    for value in signed { #expect(try cursor.zigzag() == value) }
    #expect(try cursor.planes(codes.count, width: codeWidth(70_000)) == codes)
    #expect(cursor.remaining == 0)
  }

  @Test("a varint of more than 64 bits is refused")
  func longVarint() {
    var cursor = ByteCursor([UInt8](repeating: 0xFF, count: 9) + [0x7F], subject: "test")
    #expect(throws: AssayError("case.damaged", subject: "", reason: "")) { try cursor.varint() }
  }

  @Test("packed bytes come back, packed or not", arguments: [0, 1, 47, 48, 1000, 100_000])
  func packed(count: Int) throws {
    let compressor = try ZstdCompressor()
    let decompressor = try ZstdDecompressor()
    var random = Seeded(count)
    for bytes in [[UInt8](repeating: 7, count: count), random.bytes(count)] {
      let packed = try PackedBytes.pack(bytes, compressor)
      let unpacked = try PackedBytes.unpack(packed, limit: count, subject: "test", decompressor)
      #expect(unpacked == bytes)
      if count > 0 {
        #expect(throws: AssayError.self) {
          try PackedBytes.unpack(packed, limit: count - 1, subject: "test", decompressor)
        }
      }
    }
  }

  @Test("damaged packed bytes are an error or other bytes within the limit, never a trap", arguments: 0..<20)
  func damagedPacked(seed: Int) throws {
    let compressor = try ZstdCompressor()
    let decompressor = try ZstdDecompressor()
    var random = Seeded(seed)
    let text = Array(String(repeating: "all work and no play \(seed) ", count: 40).utf8)
    let packed = try PackedBytes.pack(text, compressor)
    for damaged in mutations(of: packed, &random) {
      if let bytes = try? PackedBytes.unpack(damaged, limit: 10_000, subject: "test", decompressor) {
        #expect(bytes.count <= 10_000)
      }
    }
  }

  @Test("a frame that unpacks to more than its entry says is refused (tampering case 40)")
  func bomb() throws {
    let compressor = try ZstdCompressor()
    let decompressor = try ZstdDecompressor()
    let frame = try compressor.compress([UInt8](repeating: 0, count: 50 << 20).span)
    #expect(frame.count < 10_000)
    #expect(throws: AssayError("case.frame", subject: "", reason: "")) {
      try decompressor.decompress(frame.span, length: 4096, subject: "test")
    }
  }

  @Test("spans come back with their leaf prefixes", arguments: 0..<10)
  func spans(seed: Int) throws {
    let compressor = try ZstdCompressor()
    let decompressor = try ZstdDecompressor()
    var random = Seeded(seed)
    let spans = (0..<Int.random(in: 1...400, using: &random)).map { _ in
      let length = Int.random(in: 1...5000, using: &random)
      return Bool.random(using: &random)
        ? SourceSpan(gap: length)
        : SourceSpan(record: Int.random(in: 0...length, using: &random), length: length)
    }
    let prefixes = random.bytes(spans.count * 4)
    let total = spans.reduce(0) { $0 + $1.length }
    let bytes = try SpanTable.encode(spans[...], prefixes: prefixes, compressor)
    let table = try SpanTable(bytes, count: spans.count, length: total, subject: "test", decompressor)
    #expect(table.spans == spans)
    #expect(table.prefixes == prefixes)
    #expect(throws: AssayError.self) {
      try SpanTable(bytes, count: spans.count, length: total + 1, subject: "test", decompressor)
    }
    #expect(throws: AssayError.self) {
      try SpanTable(bytes, count: spans.count + 1, length: total, subject: "test", decompressor)
    }
    for damaged in mutations(of: bytes, &random) {
      guard
        let table = try? SpanTable(
          damaged, count: spans.count, length: total, subject: "test", decompressor)
      else { continue }
      #expect(table.spans.reduce(0) { $0 + $1.length } == total)
      #expect(table.spans.allSatisfy { $0.length > 0 && (0...$0.length).contains($0.properLength) })
    }
  }
}

/// Every truncation of something short (some of something long), and 200 flipped bits.
func mutations(of bytes: [UInt8], _ random: inout Seeded) -> [[UInt8]] {
  var mutations = stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)).map { Array(bytes[..<$0]) }
  for _ in 0..<200 where !bytes.isEmpty {
    var copy = bytes
    copy[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    mutations.append(copy)
  }
  mutations.append(bytes + [0])
  return mutations
}
