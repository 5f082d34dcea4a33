/// The first bytes of deflate without a header (RFC 1951 §3.2.3, §3.2.7): few others begin so.
enum DeflateHead {
  /// - Parameter head: the first eight bytes, the first in the lowest place.
  static func isPlausible(_ head: UInt64) -> Bool {
    switch head >> 1 & 3 {
    case 1: return true
    case 2: break
    default: return false
    }
    guard head >> 3 & 31 <= 29, head >> 8 & 31 <= 29 else { return false }
    // Lengths of the code for code lengths: as many as fit the head have to leave room, or fill it.
    let count = Int(head >> 13 & 15) + 4
    var used = 0
    var bits = head >> 17
    for _ in 0..<min(count, 15) {
      let length = bits & 7
      if length > 0 { used += 128 >> Int(length) }
      bits >>= 3
    }
    return used <= 128 && (count > 15 || used == 128)
  }
}
