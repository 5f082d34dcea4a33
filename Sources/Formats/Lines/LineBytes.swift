import Evidence

/// Tells text from other bytes, line by line. Decides by the first 4096 bytes of a line, so that the answer
/// does not depend on how much of it is at hand.
enum LineBytes {
  enum Kind {
    case text, binary
    /// Too little of the line is there.
    case unknown
  }

  enum Stretch {
    case none
    case needsMore
    case length(Int)
  }

  private static let sampleLength = 4096
  /// So many NULs in a row end a line; fewer stay in it.
  private static let longNULCount = 16

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 9 && byte <= 13) }

  /// A line is binary if one byte of sixteen is a control byte that text does not hold, and one of eight is
  /// NUL or belongs to no UTF-8 character. ESC and 0x1D (auditd) are text.
  static func kind(_ line: Span<UInt8>, isWhole: Bool) -> Kind {
    guard let (sample, controls, foreign) = count(line, isWhole: isWhole) else { return .unknown }
    return controls * 16 >= sample && foreign * 8 >= sample ? .binary : .text
  }

  /// Behind a binary line, one of less than eight bytes is binary too, and any with a control byte or one that
  /// is not UTF-8.
  static func continuesBinary(_ line: Span<UInt8>, isWhole: Bool) -> Kind {
    guard let (sample, controls, foreign) = count(line, isWhole: isWhole) else { return .unknown }
    return sample < 8 || controls + foreign > 0 ? .binary : .text
  }

  private static func count(
    _ line: Span<UInt8>, isWhole: Bool
  ) -> (sample: Int, controls: Int, foreign: Int)? {
    guard isWhole || line.count >= sampleLength + longNULCount else { return nil }
    let sample = line.extracting(0..<min(line.count, sampleLength))
    var controls = 0
    var foreign = UTF8Counts(sample).invalid
    for i in sample.indices {
      let byte = sample[i]
      if byte == 0 { foreign += 1 }
      if byte < 0x20, !isBlank(byte), byte != 0x1B, byte != 0x1D { controls += 1 }
    }
    return (sample.count, controls, foreign)
  }

  /// The index of the first long run of NULs in a range, or its end.
  static func longNULs(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    let line = text.extracting(0..<range.upperBound)
    var position = range.lowerBound
    while position < line.count {
      let first = line.firstIndex(of: 0, from: position)
      var end = first
      while end < line.count, line[end] == 0, end - first < longNULCount { end += 1 }
      if end - first == longNULCount { return first }
      position = end + 1
    }
    return line.count
  }
}
