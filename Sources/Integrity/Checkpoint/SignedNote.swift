/// A text with signatures below it (C2SP signed-note; golang.org/x/mod/sumdb/note).
package struct SignedNote: Sendable {
  /// Largest note that is read.
  package static let maximumByteCount = 1_000_000
  /// Most signatures that are read; C2SP asks for at least 16.
  package static let maximumSignatures = 100

  /// What is signed: ends with a line feed.
  package var text: String
  /// The signature lines, in their order.
  package var signatures: [NoteSignature]

  /// A note of a text that ends with a line feed.
  package init(text: String, signatures: [NoteSignature] = []) {
    self.text = text
    self.signatures = signatures
  }

  /// Reads a note; decides no signature. A text without blank line and signatures is an unsigned note if
  /// `allowUnsigned`.
  package init(parsing bytes: [UInt8], allowUnsigned: Bool = false) throws(NoteError) {
    guard bytes.count <= Self.maximumByteCount else { throw .malformed("it is larger than 1 MB") }
    guard !bytes.contains(where: { $0 < 0x20 && $0 != 0x0a }),
      let whole = String(validating: bytes, as: UTF8.self)
    else { throw .malformed("it is not UTF-8 text without control characters") }
    guard bytes.last == 0x0a else { throw .malformed("the last line has no line feed") }
    // The signatures stand behind the last blank line.
    let lines = whole.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
    guard let blank = lines.lastIndex(where: \.isEmpty), blank > 0 else {
      guard allowUnsigned, !lines.contains(where: \.isEmpty) else { throw .unsigned }
      self.init(text: whole)
      return
    }
    let signatureLines = lines[(blank + 1)...]
    guard !signatureLines.isEmpty else { throw .unsigned }
    guard signatureLines.count <= Self.maximumSignatures else {
      throw .malformed("it has more than \(Self.maximumSignatures) signatures")
    }
    var signatures: [NoteSignature] = []
    for line in signatureLines { signatures.append(try NoteSignature(line: line)) }
    self.init(text: lines[..<blank].joined(separator: "\n") + "\n", signatures: signatures)
  }

  /// The note as a file. The text alone if there is no signature.
  package var encoded: String {
    signatures.isEmpty ? text : text + "\n" + signatures.map { $0.line + "\n" }.joined()
  }

  /// The keys among `trusted` whose signatures are good. Signatures of unknown keys are ignored. Throws if
  /// a signature of a trusted key is broken, and if no trusted key has signed.
  package func verified(by trusted: [NoteKey]) throws(NoteError) -> [NoteKey] {
    var good: [NoteKey] = []
    for signature in signatures {
      for key in trusted where key.names(signature) {
        guard key.verifies(signature.bytes, of: text) else { throw .badSignature(key.name) }
        if !good.contains(key) { good.append(key) }
      }
    }
    guard !good.isEmpty else { throw .noTrustedSignature }
    return good
  }
}

/// One signature line of a note.
package struct NoteSignature: Sendable, Hashable {
  /// Name of the key.
  package var name: String
  /// First four bytes of the key's hash: an index, not security.
  package var keyID: UInt32
  /// The signature proper, of the length that the key's algorithm has.
  package var bytes: [UInt8]

  /// A signature by its parts.
  package init(name: String, keyID: UInt32, bytes: [UInt8]) {
    self.name = name
    self.keyID = keyID
    self.bytes = bytes
  }

  /// `— name base64(key id ‖ signature)`: em dash U+2014, one space each.
  init(line: some StringProtocol) throws(NoteError) {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.elementsEqual("\u{2014}".utf8), isKeyName(parts[1]),
      let bytes = Base64.bytes(parts[2]), bytes.count > 4
    else { throw .malformed("a signature line is not '\u{2014} name base64'") }
    self.init(
      name: String(parts[1]),
      keyID: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) },
      bytes: Array(bytes[4...]))
  }

  /// The key id in eight hexadecimal digits, as in a verifier key.
  package var keyIDText: String { hexText(bigEndianBytes(keyID)) }

  /// The line, without line feed.
  package var line: String {
    "\u{2014} \(name) \(Base64.text(bigEndianBytes(keyID) + bytes))"
  }
}

/// Why a note, a key or a checkpoint is refused.
package enum NoteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The note breaks the grammar.
  case malformed(String)
  /// There is no signature at all.
  case unsigned
  /// A trusted key's signature does not fit the text.
  case badSignature(String)
  /// No trusted key has signed.
  case noTrustedSignature
  /// The verifier key text is wrong.
  case key(String)
  /// The text of the note is no checkpoint.
  case checkpoint(String)
  /// A file that should hold a proof with its checkpoint breaks the grammar.
  case proof(String)

  /// The refusal in words.
  package var description: String {
    switch self {
    case .malformed(let why): "malformed note: \(why)"
    case .unsigned: "the note is not signed"
    case .badSignature(let name): "the signature of '\(name)' does not fit the text"
    case .noTrustedSignature: "no trusted key has signed"
    case .key(let why): "malformed verifier key: \(why)"
    case .checkpoint(let why): "malformed checkpoint: \(why)"
    case .proof(let why): "malformed proof: \(why)"
    }
  }
}

/// The four bytes of a number, highest first.
func bigEndianBytes(_ number: UInt32) -> [UInt8] {
  stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
}

/// A number up to 2^63 - 1 in decimal digits without leading zero, as sizes and indices are written; nil for any
/// other text.
func plainDecimal(_ text: some StringProtocol) -> UInt64? {
  let digits = text.utf8
  guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
    digits.count == 1 || digits.first != UInt8(ascii: "0"), let number = UInt64(text),
    number <= CompactRange.maximumSize
  else { return nil }
  return number
}

/// Whether a key may have that name: not empty, no white space, no plus (C2SP signed-note).
package func isKeyName(_ name: some StringProtocol) -> Bool {
  !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" }
}
