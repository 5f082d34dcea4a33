import Evidence

/// A header block of a tar archive: POSIX.1-1988 ustar with the extensions of POSIX.1-2001 (pax) and GNU tar;
/// older headers without a magic are read too, since the checksum tells a header from anything else.
package struct TarHeader: Sendable, Equatable {
  /// Of a header, and of what content is padded to.
  package static let byteCount = 512

  /// What an entry is.
  package enum Kind: Sendable, Equatable {
    case file, folder, hardLink, symbolicLink, characterDevice, blockDevice, fifo
    /// GNU: holes are left out.
    case sparse
    /// GNU: the content is the name, or the link's target, of the next header.
    case longName, longLink
    /// POSIX.1-2001: the content is `length key=value` lines for the next header, or for all.
    case extended, globalExtended
    /// GNU: label of a volume.
    case volumeLabel
    case other(UInt8)
  }

  /// As written: prefix and name.
  package var name: [UInt8]
  /// Where a link leads.
  package var linkName: [UInt8]
  /// Bytes of content that follow, before the padding.
  package var byteCount: UInt64
  /// Modification time in seconds since 1970 UTC.
  package var modifiedSeconds: Int64
  /// By the type byte.
  package var kind: Kind
  /// Of a sparse file: its map goes on in the next block.
  package var hasSparseMap: Bool

  /// - Returns: nil where the block's checksum is not its own.
  package init?(_ block: [UInt8]) {
    guard block.count == Self.byteCount, let recorded = Self.number(block[148..<156]) else { return nil }
    var unsigned = 0
    var signed = 0
    for (i, byte) in block.enumerated() {
      let value = (148..<156).contains(i) ? 0x20 : byte
      unsigned += Int(value)
      // Some old programs added the bytes as signed ones.
      signed += Int(Int8(bitPattern: value))
    }
    guard recorded == Int64(unsigned) || recorded == Int64(signed), unsigned > 8 * 0x20 else { return nil }
    let type = block[156]
    let isLink = type == UInt8(ascii: "1") || type == UInt8(ascii: "2")
    guard let size = Self.number(block[124..<136]), size >= 0 || isLink else { return nil }
    byteCount = UInt64(max(0, size))
    modifiedSeconds = Self.number(block[136..<148]) ?? 0
    hasSparseMap = type == UInt8(ascii: "S") && block[482] != 0
    name = Self.text(block[0..<100])
    linkName = Self.text(block[157..<257])
    if block[257..<263].elementsEqual("ustar\0".utf8) {
      let prefix = Self.text(block[345..<500])
      if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
    }
    switch type {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
      kind = name.last == UInt8(ascii: "/") ? .folder : .file
    case UInt8(ascii: "1"): kind = .hardLink
    case UInt8(ascii: "2"): kind = .symbolicLink
    case UInt8(ascii: "3"): kind = .characterDevice
    case UInt8(ascii: "4"): kind = .blockDevice
    case UInt8(ascii: "5"), UInt8(ascii: "D"): kind = .folder
    case UInt8(ascii: "6"): kind = .fifo
    case UInt8(ascii: "S"): kind = .sparse
    case UInt8(ascii: "L"): kind = .longName
    case UInt8(ascii: "K"): kind = .longLink
    case UInt8(ascii: "x"), UInt8(ascii: "X"): kind = .extended
    case UInt8(ascii: "g"): kind = .globalExtended
    case UInt8(ascii: "V"): kind = .volumeLabel
    default: kind = .other(type)
    }
    switch kind {
    // POSIX: no content follows these, whatever the size says. A hard link may have some (pax).
    case .symbolicLink, .characterDevice, .blockDevice, .fifo: byteCount = 0
    case .folder where type != UInt8(ascii: "D"): byteCount = 0
    default: break
    }
  }

  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

  /// Octal digits among blanks and NULs, or base 256 (GNU, star) where the first bit is set. Nil where it is
  /// neither, or out of range.
  private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
    guard let first = field.first else { return nil }
    if first & 0x80 != 0 {
      var value: Int64 = first & 0x40 != 0 ? -1 : 0
      for (i, byte) in field.enumerated() {
        guard value.magnitude < 1 << 54 else { return nil }
        value = value << 8 | Int64(i == 0 ? (first & 0x40 != 0 ? byte : byte & 0x3F) : byte)
      }
      return value
    }
    let digits = field.drop { $0 == 0x20 || $0 == 0 }.prefix { $0 != 0x20 && $0 != 0 }
    var value: Int64 = 0
    for digit in digits {
      guard (0x30...0x37).contains(digit), value < 1 << 58 else { return nil }
      value = value << 3 | Int64(digit - 0x30)
    }
    return value
  }
}

/// Records of a pax header (POSIX.1-2001 pax, "pax Extended Header"): `LENGTH KEY=VALUE\n`.
package enum PaxRecords {
  /// - Returns: the records up to the first that is not written so, and whether all were.
  package static func parse(_ bytes: [UInt8]) -> (records: [String: [UInt8]], isWhole: Bool) {
    var records: [String: [UInt8]] = [:]
    var start = 0
    while start < bytes.count {
      var length = 0
      var at = start
      while at < bytes.count, (0x30...0x39).contains(bytes[at]), length < 1 << 30 {
        length = length * 10 + Int(bytes[at] - 0x30)
        at += 1
      }
      let end = start + length
      guard at > start, at < bytes.count, bytes[at] == 0x20, at + 1 < end, end <= bytes.count,
        bytes[end - 1] == 0x0A, let equals = bytes[(at + 1)..<end].firstIndex(of: UInt8(ascii: "="))
      else { return (records, bytes[start...].allSatisfy { $0 == 0 }) }
      records[String(decoding: bytes[(at + 1)..<equals], as: UTF8.self)] = Array(
        bytes[(equals + 1)..<(end - 1)])
      start = end
    }
    return (records, true)
  }

  /// A decimal number; nil where it is none or out of range. A fraction is left out.
  package static func number(_ bytes: [UInt8]?) -> Int64? {
    guard let bytes else { return nil }
    return Int64(String(decoding: bytes.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self))
  }
}
