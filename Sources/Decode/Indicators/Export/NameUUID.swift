import Integrity

/// Identifiers that are the same for the same thing (RFC 9562 §5.5, version 5).
enum NameUUID {
  /// The namespace of Assay's own objects, chosen at random once.
  static let assay: [UInt8] = [
    0x6B, 0x1E, 0x5C, 0x0A, 0x93, 0x4D, 0x4F, 0x27, 0x8E, 0x61, 0x0D, 0x5A, 0xC7, 0x44, 0x12, 0xE9,
  ]

  /// The identifier of a name.
  static func of(_ name: [UInt8]) -> String {
    var hasher = SHA1Hasher()
    let input = assay + name
    hasher.update(input.span)
    var bytes = Array(hasher.digest.prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = hexText(bytes)
    for place in [20, 16, 12, 8] { text.insert("-", at: text.index(text.startIndex, offsetBy: place)) }
    return text
  }
}
