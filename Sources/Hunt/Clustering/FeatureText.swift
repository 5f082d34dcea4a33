internal import Formats

/// What msticpy's event clustering counts in a text (msticpy `eventcluster`, version 3: `char_ord_score`,
/// `token_count`, `delim_count`, `delim_hash`, `crc32_hash`). Integers exactly as Python counts them: a character is a
/// Unicode scalar value.
package enum FeatureText {
  /// Number of Unicode scalar values, Python's `len`.
  package static func length(_ text: String) -> Int { text.unicodeScalars.count }

  /// Sum of the code points divided by the scale, towards zero: `floor(sum / scale)`. A scale below 1 counts as 1.
  package static func characterScore(_ text: String, scale: Int = 1) -> Int {
    var sum = 0
    for scalar in text.unicodeScalars { sum += Int(scalar.value) }
    return sum / max(1, scale)
  }

  /// Number of pieces that a split at each single space gives: 1 for an empty text.
  package static func tokenCount(_ text: String) -> Int {
    text.utf8.reduce(1) { $0 + ($1 == UInt8(ascii: " ") ? 1 : 0) }
  }

  /// The delimiters of ``[\s\-\\/\.,"'|&:;%$()]`` in their order, as UTF-8.
  package static func delimiters(_ text: String) -> [UInt8] {
    var out: [UInt8] = []
    for scalar in text.unicodeScalars where isDelimiter(scalar) {
      if scalar.isASCII { out.append(UInt8(scalar.value)) } else { out += String(scalar).utf8 }
    }
    return out
  }

  /// Number of delimiters, `delim_count`.
  package static func delimiterCount(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + (isDelimiter($1) ? 1 : 0) }
  }

  /// CRC-32 (zlib) of the bytes.
  package static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes.span)
    return crc.value
  }

  /// log10 of a count; 0 for 0, as msticpy has it.
  package static func log10(_ count: Int) -> Double { count > 0 ? Logarithm.ten(Double(count)) : 0 }

  private static func isDelimiter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "-", "\\", "/", ".", ",", "\"", "'", "|", "&", ":", ";", "%", "$", "(", ")": true
    default: isSpace(scalar.value)
    }
  }

  /// Python's `\s` for text: what `str.isspace` takes for space.
  private static func isSpace(_ value: UInt32) -> Bool {
    switch value {
    case 0x09...0x0d, 0x1c...0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f,
      0x3000:
      true
    default: false
    }
  }
}
