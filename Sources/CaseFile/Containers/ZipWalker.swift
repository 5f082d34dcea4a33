import Evidence
import Formats

/// Reads a zip: the entries of its directory in their order, then entries that no directory names. Every byte
/// of the file is either an entry's, the directory's, or told.
final class ZipWalker: ContainerWalker {
  private let bytes: any RandomAccessBytes
  private let findings: ContainerFindings
  private let windowBytes: Int
  private var directory: ZipDirectory?
  private var reader: ZipDirectoryReader?
  private var entriesRead: UInt64 = 0
  /// Local headers that the directory names, in order of place.
  private var headers: [UInt64] = []
  private var names: Set<[UInt8]> = []
  private var index = 0
  private var covered = ZipCoverage()
  /// Stretches that may hold entries which no directory names; first the next one.
  private var stretches: [Range<UInt64>]?
  private var content: ZipContent?
  private var contentHeader: (entry: ZipEntry, start: UInt64, dataStart: UInt64)?
  private var isScanning = false

  init(_ bytes: any RandomAccessBytes, _ findings: ContainerFindings, windowBytes: Int) throws(AssayError) {
    self.bytes = bytes
    self.findings = findings
    self.windowBytes = windowBytes
    guard let directory = try ZipDirectory(bytes) else {
      findings.add(
        "container.no-directory", at: bytes.byteCount,
        "the zip has no directory at its end (cut, or an interrupted copy?): entries are found by their own headers"
      )
      stretches = [0..<bytes.byteCount]
      return
    }
    self.directory = directory
    covered.add(directory.range)
    covered.add(directory.endRange)
    if directory.shift > 0 {
      findings.note("\(byteText(directory.shift)) before the zip: its offsets count from there")
    }
    // Where one entry's data may end is where the next header stands, so all places are read first.
    var places = ZipDirectoryReader(bytes, directory)
    while let entry = try places.next() { headers.append(entry.headerOffset &+ directory.shift) }
    headers.sort()
    reader = ZipDirectoryReader(bytes, directory)
  }

  func next() throws(AssayError) -> ContainerEntry? {
    try finishContent()
    while reader != nil {
      let offset = reader?.offset ?? 0
      if let entry = try reader?.next() {
        entriesRead += 1
        return try listed(entry, at: offset)
      }
      endDirectory()
    }
    return try unlisted()
  }

  // MARK: entries of the directory

  private func endDirectory() {
    guard let directory, let reader else { return }
    if reader.offset < directory.range.upperBound {
      findings.add(
        "container.damaged", at: reader.offset,
        "the directory cannot be read from here on: entries behind it are found by their own headers")
    } else if entriesRead & 0xFFFF != directory.entryCount & 0xFFFF {
      findings.add(
        "container.size", at: directory.endRange.lowerBound,
        "the directory has \(entriesRead) entries, its end says \(directory.entryCount)")
    }
    self.reader = nil
    stretches = covered.gaps(in: 0..<bytes.byteCount)
    isScanning = true
  }

  private func listed(_ entry: ZipEntry, at offset: UInt64) throws(AssayError) -> ContainerEntry {
    findings.begin(entry.shownName)
    var entry = entry
    let start = entry.headerOffset &+ (directory?.shift ?? 0)
    let fixed = try bytes.bytes(at: start, count: ZipEntry.localByteCount)
    guard let local = ZipEntry(local: fixed) else {
      findings.addToEntry(
        "container.damaged", at: start, "its header is not where the directory says: not read")
      return made(entry, .other, offset: offset)
    }
    let nameStart = start + UInt64(fixed.count)
    let dataStart = nameStart + UInt64(local.nameByteCount + local.extraByteCount)
    let localName = try bytes.bytes(at: nameStart, count: local.nameByteCount)
    if localName != entry.name {
      findings.addToEntry(
        "container.name-differs", at: nameStart,
        "its own header names it '\(String(decoding: localName, as: UTF8.self))', the directory otherwise")
    }
    let next = nextHeader(after: start)
    // A stored entry has no end of its own: of two sizes the one that fits, so that nothing is lost by a lie.
    if entry.method == 0, !local.hasDescriptor, local.packedByteCount != entry.packedByteCount,
      local.packedByteCount > entry.packedByteCount, local.packedByteCount != 0xFFFF_FFFF,
      dataStart + local.packedByteCount <= next
    {
      findings.addToEntry(
        "container.size", at: start,
        "the directory says \(entry.packedByteCount) bytes, its own header \(local.packedByteCount): so many are read"
      )
      entry.packedByteCount = local.packedByteCount
    }
    let (declaredEnd, overflow) = dataStart.addingReportingOverflow(entry.packedByteCount)
    let end = overflow ? bytes.byteCount : declaredEnd
    if end > next, next < bytes.byteCount {
      findings.addToEntry(
        "container.overlap", at: start,
        "its data run into the next entry or the directory, at offset \(next): each is read for itself")
    }
    covered.add(start..<max(start, min(end, bytes.byteCount)))
    return try opened(
      entry, start: start, dataStart..<max(dataStart, max(next, end)), offset: offset, sizesKnown: true)
  }

