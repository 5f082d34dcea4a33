import Evidence

/// Bytes that can be looked at before they are taken, with the offset of the next one.
final class ByteInput: ByteSource {
  private var source: any ByteSource
  private(set) var buffer: [UInt8] = []
  /// Of the next byte, in `buffer`.
  private(set) var position = 0
  private var sourceEnded = false
  /// Of the next byte, from the beginning.
  private(set) var offset: UInt64 = 0

  /// Bytes read at a time.
  static let readBytes = 256 << 10

  init(_ source: any ByteSource) { self.source = source }

  /// Bytes that are in `buffer` and not taken.
  var available: Int { buffer.count - position }

  /// Makes at least `count` bytes available; fewer only at the end.
  func fill(_ count: Int) throws(AssayError) {
    guard available < count, !sourceEnded else { return }
    buffer.removeSubrange(..<position)
    position = 0
    sourceEnded = try source.read(max(Self.readBytes, count) - available, into: &buffer)
  }

  /// The next `count` bytes, which stay; fewer only at the end.
  func peek(_ count: Int) throws(AssayError) -> [UInt8] {
    try fill(count)
    return Array(buffer[position..<position + min(count, available)])
  }

  /// Takes bytes that are available.
  func advance(_ count: Int) {
    position += count
    offset += UInt64(count)
  }

  /// The next `count` bytes; fewer only at the end.
  func take(_ count: Int) throws(AssayError) -> [UInt8] {
    let bytes = try peek(count)
    advance(bytes.count)
    return bytes
  }

  /// Takes up to `count` bytes and gives them to nobody. Returns how many there were.
  @discardableResult
  func skip(_ count: UInt64 = .max) throws(AssayError) -> UInt64 {
    var skipped: UInt64 = 0
    while skipped < count {
      try fill(1)
      let step = Int(min(UInt64(available), count - skipped))
      if step == 0 { break }
      advance(step)
      skipped += UInt64(step)
    }
    return skipped
  }

  /// Takes the zero bytes that come next. Returns how many there were.
  func skipZeros() throws(AssayError) -> UInt64 {
    let start = offset
    while true {
      try fill(1)
      let zeros = buffer[position...].prefix { $0 == 0 }.count
      advance(zeros)
      if zeros == 0 || available > 0 { return offset - start }
    }
  }

  func isAtEnd() throws(AssayError) -> Bool {
    try fill(1)
    return available == 0
  }

  func read(_ count: Int, into bytes: inout [UInt8]) throws(AssayError) -> Bool {
    var wanted = count
    while wanted > 0 {
      try fill(1)
      let step = min(available, wanted)
      if step == 0 { return true }
      bytes.append(contentsOf: buffer[position..<position + step])
      advance(step)
      wanted -= step
    }
    return false
  }

  /// No bytes.
  static var empty: ByteInput { ByteInput(NoBytes()) }

  private struct NoBytes: ByteSource {
    func read(_ count: Int, into bytes: inout [UInt8]) -> Bool { true }
  }
}
