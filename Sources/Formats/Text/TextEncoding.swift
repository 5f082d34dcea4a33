import Evidence

/// Character encoding of a source. Text is always handled as UTF-8; raw bytes stay as they are. The tables of
/// the 8-bit code pages are ours: the static executable has no iconv. There are none for multi-byte code pages
/// (Shift JIS, GBK, Big5, EUC-KR): such a source is read as UTF-8, its bytes as they are, with a note.
package enum TextEncoding: String, Sendable, Codable, CaseIterable {
  /// UTF-8, also where some of it is not valid: text is then the raw bytes.
  case utf8 = "utf-8"
  case utf16LE = "utf-16le"
  case utf16BE = "utf-16be"
  case latin1 = "iso-8859-1"
  case latin2 = "iso-8859-2"
  case iso8859_5 = "iso-8859-5"
  case iso8859_7 = "iso-8859-7"
  case latin5 = "iso-8859-9"
  case latin9 = "iso-8859-15"
  case windows1250 = "windows-1250"
  case windows1251 = "windows-1251"
  case windows1252 = "windows-1252"
  case windows1253 = "windows-1253"
  case windows1254 = "windows-1254"
  case windows1255 = "windows-1255"
  case windows1256 = "windows-1256"
  case windows1257 = "windows-1257"
  case windows1258 = "windows-1258"
  case cp437
  case cp850
  case cp852
  case cp858
  case cp866
  case koi8R = "koi8-r"
  case macRoman = "macintosh"

  /// Whether text and raw are the same bytes.
  package var isIdentity: Bool { self == .utf8 }

  /// Whether code units are of two bytes.
  package var isUTF16: Bool { self == .utf16LE || self == .utf16BE }

  /// From a name as people and XML declarations write it (`UTF-8`, `Latin1`, `cp1252`, `ISO_8859-15`). Nil for
  /// a name that is unknown, or known but without a table here.
  package init?(label: String) {
    let key = label.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    switch key {
    case "utf8", "usascii", "ascii", "ansix341968", "iso646us", "unicode11utf8": self = .utf8
    case "utf16", "utf16le", "ucs2", "unicode", "csunicode", "iso10646ucs2": self = .utf16LE
    case "utf16be", "unicodefffe": self = .utf16BE
    case "latin1", "iso88591", "l1", "isolatin1", "ibm819", "cp819": self = .latin1
    case "latin2", "iso88592", "l2": self = .latin2
    case "iso88595", "cyrillic": self = .iso8859_5
    case "iso88597", "greek": self = .iso8859_7
    case "iso88599", "latin5": self = .latin5
    case "iso885915", "latin9": self = .latin9
    case "macintosh", "macroman", "mac": self = .macRoman
    case "koi8r", "koi8": self = .koi8R
    default:
      var number = Substring(key)
      for prefix in ["windows", "cp", "ibm", "xcp", "oem", "dos"] where number.hasPrefix(prefix) {
        number = number.dropFirst(prefix.count)
        break
      }
      if number == "00858" { number = "858" }
      guard let page = TextEncoding(rawValue: "windows-\(number)") ?? TextEncoding(rawValue: "cp\(number)")
      else { return nil }
      self = page
    }
  }

  /// Appends the text of `bytes`. Lossless: a lone surrogate becomes three bytes (WTF-8). An odd last byte of
  /// UTF-16 is left out: the cutter makes a gap of it.
  package func decode(_ bytes: Span<UInt8>, into out: inout [UInt8]) {
    switch self {
    case .utf8: out.append(bytes)
    case .utf16LE: UTF16Text.decode(bytes, bigEndian: false, into: &out)
    case .utf16BE: UTF16Text.decode(bytes, bigEndian: true, into: &out)
    default:
      CodePage(self).decode(bytes, into: &out)
    }
  }

  /// How many source bytes a stretch of decoded text came from. A stretch that begins inside a character does
  /// not count it.
  package func sourceLength(ofText text: Span<UInt8>) -> Int {
    if self == .utf8 || text.isASCII { return isUTF16 ? text.count * 2 : text.count }
    switch self {
    case .utf16LE, .utf16BE:
      var units = 0
      for i in text.indices {
        // Every byte but continuations begins a code unit; a lead of four bytes begins two.
        units += (text[i] & 0xC0 != 0x80 ? 1 : 0) + (text[i] >= 0xF0 ? 1 : 0)
      }
      return units * 2
    default:
      var characters = 0
      for i in text.indices { characters += text[i] & 0xC0 != 0x80 ? 1 : 0 }
      return characters
    }
  }
}