  /// Where the next local header or the directory stands.
  private func nextHeader(after start: UInt64) -> UInt64 {
    var low = 0
    var high = headers.count
    while low < high {
      let middle = (low + high) / 2
      if headers[middle] <= start { low = middle + 1 } else { high = middle }
    }
    let limit = directory.map { $0.range.lowerBound > start ? $0.range.lowerBound : bytes.byteCount }
    return min(low < headers.count ? headers[low] : bytes.byteCount, limit ?? bytes.byteCount)
  }

  /// Opens an entry's data, or tells why it cannot be.
  private func opened(
    _ entry: ZipEntry, start: UInt64, _ range: Range<UInt64>, offset: UInt64, sizesKnown: Bool
  ) throws(AssayError) -> ContainerEntry {
    if entry.isFolder, entry.byteCount == 0 { return made(entry, .folder, offset: start) }
    if !names.insert(entry.name).inserted {
      findings.addToEntry(
        "container.name-twice", at: offset, "an entry before it has the same name: both are read")
    }
    guard !entry.isEncrypted, entry.method != 99 else {
      findings.addToEntry(
        "container.encrypted", at: start, "is encrypted: \(entry.byteCount) bytes that cannot be read")
      return made(entry, .other, offset: start)
    }
    if entry.isLink {
      let target = try bytes.bytes(at: range.lowerBound, count: Int(min(4096, entry.packedByteCount)))
      let shown = entry.method == 0 ? " to '\(String(decoding: target, as: UTF8.self))'" : ""
      findings.addToEntry("container.link", at: start, "symbolic link\(shown): not followed")
      return made(entry, .other, offset: start)
    }
    guard let decoder = ZipContent.decoder(entry, windowBytes: windowBytes) else {
      findings.addToEntry(
        "container.method", at: start,
        "compressed by \(ZipContent.methodName(entry.method)), which cannot be unpacked: \(entry.byteCount) bytes"
      )
      return made(entry, .other, offset: start)
    }
    let content = ZipContent(entry, bytes, range, decoder, sizesKnown: sizesKnown, findings)
    self.content = content
    contentHeader = (entry, start, range.lowerBound)
    return made(entry, .file(content), offset: start)
  }

  private func made(_ entry: ZipEntry, _ content: ContainerEntry.Content, offset: UInt64) -> ContainerEntry {
    defer { index += 1 }
    return ContainerEntry(
      index: index, name: entry.name, shownName: entry.shownName, content: content, offset: offset,
      byteCount: entry.byteCount, modified: entry.modified, localModified: entry.localModified)
  }

  private func finishContent() throws(AssayError) {
    guard let content, let header = contentHeader else { return }
    self.content = nil
    contentHeader = nil
    // Where data have their own end, that is what counts; an entry of the directory covers what it says.
    if isScanning { try content.skipRest() }
    covered.add(header.start..<max(header.dataStart, content.end))
    if isScanning { scanned(to: content.end) }
    if header.entry.hasDescriptor { try coverDescriptor(content.end, header.entry) }
  }

  /// Sizes and CRC behind the data (4.3.9): with or without a signature, 32 or 64 bits wide.
  private func coverDescriptor(_ end: UInt64, _ entry: ZipEntry) throws(AssayError) {
    let tail = try bytes.bytes(at: end, count: 28)
    let isSigned = tail.starts(with: [0x50, 0x4B, 7, 8])
    let lengths: [UInt64] = isSigned ? [16, 24] : [12, 20]
    for length in lengths {
      let behind = Int(length)
      guard behind <= tail.count else { continue }
      let follows = tail[behind...]
      // What follows is another header, or the file's end.
      if follows.isEmpty || follows.starts(with: [0x50, 0x4B]) {
        covered.add(end..<end + length)
        if isScanning { scanned(to: end + length) }
        return
      }
    }
    if isSigned { covered.add(end..<end + 16) }
  }

