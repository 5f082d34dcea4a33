/// Lengths at which programs cut.
enum CutLengths {
  /// Below this, many fields simply have a fixed length.
  static let least = 254
  /// Records are as long as their parts happen to be.
  static let leastOfRecords = 1000
  /// Different values of one length that make it look like a cut.
  static let leastValues = 3
  private static let lengths: Set<Int> = {
    var lengths: Set<Int> = [
      254, 255, 256, 259, 260, 500, 510, 511, 512, 1000, 1500, 2000, 2500, 5000, 8000, 32_000, 32_765,
    ]
    for power in 10...20 { lengths.formUnion([(1 << power) - 2, (1 << power) - 1, 1 << power]) }
    for thousand in [1, 2, 3, 4, 5, 8, 10, 16, 20, 25, 30, 32, 50, 64, 100] {
      lengths.insert(thousand * 1000)
    }
    return lengths
  }()

  static func isRound(_ length: Int) -> Bool { lengths.contains(length) }
}
