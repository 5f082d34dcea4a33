import Evidence

/// Whether a first row names columns or is data already.
enum CSVHeader {
  /// Whether the values can be column names.
  ///
  /// - Parameter strictly: nothing but the content speaks for CSV (no `.csv` in the name): then only names as
  ///   exports have them count, so that lines which merely hold commas are not taken for rows.
  static func isPlausible(_ names: [String], strictly: Bool) -> Bool {
    guard names.contains(where: { !$0.isEmpty }) else { return false }
    var empty = 0
    for name in names {
      let bytes = Array(name.utf8)
      if bytes.isEmpty {
        empty += 1
        continue
      }
      if isData(bytes.span) || bytes.count > 256 { return false }
      if strictly, !isName(bytes.span) { return false }
    }
    return !strictly || empty <= 1 && names.count >= 2
  }

  /// Whether a value is a number, a time, an address or a GUID rather than a name.
  static func isData(_ value: Span<UInt8>) -> Bool {
    if CSVTime.civil(value, dayFirst: false) != nil { return true }
    var digits = 0
    var others = 0
    for i in 0..<value.count {
      switch value[i] {
      case 48...57: digits += 1
      case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ":"), UInt8(ascii: ","):
        break
      case 0..<32: return true
      default: others += 1
      }
    }
    return others == 0 && digits > 0
  }

  /// Starts like a word, holds what headings hold, no text with sentence or `key=value` marks.
  private static func isName(_ name: Span<UInt8>) -> Bool {
    guard name.count <= 64, let last = name.count > 0 ? name[name.count - 1] : nil else { return false }
    var blanks = 0
    var digits = 0
    for i in 0..<name.count {
      switch name[i] {
      case 65...90, 97...122, 0x80...0xFF: break
      case UInt8(ascii: "_"), UInt8(ascii: "@"): break
      case 48...57:
        digits += 1
        if i == 0 { return false }
      case UInt8(ascii: " "):
        blanks += 1
        if i == 0 { return false }
      case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "/"),
        UInt8(ascii: "%"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "*"),
        UInt8(ascii: "?"):
        if i == 0 { return false }
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        // `TimeGenerated [UTC]`, `tags{}`; a program's `sshd[812]` is no heading.
        if i == 0 { return false }
      default: return false
      }
    }
    return last != UInt8(ascii: " ") && last != UInt8(ascii: ".") && blanks <= 4 && digits * 2 <= name.count
  }
}
