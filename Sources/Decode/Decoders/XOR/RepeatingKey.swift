/// A key of several bytes that repeats, found because text comes out: the top bits tell the length, the frequency of
/// characters a first key, pairs of them the rest.
enum RepeatingKey {
  static let lengths = 2...16

  static func likeliest(_ bytes: [UInt8]) -> [UInt8]? {
    for length in lengths where bytes.count >= max(48, 10 * length) && mayHave(bytes, length) {
      var key = (0..<length).map { column(bytes, $0, length) }
      // Better one byte at a time, until nothing gets better.
      for _ in 0..<4 where !improve(&key, bytes) { break }
      let content = XORDecoder.apply(key, bytes)
      let score = PairScore.score(content, 0..<content.count)
      if score >= Threshold.likeness + length * 5 * PairScore.scale { return shortest(key) }
    }
    return nil
  }

  /// The top bits of each column agree, and its bytes differ: what repeats under one key repeats under any.
  private static func mayHave(_ bytes: [UInt8], _ length: Int) -> Bool {
    var different = 0
    var equal = 0
    for i in length..<bytes.count {
      if (bytes[i] ^ bytes[i - length]) & 0x80 != 0 { different += 1 }
      if bytes[i] == bytes[i - length] { equal += 1 }
    }
    return different * 20 <= bytes.count && equal * 3 <= bytes.count
  }

  private static func column(_ bytes: [UInt8], _ start: Int, _ length: Int) -> UInt8 {
    var best = (score: Int.min, key: UInt8(0))
    for key in UInt8.min...UInt8.max {
      var score = 0
      for i in stride(from: start, to: bytes.count, by: length) { score += frequency[Int(bytes[i] ^ key)] }
      if score > best.score { best = (score, key) }
    }
    return best.key
  }

  /// Whether a byte of the key was changed for a better one.
  private static func improve(_ key: inout [UInt8], _ bytes: [UInt8]) -> Bool {
    var changed = false
    for place in key.indices {
      var best = (score: Int.min, key: key[place])
      for value in UInt8.min...UInt8.max {
        key[place] = value
        var score = 0
        for i in stride(from: place, to: bytes.count, by: key.count) {
          let byte = bytes[i] ^ value
          let before = i > 0 ? bytes[i - 1] ^ key[(i - 1) % key.count] : nil
          score += PairScore.pair(before, byte)
          if i + 1 < bytes.count { score += PairScore.pair(byte, bytes[i + 1] ^ key[(i + 1) % key.count]) }
        }
        if score > best.score { best = (score, value) }
      }
      if best.key != key[place] { key[place] = best.key }
      changed = changed || best.key != key[place]
      key[place] = best.key
    }
    return changed
  }

  /// `abab` is `ab`.
  private static func shortest(_ key: [UInt8]) -> [UInt8] {
    for length in 1..<key.count where key.count % length == 0 {
      if key.indices.allSatisfy({ key[$0] == key[$0 % length] }) { return Array(key[..<length]) }
    }
    return key
  }

  /// How much likelier a character is in text than among bytes, whatever stands before it: the mean over letters, digits
  /// and the space.
  private static let frequency: [Int] = {
    let before = Array("etaoinsrhldcumfpgwybvkxjqz ./\\-0123".utf8)
    return (0..<256).map { value in
      let byte = UInt8(value)
      guard byte < 0x80 else { return 2 * PairScore.control }
      return before.reduce(0) { $0 + PairScore.pair($1, byte) } / before.count
    }
  }()
}
