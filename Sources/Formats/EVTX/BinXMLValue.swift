import Evidence

/// A value of a template instance: where its bytes stand in the chunk, and of which type they are.
struct BinXMLValue {
  var start: Int32
  var length: Int32
  var type: UInt8

  var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
  var isNull: Bool { type == BinXMLType.null }
  var isArray: Bool { type & BinXMLType.array != 0 }
}

/// Rendering of values as `wevtutil` writes them (docs/evtx.md, "Values"). All but BinXML, which the renderer
/// does itself.
enum BinXMLValueText {
  /// Bytes of AnsiString are of the writer's code page, which the log does not name: windows-1252 is assumed.
  private static let ansi = CodePage(.windows1252)

  /// Appends one value that is no array. False where the bytes do not fit the type: then they are written as
  /// the number or the hexadecimal digits that they are.
  static func append(
    _ bytes: Span<UInt8>, type: UInt8, _ place: EventText.Place, to out: inout [UInt8]
  ) -> Bool {
    switch type {
    case BinXMLType.null: return true
    case BinXMLType.string, BinXMLType.eventXML:
      EventText.append(utf16: bytes.extracting(0..<textEnd(bytes)), place, to: &out)
      return bytes.count & 1 == 0
    case BinXMLType.ansiString:
      var end = bytes.count
      while end > 0, bytes[end - 1] == 0 { end -= 1 }
      var text: [UInt8] = []
      ansi.decode(bytes.extracting(0..<end), into: &text)
      EventText.append(utf8: text.span, place, to: &out)
      return true
    case BinXMLType.int8, BinXMLType.int16, BinXMLType.int32, BinXMLType.int64:
      return signed(bytes, type, &out)
    case BinXMLType.uint8, BinXMLType.uint16, BinXMLType.uint32, BinXMLType.uint64:
      guard isInteger(bytes) else { return fallback(bytes, &out) }
      EventText.append(decimal: bytes.number, to: &out)
      return bytes.count == BinXMLType.byteCount(type)
    case BinXMLType.hexInt32, BinXMLType.hexInt64, BinXMLType.sizeT, BinXMLType.eventHandle:
      guard isInteger(bytes) else { return fallback(bytes, &out) }
      EventText.append(hexadecimal: bytes.number, to: &out)
      return BinXMLType.byteCount(type) == bytes.count || type == BinXMLType.sizeT
    case BinXMLType.real32:
      guard bytes.count == 4 else { return fallback(bytes, &out) }
      out.append(contentsOf: Float(bitPattern: UInt32(truncatingIfNeeded: bytes.number)).description.utf8)
      return true
    case BinXMLType.real64:
      guard bytes.count == 8 else { return fallback(bytes, &out) }
      out.append(contentsOf: Double(bitPattern: bytes.number).description.utf8)
      return true
    case BinXMLType.bool:
      guard isInteger(bytes) else { return fallback(bytes, &out) }
      // Any other number than 0 is true, as for Windows; real logs hold such.
      EventText.append(bytes.number == 0 ? "false" : "true", to: &out)
      return true
    case BinXMLType.binary:
      EventText.append(binary: bytes, to: &out)
      return true
    case BinXMLType.guid:
      guard bytes.count == 16 else { return fallback(bytes, &out) }
      guid(bytes, &out)
      return true
    case BinXMLType.fileTime:
      guard bytes.count == 8 else { return fallback(bytes, &out) }
      return fileTime(bytes.number, &out)
    case BinXMLType.systemTime:
      return systemTime(bytes, &out) || fallback(bytes, &out)
    case BinXMLType.sid:
      return sid(bytes, &out) || fallback(bytes, &out)
    default: return fallback(bytes, &out)
    }
  }

  /// Strings are often stored with the zero that ends them in C, some with more: these are no part of them.
  private static func textEnd(_ bytes: Span<UInt8>) -> Int {
    var end = bytes.count & ~1
    while end >= 2, bytes[end - 1] == 0, bytes[end - 2] == 0 { end -= 2 }
    return end
  }

  private static func isInteger(_ bytes: Span<UInt8>) -> Bool { (1...8).contains(bytes.count) }

  private static func fallback(_ bytes: Span<UInt8>, _ out: inout [UInt8]) -> Bool {
    EventText.append(binary: bytes, to: &out)
    return false
  }

