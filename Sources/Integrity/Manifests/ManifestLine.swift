/// One line of a list, in the forms that tools write.
enum ManifestLine {
  typealias Entry = (name: [UInt8], byteCount: UInt64?, digests: [FileDigest])

  private static let backslash = UInt8(ascii: "\\")
  private static let space = UInt8(ascii: " ")

  /// `HEX  name`, `HEX *name`, and with a backslash in front where the name is escaped (GNU coreutils, "md5sum
  /// output"). One space alone, or a tab, is what other tools write.
  static func coreutils(_ line: ArraySlice<UInt8>) -> Entry? {
    var rest = line
    let isEscaped = rest.first == backslash
    if isEscaped { rest = rest.dropFirst() }
    let digits = rest.prefix { isHexDigit($0) }
    guard let kind = DigestKind(byteCount: digits.count / 2), let digest = FileDigest(kind, hex: digits)
    else {
      return nil
    }
    rest = rest[digits.endIndex...]
    guard let separator = rest.first, separator == space || separator == UInt8(ascii: "\t") else {
      return nil
    }
    rest = rest.dropFirst()
    if let mode = rest.first, mode == space || mode == UInt8(ascii: "*") { rest = rest.dropFirst() }
    guard let name = isEscaped ? unescaped(rest) : Array(rest) else { return nil }
    return (name, nil, [digest])
  }

  /// `SHA256 (name) = HEX`, as BSD and `--tag` write it, and `SHA256(name)= HEX` of OpenSSL.
  static func tagged(_ line: ArraySlice<UInt8>) -> Entry? {
    var rest = line
    let isEscaped = rest.first == backslash
    if isEscaped { rest = rest.dropFirst() }
    guard let open = rest.firstIndex(of: UInt8(ascii: "(")),
      let equals = rest.lastIndex(of: UInt8(ascii: "="))
    else { return nil }
    let label = String(decoding: rest[..<open].filter { $0 != space }, as: UTF8.self).uppercased()
    guard let kind = kinds[label] else { return nil }
    let before = rest[..<equals].last == space ? equals - 1 : equals
    guard before > open + 1, rest[before - 1] == UInt8(ascii: ")") else { return nil }
    let digits = rest[(equals + 1)...].drop { $0 == space }
    guard let digest = FileDigest(kind, hex: digits) else { return nil }
    let shown = rest[(open + 1)..<(before - 1)]
    guard let name = isEscaped ? unescaped(shown) : Array(shown) else { return nil }
    return (name, nil, [digest])
  }

  private static let kinds: [String: DigestKind] = [
    "MD5": .md5, "SHA1": .sha1, "SHA-1": .sha1, "SHA256": .sha256, "SHA-256": .sha256, "SHA2-256": .sha256,
    "SHA512": .sha512, "SHA-512": .sha512, "SHA2-512": .sha512,
  ]

  /// `HEX name` with any white space between, and LF, CR and `%` of the name percent-encoded (RFC 8493 §2.1.3).
  static func bagit(_ line: ArraySlice<UInt8>, _ kind: DigestKind) -> Entry? {
    let digits = line.prefix { isHexDigit($0) }
    guard let digest = FileDigest(kind, hex: digits) else { return nil }
    let spaces = line[digits.endIndex...].prefix { $0 == space || $0 == UInt8(ascii: "\t") }
    guard !spaces.isEmpty else { return nil }
    var name = line[spaces.endIndex...]
    // Written by some tools of old, as md5sum does.
    if name.first == UInt8(ascii: "*") { name = name.dropFirst() }
    return (BagPath.decoded(name), nil, [digest])
  }

  /// `\\`, `\n` and `\r` of an escaped name; nil for any other escape.
  private static func unescaped(_ name: ArraySlice<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(name.count)
    var rest = name
    while let byte = rest.popFirst() {
      guard byte == backslash else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case backslash: bytes.append(backslash)
      case UInt8(ascii: "n"): bytes.append(10)
      case UInt8(ascii: "r"): bytes.append(13)
      default: return nil
      }
    }
    return bytes
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
