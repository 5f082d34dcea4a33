/// Pseudorandom numbers that are the same everywhere for the same seed: SplitMix64 (Steele, Lea, Flood: Fast
/// splittable pseudorandom number generators, 2014).
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  /// - Parameter seed: the same seed gives the same numbers.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Uniform in [0, 1): the 53 high bits.
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

extension SplitMix64 {
  /// A seed of its own for the n-th of many generators of one seed.
  static func mixed(_ seed: UInt64, _ n: UInt64) -> UInt64 {
    var outer = SplitMix64(seed: seed)
    var inner = SplitMix64(seed: outer.next() ^ n)
    return inner.next()
  }

  /// Uniform from 0 up to `bound`, which is above 0.
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }
}
