/// Reads the wire format of SSH (RFC 4251 §5): numbers of four bytes, highest first, and strings behind their
/// length. A length is compared with what is there before anything is taken.
struct SSHWireReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

  var isAtEnd: Bool { rest.isEmpty }
  var remaining: [UInt8] { Array(rest) }

  mutating func uint32() -> UInt32? {
    guard rest.count >= 4 else { return nil }
    let number = rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    rest = rest.dropFirst(4)
    return number
  }

  mutating func string() -> [UInt8]? {
    guard let length = uint32(), UInt64(length) <= UInt64(rest.count) else { return nil }
    let bytes = Array(rest.prefix(Int(length)))
    rest = rest.dropFirst(Int(length))
    return bytes
  }

  /// A string that is text.
  mutating func text() -> String? { string().flatMap { String(validating: $0, as: UTF8.self) } }

  /// Passes over exactly these bytes.
  mutating func take(_ bytes: some Collection<UInt8>) -> Bool {
    guard rest.starts(with: bytes) else { return false }
    rest = rest.dropFirst(bytes.count)
    return true
  }
}

/// A string of the wire format: its length, then its bytes. Of less than 2^32 bytes.
func sshString(_ bytes: some Collection<UInt8>) -> [UInt8] {
  bigEndianBytes(UInt32(clamping: bytes.count)) + bytes
}

/// A string of the wire format.
func sshString(_ text: String) -> [UInt8] { sshString(Array(text.utf8)) }
