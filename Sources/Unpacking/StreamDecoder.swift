/// A decompressor of one stream that begins with the first byte it gets: a wrapper of one C library.
package protocol StreamDecoder: AnyObject {
  /// Decodes what it can of `input[range]` and appends at most `room` bytes to `out`.
  func step(_ input: [UInt8], _ range: Range<Int>, room: Int, into out: inout [UInt8]) -> DecoderStep
}

/// What a call of a decoder did.
package struct DecoderStep {
  /// Whether the decoder goes on.
  package enum State: Equatable {
    /// It wants more bytes, or more room.
    case more
    /// The stream's own end was reached; what follows is not part of it.
    case ended
    /// It cannot go on. `code` as in docs/problems.md.
    case failed(code: String, reason: String)
  }

  /// Bytes of the input that it took.
  package var consumed: Int
  /// Whether it goes on.
  package var state: State

  /// - Parameter consumed: bytes of the input that were taken.
  package init(consumed: Int, state: State) {
    self.consumed = consumed
    self.state = state
  }
}

/// Bytes as they are: a stored member.
package final class StoredDecoder: StreamDecoder {
  private var remaining: UInt64

  /// - Parameter byteCount: of the member.
  package init(byteCount: UInt64) { remaining = byteCount }

  package func step(_ input: [UInt8], _ range: Range<Int>, room: Int, into out: inout [UInt8]) -> DecoderStep
  {
    let count = Int(min(UInt64(min(range.count, room)), remaining))
    out.append(contentsOf: input[range.lowerBound..<range.lowerBound + count])
    remaining -= UInt64(count)
    return DecoderStep(consumed: count, state: remaining == 0 ? .ended : .more)
  }
}
