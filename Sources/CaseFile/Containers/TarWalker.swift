import Evidence
import Formats

/// Reads a tar archive from its first byte to its last, in one pass.
final class TarWalker: ContainerWalker {
  private let input: ByteInput
  private let findings: ContainerFindings
  private var index = 0
  /// The content of the entry at hand.
  private var content: TarContent?
  private var atEnd = false
  /// A zero block was met: what follows may be another archive.
  private var sawEnd = false
  private var global: [String: [UInt8]] = [:]

  /// Longest header content (a name, pax records) that is read.
  private static let longestHeader: UInt64 = 1 << 20

  init(_ input: ByteInput, _ findings: ContainerFindings) {
    self.input = input
    self.findings = findings
  }

  func next() throws(AssayError) -> ContainerEntry? {
    try finishContent()
    // What the extended headers say of the next entry.
    var records: [String: [UInt8]] = [:]
    var longName: [UInt8]?
    var longLink: [UInt8]?
    var first: UInt64?
    while !atEnd {
      let offset = input.offset
      guard let header = try nextHeader() else { break }
      switch header.kind {
      case .extended, .globalExtended:
        guard let bytes = try takeContent(header) else { break }
        let (found, isWhole) = PaxRecords.parse(bytes)
        if !isWhole {
          findings.add("container.damaged", at: offset, "a pax header cannot be read to its end")
        }
        if header.kind == .globalExtended {
          global.merge(found) { $1 }
        } else {
          records.merge(found) { $1 }
        }
      case .longName: longName = try takeContent(header).map(Self.untilZero) ?? longName
      case .longLink: longLink = try takeContent(header).map(Self.untilZero) ?? longLink
      case .volumeLabel:
        findings.note("its volume label is '\(String(decoding: header.name, as: UTF8.self))'")
        _ = try takeContent(header)
      case .file, .folder, .hardLink, .symbolicLink, .characterDevice, .blockDevice, .fifo, .sparse, .other:
        let all = global.merging(records) { $1 }
        return try entry(header, all, longName, longLink, offset: first ?? offset)
      }
      first = first ?? offset
    }
    if first != nil {
      findings.add(
        "container.truncated", at: input.offset, "the archive ends behind a header that names an entry")
    }
    return nil
  }

