internal import Formats
internal import Unpacking

/// The members of a zip (APPNOTE.TXT), by its directory, or by their own headers where that is cut off.
struct ZipDecoder: BytesDecoder {
  func search(_ input: BytesInput, _ findings: inout Findings) {
    guard FileType.of(input.bytes)?.name == "zip" else { return }
    var room = input.room
    for (entry, start) in Self.entries(input.bytes) where !entry.isFolder {
      let name = entry.shownName
      let end = min(
        input.bytes.count, start + Int(clamping: entry.packedByteCount > 0 ? entry.packedByteCount : .max / 4)
      )
      let packed = Array(input.bytes[start..<max(start, end)])
      guard !entry.isEncrypted, let decoder = Self.decoder(entry) else {
        findings.candidates.append(
          Candidate(
            "zip", start..<max(start, end), packed, .proven,
            entry.isEncrypted
              ? "a member of a zip, encrypted" : "a member of a zip, compressed by a method not known",
            name: name))
        continue
      }
      let member = Unpacked.run(decoder, packed, from: 0, room: room, ratio: input.ratio, &findings)
      guard !member.bytes.isEmpty else { continue }
      room -= member.bytes.count
      var crc = CRC32()
      crc.update(member.bytes.span)
      let isWhole = crc.value == entry.crc
      findings.candidates.append(
        Candidate(
          "zip", start..<start + member.consumed, member.bytes,
          isWhole ? .proven : .likely(threshold: Threshold.spelled),
          isWhole ? "a member of a zip whose CRC-32 agrees" : "a member of a zip that is cut or damaged",
          name: name))
      if room <= 0 { return }
    }
  }

  /// Methods of APPNOTE 4.4.5 that archives of scripts have.
  private static func decoder(_ entry: ZipEntry) -> (any StreamDecoder)? {
    switch entry.method {
    case 0: StoredDecoder(byteCount: entry.packedByteCount)
    case 8: InflateDecoder()
    case 12: BZip2Decoder()
    case 93: ZstdDecoder(windowBytes: CompressedDecoder.window)
    case 95: XZDecoder(windowBytes: CompressedDecoder.window)
    default: nil
    }
  }

  /// Entries and where their data start.
  private static func entries(_ bytes: [UInt8]) -> [(ZipEntry, Int)] {
    let tailStart = bytes.count - min(bytes.count, ZipEnd.tailLength)
    for end in ZipEnd.candidates(Array(bytes[tailStart...]), at: UInt64(tailStart)) {
      let entries = directory(bytes, Int(clamping: end.directoryOffset), Int(clamping: end.entryCount))
      if !entries.isEmpty { return entries }
    }
    return unlisted(bytes)
  }

  private static func directory(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> [(ZipEntry, Int)] {
    var entries: [(ZipEntry, Int)] = []
    var at = offset
    while entries.count < count, at >= 0, at + ZipEntry.directoryByteCount <= bytes.count,
      var entry = ZipEntry(directory: Array(bytes[at..<at + ZipEntry.directoryByteCount]))
    {
      let nameStart = at + ZipEntry.directoryByteCount
      let extraStart = nameStart + entry.nameByteCount
      let extraEnd = extraStart + entry.extraByteCount
      guard extraEnd <= bytes.count else { break }
      entry.name = Array(bytes[nameStart..<extraStart])
      entry.take(extra: Array(bytes[extraStart..<extraEnd]))
      at = extraEnd + entry.commentByteCount
      let header = Int(clamping: entry.headerOffset)
      guard header + ZipEntry.localByteCount <= bytes.count,
        let local = ZipEntry(local: Array(bytes[header..<header + ZipEntry.localByteCount]))
      else { continue }
      let start = header + ZipEntry.localByteCount + local.nameByteCount + local.extraByteCount
      if start <= bytes.count { entries.append((entry, start)) }
    }
    return entries
  }

  /// By the headers before the data, one after another.
  private static func unlisted(_ bytes: [UInt8]) -> [(ZipEntry, Int)] {
    var entries: [(ZipEntry, Int)] = []
    var at = 0
    while at + ZipEntry.localByteCount <= bytes.count,
      var entry = ZipEntry(local: Array(bytes[at..<at + ZipEntry.localByteCount]))
    {
      let nameStart = at + ZipEntry.localByteCount
      let start = nameStart + entry.nameByteCount + entry.extraByteCount
      guard start <= bytes.count else { break }
      entry.name = Array(bytes[nameStart..<nameStart + entry.nameByteCount])
      entries.append((entry, start))
      // Without a length the next header cannot be found.
      guard !entry.hasDescriptor, let packed = Int(exactly: entry.packedByteCount),
        packed <= bytes.count - start
      else {
        break
      }
      at = start + packed
    }
    return entries
  }
}

/// The members of a tar archive (POSIX.1 ustar, GNU tar).
struct TarDecoder: BytesDecoder {
  func search(_ input: BytesInput, _ findings: inout Findings) {
    let bytes = input.bytes
    var at = 0
    var longName: [UInt8]?
    while at + TarHeader.byteCount <= bytes.count,
      let header = TarHeader(Array(bytes[at..<at + TarHeader.byteCount]))
    {
      let start = at + TarHeader.byteCount
      let declared = Int(clamping: header.byteCount)
      let end = start + min(declared, bytes.count - start)
      switch header.kind {
      case .longName: longName = Array(bytes[start..<end].prefix { $0 != 0 })
      case .file:
        let content = Array(bytes[start..<end])
        findings.candidates.append(
          Candidate(
            "tar", start..<end, content,
            end - start == declared ? .proven : .likely(threshold: Threshold.spelled),
            end - start == declared
              ? "a member of a tar whose header's checksum agrees" : "a member of a tar that is cut",
            name: String(decoding: longName ?? header.name, as: UTF8.self)))
        longName = nil
      default: break
      }
      let padded = declared.addingReportingOverflow(511)
      guard !padded.overflow, padded.partialValue / 512 * 512 <= bytes.count - start else { return }
      at = start + padded.partialValue / 512 * 512
    }
  }
}
