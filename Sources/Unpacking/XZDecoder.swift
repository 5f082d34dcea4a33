internal import CLZMA

// C wrapper. Sound for the reasons given in InflateDecoder.swift.

/// One xz stream.
@safe package final class XZDecoder: StreamDecoder {
  private let stream: UnsafeMutablePointer<lzma_stream>
  private let isReady: Bool
  private let windowBytes: Int

  /// - Parameter windowBytes: longest dictionary that is taken.
  package init(windowBytes: Int) {
    self.windowBytes = windowBytes
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: lzma_stream())
    // Beside its dictionary the decoder takes well below a mebibyte.
    isReady = unsafe lzma_stream_decoder(stream, UInt64(windowBytes) + 1 << 20, 0) == LZMA_OK
  }

  deinit {
    unsafe lzma_end(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// As the protocol says.
  package func step(_ input: [UInt8], _ range: Range<Int>, room: Int, into out: inout [UInt8]) -> DecoderStep
  {
    guard isReady else {
      return DecoderStep(consumed: 0, state: .failed(code: "container.damaged", reason: "no memory for xz"))
    }
    var consumed = 0
    var code = LZMA_OK
    let decoded = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      unsafe input.withUnsafeBufferPointer { bytes in
        let part = unsafe UnsafeBufferPointer(rebasing: bytes[range])
        unsafe stream.pointee.next_in = part.baseAddress
        unsafe stream.pointee.avail_in = part.count
        unsafe stream.pointee.next_out = buffer.baseAddress
        unsafe stream.pointee.avail_out = room
        code = unsafe lzma_code(stream, LZMA_RUN)
        consumed = unsafe part.count - stream.pointee.avail_in
        filled = unsafe room - stream.pointee.avail_out
      }
    }
    out.append(contentsOf: decoded)
    switch code {
    case LZMA_STREAM_END: return DecoderStep(consumed: consumed, state: .ended)
    case LZMA_OK, LZMA_BUF_ERROR: return DecoderStep(consumed: consumed, state: .more)
    case LZMA_MEMLIMIT_ERROR:
      return DecoderStep(
        consumed: consumed,
        state: .failed(
          code: "container.limit-window",
          reason: "its dictionary is longer than \(windowBytes) bytes (--max-window-bytes)"))
    case LZMA_DATA_ERROR:
      return DecoderStep(
        consumed: consumed,
        state: .failed(
          code: "container.damaged", reason: "a block is damaged, or its checksum is not its own"))
    case LZMA_OPTIONS_ERROR:
      return DecoderStep(
        consumed: consumed,
        state: .failed(code: "container.method", reason: "it is written with a filter that xz does not know"))
    default:
      return DecoderStep(
        consumed: consumed, state: .failed(code: "container.damaged", reason: "xz says \(code.rawValue)"))
    }
  }
}