  // MARK: entries that no directory names

  private func scanned(to offset: UInt64) {
    guard var first = stretches?.first else { return }
    first = min(max(first.lowerBound, offset), first.upperBound)..<first.upperBound
    stretches?[0] = first
  }

  private func unlisted() throws(AssayError) -> ContainerEntry? {
    isScanning = true
    while let stretch = stretches?.first {
      if stretch.isEmpty {
        stretches?.removeFirst()
        continue
      }
      let start = stretch.lowerBound
      let fixed = try bytes.bytes(at: start, count: ZipEntry.localByteCount)
      if let local = ZipEntry(local: fixed) { return try found(local, in: stretch) }
      try passOver(stretch)
    }
    return nil
  }

  private func found(_ local: ZipEntry, in stretch: Range<UInt64>) throws(AssayError) -> ContainerEntry {
    var entry = local
    let start = stretch.lowerBound
    let nameStart = start + UInt64(ZipEntry.localByteCount)
    entry.name = try bytes.bytes(at: nameStart, count: local.nameByteCount)
    entry.take(
      extra: try bytes.bytes(at: nameStart + UInt64(local.nameByteCount), count: local.extraByteCount))
    let dataStart = nameStart + UInt64(local.nameByteCount + local.extraByteCount)
    findings.begin(entry.shownName)
    if directory != nil {
      findings.addToEntry(
        "container.unlisted", at: start, "the directory does not name it: read all the same")
    }
    let sizesFollow = local.hasDescriptor && local.packedByteCount == 0
    let (declared, overflow) = dataStart.addingReportingOverflow(entry.packedByteCount)
    scanned(to: dataStart)
    if sizesFollow, entry.method == 0 {
      findings.addToEntry(
        "container.damaged", at: start, "stored without its length, and no directory has it: not read")
      return made(entry, .other, offset: start)
    }
    let made = try opened(
      entry, start: start, dataStart..<max(dataStart, stretch.upperBound), offset: start,
      sizesKnown: !sizesFollow)
    // Data that are read tell their end themselves.
    if content == nil, !overflow { scanned(to: declared) }
    return made
  }

  /// Bytes that are no entry, up to the next header that looks like one.
  private func passOver(_ stretch: Range<UInt64>) throws(AssayError) {
    let end = try nextMagic(in: stretch)
    let start = stretch.lowerBound
    let head = try bytes.bytes(at: start, count: Int(min(16, end - start)))
    // The directory of a zip whose end is missing.
    let isDirectory = directory == nil && head.starts(with: ZipEntry.directoryMagic)
    if isDirectory {
      findings.note("\(end - start) bytes from offset \(start) are what is left of its directory")
    } else {
      findings.add(
        end == bytes.byteCount ? "container.trailing" : "container.outside", at: start,
        "\(byteText(end - start)) that belong to no entry: not read")
    }
    scanned(to: end)
  }

  /// Where the next local header stands behind a stretch's first byte; its end where there is none.
  private func nextMagic(in stretch: Range<UInt64>) throws(AssayError) -> UInt64 {
    var place = stretch.lowerBound + 1
    while place < stretch.upperBound {
      let piece = try bytes.bytes(at: place, count: Int(min(1 << 20, stretch.upperBound - place)))
      guard piece.count > 3 else { break }
      let found = piece.span.firstIndex(of: ZipEntry.localMagic, from: 0)
      if found < piece.count { return place + UInt64(found) }
      place += UInt64(piece.count - 3)
      if piece.count < 1 << 20 { break }
    }
    return stretch.upperBound
  }
}

/// Which bytes of a file belong to something.
struct ZipCoverage {
  private var ranges: [Range<UInt64>] = []

  mutating func add(_ range: Range<UInt64>) { if !range.isEmpty { ranges.append(range) } }

  /// What is in none.
  func gaps(in whole: Range<UInt64>) -> [Range<UInt64>] {
    var gaps: [Range<UInt64>] = []
    var next = whole.lowerBound
    for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      if range.lowerBound > next { gaps.append(next..<min(range.lowerBound, whole.upperBound)) }
      next = max(next, range.upperBound)
      if next >= whole.upperBound { return gaps }
    }
    if next < whole.upperBound { gaps.append(next..<whole.upperBound) }
    return gaps
  }
}