  private static func signed(_ bytes: Span<UInt8>, _ type: UInt8, _ out: inout [UInt8]) -> Bool {
    guard isInteger(bytes) else { return fallback(bytes, &out) }
    let shift = UInt64(64 - 8 * bytes.count)
    let value = Int64(bitPattern: bytes.number << shift) >> Int64(shift)
    if value < 0 { out.append(UInt8(ascii: "-")) }
    EventText.append(decimal: value.magnitude, to: &out)
    return bytes.count == BinXMLType.byteCount(type)
  }

  /// `{54849625-5478-4994-A5BA-3E3B0328C30D}`: the first three parts are little-endian numbers.
  private static func guid(_ bytes: Span<UInt8>, _ out: inout [UInt8]) {
    func part(_ indices: StrideTo<Int>, _ text: inout OutputSpan<UInt8>) {
      for i in indices {
        text.append(EventText.upperDigit(bytes[i] >> 4))
        text.append(EventText.upperDigit(bytes[i] & 0xF))
      }
    }
    out.append(addingCapacity: 38) { text in
      text.append(UInt8(ascii: "{"))
      part(stride(from: 3, to: -1, by: -1), &text)
      text.append(UInt8(ascii: "-"))
      part(stride(from: 5, to: 3, by: -1), &text)
      text.append(UInt8(ascii: "-"))
      part(stride(from: 7, to: 5, by: -1), &text)
      text.append(UInt8(ascii: "-"))
      part(stride(from: 8, to: 10, by: 1), &text)
      text.append(UInt8(ascii: "-"))
      part(stride(from: 10, to: 16, by: 1), &text)
      text.append(UInt8(ascii: "}"))
    }
  }

  /// The last FILETIME of the year 9999, which a date of four digits can still write.
  private static let lastFileTime: UInt64 = 2_650_467_743_999_999_999

  /// `2021-03-31T23:51:45.0187674Z`: 100 ns since 1601, so seven digits. Beyond the year 9999 the number itself.
  private static func fileTime(_ ticks: UInt64, _ out: inout [UInt8]) -> Bool {
    guard ticks <= lastFileTime else {
      EventText.append(hexadecimal: ticks, to: &out)
      return false
    }
    let seconds = Int64(ticks / 10_000_000) - 11_644_473_600
    let nanoseconds = Int32(truncatingIfNeeded: ticks % 10_000_000) * 100
    Timestamp(seconds: seconds, nanoseconds: nanoseconds).appendText(to: &out)
    // Nine digits and Z: the last two are always zero.
    out.removeLast(3)
    out.append(UInt8(ascii: "Z"))
    return true
  }

  /// `2021-03-31T23:51:45.018Z`: eight numbers of 16 bits, the third a day of the week.
  private static func systemTime(_ bytes: Span<UInt8>, _ out: inout [UInt8]) -> Bool {
    guard bytes.count == 16 else { return false }
    func part(_ i: Int) -> Int { Int(bytes.uint16(at: 2 * i) ?? 0) }
    guard
      let time = Timestamp(
        year: part(0), month: part(1), day: part(3), hour: part(4), minute: part(5), second: part(6)),
      part(6) < 60, part(7) < 1000
    else { return false }
    var text: [UInt8] = []
    Timestamp(seconds: time.seconds, nanoseconds: Int32(part(7)) * 1_000_000).appendText(to: &text)
    out.append(contentsOf: text.dropLast(7))
    out.append(UInt8(ascii: "Z"))
    return true
  }

  /// `S-1-5-21-…` (MS-DTYP §2.4.2): the authority is a big-endian number of 48 bits.
  private static func sid(_ bytes: Span<UInt8>, _ out: inout [UInt8]) -> Bool {
    guard bytes.count >= 8, bytes.count == 8 + 4 * Int(bytes[1]) else { return false }
    EventText.append("S-", to: &out)
    EventText.append(decimal: UInt64(bytes[0]), to: &out)
    out.append(UInt8(ascii: "-"))
    var authority: UInt64 = 0
    for i in 2..<8 { authority = authority << 8 | UInt64(bytes[i]) }
    if authority >> 32 == 0 {
      EventText.append(decimal: authority, to: &out)
    } else {
      EventText.append(hexadecimal: authority, to: &out)
    }
    for k in 0..<Int(bytes[1]) {
      out.append(UInt8(ascii: "-"))
      EventText.append(decimal: UInt64(bytes.uint32(at: 8 + 4 * k) ?? 0), to: &out)
    }
    return true
  }
}
