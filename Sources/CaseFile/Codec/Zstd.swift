internal import CZstd
package import Evidence

// C wrapper. Sound because each context is owned by one value, freed in `deinit`, used by one thread at a
// time, and every pointer stays inside its closure with the length of its own array.

/// A zstd compression context (RFC 8878).
@safe package struct ZstdCompressor: ~Copyable {
  private let context: OpaquePointer
  private let level: Int32

  /// Level 3: level 6 makes blocks a tenth smaller for six times the CPU (docs/benchmarks.md).
  package init(level: Int32 = 3) throws(AssayError) {
    guard let context = unsafe ZSTD_createCCtx() else {
      throw AssayError("memory", subject: "zstd", reason: "no memory for a compression context")
    }
    unsafe self.context = unsafe context
    self.level = level
  }

  deinit { _ = unsafe ZSTD_freeCCtx(context) }

  /// One frame with its content size, the same for the same bytes.
  package func compress(_ bytes: Span<UInt8>) throws(AssayError) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.count)
    var written = 0
    let frame = unsafe [UInt8](unsafeUninitializedCapacity: bound) { out, count in
      written = unsafe bytes.withUnsafeBytes { input in
        unsafe ZSTD_compressCCtx(context, out.baseAddress, bound, input.baseAddress, input.count, level)
      }
      count = ZSTD_isError(written) == 0 ? written : 0
    }
    guard ZSTD_isError(written) == 0 else {
      throw AssayError("zstd.compress", subject: "zstd", reason: zstdReason(written))
    }
    // The array has room for incompressible input; give that back.
    return frame.count * 2 < bound ? Array(frame[...]) : frame
  }
}

/// A zstd decompression context.
@safe package struct ZstdDecompressor: ~Copyable {
  private let context: OpaquePointer

  package init() throws(AssayError) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw AssayError("memory", subject: "zstd", reason: "no memory for a decompression context")
    }
    unsafe self.context = unsafe context
  }

  deinit { _ = unsafe ZSTD_freeDCtx(context) }

  /// The content of a frame that must have exactly `length` bytes: a hostile frame cannot make us allocate
  /// more than its index entry says, and that is bounded by the caller.
  package func decompress(_ frame: Span<UInt8>, length: Int, subject: String) throws(AssayError) -> [UInt8] {
    var result = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(1, length)) { out, count in
      result = unsafe frame.withUnsafeBytes { input in
        unsafe ZSTD_decompressDCtx(context, out.baseAddress, length, input.baseAddress, input.count)
      }
      count = ZSTD_isError(result) == 0 ? result : 0
    }
    guard ZSTD_isError(result) == 0 else {
      throw AssayError(
        "case.frame", subject: subject, reason: "the zstd frame does not unpack: \(zstdReason(result))")
    }
    guard result == length else {
      throw AssayError(
        "case.frame", subject: subject, reason: "the zstd frame holds \(result) bytes, \(length) are recorded"
      )
    }
    return bytes
  }
}

private func zstdReason(_ code: Int) -> String {
  unsafe String(cString: ZSTD_getErrorName(code))
}

/// A byte string that is compressed where that makes it smaller: varint of the plain length, a codec byte
/// (0 plain, 1 zstd), the bytes.
package enum PackedBytes {
  package static func pack(_ bytes: [UInt8], _ zstd: borrowing ZstdCompressor) throws(AssayError) -> [UInt8] {
    var out = ByteWriter()
    out.varint(bytes.count)
    if bytes.count >= 48 {
      let frame = try zstd.compress(bytes.span)
      if frame.count < bytes.count {
        out.byte(1)
        out.raw(frame)
        return out.bytes
      }
    }
    out.byte(0)
    out.raw(bytes)
    return out.bytes
  }

  /// - Parameter limit: most bytes that the content may have.
  package static func unpack(
    _ packed: [UInt8], limit: Int, subject: String, _ zstd: borrowing ZstdDecompressor
  ) throws(AssayError) -> [UInt8] {
    var cursor = ByteCursor(packed, subject: subject)
    let length = try cursor.count(upTo: limit)
    let codec = try cursor.byte()
    let start = cursor.position
    switch codec {
    case 0:
      guard cursor.remaining == length else {
        throw cursor.damaged("\(length) bytes recorded, \(cursor.remaining) there")
      }
      return Array(packed[start...])
    case 1:
      return try zstd.decompress(
        packed.span.extracting(start..<packed.count), length: length, subject: subject)
    default:
      throw cursor.damaged("codec \(codec) is unknown")
    }
  }
}
