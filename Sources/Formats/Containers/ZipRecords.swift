package import Evidence

// PKWARE APPNOTE 6.3.9; numbers in comments are its sections.

/// The end of a zip's directory (4.3.16, with 4.3.14 where numbers do not fit).
package struct ZipEnd: Sendable, Equatable {
  /// Bytes of its fixed part.
  package static let byteCount = 22
  /// Bytes of the tail that may hold it: itself and the longest comment.
  package static let tailLength = byteCount + 0xFFFF

  /// Entries of the directory, its length, and where it begins: as recorded.
  package var entryCount: UInt64
  package var directoryByteCount: UInt64
  package var directoryOffset: UInt64
  /// Where the end record stands in the file, and where the bytes end that belong to it.
  package var offset: UInt64
  package var end: UInt64
  /// Some number does not fit: a zip64 end record must have it.
  package var needsZip64: Bool

  /// All places in a tail where an end record may stand: those whose comment ends with the file first, then
  /// from the last.
  ///
  /// - Parameter tailOffset: of the tail's first byte in the file.
  package static func candidates(_ tail: [UInt8], at tailOffset: UInt64) -> [ZipEnd] {
    var exact: [ZipEnd] = []
    var others: [ZipEnd] = []
    var i = tail.count - byteCount
    while i >= 0, others.count < 8 {
      if tail[i] == 0x50, tail[i + 1] == 0x4B, tail[i + 2] == 5, tail[i + 3] == 6 {
        let found = ZipEnd(Array(tail[i..<i + byteCount]), at: tailOffset + UInt64(i))
        if found.end == tailOffset + UInt64(tail.count) {
          exact.append(found)
        } else if found.end < tailOffset + UInt64(tail.count) {
          others.append(found)
        }
      }
      i -= 1
    }
    return exact + others
  }

  private init(_ bytes: [UInt8], at offset: UInt64) {
    entryCount = UInt64(LittleEndian.u16(bytes, 10))
    directoryByteCount = UInt64(LittleEndian.u32(bytes, 12))
    directoryOffset = UInt64(LittleEndian.u32(bytes, 16))
    self.offset = offset
    end = offset + UInt64(Self.byteCount) + UInt64(LittleEndian.u16(bytes, 20))
    needsZip64 = entryCount == 0xFFFF || directoryByteCount == 0xFFFF_FFFF || directoryOffset == 0xFFFF_FFFF
  }

  /// Offset of the zip64 end record by its locator (4.3.15), the 20 bytes before the end record.
  package static func zip64Offset(locator: [UInt8]) -> UInt64? {
    locator.count == 20 && locator.starts(with: [0x50, 0x4B, 6, 7]) ? LittleEndian.u64(locator, 8) : nil
  }

  /// Takes the numbers of a zip64 end record (4.3.14, 56 bytes or more). False where it is none.
  package mutating func take(zip64 bytes: [UInt8]) -> Bool {
    guard bytes.count >= 56, bytes.starts(with: [0x50, 0x4B, 6, 6]) else { return false }
    entryCount = LittleEndian.u64(bytes, 32)
    directoryByteCount = LittleEndian.u64(bytes, 40)
    directoryOffset = LittleEndian.u64(bytes, 48)
    needsZip64 = false
    return true
  }
}

