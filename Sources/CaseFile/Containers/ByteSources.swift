import Evidence
import Integrity

/// Bytes that can be read in any order: a file, or what a stream left in a temporary one.
protocol RandomAccessBytes: AnyObject {
  var byteCount: UInt64 { get }
  /// Up to `count` bytes from `offset`; fewer only at the end.
  func bytes(at offset: UInt64, count: Int) throws(AssayError) -> [UInt8]
}

/// A file that was named.
final class FileBytes: RandomAccessBytes {
  private let reader: FileReader
  let byteCount: UInt64

  init(_ reader: consuming FileReader, byteCount: UInt64) {
    self.reader = reader
    self.byteCount = byteCount
  }

  func bytes(at offset: UInt64, count: Int) throws(AssayError) -> [UInt8] {
    try reader.bytes(at: offset, count: count)
  }
}

/// A stream that was written down, since a zip is read from its end and kept bytes are read twice. The file has
/// no name and lies in the folder of `--temp`.
final class SpooledBytes: RandomAccessBytes {
  private var file: TemporaryFile
  var byteCount: UInt64 { file.byteCount }

  /// - Throws: `file.unwritable`.
  init(_ source: any ByteSource, folder: FilePath) throws(AssayError) {
    file = try TemporaryFile(in: folder)
    var source = source
    var atEnd = false
    while !atEnd {
      var bytes: [UInt8] = []
      atEnd = try source.read(1 << 20, into: &bytes)
      try file.append(bytes)
    }
  }

  func bytes(at offset: UInt64, count: Int) throws(AssayError) -> [UInt8] {
    try file.bytes(at: offset, count: count)
  }
}

/// A stretch of bytes as a stream.
final class SliceSource: ByteSource {
  private let bytes: any RandomAccessBytes
  private var next: UInt64
  private let end: UInt64

  init(_ bytes: any RandomAccessBytes, _ range: Range<UInt64>) {
    self.bytes = bytes
    next = range.lowerBound
    end = min(range.upperBound, bytes.byteCount)
  }

  convenience init(_ bytes: any RandomAccessBytes) { self.init(bytes, 0..<bytes.byteCount) }

  func read(_ count: Int, into out: inout [UInt8]) throws(AssayError) -> Bool {
    let wanted = next < end ? Int(min(UInt64(count), end - next)) : 0
    let piece = try bytes.bytes(at: next, count: wanted)
    out.append(contentsOf: piece)
    next += UInt64(piece.count)
    return wanted < count || piece.count < wanted || next == end
  }
}

/// Digests of all that passes.
final class DigestingSource: ByteSource {
  private var source: any ByteSource
  private(set) var byteCount: UInt64 = 0
  private var sha256Hasher = SHA256Hasher()
  private var hasher: DigestHasher
  private var ended = false

  /// - Parameter kinds: digests besides SHA-256.
  init(_ source: any ByteSource, kinds: Set<DigestKind>) {
    self.source = source
    hasher = DigestHasher(kinds.subtracting([.sha256]))
  }

  /// - Parameter insecure: SHA-1 and MD5 too.
  convenience init(_ source: any ByteSource, insecure: Bool) {
    self.init(source, kinds: insecure ? [.sha1, .md5] : [])
  }

  func read(_ count: Int, into bytes: inout [UInt8]) throws(AssayError) -> Bool {
    if ended { return true }
    let before = bytes.count
    ended = try source.read(count, into: &bytes)
    let new = bytes.span.extracting(before..<bytes.count)
    sha256Hasher.update(new)
    hasher.update(new)
    byteCount += UInt64(new.count)
    return ended
  }

  /// Reads what nobody asked for: the digests are those of all bytes.
  func drain() throws(AssayError) {
    while !ended {
      var bytes: [UInt8] = []
      _ = try read(1 << 20, into: &bytes)
    }
  }

  var sha256: Digest256 { sha256Hasher.digest }

  /// All digests that were asked for, SHA-256 too.
  var digests: [FileDigest] { hasher.digests + [FileDigest(.sha256, sha256.bytes)] }

  var insecureDigests: (sha1: [UInt8], md5: [UInt8])? {
    let digests = hasher.digests
    guard let sha1 = digests.first(where: { $0.kind == .sha1 }),
      let md5 = digests.first(where: { $0.kind == .md5 })
    else { return nil }
    return (sha1.bytes, md5.bytes)
  }
}
