import Evidence
import Unpacking

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
