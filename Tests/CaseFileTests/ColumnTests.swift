import CaseFile
import Evidence
import Formats
import Testing

@Suite("Columns, layouts and times of a row group")
struct ColumnTests {
  /// Records with made-up fields, and what a reader must get back.
  private struct Made {
    let group: EncodedGroup
    let record: Record
    var values: [String: [[UInt8]]] { record.values }
    var recordsOfField: [String: Int] { record.recordsOfField }
    var times: [Timestamp?] { record.times }
    var gaps: [Int] { record.gaps }
  }

  private struct Record {
    /// By field: its values in order of record.
    var values: [String: [[UInt8]]] = [:]
    var recordsOfField: [String: Int] = [:]
    var times: [Timestamp?] = []
    var gaps: [Int] = []
  }

  private static func value(_ random: inout Seeded, kind: Int, _ i: Int) -> [UInt8] {
    switch kind {
    case 0: Array("\(Int64.random(in: -1000...1000, using: &random))".utf8)
    case 1: Array("2024-05-01T10:\(10 + i % 50):00".utf8)
    case 2: Array(["", "0", "-0", "007", "1e3", "9223372036854775807", "9223372036854775808"][i % 7].utf8)
    case 3: random.bytes(Int.random(in: 0...40, using: &random))
    case 4: Array("\(Int64.min + Int64(i))".utf8)
    case 5: Array(String(repeating: "long", count: 100 + i % 7).utf8)
    default: Array("same".utf8)
    }
  }

