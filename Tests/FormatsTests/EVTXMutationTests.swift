import Evidence
import Formats
import Testing

/// Damage by the thousand: nothing traps, nothing hangs, no byte is lost, and the text is always well-formed enough to
/// be told from damage. `ASSAY_SLOW_TESTS=1` tries every length and ten thousand seeds.
@Suite("EVTX mutations", .enabled(if: EVTXSupport.hasCorpora, "needs ../shared/corpora"))
struct EVTXMutationTests {
  /// A log of one chunk.
  private static let bytes = EVTXSupport.file("evtx/security_new_user.evtx")
  private static let whole = EVTXSupport.read(bytes)
  /// Where its records in use end: by the lengths in their headers, read with Python's struct.
  private static let ends = [6912, 9160, 9624, 10_104]
  private static let parts = 0..<8
  /// Where its recovered records stand.
  private static let recovered: [Range<Int>] = {
    let offsets = Set(whole.records.filter(\.recovered).map(\.offset))
    var start = 0
    return whole.spans.compactMap { span in
      defer { start += span.length }
      return offsets.contains(start) ? start..<start + span.length : nil
    }
  }()

  @discardableResult
  private static func check(_ bytes: [UInt8]) -> EVTXReading {
    let reading = EVTXSupport.read(bytes)
    #expect(reading.spans.reduce(0) { $0 + $1.length } == bytes.count)
    for record in reading.records {
      let event = EVTXSupport.fields(record)
      if !event.parsed, record.problem == nil, event.problem == nil {
        Issue.record("a record is not parsed, and nothing says why")
      }
    }
    return reading
  }

  /// Every length; else each 257th, which is a prime, and all about the places where something begins or ends.
  private static let lengths: [Int] = {
    if EVTXSupport.isSlow { return Array(0...bytes.count) }
    let places = [0, 128, 4096, 4096 + 128, 4096 + 512, bytes.count] + ends + whole.records.map(\.offset)
    var lengths = Set(stride(from: 0, through: bytes.count, by: 257))
    for place in places { lengths.formUnion(max(0, place - 9)...min(bytes.count, place + 9)) }
    return lengths.sorted()
  }()

  @Test(
    "cut at any length, the log tiles, and every record that ends before the cut is read", arguments: parts)
  func truncations(_ part: Int) {
    #expect(zip(Self.whole.inUse, Self.ends).allSatisfy { $0.offset < $1 } && Self.whole.inUse.count == 4)
    for length in stride(from: part, to: Self.lengths.count, by: Self.parts.count).map({ Self.lengths[$0] }) {
      let cut = Self.check(Array(Self.bytes.prefix(length)))
      let before = zip(Self.whole.inUse, Self.ends).filter { $0.1 <= length }.map(\.0)
      #expect(Array(cut.inUse.prefix(before.count)) == before, "cut at \(length)")
      // Old records in the slack are found again as well.
      let offsets = Set(cut.records.map(\.offset))
      for record in Self.recovered where record.upperBound <= length {
        if !offsets.contains(record.lowerBound) { Issue.record("\(record) is lost, cut at \(length)") }
      }
    }
  }

  @Test("flipped bits and overwritten numbers", arguments: parts)
  func flips(_ part: Int) {
    for seed in stride(from: part, to: EVTXSupport.isSlow ? 10_000 : 2000, by: Self.parts.count) {
      var random = XMLEventsSupport.Generator(state: UInt64(seed))
      var bytes = Array(Self.bytes.prefix(4096 + 6100))
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let place = Int.random(in: 4096..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = [0, 0xFF, 0x7F, 0x80].randomElement(using: &random) ?? 0
        case 2: bytes[place] = UInt8.random(in: 0...0x0F, using: &random)
        default:
          let from = Int.random(in: 4096..<bytes.count - 32, using: &random)
          let count = min(Int.random(in: 1...32, using: &random), bytes.count - place)
          bytes.replaceSubrange(place..<place + count, with: Array(bytes[from..<from + count]))
        }
      }
      Self.check(bytes)
    }
  }
}
