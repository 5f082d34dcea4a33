internal import Formats
internal import Unpacking

/// A compressed stream that tells itself by its first bytes.
struct CompressedDecoder: BytesDecoder {
  /// Word for the encoding.
  var name: String
  /// Whether bytes begin such a stream.
  var begins: @Sendable ([UInt8]) -> Bool
  var make: @Sendable () -> any StreamDecoder

  func search(_ input: BytesInput, _ findings: inout Findings) {
    guard begins(input.bytes) else { return }
    let unpacked = Unpacked.run(make(), input.bytes, from: 0, room: input.room, ratio: input.ratio, &findings)
    guard !unpacked.bytes.isEmpty else { return }
    findings.candidates.append(
      Candidate(
        name, 0..<unpacked.consumed, unpacked.bytes,
        unpacked.isWhole ? .proven : .likely(threshold: Threshold.spelled),
        unpacked.isWhole
          ? "\(name) begins with its magic and ends with its checksum"
          : "\(name) begins with its magic; the data are cut"))
  }

  /// bzip2, xz and Zstandard: the libraries check what there is to check.
  static let all: [CompressedDecoder] = [
    CompressedDecoder(name: "bzip2", begins: { FileType.of($0)?.name == "bzip2" }, make: { BZip2Decoder() }),
    CompressedDecoder(
      name: "xz", begins: { FileType.of($0)?.name == "xz" }, make: { XZDecoder(windowBytes: window) }),
    CompressedDecoder(
      name: "zstd", begins: { FileType.of($0)?.name == "zstd" }, make: { ZstdDecoder(windowBytes: window) }),
  ]

  /// Longest dictionary that is taken: memory that hostile input may ask for.
  static let window = 64 << 20
}

/// gzip (RFC 1952), of one member or several.
struct GzipDecoder: BytesDecoder {
  func search(_ input: BytesInput, _ findings: inout Findings) {
    let bytes = input.bytes
    guard FileType.of(bytes)?.name == "gzip" else { return }
    var content: [UInt8] = []
    var at = 0
    var isWhole = false
    // A further member has to begin as the first did.
    while let data = Self.dataStart(bytes, at), content.count < input.room {
      let member = Unpacked.run(
        InflateDecoder(), bytes, from: data, room: input.room - content.count, ratio: input.ratio, &findings)
      var crc = CRC32()
      crc.update(member.bytes.span)
      let end = data + member.consumed
      isWhole = member.isWhole && end + 8 <= bytes.count && LittleEndian.u32(bytes, end) == crc.value
      content += member.bytes
      at = isWhole ? end + 8 : end
      guard isWhole else { break }
    }
    guard !content.isEmpty else { return }
    findings.candidates.append(
      Candidate(
        "gzip", 0..<at, content, isWhole ? .proven : .likely(threshold: Threshold.spelled),
        isWhole
          ? "gzip begins with its magic and its CRC-32 agrees"
          : "gzip begins with its magic; the data are cut or damaged"))
  }

  /// Behind the header (RFC 1952 §2.3.1); nil where there is none.
  private static func dataStart(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start + 10 < bytes.count, bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 2] == 8
    else {
      return nil
    }
    let flags = bytes[start + 3]
    var at = start + 10
    if flags & 4 != 0 {
      guard at + 2 <= bytes.count else { return nil }
      at += 2 + Int(LittleEndian.u16(bytes, at))
    }
    for bit: UInt8 in [8, 16] where flags & bit != 0 {
      while at < bytes.count, bytes[at] != 0 { at += 1 }
      at += 1
    }
    if flags & 2 != 0 { at += 2 }
    return at < bytes.count ? at : nil
  }
}

/// zlib (RFC 1950) and deflate without a header (RFC 1951).
struct DeflateDecoder: BytesDecoder {
  func search(_ input: BytesInput, _ findings: inout Findings) {
    let bytes = input.bytes
    guard bytes.count >= 8 else { return }
    let header = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    if bytes[0] & 15 == 8, bytes[0] >> 4 <= 7, header % 31 == 0, bytes[1] & 0x20 == 0, zlib(input, &findings)
    {
      return
    }
    guard FileType.of(bytes) == nil else { return }
    let head = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard DeflateHead.isPlausible(head) else { return }
    var found = Findings()
    let unpacked = Unpacked.run(
      InflateDecoder(), bytes, from: 0, room: input.room, ratio: input.ratio, &found)
    let rest = bytes.count - unpacked.consumed
    // No checksum: nearly all of the data have to be used, and text has to come out.
    guard unpacked.isWhole ? rest <= 8 : !unpacked.hasFailed, unpacked.bytes.count >= 12,
      Set(bytes.prefix(64)).count >= 8, Set(unpacked.bytes.prefix(64)).count >= 6
    else { return }
    findings.outputLimitMet = findings.outputLimitMet || found.outputLimitMet
    findings.ratioLimitMet = findings.ratioLimitMet || found.ratioLimitMet
    let candidate = Candidate(
      "deflate", 0..<unpacked.consumed, unpacked.bytes,
      unpacked.isWhole
        ? .likely(threshold: Threshold.likeness) : .natural(threshold: Threshold.likeness * 5 / 3),
      unpacked.isWhole ? "deflate that ends where the data end" : "deflate; the data are cut")
    // Random bytes inflate to something now and then: nothing is tried on that.
    guard SearchNode(candidate, parent: -1, depth: 1)?.isAccepted == true else { return }
    findings.candidates.append(candidate)
  }

  private func zlib(_ input: BytesInput, _ findings: inout Findings) -> Bool {
    let bytes = input.bytes
    let unpacked = Unpacked.run(
      InflateDecoder(), bytes, from: 2, room: input.room, ratio: input.ratio, &findings)
    let end = 2 + unpacked.consumed
    guard !unpacked.bytes.isEmpty, unpacked.isWhole || !unpacked.hasFailed || unpacked.bytes.count >= 24
    else {
      return false
    }
    let isWhole =
      unpacked.isWhole && end + 4 <= bytes.count
      && bytes[end..<end + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } == adler32(unpacked.bytes)
    findings.candidates.append(
      Candidate(
        "zlib", 0..<min(bytes.count, isWhole ? end + 4 : end), unpacked.bytes,
        isWhole ? .proven : .likely(threshold: Threshold.likeness),
        isWhole ? "zlib's header and its Adler-32 agree" : "zlib's header; the data are cut or damaged"))
    return isWhole
  }

  /// RFC 1950 §8.2.
  private func adler32(_ bytes: [UInt8]) -> UInt32 {
    var a: UInt32 = 1
    var b: UInt32 = 0
    var at = 0
    while at < bytes.count {
      // As many as cannot overflow 32 bits.
      let end = min(bytes.count, at + 5552)
      for byte in bytes[at..<end] {
        a += UInt32(byte)
        b += a
      }
      a %= 65521
      b %= 65521
      at = end
    }
    return b << 16 | a
  }
}