  private static func make(seed: Int, records: Int) throws -> Made {
    var random = Seeded(seed)
    var fields = RecordFields(names: NameTable(), limits: Limits())
    var builder = GroupBuilder()
    var made = Record()
    var span = 0
    for i in 0..<records {
      if Int.random(in: 0..<9, using: &random) == 0 {
        builder.gap(span: span)
        made.gaps.append(span)
        span += 1
      }
      fields.reset()
      var text: [UInt8] = []
      var places: [(String, Range<Int>)] = []
      var seen: Set<String> = []
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let kind = Int.random(in: 0...6, using: &random)
        let value = value(&random, kind: kind, i)
        places.append(("f\(kind)", text.count..<text.count + value.count))
        text += value
        made.values["f\(kind)", default: []].append(value)
        if seen.insert("f\(kind)").inserted { made.recordsOfField["f\(kind)", default: 0] += 1 }
      }
      for (name, range) in places { fields.add(fields.names.id(name), range) }
      switch Int.random(in: 0..<4, using: &random) {
      case 0: fields.time = nil
      case 1: fields.time = Timestamp(year: 1601, month: 1, day: 1, nanoseconds: 7)
      default:
        fields.time = Timestamp(
          unixNanoseconds: Int64.random(
            in: -4_000_000_000_000_000_000...4_000_000_000_000_000_000, using: &random))
      }
      made.times.append(fields.time)
      builder.append(fields, text: text.span)
      span += 1
    }
    return Made(group: try builder.encode(spans: span, ZstdCompressor()), record: made)
  }

  private static func unpack(_ packed: [UInt8]) throws -> [UInt8] {
    try PackedBytes.unpack(packed, limit: GroupStore.maxPayload, subject: "test", ZstdDecompressor())
  }

  private static func name(_ column: EncodedGroup.Column) -> String? {
    if case .field(let name) = column.name { name } else { nil }
  }

  @Test("values of every kind come back, each with its record", arguments: 0..<24)
  func values(seed: Int) throws {
    let made = try Self.make(seed: seed, records: seed * seed)
    #expect(Set(made.group.columns.compactMap(Self.name)) == Set(made.values.keys))
    for column in made.group.columns {
      let name = try #require(Self.name(column))
      let expected = try #require(made.values[name])
      #expect(column.records == made.recordsOfField[name])
      #expect(column.chunk.values == expected.count)
      let chunk = try ColumnChunk(
        Self.unpack(column.chunk.payload), subject: name, maxValues: expected.count)
      #expect(chunk.count == expected.count)
      for (index, value) in expected.enumerated() {
        let code = Int(chunk.codes[index])
        if code >= 0 {
          #expect(Array(chunk.dictionary[chunk.range(code)]) == value)
        } else {
          // A long value is a place in its record's text.
          #expect(chunk.slices[-1 - code].length == value.count)
        }
      }
      if case .bytes(let low, let high) = column.chunk.bounds {
        #expect(
          expected.allSatisfy { !$0.lexicographicallyPrecedes(low) && !high.lexicographicallyPrecedes($0) })
      }
      if case .integers(let low, let high) = column.chunk.bounds {
        let numbers = expected.compactMap { CanonicalInteger.parse($0.span) }
        #expect(numbers.count == expected.count)
        #expect(numbers.min() == low && numbers.max() == high)
      }
    }
  }

  @Test("layout and times come back", arguments: 0..<24)
  func layout(seed: Int) throws {
    let made = try Self.make(seed: seed + 100, records: seed * 20)
    let group = made.group
    let layout = try GroupLayout(
      Self.unpack(group.layout), subject: "test", columns: group.columns.count, spans: group.spans,
      records: group.records)
    #expect(layout.gapSpans == made.gaps)
    #expect(layout.encode() == (try Self.unpack(group.layout)))
    let times = try GroupTimes(Self.unpack(group.times), subject: "test", records: group.records)
    #expect((0..<group.records).map { times.time($0) } == made.times)
    let ns = made.times.compactMap { $0?.unixNanoseconds }
    #expect(group.timeBounds?.low == ns.min() && group.timeBounds?.high == ns.max())
  }

  @Test("damaged chunks, layouts and times are errors or other values, never a trap", arguments: 0..<12)
  func damaged(seed: Int) throws {
    let made = try Self.make(seed: seed + 200, records: 60)
    let group = made.group
    var random = Seeded(seed)
    for column in group.columns {
      for bytes in mutations(of: try Self.unpack(column.chunk.payload), &random) {
        guard let chunk = try? ColumnChunk(bytes, subject: "test", maxValues: 1000) else { continue }
        #expect(chunk.count <= 1000)
        for code in chunk.codes {
          if code >= 0 {
            #expect(chunk.range(Int(code)).upperBound <= chunk.dictionary.count)
          } else {
            var out: [UInt8] = []
            try? ColumnChunk.decode(
              chunk.slices[Int(-1 - code)], in: [UInt8](repeating: 65, count: 300).span, subject: "test",
              into: &out)
          }
        }
      }
    }
    for bytes in mutations(of: try Self.unpack(group.layout), &random) {
      _ = try? GroupLayout(
        bytes, subject: "test", columns: group.columns.count, spans: group.spans, records: group.records)
    }
    for bytes in mutations(of: try Self.unpack(group.times), &random) {
      guard let times = try? GroupTimes(bytes, subject: "test", records: group.records) else { continue }
      for record in 0..<group.records { _ = times.time(record)?.text }
    }
  }

  @Test("a short chunk cannot ask for much memory")
  func memory() throws {
    // Layout "fixed", 2^27 values of no bytes each.
    var writer = ByteWriter()
    writer.byte(1)
    writer.varint(1 << 27)
    writer.varint(1 << 27)
    writer.varint(0)
    #expect(throws: AssayError.self) {
      try ColumnChunk(writer.bytes, subject: "test", maxValues: 1 << 27)
    }
  }

  @Test(
    "what is an integer is spelled as one",
    arguments: [
      ("0", 0), ("42", 42), ("-7", -7), ("9223372036854775807", Int64.max), ("-9223372036854775808", .min),
      ("", nil), ("-", nil), ("-0", nil), ("007", nil), ("+1", nil), ("1.0", nil),
      ("9223372036854775808", nil),
    ] as [(String, Int64?)])
  func integers(text: String, value: Int64?) {
    #expect(CanonicalInteger.parse(Array(text.utf8).span) == value)
  }
}
