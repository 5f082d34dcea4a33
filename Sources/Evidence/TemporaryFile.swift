internal import Glibc

// Sound because the descriptor is owned by one value and closed once, and buffers go with their length.

/// A file without a name, gone with the value: for bytes that must be read in any order and came as a stream.
package struct TemporaryFile: ~Copyable {
  private let descriptor: Int32
  private let folder: FilePath
  /// Bytes written.
  package private(set) var byteCount: UInt64 = 0

  /// - Throws: `file.unwritable`.
  package init(in folder: FilePath) throws(AssayError) {
    self.folder = folder
    var template = folder.appending(Array("assay-XXXXXX".utf8)).bytes.map { CChar(bitPattern: $0) } + [0]
    let opened = unsafe template.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let base = buffer.baseAddress else { return -1 }
      let descriptor = unsafe mkstemp(base)
      // Without a name it cannot stay behind, however the program ends.
      if descriptor >= 0 { _ = unsafe unlink(base) }
      return descriptor
    }
    guard opened >= 0 else { throw Self.unwritable(folder) }
    descriptor = opened
  }

  deinit { _ = close(descriptor) }

  /// - Throws: `file.unwritable`.
  package mutating func append(_ bytes: [UInt8]) throws(AssayError) {
    var written = 0
    while written < bytes.count {
      let got = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + written }, bytes.count - written)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw Self.unwritable(folder) }
      written += got
    }
    byteCount += UInt64(bytes.count)
  }

  /// Up to `count` bytes from `offset`; fewer only at the end.
  ///
  /// - Throws: `file.unreadable`.
  package func bytes(at offset: UInt64, count: Int) throws(AssayError) -> [UInt8] {
    try positionedRead(descriptor, folder, offset, count)
  }

  private static func unwritable(_ folder: FilePath) -> AssayError {
    let reason = unsafe String(cString: strerror(errno))
    return AssayError(
      "file.unwritable", subject: folder.description, reason: "a temporary file cannot be written: \(reason)",
      hint: "name a folder with room: --temp DIR")
  }
}
