import Evidence

/// Windows events as XML: `wevtutil qe /f:xml` (no root), Event Viewer's `<Events>` file, `evtx_dump` with its
/// "Record N" lines, Splunk's XmlWinEventLog, with or without RenderingInfo. The elements are those of the
/// Windows Event Schema (MS-EVEN6 appendix, `http://schemas.microsoft.com/win/2004/08/events/event`).
///
/// Nothing is ever loaded and no entity is ever expanded beyond XML's own five and character references: a
/// DOCTYPE is bytes between events.
package enum XMLEvents {
  /// The profile of event XML that the user named as such.
  package static func profile(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile {
    SourceProfile(format: .eventXML)
  }
}

/// Classes of bytes in XML 1.0.
enum XMLByte {
  /// White space (XML 1.0 §2.3, production 3).
  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// What may begin a name. Every byte above ASCII is taken: telling letters apart gains nothing here.
  @inline(__always)
  static func isNameStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
  }

  /// What may stand in a name.
  @inline(__always)
  static func isName(_ byte: UInt8) -> Bool {
    isNameStart(byte) || byte &- 0x30 < 10 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// First index at or after `start` that holds no white space, or `count`.
  @inline(__always)
  static func skipSpace(_ text: Span<UInt8>, from start: Int) -> Int {
    var i = start
    while i < text.count, isSpace(text[i]) { i += 1 }
    return i
  }
}
