/// The parts of a URL, read as Python's `urllib.parse.urlsplit` does (RFC 3986 with what browsers do besides: blanks
/// and controls before it and tabs and line ends inside it are left out). Absent parts are nil.
package struct URLParts: Equatable {
  var scheme: [UInt8]?
  var user: [UInt8]?
  var password: [UInt8]?
  /// Small letters, without the brackets of an IPv6 address.
  package var host: [UInt8]?
  /// Nil also for what is no number up to 65535.
  var port: Int?
  var path: [UInt8]
  var query: [UInt8]?
  var fragment: [UInt8]?

  /// Nil where the brackets of the host do not match.
  package init?(_ text: [UInt8]) {
    var rest = text.drop { $0 <= 0x20 }.filter { $0 != 9 && $0 != 10 && $0 != 13 }[...]
    if let colon = rest.firstIndex(of: UInt8(ascii: ":")), colon > rest.startIndex,
      Self.isLetter(rest[rest.startIndex]), rest[..<colon].allSatisfy(Self.isSchemeByte)
    {
      scheme = rest[..<colon].map(Self.folded)
      rest = rest[(colon + 1)...]
    }
    var authority: ArraySlice<UInt8>?
    if rest.starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) {
      rest = rest.dropFirst(2)
      let end = rest.firstIndex { Array("/?#".utf8).contains($0) } ?? rest.endIndex
      authority = rest[..<end]
      rest = rest[end...]
    }
    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
      fragment = Array(rest[(hash + 1)...])
      rest = rest[..<hash]
    }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      query = Array(rest[(mark + 1)...])
      rest = rest[..<mark]
    }
    path = Array(rest)
    guard var authority else { return }
    guard authority.contains(UInt8(ascii: "[")) == authority.contains(UInt8(ascii: "]")) else { return nil }
    if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
      let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
      user = Array(authority[..<(colon ?? at)])
      password = colon.map { Array(authority[($0 + 1)..<at]) }
      authority = authority[(at + 1)...]
    }
    var digits: ArraySlice<UInt8>?
    if let open = authority.firstIndex(of: UInt8(ascii: "[")) {
      let close = authority[open...].firstIndex(of: UInt8(ascii: "]")) ?? authority.endIndex
      setHost(authority[(open + 1)..<close])
      let behind = authority[close...].dropFirst()
      digits = behind.firstIndex(of: UInt8(ascii: ":")).map { behind[($0 + 1)...] }
    } else if let colon = authority.firstIndex(of: UInt8(ascii: ":")) {
      setHost(authority[..<colon])
      digits = authority[(colon + 1)...]
    } else {
      setHost(authority)
    }
    if let digits, !digits.isEmpty, digits.count <= 32, digits.allSatisfy({ (48...57).contains($0) }),
      let number = Int(String(decoding: digits, as: UTF8.self)), number <= 65_535
    {
      port = number
    }
  }

  private mutating func setHost(_ text: ArraySlice<UInt8>) {
    guard !text.isEmpty else { return }
    // The zone of an IPv6 address keeps its case.
    let zone = text.firstIndex(of: UInt8(ascii: "%")) ?? text.endIndex
    host = text[..<zone].map(Self.folded) + text[zone...]
  }

  private static func folded(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || (48...57).contains(byte) || Array("+-.".utf8).contains(byte)
  }
}
