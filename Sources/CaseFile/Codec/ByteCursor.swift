package import Evidence

/// Reads the case file's binary parts. The case file is hostile too: every read is bounded, and a count is
/// compared with what remains before anything is allocated.
package struct ByteCursor {
  package let bytes: [UInt8]
  package private(set) var position: Int
  /// What is being read, for the error.
  package let subject: String

  package init(_ bytes: [UInt8], subject: String) {
    self.bytes = bytes
    self.position = 0
    self.subject = subject
  }

  package var remaining: Int { bytes.count - position }

  package func damaged(_ reason: String) -> AssayError {
    AssayError("case.damaged", subject: subject, offset: UInt64(position), reason: reason)
  }

  package mutating func byte() throws(AssayError) -> UInt8 {
    guard position < bytes.count else { throw damaged("a byte is missing") }
    position += 1
    return bytes[position - 1]
  }

  package mutating func varint() throws(AssayError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if shift == 63, byte > 1 { throw damaged("a number is longer than 64 bits") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
      if shift > 63 { throw damaged("a number is longer than 64 bits") }
    }
    throw damaged("a number is cut short")
  }

  /// A varint that must lie in `0 ... limit`.
  package mutating func count(upTo limit: Int) throws(AssayError) -> Int {
    let value = try varint()
    guard value <= UInt64(max(0, limit)) else { throw damaged("\(value) is out of range (at most \(limit))") }
    return Int(truncatingIfNeeded: value)
  }

  package mutating func zigzag() throws(AssayError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  package mutating func take(_ count: Int) throws(AssayError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw damaged("\(count) bytes are needed, \(remaining) remain")
    }
    position += count
    return bytes[position - count..<position]
  }

  /// Codes written by `ByteWriter.planes`.
  package mutating func planes(_ count: Int, width: Int) throws(AssayError) -> [UInt32] {
    guard (1...4).contains(width), count >= 0, count <= remaining / width else {
      throw damaged("\(count) codes of \(width) bytes are needed, \(remaining) bytes remain")
    }
    var codes = [UInt32](repeating: 0, count: count)
    for plane in 0..<width {
      let shift = UInt32(plane * 8)
      let base = position + plane * count
      for i in 0..<count { codes[i] |= UInt32(bytes[base + i]) << shift }
    }
    position += count * width
    return codes
  }
}
