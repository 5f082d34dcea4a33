package import Evidence
internal import Glibc

/// The reader of our standard output went away (`| head`): nobody wants the rest, and that is no error.
package struct ClosedPipe: Error {}

/// Where results go: standard output, or a file that appears under its name only when it is whole. Buffered.
package final class OutputSink {
  private var descriptor: Int32
  /// The name given with `-o`; nil for standard output.
  private let path: String?
  /// The file that is written until `finish`; nil where nothing is renamed.
  private let temporary: String?
  private var buffer: [UInt8] = []
  /// Whether a file is on the disk before it gets its name. Off where the folder that it is in does so at its end.
  var syncs = true
  private var isOpen = true
  private var pager: Pager?
  private var paging: Pager.Running?

  private static let bufferBytes = 1 << 16

  /// Standard output.
  package convenience init() { self.init(pager: nil) }

  /// Standard output; what has more lines than the pager's screen goes through it.
  init(pager: Pager?) {
    self.pager = pager
    descriptor = 1
    path = nil
    temporary = nil
  }

  /// A file, or standard output where `path` is nil or `-`.
  ///
  /// - Throws: `output.exists` if there is something and not `force`, `output.unwritable`.
  package init(_ path: String?, force: Bool) throws(AssayError) {
    guard let path, path != "-" else {
      descriptor = 1
      self.path = nil
      temporary = nil
      return
    }
    self.path = path
    let status: FileStatus?
    do throws(AssayError) {
      status = try FilePath(path).status()
    } catch {
      guard error.code == "file.missing" else { throw Self.unwritable(path, error.reason) }
      status = nil
    }
    switch status?.kind {
    case .folder: throw Self.unwritable(path, "is a folder")
    case .other, .link:
      // A device or a pipe: written as it stands.
      temporary = nil
      descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    case .file where !force:
      throw AssayError(
        "output.exists", subject: path, reason: "exists already", hint: "use --force to overwrite it")
    case .file, nil:
      let name = "\(path).\(getpid()).part"
      Interruption.setUnfinishedFile(name)
      temporary = name
      descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    if descriptor < 0 { throw Self.unwritable(path, Self.reason(errno)) }
  }

  deinit {
    // Not finished: what was asked did not come about, so no file of that name appears.
    if isOpen, path != nil { discard() }
    closePager()
  }

  /// - Throws: `ClosedPipe`, `output.unwritable`.
  package func write(_ bytes: some Collection<UInt8>) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  package func write(_ text: String) throws { try write(text.utf8) }

  /// Hands out what is buffered.
  package func flush() throws {
    startPagerIfLong()
    var written = 0
    while written < buffer.count {
      let count = unsafe buffer[written...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        let code = errno
        buffer.removeAll()
        if code == EPIPE { throw ClosedPipe() }
        throw Self.unwritable(path ?? "standard output", Self.reason(code))
      }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// What is handed out for the first time decides: it is all there is, or more than a screen.
  private func startPagerIfLong() {
    guard let pager, !buffer.isEmpty else { return }
    self.pager = nil
    guard buffer.count(where: { $0 == 10 }) >= pager.rows, let running = pager.start() else { return }
    paging = running
    descriptor = running.input
  }

  /// The person has seen all that was written, where a pager shows it.
  package func closePager() {
    paging?.finish()
    paging = nil
    descriptor = path == nil ? 1 : descriptor
  }

  /// Everything is written: a file gets its name.
  package func finish() throws {
    guard isOpen else { return }
    try flush()
    closePager()
    isOpen = false
    guard let path else { return }
    if temporary != nil { Interruption.setUnfinishedFile(nil) }
    if syncs, temporary != nil, fsync(descriptor) != 0 { throw Self.unwritable(path, Self.reason(errno)) }
    guard close(descriptor) == 0 else { throw Self.unwritable(path, Self.reason(errno)) }
    if let temporary, unsafe rename(temporary, path) != 0 {
      let code = errno
      _ = unsafe unlink(temporary)
      throw Self.unwritable(path, Self.reason(code))
    }
  }

  private func discard() {
    isOpen = false
    _ = close(descriptor)
    if let temporary { _ = unsafe unlink(temporary) }
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

  private static func unwritable(_ path: String, _ reason: String) -> AssayError {
    AssayError("output.unwritable", subject: path, reason: "cannot be written: \(reason)")
  }
}
