internal import Unpacking

/// What a decompressor gave.
struct Unpacked {
  var bytes: [UInt8] = []
  /// Bytes of the input that it took.
  var consumed = 0
  /// The stream's own end was reached.
  var isWhole = false
  /// It stopped at damaged data.
  var hasFailed = false

  /// Runs a decompressor over `input[range]` until its end, damage, or a limit.
  static func run(
    _ decoder: any StreamDecoder, _ input: [UInt8], from start: Int, room: Int, ratio: Int,
    _ findings: inout Findings
  ) -> Unpacked {
    var unpacked = Unpacked()
    let packed = max(64, input.count - start)
    let most = packed.multipliedReportingOverflow(by: ratio)
    let limit = min(room, most.overflow ? room : most.partialValue)
    var at = start
    while true {
      let before = unpacked.bytes.count
      // A step fills all its room: what it gives grows with what came before.
      let step = decoder.step(
        input, at..<input.count, room: min(max(4096, unpacked.bytes.count), 1 << 20), into: &unpacked.bytes)
      at += step.consumed
      unpacked.consumed = at - start
      switch step.state {
      case .ended:
        unpacked.isWhole = true
        return unpacked
      case .failed:
        unpacked.hasFailed = true
        return unpacked
      case .more:
        if unpacked.bytes.count > limit {
          if limit == room { findings.outputLimitMet = true } else { findings.ratioLimitMet = true }
          unpacked.bytes.removeLast(unpacked.bytes.count - limit)
          return unpacked
        }
        // Neither took nor gave: the data end before the stream.
        if step.consumed == 0, unpacked.bytes.count == before { return unpacked }
      }
    }
  }
}
