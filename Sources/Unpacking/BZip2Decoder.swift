internal import CBZip2

// C wrapper. Sound for the reasons given in InflateDecoder.swift.

/// One bzip2 stream.
@safe package final class BZip2Decoder: StreamDecoder {
  private let stream: UnsafeMutablePointer<bz_stream>
  private let isReady: Bool

  /// A decoder of one stream; without memory for it, the first step fails.
  package init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: bz_stream())
    isReady = unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
  }

  deinit {
    if isReady { _ = unsafe BZ2_bzDecompressEnd(stream) }
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// As the protocol says.
  package func step(_ input: [UInt8], _ range: Range<Int>, room: Int, into out: inout [UInt8]) -> DecoderStep
  {
    guard isReady else {
      return DecoderStep(
        consumed: 0, state: .failed(code: "container.damaged", reason: "no memory for bzip2"))
    }
    var consumed = 0
    var code = BZ_OK
    var bytes = input
    let decoded = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      unsafe bytes.withUnsafeMutableBufferPointer { bytes in
        let part = unsafe UnsafeMutableBufferPointer(rebasing: bytes[range])
        unsafe part.withMemoryRebound(to: CChar.self) { part in
          unsafe buffer.withMemoryRebound(to: CChar.self) { buffer in
            unsafe stream.pointee.next_in = part.baseAddress
            unsafe stream.pointee.avail_in = UInt32(clamping: part.count)
            unsafe stream.pointee.next_out = buffer.baseAddress
            unsafe stream.pointee.avail_out = UInt32(clamping: room)
            code = unsafe BZ2_bzDecompress(stream)
            consumed = unsafe part.count - Int(stream.pointee.avail_in)
          }
        }
        filled = unsafe room - Int(stream.pointee.avail_out)
      }
    }
    out.append(contentsOf: decoded)
    switch code {
    case BZ_STREAM_END: return DecoderStep(consumed: consumed, state: .ended)
    case BZ_OK: return DecoderStep(consumed: consumed, state: .more)
    default:
      let reason =
        code == BZ_DATA_ERROR
        ? "a block is damaged, or its checksum is not its own" : "bzip2 says \(code)"
      return DecoderStep(consumed: consumed, state: .failed(code: "container.damaged", reason: reason))
    }
  }
}
