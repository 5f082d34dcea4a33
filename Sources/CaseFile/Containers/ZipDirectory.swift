import Evidence
import Formats

/// The directory at the end of a zip.
struct ZipDirectory {
  /// Its bytes in the file.
  let range: Range<UInt64>
  /// Where the end records stand, up to the end of the comment.
  let endRange: Range<UInt64>
  let entryCount: UInt64
  /// What is to be added to each recorded offset: bytes were put before the zip.
  let shift: UInt64

  /// Finds it by the end record. Nil where there is none that leads to a directory.
  init?(_ bytes: any RandomAccessBytes) throws(AssayError) {
    let size = bytes.byteCount
    let tailStart = size - min(size, UInt64(ZipEnd.tailLength))
    let tail = try bytes.bytes(at: tailStart, count: Int(size - tailStart))
    for candidate in ZipEnd.candidates(tail, at: tailStart) {
      if let found = try Self.check(candidate, bytes) {
        self = found
        return
      }
    }
    return nil
  }

  private init(range: Range<UInt64>, endRange: Range<UInt64>, entryCount: UInt64, shift: UInt64) {
    self.range = range
    self.endRange = endRange
    self.entryCount = entryCount
    self.shift = shift
  }

  private static func check(_ end: ZipEnd, _ bytes: any RandomAccessBytes) throws(AssayError) -> ZipDirectory?
  {
    var end = end
    var endStart = end.offset
    if end.needsZip64, end.offset >= 76,
      let recorded = ZipEnd.zip64Offset(locator: try bytes.bytes(at: end.offset - 20, count: 20))
    {
      // Where bytes were put before the zip, the recorded place is not the real one.
      for place in [recorded, end.offset - 76] where place < end.offset {
        if end.take(zip64: try bytes.bytes(at: place, count: 56)) {
          endStart = place
          break
        }
      }
    }
    let endRange = endStart..<end.end
    guard end.directoryByteCount <= endStart else { return nil }
    let adjacent = endStart - end.directoryByteCount
    for start in [adjacent, end.directoryOffset] where start <= endStart && start >= end.directoryOffset {
      let limit = min(endStart, start + end.directoryByteCount)
      if end.directoryByteCount == 0 && end.entryCount == 0 {
        return ZipDirectory(
          range: start..<limit, endRange: endRange, entryCount: 0, shift: start - end.directoryOffset)
      }
      if try bytes.bytes(at: start, count: 4) == ZipEntry.directoryMagic {
        return ZipDirectory(
          range: start..<limit, endRange: endRange, entryCount: end.entryCount,
          shift: start - end.directoryOffset)
      }
    }
    return nil
  }
}

/// The entries of a zip's directory, in its order.
struct ZipDirectoryReader {
  private let input: ByteInput
  private let start: UInt64

  init(_ bytes: any RandomAccessBytes, _ directory: ZipDirectory) {
    input = ByteInput(SliceSource(bytes, directory.range))
    start = directory.range.lowerBound
  }

  /// Of the next entry, in the file.
  var offset: UInt64 { start + input.offset }

  /// The next entry; nil at the end, or where there is no entry.
  mutating func next() throws(AssayError) -> ZipEntry? {
    let fixed = try input.peek(ZipEntry.directoryByteCount)
    guard var entry = ZipEntry(directory: fixed) else { return nil }
    let whole = try input.peek(
      fixed.count + entry.nameByteCount + entry.extraByteCount + entry.commentByteCount)
    let extraStart = fixed.count + entry.nameByteCount
    guard whole.count >= extraStart + entry.extraByteCount else { return nil }
    entry.name = Array(whole[fixed.count..<extraStart])
    entry.take(extra: Array(whole[extraStart..<extraStart + entry.extraByteCount]))
    input.advance(whole.count)
    return entry
  }
}
