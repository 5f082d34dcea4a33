internal import Glibc

// Files are read with `pread` in bounded pieces, never mapped: a file that shrinks would kill the process.
// Sound because the descriptor is owned by one value and closed once, and buffers are passed with their
// capacity.

/// A path as the bytes that the file system uses; names are not always UTF-8.
package struct FilePath: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var bytes: [UInt8]

  package init(_ text: String) { bytes = Array(text.utf8) }
  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// For people: what is not UTF-8 is shown as U+FFFD.
  package var description: String { String(decoding: bytes, as: UTF8.self) }

  package static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

  package func appending(_ name: [UInt8]) -> FilePath {
    FilePath(bytes: bytes.last == UInt8(ascii: "/") ? bytes + name : bytes + [UInt8(ascii: "/")] + name)
  }

  func withCString<R>(_ body: (UnsafePointer<CChar>) throws -> R) rethrows -> R {
    let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
    return try unsafe terminated.withUnsafeBufferPointer { p in
      guard let base = p.baseAddress else { return try unsafe "".withCString(body) }
      return try unsafe body(base)
    }
  }
}

/// What a path leads to.
package struct FileStatus: Sendable, Equatable {
  package enum Kind: Sendable { case file, folder, other, link }
  package var kind: Kind
  package var size: UInt64
  package var modified: Timestamp
  /// Who may do what: the nine bits that `chmod` sets.
  package var permissions: UInt16
}

extension FilePath {
  /// - Throws: `file.missing`, `file.unreadable`.
  package func status() throws(AssayError) -> FileStatus { try status(following: true) }

  /// As `status`; a symbolic link is a link, wherever it leads.
  package func ownStatus() throws(AssayError) -> FileStatus { try status(following: false) }

  private func status(following: Bool) throws(AssayError) -> FileStatus {
    var info = stat()
    let result = unsafe withCString { unsafe following ? stat($0, &info) : lstat($0, &info) }
    guard result == 0 else { throw FilePath.error(self, errno) }
    let kind: FileStatus.Kind =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    return FileStatus(
      kind: kind, size: UInt64(clamping: info.st_size),
      modified: Timestamp(seconds: Int64(info.st_mtim.tv_sec), nanoseconds: Int32(info.st_mtim.tv_nsec)),
      permissions: UInt16(info.st_mode & 0o777))
  }

  /// What a symbolic link says; empty where it cannot be read.
  package func linkTarget() -> [UInt8] {
    let capacity = Int(PATH_MAX)
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
      filled = unsafe withCString { path in
        unsafe buffer.withMemoryRebound(to: CChar.self) { target in
          guard let base = target.baseAddress else { return 0 }
          return unsafe max(0, readlink(path, base, capacity))
        }
      }
    }
  }

  /// Names in a folder, sorted by bytes, without `.` and `..`.
  ///
  /// - Throws: `file.missing`, `file.unreadable`.
  package func children() throws(AssayError) -> [FilePath] {
    guard let folder = unsafe withCString({ unsafe opendir($0) }) else { throw FilePath.error(self, errno) }
    defer { unsafe closedir(folder) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
      if name != [46], name != [46, 46] { names.append(name) }
    }
    return names.map { appending($0) }.sorted()
  }

  static func error(_ path: FilePath, _ code: Int32) -> AssayError {
    let reason = unsafe String(cString: strerror(code))
    return AssayError(
      code == ENOENT ? "file.missing" : "file.unreadable", subject: path.description,
      reason: code == ENOENT ? "no such file" : "cannot be read: \(reason)")
  }
}

/// An open file or standard input, read from its start to its end.
package struct FileReader: ~Copyable {
  private let descriptor: Int32
  package let path: FilePath
  /// Nil for standard input and other streams.
  package let status: FileStatus?

  /// - Throws: `file.missing`, `file.unreadable`.
  package init(_ path: FilePath) throws(AssayError) {
    let status = try path.status()
    let opened = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
    guard opened >= 0 else { throw FilePath.error(path, errno) }
    self.descriptor = opened
    self.path = path
    self.status = status.kind == .file ? status : nil
  }

  /// Status of a regular file; nil for anything else, and where there is nothing.
  package static func statusOfFile(_ path: FilePath) -> FileStatus? {
    guard let status = try? path.status(), status.kind == .file else { return nil }
    return status
  }

  /// Standard input.
  package init(standardInputNamed name: String) {
    descriptor = dup(0)
    path = FilePath(name)
    status = nil
  }

  deinit { _ = close(descriptor) }

  /// Appends up to `count` bytes; fewer only at the end of the file. Returns whether the end was reached.
  ///
  /// - Throws: `file.unreadable` with the offset.
  package func read(_ count: Int, at offset: UInt64, into bytes: inout [UInt8]) throws(AssayError) -> Bool {
    var wanted = count
    while wanted > 0 {
      let piece = min(wanted, 1 << 20)
      var failure: Int32 = 0
      let part = unsafe [UInt8](unsafeUninitializedCapacity: piece) { buffer, filled in
        var got = unsafe Glibc.read(descriptor, buffer.baseAddress, piece)
        while got < 0, errno == EINTR { got = unsafe Glibc.read(descriptor, buffer.baseAddress, piece) }
        if got < 0 { failure = errno }
        filled = max(0, got)
      }
      if failure != 0 {
        var error = FilePath.error(path, failure)
        error.offset = offset + UInt64(count - wanted)
        throw error
      }
      if part.isEmpty { return true }
      bytes.append(contentsOf: part)
      wanted -= part.count
    }
    return false
  }

  /// Up to `count` bytes from `offset`, wherever `read` stands; fewer only at the end. Not for streams.
  ///
  /// - Throws: `file.unreadable` with the offset.
  package func bytes(at offset: UInt64, count: Int) throws(AssayError) -> [UInt8] {
    try positionedRead(descriptor, path, offset, count)
  }
}

/// Reads at a place, without moving the descriptor's own.
func positionedRead(
  _ descriptor: Int32, _ path: FilePath, _ offset: UInt64, _ count: Int
) throws(AssayError) -> [UInt8] {
  // No file has bytes there; hostile offsets do.
  guard let start = off_t(exactly: offset), start < off_t.max - off_t(count) else { return [] }
  var failure: Int32 = 0
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(1, count)) { buffer, filled in
    filled = 0
    while filled < count, let base = buffer.baseAddress {
      let got = unsafe pread(descriptor, base + filled, count - filled, start + off_t(filled))
      if got < 0, errno == EINTR { continue }
      if got < 0 { failure = errno }
      if got <= 0 { break }
      filled += got
    }
  }
  guard failure == 0 else {
    var error = FilePath.error(path, failure)
    error.offset = offset
    throw error
  }
  return bytes
}
