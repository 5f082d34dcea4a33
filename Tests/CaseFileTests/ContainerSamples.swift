import CaseFile
import Foundation

/// Containers written by hand, byte by byte, from the formats' descriptions.
enum ContainerSamples {
  static func le(_ value: some BinaryInteger, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: UInt64(truncatingIfNeeded: value) >> (8 * UInt64($0))) }
  }

  /// CRC-32, bit by bit (ISO 3309).
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~crc
  }

  /// One stored deflate block for each 65,535 bytes (RFC 1951 §3.2.4).
  static func deflate(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var start = 0
    repeat {
      let end = min(bytes.count, start + 65_535)
      out +=
        [end == bytes.count ? 1 : 0] + le(end - start, 2) + le(~UInt16(end - start), 2) + bytes[start..<end]
      start = end
    } while start < bytes.count
    return out
  }

  static func gzip(_ bytes: [UInt8], crc: UInt32? = nil) -> [UInt8] {
    [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + deflate(bytes) + le(crc ?? crc32(bytes), 4) + le(bytes.count, 4)
  }

  /// An entry of a zip.
  struct Entry {
    var name: [UInt8]
    var content: [UInt8]
    var method = 8
    var flags = 0
    var mode = 0
    /// Sizes and CRC behind the data, with signature.
    var hasDescriptor = false
    /// What the directory says instead of the truth.
    var statedCRC: UInt32?
    var isZip64 = false

    init(_ name: String, _ content: [UInt8]) {
      self.name = Array(name.utf8)
      self.content = content
    }
  }

  static func zip(_ entries: [Entry], before: [UInt8] = [], after: [UInt8] = [], hasDirectory: Bool = true)
    -> [UInt8]
  {
    var out = before
    var directory: [UInt8] = []
    for entry in entries {
      let data = entry.method == 8 ? deflate(entry.content) : entry.content
      let crc = entry.statedCRC ?? crc32(entry.content)
      let flags = entry.flags | (entry.hasDescriptor ? 8 : 0)
      let offset = out.count - before.count
      let known =
        entry.hasDescriptor
        ? [UInt8](repeating: 0, count: 12) : le(crc, 4) + le(data.count, 4) + le(entry.content.count, 4)
      let common = le(flags, 2) + le(entry.method, 2) + le(0x6000, 2) + le(0x5821, 2)
      out +=
        [0x50, 0x4B, 3, 4, 20, 0] + common + known + le(entry.name.count, 2) + [0, 0] + entry.name + data
      if entry.hasDescriptor {
        out += [0x50, 0x4B, 7, 8] + le(crc, 4) + le(data.count, 4) + le(entry.content.count, 4)
      }
      let extra =
        entry.isZip64
        ? le(1, 2) + le(24, 2) + le(entry.content.count, 8) + le(data.count, 8) + le(offset, 8) : []
      let sizes =
        entry.isZip64 ? [UInt8](repeating: 0xFF, count: 8) : le(data.count, 4) + le(entry.content.count, 4)
      directory += [0x50, 0x4B, 1, 2, 20, 3, 20, 0] + common + le(crc, 4) + sizes
      directory += le(entry.name.count, 2) + le(extra.count, 2) + le(0, 2) + le(0, 2) + le(0, 2)
      directory +=
        le(entry.mode << 16, 4) + (entry.isZip64 ? [0xFF, 0xFF, 0xFF, 0xFF] : le(offset, 4)) + entry.name
        + extra
    }
    guard hasDirectory else { return out + after }
    let start = out.count - before.count
    out += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + le(entries.count, 2) + le(entries.count, 2)
    return out + le(directory.count, 4) + le(start, 4) + [0, 0] + after
  }

  /// A header block of ustar and its content, padded.
  static func tarEntry(_ name: String, _ content: [UInt8], type: Character = "0", link: String = "")
    -> [UInt8]
  {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ at: Int) { for (i, byte) in text.utf8.enumerated() { block[at + i] = byte } }
    put(String(name.prefix(100)), 0)
    put("0000644\0", 100)
    let size = String(content.count, radix: 8)
    put(String(repeating: "0", count: 11 - size.count) + size, 124)
    put("14524130000", 136)
    put("        ", 148)
    put(String(type), 156)
    put(link, 157)
    put("ustar\0" + "00", 257)
    let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", 148)
    return block + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  static func tar(_ entries: [[UInt8]]) -> [UInt8] { entries.joined() + [UInt8](repeating: 0, count: 1024) }

  static func zstd(_ bytes: [UInt8]) throws -> [UInt8] { try ZstdCompressor().compress(bytes.span) }

  static let lines = Array(
    (0..<400).map { "2024-03-01T10:00:00Z host\($0 % 7) message \($0)\n" }.joined().utf8)

  /// One of each kind, for tests that go over all.
  static func all() throws -> [(name: String, bytes: [UInt8])] {
    var descriptor = Entry("b.log", lines)
    descriptor.hasDescriptor = true
    var stored = Entry("c.log", lines)
    stored.method = 0
    let archive = zip([Entry("a.log", lines), descriptor, stored])
    let tape = tar([
      tarEntry("x/", [], type: "5"), tarEntry("x/a.log", lines),
      tarEntry("l", [], type: "2", link: "/etc/passwd"),
    ])
    return [
      ("a.log.gz", gzip(lines)), ("two.gz", gzip(lines) + gzip(lines)), ("a.log.zst", try zstd(lines)),
      ("a.zip", archive), ("a.tar", tape), ("a.tar.gz", gzip(tape)),
      ("nested.zip", zip([Entry("inner.zip", archive), Entry("a.log.gz", gzip(lines))])),
    ]
  }
}
