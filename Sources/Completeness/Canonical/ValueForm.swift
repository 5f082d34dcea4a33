import Evidence
import Formats

/// The canonical form of one value: what means the same is written the same, nothing else is changed
/// (docs/completeness.md, "Canonical form").
///
/// - A GUID that is the whole value: lower case, without braces.
/// - A hexadecimal number `0x…` that is the whole value: lower case, without leading zeros.
/// - Line ends: CRLF and CR are LF, as every XML parser reads them.
enum ValueForm {
  /// Writes the canonical form of `value` to `out`, which is emptied first.
  ///
  /// - Returns: the rule that changed it; nil where it is canonical already, and `out` then stays empty.
  @inline(__always)
  static func write(_ value: Span<UInt8>, to out: inout [UInt8]) -> CanonicalRules? {
    if value.count == 0 { return nil }
    let first = value[0]
    if first == UInt8(ascii: "{") ? value.count == 38 : value.count == 36 && value[8] == UInt8(ascii: "-"),
      guid(value, to: &out)
    {
      return .guid
    }
    if first == UInt8(ascii: "0"), value.count > 2, value[1] | 0x20 == UInt8(ascii: "x"), hex(value, to: &out)
    {
      return .hex
    }
    let end = value.firstIndex(of: 13, from: 0)
    if end == value.count { return nil }
    out.removeAll(keepingCapacity: true)
    lineEnds(value, from: end, to: &out)
    return .lineEnds
  }

  /// The canonical form of a value as bytes of its own.
  static func canonical(_ value: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    return write(value.span, to: &out) == nil ? value : out
  }

  private static func guid(_ value: Span<UInt8>, to out: inout [UInt8]) -> Bool {
    let start = value.count == 38 ? 1 : 0
    if start == 1, value[37] != UInt8(ascii: "}") { return false }
    out.removeAll(keepingCapacity: true)
    for i in 0..<36 {
      let byte = value[start + i]
      switch i {
      case 8, 13, 18, 23:
        guard byte == UInt8(ascii: "-") else { return false }
        out.append(byte)
      default:
        guard Escape.hexDigit(byte) != nil else { return false }
        out.append(byte | 0x20)
      }
    }
    return true
  }

  private static func hex(_ value: Span<UInt8>, to out: inout [UInt8]) -> Bool {
    guard value.count <= 34 else { return false }
    var start = 2
    while start < value.count - 1, value[start] == UInt8(ascii: "0") { start += 1 }
    out.removeAll(keepingCapacity: true)
    out.append(UInt8(ascii: "0"))
    out.append(UInt8(ascii: "x"))
    for i in 2..<value.count {
      guard Escape.hexDigit(value[i]) != nil else { return false }
      if i >= start { out.append(value[i] | 0x20) }
    }
    return true
  }

  private static func lineEnds(_ value: Span<UInt8>, from start: Int, to out: inout [UInt8]) {
    var i = 0
    var end = start
    while end < value.count {
      out.append(value.extracting(i..<end))
      out.append(10)
      i = end + 1
      if i < value.count, value[i] == 10 { i += 1 }
      end = value.firstIndex(of: 13, from: i)
    }
    out.append(value.extracting(i..<value.count))
  }
}
