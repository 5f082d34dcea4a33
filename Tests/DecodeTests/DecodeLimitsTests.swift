import Decode
import Testing

@Suite("Limits of decoding")
struct DecodeLimitsTests {
  @Test("every limit lets something through")
  func positive() {
    let limits = DecodeLimits()
    #expect([limits.depth, limits.nodes, limits.outputBytes, limits.ratio].allSatisfy { $0 > 0 })
  }
}
