internal import CZlib

// C wrapper. Sound because the state is owned by one object, freed in `deinit`, and used by one thread at a
// time; every pointer into a buffer stays inside its closure, with the length of its own array.

/// Deflate without a wrapping (RFC 1951).
@safe package final class InflateDecoder: StreamDecoder {
  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool

  /// A decoder of one stream; without memory for it, the first step fails.
  package init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // Negative: no header, no checksum; the window is the largest there is, 32 KiB.
    isReady = unsafe inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    if isReady { _ = unsafe inflateEnd(stream) }
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// As the protocol says.
  package func step(_ input: [UInt8], _ range: Range<Int>, room: Int, into out: inout [UInt8]) -> DecoderStep
  {
    guard isReady else {
      return DecoderStep(consumed: 0, state: .failed(code: "container.damaged", reason: "no memory for zlib"))
    }
    var consumed = 0
    var code = Z_OK
    let decoded = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      unsafe input.withUnsafeBufferPointer { bytes in
        let part = unsafe UnsafeBufferPointer(rebasing: bytes[range])
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: part.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(clamping: part.count)
        unsafe stream.pointee.next_out = buffer.baseAddress
        unsafe stream.pointee.avail_out = UInt32(clamping: room)
        code = unsafe inflate(stream, Z_NO_FLUSH)
        consumed = unsafe part.count - Int(stream.pointee.avail_in)
        filled = unsafe room - Int(stream.pointee.avail_out)
      }
    }
    out.append(contentsOf: decoded)
    switch code {
    case Z_STREAM_END: return DecoderStep(consumed: consumed, state: .ended)
    case Z_OK, Z_BUF_ERROR: return DecoderStep(consumed: consumed, state: .more)
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib says \(code)"
      return DecoderStep(consumed: consumed, state: .failed(code: "container.damaged", reason: reason))
    }
  }
}