/// What a zip says of an entry: in its directory (4.3.12) or before its data (4.3.7).
package struct ZipEntry: Sendable, Equatable {
  /// Bytes of the fixed parts, and what they begin with.
  package static let localByteCount = 30
  package static let directoryByteCount = 46
  package static let localMagic: [UInt8] = [0x50, 0x4B, 3, 4]
  package static let directoryMagic: [UInt8] = [0x50, 0x4B, 1, 2]

  /// As written.
  package var name: [UInt8] = []
  /// General purpose bits (4.4.4).
  package var flags: UInt16
  /// How it is compressed (4.4.5).
  package var method: UInt16
  /// CRC-32 of the content.
  package var crc: UInt32
  /// Bytes of the data as they stand in the file, and of the content.
  package var packedByteCount: UInt64
  package var byteCount: UInt64
  /// Where the local header stands, as recorded.
  package var headerOffset: UInt64 = 0
  /// Bytes of name, extra fields and comment behind the fixed part.
  package var nameByteCount: Int
  package var extraByteCount: Int
  package var commentByteCount = 0
  /// Unix mode, where the maker was a Unix; else 0.
  package var mode: UInt32 = 0
  /// DOS attribute "directory".
  package var isDOSFolder = false
  /// Modification time in UTC, from an extra field; nil where only DOS time is there.
  package var modified: Timestamp?
  /// Time of day and date by the maker's clock, in no known zone.
  package var localModified: Timestamp?
  /// The name in UTF-8 (4.6.9), where the entry has it.
  package var unicodeName: [UInt8]?
  /// Sizes and offset are 64 bits wide.
  package var isZip64 = false

  /// The fixed part of a local header; nil where it is none.
  package init?(local bytes: [UInt8]) {
    guard bytes.count >= Self.localByteCount, bytes.starts(with: Self.localMagic) else { return nil }
    flags = LittleEndian.u16(bytes, 6)
    method = LittleEndian.u16(bytes, 8)
    crc = LittleEndian.u32(bytes, 14)
    packedByteCount = UInt64(LittleEndian.u32(bytes, 18))
    byteCount = UInt64(LittleEndian.u32(bytes, 22))
    nameByteCount = Int(LittleEndian.u16(bytes, 26))
    extraByteCount = Int(LittleEndian.u16(bytes, 28))
    localModified = DOSTime.timestamp(time: LittleEndian.u16(bytes, 10), date: LittleEndian.u16(bytes, 12))
  }

  /// The fixed part of an entry of the directory; nil where it is none.
  package init?(directory bytes: [UInt8]) {
    guard bytes.count >= Self.directoryByteCount, bytes.starts(with: Self.directoryMagic) else { return nil }
    flags = LittleEndian.u16(bytes, 8)
    method = LittleEndian.u16(bytes, 10)
    crc = LittleEndian.u32(bytes, 16)
    packedByteCount = UInt64(LittleEndian.u32(bytes, 20))
    byteCount = UInt64(LittleEndian.u32(bytes, 24))
    nameByteCount = Int(LittleEndian.u16(bytes, 28))
    extraByteCount = Int(LittleEndian.u16(bytes, 30))
    commentByteCount = Int(LittleEndian.u16(bytes, 32))
    let attributes = LittleEndian.u32(bytes, 38)
    // Made by: 3 Unix, 19 macOS.
    if bytes[5] == 3 || bytes[5] == 19 { mode = attributes >> 16 }
    isDOSFolder = attributes & 0x10 != 0
    headerOffset = UInt64(LittleEndian.u32(bytes, 42))
    localModified = DOSTime.timestamp(time: LittleEndian.u16(bytes, 12), date: LittleEndian.u16(bytes, 14))
  }

  /// Encrypted, by whatever method.
  package var isEncrypted: Bool { flags & 1 != 0 }
  /// Sizes and CRC follow the data (4.3.9).
  package var hasDescriptor: Bool { flags & 8 != 0 }
  /// The name is said to be UTF-8.
  package var isUTF8: Bool { flags & 0x800 != 0 }
  /// A folder, by its name's end or its attributes.
  package var isFolder: Bool {
    name.last == UInt8(ascii: "/") || mode & 0xF000 == 0x4000
      || byteCount == 0 && (isDOSFolder || name.last == UInt8(ascii: "\\"))
  }
  /// A symbolic link of Unix: its content is the target.
  package var isLink: Bool { mode & 0xF000 == 0xA000 }

  /// Takes what extra fields say (4.5): zip64 sizes, times, the name in UTF-8, the method below AES.
  package mutating func take(extra bytes: [UInt8]) {
    var at = 0
    while at + 4 <= bytes.count {
      let id = LittleEndian.u16(bytes, at)
      let length = Int(LittleEndian.u16(bytes, at + 2))
      guard at + 4 + length <= bytes.count else { return }
      let field = Array(bytes[(at + 4)..<(at + 4 + length)])
      switch id {
      case 1: takeZip64(field)
      case 0x5455 where length >= 5 && field[0] & 1 != 0:
        modified = Timestamp(seconds: Int64(Int32(bitPattern: LittleEndian.u32(field, 1))))
      case 0x000A where length >= 32 && LittleEndian.u16(field, 4) == 1:
        modified = Self.fileTime(LittleEndian.u64(field, 8))
      case 0x7075 where length > 5 && field[0] == 1: unicodeName = Array(field[5...])
      default: break
      }
      at += 4 + length
    }
  }

  /// 4.5.3: only those that do not fit the fixed part are there, in this order.
  private mutating func takeZip64(_ field: [UInt8]) {
    isZip64 = true
    var at = 0
    func next() -> UInt64? {
      guard at + 8 <= field.count else { return nil }
      defer { at += 8 }
      return LittleEndian.u64(field, at)
    }
    if byteCount == 0xFFFF_FFFF, let value = next() { byteCount = value }
    if packedByteCount == 0xFFFF_FFFF, let value = next() { packedByteCount = value }
    if headerOffset == 0xFFFF_FFFF, let value = next() { headerOffset = value }
  }

  /// Units of 100 ns since 1601.
  private static func fileTime(_ ticks: UInt64) -> Timestamp? {
    guard ticks > 0, ticks < 1 << 63 else { return nil }
    return Timestamp(
      seconds: Int64(ticks / 10_000_000) - 11_644_473_600, nanoseconds: Int32(ticks % 10_000_000) * 100)
  }

  /// The name for people: UTF-8 where the entry says or shows so, else code page 437 (Appendix D).
  package var shownName: String {
    if let unicodeName { return String(decoding: unicodeName, as: UTF8.self) }
    if isUTF8 || String(validating: name, as: UTF8.self) != nil {
      return String(decoding: name, as: UTF8.self)
    }
    var text: [UInt8] = []
    TextEncoding.cp437.decode(name.span, into: &text)
    return String(decoding: text, as: UTF8.self)
  }
}

/// Date and time of MS-DOS: two seconds exact, in no known zone.
enum DOSTime {
  static func timestamp(time: UInt16, date: UInt16) -> Timestamp? {
    Timestamp(
      year: Int(date >> 9) + 1980, month: Int(date >> 5 & 15), day: Int(date & 31), hour: Int(time >> 11),
      minute: Int(time >> 5 & 63), second: Int(time & 31) * 2)
  }
}
