package import Evidence

/// Where the bytes of a source come from: a file, standard input, or the case itself.
package protocol ByteSource {
  /// Appends up to `count` bytes; fewer only at the end. Returns whether the end was reached.
  mutating func read(_ count: Int, into bytes: inout [UInt8]) throws(AssayError) -> Bool
}

/// A file as a byte source.
package final class FileSource: ByteSource {
  private let reader: FileReader
  private var offset: UInt64 = 0

  package init(_ reader: consuming FileReader) { self.reader = reader }

  package func read(_ count: Int, into bytes: inout [UInt8]) throws(AssayError) -> Bool {
    let before = bytes.count
    let atEnd = try reader.read(count, at: offset, into: &bytes)
    offset += UInt64(bytes.count - before)
    return atEnd
  }
}
