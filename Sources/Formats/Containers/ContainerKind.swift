import Evidence

/// What a file is that holds other files.
package enum ContainerKind: String, Sendable, Codable, CaseIterable {
  case gzip, bzip2, xz, zstd, zip, tar
  /// What macOS puts beside a file where the file system has no place for its metadata (`._NAME`,
  /// `__MACOSX/`): AppleSingle/AppleDouble Formats, version 2. Holds no log; kept as it is.
  case appleDouble = "apple_double"

  /// Bytes of the head that `sniff` wants to see.
  package static let sniffLength = 1024

  /// Whether it is one compressed stream, without names.
  package var isStream: Bool {
    switch self {
    case .gzip, .bzip2, .xz, .zstd: true
    case .zip, .tar, .appleDouble: false
    }
  }

  /// The container that `head` begins, by its content alone; nil where it is none.
  package static func sniff(_ head: [UInt8]) -> ContainerKind? {
    func begins(_ magic: [UInt8]) -> Bool { head.starts(with: magic) }
    // RFC 1952: method 8 is the only one; the three high flags are reserved.
    if begins([0x1F, 0x8B, 8]), head.count > 3, head[3] & 0xE0 == 0 { return .gzip }
    if begins([0x42, 0x5A, 0x68]), head.count > 9, (0x31...0x39).contains(head[3]) {
      let block = Array(head[4..<10])
      if block == bzip2Block || block == bzip2End { return .bzip2 }
    }
    if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]) { return .xz }
    if begins([0x28, 0xB5, 0x2F, 0xFD]) || isSkippableFrame(head) { return .zstd }
    if begins([0x50, 0x4B, 3, 4]) || begins([0x50, 0x4B, 5, 6])
      || begins([0x50, 0x4B, 7, 8, 0x50, 0x4B, 3, 4])
    {
      return .zip
    }
    if begins([0, 5, 0x16, 7, 0, 2, 0, 0]) { return .appleDouble }
    if head.count >= TarHeader.byteCount, TarHeader(Array(head[..<TarHeader.byteCount])) != nil {
      return .tar
    }
    return nil
  }

  /// First six bytes of a block: the decimal digits of pi; of the end: those of its square root.
  private static let bzip2Block: [UInt8] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
  private static let bzip2End: [UInt8] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]

  /// A zstd stream may begin with a skippable frame (RFC 8878 §3.1.2). Its magic alone is too little to tell
  /// it from text, so the frame behind it must be one of zstd where it is in the head.
  private static func isSkippableFrame(_ head: [UInt8]) -> Bool {
    guard head.count >= 12, (0x50...0x5F).contains(head[0]), head[1...3].elementsEqual([0x2A, 0x4D, 0x18])
    else { return false }
    let next = 8 + Int(LittleEndian.u32(head, 4))
    guard next + 4 <= head.count else { return true }
    return head[next..<next + 4].elementsEqual([0x28, 0xB5, 0x2F, 0xFD])
      || (0x50...0x5F).contains(head[next])
  }

  /// The name of what a compressed stream holds: that of the stream's file without the ending that the
  /// compressor gave it. Content may lie otherwise, so a name without such an ending stays.
  package static func nameInside(_ name: [UInt8]) -> [UInt8] {
    let last =
      name.split(omittingEmptySubsequences: true) { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
      .last.map(Array.init) ?? name
    for (ending, rest) in endings where last.count > ending.utf8.count {
      let lowered = last.suffix(ending.utf8.count).map { (65...90).contains($0) ? $0 | 0x20 : $0 }
      if lowered.elementsEqual(ending.utf8) { return last.dropLast(ending.utf8.count) + Array(rest.utf8) }
    }
    return last
  }

  private static let endings: [(String, String)] = [
    (".gz", ""), (".bz2", ""), (".xz", ""), (".zst", ""), (".zstd", ""), (".gzip", ""), (".tgz", ".tar"),
    (".tbz2", ".tar"), (".txz", ".tar"), (".tzst", ".tar"),
  ]
}

/// Little-endian integers at a place; what lies behind the end counts as zero.
package enum LittleEndian {
  /// Two bytes.
  package static func u16(_ bytes: [UInt8], _ at: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: number(bytes, at, 2))
  }
  /// Four bytes.
  package static func u32(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: number(bytes, at, 4))
  }
  /// Eight bytes.
  package static func u64(_ bytes: [UInt8], _ at: Int) -> UInt64 { number(bytes, at, 8) }

  private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in (0..<count).reversed() {
      value = value << 8 | (at + i < bytes.count ? UInt64(bytes[at + i]) : 0)
    }
    return value
  }
}
