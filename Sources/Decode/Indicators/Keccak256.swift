/// Keccak-256 with the padding of the original submission, as Monero uses it; SHA-3 pads otherwise (FIPS 202 §6.1).
/// For checksums of short texts only.
enum Keccak256 {
  private static let rate = 136

  static func digest(_ message: [UInt8]) -> [UInt8] {
    var padded = message + [1]
    while padded.count % rate != 0 { padded.append(0) }
    padded[padded.count - 1] |= 0x80
    var state = [UInt64](repeating: 0, count: 25)
    for block in stride(from: 0, to: padded.count, by: rate) {
      for lane in 0..<rate / 8 {
        for byte in 0..<8 {
          let value = UInt64(padded[block + lane * 8 + byte])
          state[lane] ^= value << UInt64(8 * byte)
        }
      }
      permute(&state)
    }
    return (0..<32).map { (place: Int) -> UInt8 in
      UInt8(truncatingIfNeeded: state[place / 8] >> UInt64(place % 8 * 8))
    }
  }

  /// Keccak-f[1600] (FIPS 202 §3.3): theta, rho and pi, chi, iota, 24 times.
  private static func permute(_ state: inout [UInt64]) {
    var register: UInt8 = 1
    for _ in 0..<24 {
      var columns = [UInt64](repeating: 0, count: 5)
      for lane in 0..<25 { columns[lane % 5] ^= state[lane] }
      for x in 0..<5 {
        let mixed = columns[(x + 4) % 5] ^ rotated(columns[(x + 1) % 5], 1)
        for y in stride(from: x, to: 25, by: 5) { state[y] ^= mixed }
      }
      var (x, y) = (1, 0)
      var current = state[1]
      for step in 0..<24 {
        (x, y) = (y, (2 * x + 3 * y) % 5)
        let next = state[x + 5 * y]
        state[x + 5 * y] = rotated(current, (step + 1) * (step + 2) / 2 % 64)
        current = next
      }
      for row in stride(from: 0, to: 25, by: 5) {
        let lanes = Array(state[row..<row + 5])
        for x in 0..<5 { state[row + x] = lanes[x] ^ (~lanes[(x + 1) % 5] & lanes[(x + 2) % 5]) }
      }
      // The round constant's bits from the shift register of FIPS 202 §3.2.5.
      for bit in 0...6 {
        if register & 1 == 1 { state[0] ^= 1 << UInt64((1 << bit) - 1) }
        register = register << 1 ^ (register >> 7 == 1 ? 0x71 : 0)
      }
    }
  }

  private static func rotated(_ lane: UInt64, _ by: Int) -> UInt64 {
    by == 0 ? lane : lane << UInt64(by) | lane >> UInt64(64 - by)
  }
}
