/// An IPv4 or IPv6 address.
package struct IPAddress: Hashable, Sendable {
  /// 4 or 6.
  package let version: Int
  /// The address as a number; 32 bits of it for version 4.
  package let bits: UInt128

  /// An address from its number, whose upper 96 bits are zero for version 4.
  package init(version: Int, bits: UInt128) {
    self.version = version
    self.bits = bits
  }

  /// Reads a whole text as an address, as strictly as Python's `ipaddress`: four decimal numbers without leading
  /// zeros, or RFC 4291 §2.2, maybe with a zone (`fe80::1%eth0`). Nil for anything else.
  package init?(_ text: [UInt8]) {
    // 8 x 4 digits and colons, or an IPv4 tail; zones are short names.
    guard text.count >= 2, text.count <= 128 else { return nil }
    if text.contains(UInt8(ascii: ":")) {
      var address = text[...]
      if let percent = text.firstIndex(of: UInt8(ascii: "%")) {
        let zone = text[(percent + 1)...]
        guard !zone.isEmpty, !zone.contains(UInt8(ascii: "%")) else { return nil }
        address = text[..<percent]
      }
      guard let bits = Self.version6(address) else { return nil }
      self.init(version: 6, bits: bits)
    } else {
      guard let bits = Self.version4(text[...]) else { return nil }
      self.init(version: 4, bits: UInt128(bits))
    }
  }

  /// The address inside `::ffff:10.1.2.3` (RFC 4291 §2.5.5.2), which is how dual-stack sockets log IPv4; others stay
  /// as they are.
  package var unmapped: IPAddress {
    version == 6 && bits >> 32 == 0xFFFF ? IPAddress(version: 4, bits: bits & 0xFFFF_FFFF) : self
  }

  private static func version4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard let number = decimal(part, atMost: 255), part.count == 1 || part.first != UInt8(ascii: "0")
      else { return nil }
      bits = bits << 8 | UInt32(number)
    }
    return bits
  }

  private static func version6(_ text: ArraySlice<UInt8>) -> UInt128? {
    var parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count >= 3, parts.count <= 9 else { return nil }
    var tail: [UInt16] = []
    if let last = parts.last, last.contains(UInt8(ascii: ".")) {
      guard let number = version4(last) else { return nil }
      tail = [UInt16(number >> 16), UInt16(number & 0xFFFF)]
      parts.removeLast()
    }
    // An empty part is one end of "::"; at the beginning or the end of the text it comes twice.
    var front: [UInt16] = []
    var back: [UInt16]?
    for (i, part) in parts.enumerated() {
      if part.isEmpty {
        let isFirst = i == 0
        let isLast = i == parts.count - 1 && tail.isEmpty
        if isFirst {
          guard parts.count > 1, parts[1].isEmpty else { return nil }
        } else if isLast {
          guard parts[i - 1].isEmpty else { return nil }
          // "::" alone has three empty parts; the middle one counts.
        } else {
          guard back == nil else { return nil }
          back = []
        }
        continue
      }
      guard let group = hexadecimal(part) else { return nil }
      if back == nil { front.append(group) } else { back?.append(group) }
    }
    var groups: [UInt16]
    if let back {
      let missing = 8 - front.count - back.count - tail.count
      guard missing >= 1 else { return nil }
      groups = front + [UInt16](repeating: 0, count: missing) + back + tail
    } else {
      groups = front + tail
    }
    guard groups.count == 8 else { return nil }
    return groups.reduce(0) { $0 << 16 | UInt128($1) }
  }

  private static func hexadecimal(_ part: ArraySlice<UInt8>) -> UInt16? {
    guard (1...4).contains(part.count) else { return nil }
    var value: UInt16 = 0
    for byte in part {
      guard let digit = HexText.value(byte) else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  /// Digits only; nil for more than three.
  static func decimal(_ part: ArraySlice<UInt8>, atMost limit: Int) -> Int? {
    guard (1...3).contains(part.count) else { return nil }
    var value = 0
    for byte in part {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    return value <= limit ? value : nil
  }
}

/// A network: the addresses that begin with the same bits.
package struct IPNetwork: Hashable, Sendable {
  /// 4 or 6.
  package let version: Int
  /// How many bits its addresses share.
  package let prefix: Int
  /// The leading `prefix` bits, the others zero.
  private let bits: UInt128

  /// Reads `10.0.0.0/8`, `fe80::/10`, or a single address. Bits behind the prefix do not matter.
  package init?(_ text: [UInt8]) {
    let slash = text.firstIndex(of: UInt8(ascii: "/"))
    guard let address = IPAddress(Array(text[..<(slash ?? text.count)])) else { return nil }
    let width = address.version == 4 ? 32 : 128
    var prefix = width
    if let slash {
      guard let number = IPAddress.decimal(text[(slash + 1)...], atMost: width) else { return nil }
      prefix = number
    }
    self.init(address, prefix: prefix)
  }

  private init(_ address: IPAddress, prefix: Int) {
    version = address.version
    self.prefix = prefix
    bits = Self.leading(address.bits, prefix, version: address.version)
  }

  private static func leading(_ bits: UInt128, _ prefix: Int, version: Int) -> UInt128 {
    let rest = (version == 4 ? 32 : 128) - prefix
    return rest >= 128 ? 0 : (bits >> UInt128(rest)) << UInt128(rest)
  }

  /// Whether an address belongs to it.
  package func contains(_ address: IPAddress) -> Bool {
    address.version == version && Self.leading(address.bits, prefix, version: version) == bits
  }
}
