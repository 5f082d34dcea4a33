import Evidence

/// Decoder of an 8-bit code page whose lower half is ASCII.
struct CodePage {
  /// UTF-8 of bytes 0x80 … 0xff: up to three bytes from the lowest, their count in the highest.
  private var upper: [UInt32] = []

  init(_ encoding: TextEncoding) {
    upper.reserveCapacity(128)
    guard let table = CodePageTables.upperHalf(encoding) else { return }
    var bytes: [UInt8] = []
    table.withUTF8Buffer { digits in
      var scalar: UInt32 = 0
      for i in 0..<digits.count {
        unsafe scalar = scalar << 4 | UInt32(Escape.hexDigit(digits[i]) ?? 0)
        if i & 3 == 3 {
          bytes.removeAll(keepingCapacity: true)
          Escape.appendScalar(scalar, to: &bytes)
          var packed = UInt32(bytes.count) << 24
          for (k, byte) in bytes.enumerated() { packed |= UInt32(byte) << (8 * UInt32(k & 3)) }
          upper.append(packed)
          scalar = 0
        }
      }
    }
  }

  func decode(_ bytes: Span<UInt8>, into out: inout [UInt8]) {
    out.reserveCapacity(out.count + bytes.count + bytes.count / 8)
    var i = 0
    while i < bytes.count {
      let chunk = min(64, bytes.count - i)
      let part = bytes.extracting(i..<i + chunk)
      if part.isASCII {
        out.append(part)
      } else {
        for k in part.indices { append(part[k], to: &out) }
      }
      i += chunk
    }
  }

  @inline(__always)
  private func append(_ byte: UInt8, to out: inout [UInt8]) {
    let index = Int(byte) - 0x80
    guard index >= 0, index < upper.count else {
      out.append(byte)
      return
    }
    let packed = upper[index]
    out.append(UInt8(truncatingIfNeeded: packed))
    out.append(UInt8(truncatingIfNeeded: packed >> 8))
    if packed >> 24 == 3 { out.append(UInt8(truncatingIfNeeded: packed >> 16)) }
  }
}
