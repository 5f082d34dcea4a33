import Evidence

/// The common `severity` of line logs.
///
/// | severity | syslog | words, in any case |
/// | --- | --- | --- |
/// | `critical` | 0, 1, 2 | emerg, emergency, panic, alert, crit, critical, fatal |
/// | `error` | 3 | err, error, severe |
/// | `warning` | 4 | warn, warning |
/// | `information` | 5, 6 | notice, info, information, log |
/// | `verbose` | 7 | debug, trace, verbose |
enum SeverityWords {
  /// Of a syslog priority (RFC 5424 §6.2.1).
  static func severity(priority: Int) -> StaticString {
    switch priority & 7 {
    case 0, 1, 2: "critical"
    case 3: "error"
    case 4: "warning"
    case 5, 6: "information"
    default: "verbose"
    }
  }

  /// Of a word; nil where it is none of the table.
  static func severity(_ word: Span<UInt8>) -> StaticString? {
    guard word.count >= 3, word.count <= 11 else { return nil }
    var key: UInt64 = 0
    for i in 0..<min(8, word.count) {
      let byte = word[i] | 0x20
      guard byte >= 97, byte <= 122 else { return nil }
      key = key << 8 | UInt64(byte)
    }
    return switch key {
    case 0x65_6D_65_72_67: "critical"  // emerg
    case 0x65_6D_65_72_67_65_6E_63 where word.count == 9: "critical"  // emergency
    case 0x70_61_6E_69_63: "critical"  // panic
    case 0x61_6C_65_72_74: "critical"  // alert
    case 0x63_72_69_74: "critical"  // crit
    case 0x63_72_69_74_69_63_61_6C where word.count == 8: "critical"  // critical
    case 0x66_61_74_61_6C: "critical"  // fatal
    case 0x65_72_72: "error"  // err
    case 0x65_72_72_6F_72: "error"  // error
    case 0x73_65_76_65_72_65: "error"  // severe
    case 0x77_61_72_6E: "warning"  // warn
    case 0x77_61_72_6E_69_6E_67: "warning"  // warning
    case 0x6E_6F_74_69_63_65: "information"  // notice
    case 0x69_6E_66_6F: "information"  // info
    case 0x69_6E_66_6F_72_6D_61_74 where word.count == 11: "information"  // information
    case 0x6C_6F_67: "information"  // log
    case 0x64_65_62_75_67: "verbose"  // debug
    case 0x74_72_61_63_65: "verbose"  // trace
    case 0x76_65_72_62_6F_73_65: "verbose"  // verbose
    default: nil
    }
  }

  /// The level that a message states in its first four words: in capitals (`ERROR`), in brackets (`[notice]`)
  /// or before a colon (`error:`).
  static func inMessage(_ text: Span<UInt8>, _ range: Range<Int>) -> StaticString? {
    var i = range.lowerBound
    for _ in 0..<4 {
      while i < range.upperBound, text[i] == 0x20 || text[i] == 9 { i += 1 }
      let start = i
      while i < range.upperBound, text[i] != 0x20, text[i] != 9 { i += 1 }
      guard i > start else { return nil }
      guard i - start <= 13 else { continue }
      var word = start..<i
      let bracketed = text[start] == UInt8(ascii: "[") && text[i - 1] == UInt8(ascii: "]")
      if bracketed { word = start + 1..<max(start + 1, i - 1) }
      let colon = text[i - 1] == UInt8(ascii: ":")
      if colon { word = start..<i - 1 }
      guard word.count >= 3,
        bracketed || colon || text[word.lowerBound] <= 90 && text[word.upperBound - 1] <= 90
      else { continue }
      if let severity = severity(text.extracting(word)) { return severity }
    }
    return nil
  }
}
