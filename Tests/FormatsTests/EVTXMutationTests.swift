import Evidence
import Formats
import Testing

/// Damage by the thousand: nothing traps, nothing hangs, no byte is lost, and the text is always well-formed enough to
/// be told from damage.
@Suite("EVTX mutations")
struct EVTXMutationTests {
  private static let whole = EVTXSupport.file("evtx/security_new_user.evtx")

  private static func check(_ bytes: [UInt8]) {
    let reading = EVTXSupport.read(bytes)
    #expect(reading.spans.reduce(0) { $0 + $1.length } == bytes.count)
    for record in reading.records {
      let event = EVTXSupport.fields(record)
      if !event.parsed, record.problem == nil, event.problem == nil {
        Issue.record("a record is not parsed, and nothing says why")
      }
    }
  }

  @Test("every truncation of a small log", .enabled(if: EVTXSupport.hasCorpora))
  func truncations() {
    // The records in use end at 10,104; steps of 7 behind, where there is slack.
    for length in Array(0...10_200) + Array(stride(from: 10_200, through: Self.whole.count, by: 701)) {
      Self.check(Array(Self.whole.prefix(length)))
    }
  }

  @Test("flipped bits and overwritten numbers", .enabled(if: EVTXSupport.hasCorpora), arguments: 0..<8)
  func flips(_ part: Int) {
    for seed in 0..<250 {
      var random = XMLEventsSupport.Generator(state: UInt64(part * 10_000 + seed))
      var bytes = Array(Self.whole.prefix(4096 + 6100))
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
