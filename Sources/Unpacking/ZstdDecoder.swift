internal import CZstd

// C wrapper. Sound for the reasons given in InflateDecoder.swift.

/// One zstd frame, or a skippable one (RFC 8878).
@safe package final class ZstdDecoder: StreamDecoder {
  private let context: OpaquePointer?
  private let windowBytes: Int

  /// - Parameter windowBytes: longest window that is taken; the next power of two below counts.
  package init(windowBytes: Int) {
    self.windowBytes = windowBytes
    unsafe context = ZSTD_createDCtx()
    if let context = unsafe context {
      let log = Int32(Int.bitWidth - 1 - max(1 << 10, windowBytes).leadingZeroBitCount)
      _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, min(31, log))
    }
  }

  deinit { _ = unsafe ZSTD_freeDCtx(context) }

  /// As the protocol says.
  package func step(_ input: [UInt8], _ range: Range<Int>, room: Int, into out: inout [UInt8]) -> DecoderStep
  {
    guard let context = unsafe context else {
      return DecoderStep(consumed: 0, state: .failed(code: "container.damaged", reason: "no memory for zstd"))
    }
    var consumed = 0
    var code = 0
    let decoded = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      unsafe input.withUnsafeBufferPointer { bytes in
        let part = unsafe UnsafeBufferPointer(rebasing: bytes[range])
        var source = unsafe ZSTD_inBuffer(src: part.baseAddress, size: part.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: room, pos: 0)
        code = unsafe ZSTD_decompressStream(context, &target, &source)
        consumed = unsafe source.pos
        filled = unsafe target.pos
      }
    }
    out.append(contentsOf: decoded)
    guard ZSTD_isError(code) != 0 else {
      return DecoderStep(consumed: consumed, state: code == 0 ? .ended : .more)
    }
    switch ZSTD_getErrorCode(code) {
    case ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_memory_allocation:
      return DecoderStep(
        consumed: consumed,
        state: .failed(
          code: "container.limit-window",
          reason: "its window is longer than \(windowBytes) bytes (--max-window-bytes)"))
    case ZSTD_error_checksum_wrong:
      return DecoderStep(
        consumed: consumed,
        state: .failed(code: "container.checksum", reason: "the checksum of a frame is not its own"))
    default:
      let reason = unsafe String(cString: ZSTD_getErrorName(code))
      return DecoderStep(consumed: consumed, state: .failed(code: "container.damaged", reason: reason))
    }
  }
}
