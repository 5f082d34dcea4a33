import Hunt
import Testing

@Suite("SplitMix64")
struct SplitMix64Tests {
  /// Worked out by Python with the formula of the paper.
  @Test("numbers are those of the paper's formula")
  func numbers() {
    var random = SplitMix64(seed: 1_234_567)
    let got = (0..<5).map { _ in random.next() }
    #expect(
      got == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test("units are below one and not negative")
  func units() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<10_000 {
      let unit = random.unit()
      #expect(unit >= 0 && unit < 1)
    }
  }
}