  private static func untilZero(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.prefix { $0 != 0 }) }

  private func entry(
    _ header: TarHeader, _ records: [String: [UInt8]], _ longName: [UInt8]?, _ longLink: [UInt8]?,
    offset: UInt64
  ) throws(AssayError) -> ContainerEntry {
    var byteCount = header.byteCount
    if let size = PaxRecords.number(records["size"]), size >= 0, header.kind != .folder {
      byteCount = UInt64(size)
    }
    let name = records["GNU.sparse.name"] ?? records["path"] ?? longName ?? header.name
    let target = String(decoding: records["linkpath"] ?? longLink ?? header.linkName, as: UTF8.self)
    let shown = String(decoding: name, as: UTF8.self)
    let seconds = PaxRecords.number(records["mtime"]) ?? header.modifiedSeconds
    findings.begin(shown)
    if header.kind == .sparse { try skipSparseMaps(header) }
    let isSparse = header.kind == .sparse || records.keys.contains { $0.hasPrefix("GNU.sparse.") }
    let content = TarContent(input, byteCount, findings)
    self.content = content
    var kind = ContainerEntry.Content.other
    switch header.kind {
    case .file where !isSparse: kind = .file(content)
    case .folder: kind = .folder
    case .file, .sparse:
      findings.addToEntry(
        "container.sparse", at: offset,
        "stored with holes left out (sparse): not unpacked, \(byteCount) bytes passed over; unpack it with tar, and"
          + " add the file")
    case .hardLink:
      findings.addToEntry("container.link", at: offset, "hard link to '\(target)': not followed")
      // Where a hard link has content (pax), it is the file's.
      if byteCount > 0 { kind = .file(content) }
    case .symbolicLink:
      findings.addToEntry("container.link", at: offset, "symbolic link to '\(target)': not followed")
    case .characterDevice: special("a character device", offset)
    case .blockDevice: special("a block device", offset)
    case .fifo: special("a FIFO", offset)
    case .other(let type): special("an entry of type \(type)", offset)
    case .longName, .longLink, .extended, .globalExtended, .volumeLabel: break
    }
    defer { index += 1 }
    return ContainerEntry(
      index: index, name: name, shownName: shown, content: kind, offset: offset, byteCount: byteCount,
      modified: Timestamp(seconds: seconds))
  }

  private func special(_ what: String, _ offset: UInt64) {
    findings.addToEntry("container.special", at: offset, "\(what): no file, listed only")
  }

  /// Headers of sparse files go on in further blocks while a flag says so (GNU tar, "Sparse Formats").
  private func skipSparseMaps(_ header: TarHeader) throws(AssayError) {
    var goesOn = header.hasSparseMap
    while goesOn {
      let block = try input.take(TarHeader.byteCount)
      goesOn = block.count == TarHeader.byteCount && block[504] != 0
    }
  }

  /// The next header, over zero blocks and damaged stretches; nil at the end.
  private func nextHeader() throws(AssayError) -> TarHeader? {
    var damaged: UInt64?
    defer { tell(damaged) }
    while true {
      let block = try input.peek(TarHeader.byteCount)
      guard block.count == TarHeader.byteCount else {
        atEnd = true
        if !block.isEmpty {
          let offset = input.offset
          input.advance(block.count)
          if damaged == nil, block.contains(where: { $0 != 0 }) {
            findings.add(
              "container.truncated", at: offset, "the archive ends with \(block.count) bytes of a header")
          }
        } else if !sawEnd, damaged == nil {
          findings.add(
            "container.truncated", at: input.offset, "the archive has no end: it may have been cut there")
        }
        return nil
      }
      if block.allSatisfy({ $0 == 0 }) {
        input.advance(block.count)
        sawEnd = true
        continue
      }
      if let header = TarHeader(block) {
        if sawEnd {
          findings.add(
            "container.concatenated", at: input.offset, "entries go on behind the end of an archive: read too"
          )
          sawEnd = false
        }
        input.advance(block.count)
        return header
      }
      damaged = damaged ?? input.offset
      input.advance(block.count)
    }
  }

  private func tell(_ damaged: UInt64?) {
    guard let damaged else { return }
    let count = (atEnd ? input.offset : input.offset - UInt64(TarHeader.byteCount)) - damaged
    findings.add(
      sawEnd ? "container.trailing" : "container.damaged", at: damaged,
      sawEnd
        ? "behind the end of the archive: \(byteText(count)), not read"
        : "\(byteText(count)) where a header should stand are none: passed over")
  }

  /// Content of a header that is about the next one.
  private func takeContent(_ header: TarHeader) throws(AssayError) -> [UInt8]? {
    guard header.byteCount <= Self.longestHeader else {
      findings.add(
        "container.damaged", at: input.offset,
        "a header of \(header.byteCount) bytes is passed over: too long")
      try input.skip(header.byteCount)
      try skipPadding(header.byteCount)
      return nil
    }
    let bytes = try input.take(Int(header.byteCount))
    try skipPadding(header.byteCount)
    return bytes
  }

  private func skipPadding(_ byteCount: UInt64) throws(AssayError) {
    try input.skip((512 - byteCount % 512) % 512)
  }

  private func finishContent() throws(AssayError) {
    guard let content else { return }
    self.content = nil
    try content.skipRest()
    try skipPadding(content.byteCount)
  }
}

/// The content of an entry.
final class TarContent: ByteSource {
  private let input: ByteInput
  private let findings: ContainerFindings
  let byteCount: UInt64
  private var remaining: UInt64

  init(_ input: ByteInput, _ byteCount: UInt64, _ findings: ContainerFindings) {
    self.input = input
    self.findings = findings
    self.byteCount = byteCount
    remaining = byteCount
  }

  func read(_ count: Int, into bytes: inout [UInt8]) throws(AssayError) -> Bool {
    if remaining == 0 { return true }
    let before = bytes.count
    let wanted = Int(min(UInt64(count), remaining))
    let ended = try input.read(wanted, into: &bytes)
    remaining -= UInt64(bytes.count - before)
    if ended, remaining > 0 { truncated() }
    return remaining == 0
  }

  func skipRest() throws(AssayError) {
    if remaining == 0 { return }
    remaining -= try input.skip(remaining)
    if remaining > 0 { truncated() }
  }

  private func truncated() {
    findings.addToEntry(
      "container.truncated", at: input.offset,
      "the archive ends early: \(byteCount - remaining) of \(byteCount) bytes are there")
    remaining = 0
  }
}
