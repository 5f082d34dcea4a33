internal import Glibc

// Sound because each call gets a buffer of this function with its length.

/// Keys from the terminal at standard input, which must be in raw mode.
struct KeyReader {
  private var decoder = KeyDecoder()
  private var waiting: [Key] = []
  /// Milliseconds after which an escape is the key of that name and not the beginning of a sequence.
  private static let escapeTime: Int32 = 50

  /// The next key; nil at the end of the input.
  mutating func next() -> Key? {
    while waiting.isEmpty {
      if decoder.isUndecided, !Self.hasInput(within: Self.escapeTime) {
        if let key = decoder.flush() { return key }
      }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      for byte in bytes.prefix(count) { if let key = decoder.feed(byte) { waiting.append(key) } }
    }
    return waiting.removeFirst()
  }

  private static func hasInput(within milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&descriptor, 1, milliseconds) > 0
  }
}
