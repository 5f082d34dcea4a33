import Evidence

/// A decompressor of one stream that begins with the first byte it gets: a wrapper of one C library.
protocol StreamDecoder: AnyObject {
  /// Decodes what it can of `input[range]` and appends at most `room` bytes to `out`.
  func step(_ input: [UInt8], _ range: Range<Int>, room: Int, into out: inout [UInt8]) -> DecoderStep
}

/// What a call of a decoder did.
struct DecoderStep {
  enum State: Equatable {
    case more
    /// The stream's own end was reached; what follows is not part of it.
    case ended
    /// It cannot go on. `code` as in docs/problems.md.
    case failed(code: String, reason: String)
  }

  var consumed: Int
  var state: State
}

/// Bytes as they are: a stored member.
final class StoredDecoder: StreamDecoder {
  private var remaining: UInt64

  init(byteCount: UInt64) { remaining = byteCount }

  func step(_ input: [UInt8], _ range: Range<Int>, room: Int, into out: inout [UInt8]) -> DecoderStep {
    let count = Int(min(UInt64(min(range.count, room)), remaining))
    out.append(contentsOf: input[range.lowerBound..<range.lowerBound + count])
    remaining -= UInt64(count)
    return DecoderStep(consumed: count, state: remaining == 0 ? .ended : .more)
  }
}

/// Runs a decoder over an input.
struct DecoderPump {
  enum End: Equatable {
    case notYet
    case ended
    /// The input ended before the stream.
    case truncated
    case failed(code: String, reason: String)
  }

  private let decoder: any StreamDecoder
  private(set) var end = End.notYet

  /// Most bytes that are decoded at once.
  private static let room = 256 << 10

  init(_ decoder: any StreamDecoder) { self.decoder = decoder }

  /// Appends up to `count` bytes; fewer only where the stream ends, which `end` tells.
  mutating func read(_ count: Int, from input: ByteInput, into out: inout [UInt8]) throws(AssayError) {
    let target = out.count + count
    while out.count < target, end == .notYet {
      try input.fill(1)
      let before = out.count
      let step = decoder.step(
        input.buffer, input.position..<input.buffer.count, room: min(Self.room, target - before), into: &out)
      input.advance(step.consumed)
      switch step.state {
      case .ended: end = .ended
      case .failed(let code, let reason): end = .failed(code: code, reason: reason)
      case .more:
        if step.consumed == 0, out.count == before {
          // Asked with all it could have, it wants more.
          if input.available > 0 {
            end = .failed(code: "container.damaged", reason: "the decompressor does not go on")
          } else {
            end = .truncated
          }
        }
      }
    }
  }
}
