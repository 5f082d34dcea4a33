/// Kind of a file by its first bytes.
struct FileType: Sendable, Equatable {
  /// Such as `pe`, as in docs/decode.md.
  var name: String
  /// The content is text, which says more than the kind does.
  var isText = false
  /// Bits that random bytes would have to agree in: below 24 a kind is told of text or proven bytes only.
  var bits: Int

  /// Of the first bytes; nil where they tell none.
  static func of(_ bytes: [UInt8]) -> FileType? {
    guard bytes.count >= 4 else { return nil }
    for rule in MagicList.rules where rule.first == bytes[0] {
      if rule.matches(bytes) { return FileType(name: rule.name, isText: rule.isText, bits: rule.bits) }
    }
    if bytes.count >= 512, bytes[257..<262].elementsEqual([0x75, 0x73, 0x74, 0x61, 0x72]) {
      return FileType(name: "tar", bits: 40)
    }
    return nil
  }
}

/// What a kind of file begins with.
struct MagicRule: Sendable {
  var name: String
  var magic: [UInt8]
  var isText: Bool
  var check: @Sendable ([UInt8]) -> Bool
  /// Bits that the check tests beside the magic.
  var checkBits: Int

  init(
    _ name: String, _ magic: [UInt8], isText: Bool = false, checkBits: Int = 0,
    _ check: @escaping @Sendable ([UInt8]) -> Bool = { _ in true }
  ) {
    self.name = name
    self.magic = magic
    self.isText = isText
    self.checkBits = checkBits
    self.check = check
  }

  init(_ name: String, text magic: String, isText: Bool = false) {
    self.init(name, Array(magic.utf8), isText: isText)
  }

  var first: UInt8 { magic[0] }
  var bits: Int { 8 * magic.count + checkBits }

  func matches(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) && check(bytes) }
}
