/// A key of one byte.
enum SingleKey {
  /// The key under which the bytes are most like text; nil where no key makes text of them.
  static func likeliest(_ bytes: [UInt8]) -> UInt8? {
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let high = counts[128...].reduce(0, +)
    var keys: [UInt8] = []
    // The top bits of ASCII are zero, so they show the key's.
    if high * 20 <= bytes.count || (bytes.count - high) * 20 <= bytes.count {
      let top: UInt8 = high * 2 > bytes.count ? 0x80 : 0
      keys = (0..<128).map { UInt8($0) | top }.filter { key in
        key != 0 && printable(counts, key) * 20 >= bytes.count * 19
      }
    }
    // Every other byte of UTF-16 is zero, so it shows the key.
    if let most = counts.indices.max(by: { counts[$0] < counts[$1] }), most > 0,
      counts[most] * 10 >= bytes.count * 4
    {
      keys.append(UInt8(most))
    }
    var best: (score: Int, key: UInt8)?
    for key in keys {
      let content = XORDecoder.apply([key], bytes)
      guard let reading = TextReading.best(content), reading.isClean else { continue }
      // Blanks and letters in the other case are as printable; text has most blanks.
      if best.map({ reading.naturalScore > $0.score }) ?? true { best = (reading.naturalScore, key) }
    }
    return best?.key
  }

  private static func printable(_ counts: [Int], _ key: UInt8) -> Int {
    var sum = counts[Int(9 ^ key)] + counts[Int(10 ^ key)] + counts[Int(13 ^ key)]
    for byte in UInt8(0x20)..<0x7F { sum += counts[Int(byte ^ key)] }
    return sum
  }

  /// Keys under which the bytes begin like a file: one for each kind at most.
  static func magicKeys(_ bytes: [UInt8]) -> [UInt8] {
    var keys: [UInt8] = []
    for rule in MagicList.rules where rule.bits >= 40 && rule.magic.count <= bytes.count && !rule.isText {
      let key = bytes[0] ^ rule.magic[0]
      guard key != 0, !keys.contains(key),
        rule.magic.indices.allSatisfy({ bytes[$0] ^ key == rule.magic[$0] })
      else {
        continue
      }
      keys.append(key)
    }
    return keys
  }
}
