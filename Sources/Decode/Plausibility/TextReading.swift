/// What bytes say when they are read as text.
struct TextReading {
  /// The text, without a byte order mark.
  var utf8: [UInt8]
  /// Such as `utf-16le`.
  var encoding: String
  /// How much likelier text would be such than random bytes, in units of `PairScore`.
  var score: Int
  /// The part of `score` that letter pairs and scripts give: what no list of random printable characters has.
  var naturalScore: Int
  /// Characters of the part that was scored.
  var scoredCharacters: Int
  /// Characters that text does not hold.
  var faults: Int
  /// Bytes at the end that are no whole character: the data were cut.
  var cutBytes = 0

  /// Bytes that are scored; all the rest is looked at for faults.
  static let scoredLimit = 4096

  /// Share of characters that text does not hold, at most 5 in 100.
  var isClean: Bool { faults * 20 <= max(scoredCharacters, utf8.count / 2) }

  /// The best reading; nil where the bytes are no text in any encoding.
  static func best(_ bytes: [UInt8]) -> TextReading? {
    guard !bytes.isEmpty else { return nil }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return UTF8Reading.read(bytes, from: 3).map { marked($0, "utf-8-bom") }
    }
    if bytes.starts(with: [0xFF, 0xFE]) {
      return UTF16Reading.read(bytes, from: 2, .little).map { marked($0, "utf-16le") }
    }
    if bytes.starts(with: [0xFE, 0xFF]) {
      return UTF16Reading.read(bytes, from: 2, .big).map { marked($0, "utf-16be") }
    }
    let zeros = zeroShares(bytes)
    if zeros.odd >= 0.4, zeros.even < 0.1 { return UTF16Reading.read(bytes, from: 0, .little) }
    if zeros.even >= 0.4, zeros.odd < 0.1 { return UTF16Reading.read(bytes, from: 0, .big) }
    if let reading = UTF8Reading.read(bytes, from: 0), reading.isClean { return reading }
    let others = [
      UTF16Reading.read(bytes, from: 0, .little), UTF16Reading.read(bytes, from: 0, .big),
      Latin1Reading.read(bytes),
    ]
    return others.compactMap { $0 }.filter(\.isClean).max { $0.score < $1.score }
  }

  private static func marked(_ reading: TextReading, _ encoding: String) -> TextReading {
    var reading = reading
    reading.encoding = encoding
    // Two or three bytes that random ones have once in 65,536 times.
    reading.score += 11 * PairScore.scale
    return reading
  }

  /// Shares of zero bytes at odd and at even places of the first 256.
  private static func zeroShares(_ bytes: [UInt8]) -> (odd: Double, even: Double) {
    let count = min(256, bytes.count) & ~1
    guard count >= 4 else { return (0, 0) }
    var odd = 0
    var even = 0
    for i in stride(from: 0, to: count, by: 2) {
      if bytes[i] == 0 { even += 1 }
      if bytes[i + 1] == 0 { odd += 1 }
    }
    return (Double(odd * 2) / Double(count), Double(even * 2) / Double(count))
  }
}
