import Evidence

/// Bytes of a container that are kept as they are: gaps, no records.
enum ContainerBytes {
  /// Cuts anything into gaps of one mebibyte.
  struct Cutter: RecordCutter {
    let isAppleDouble: Bool
    private static let gapBytes = 1 << 20

    mutating func cut(
      _ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList
    ) -> Int {
      var done = 0
      while done < window.count, !out.isFull {
        let length = min(Self.gapBytes, window.count - done)
        guard length == Self.gapBytes || atEnd || mustConsume else { break }
        out.append(
          gap: length,
          problem: isAppleDouble
            ? ("container.apple-double", "metadata that macOS keeps beside a file (AppleDouble): no log")
            : nil)
        done += length
      }
      return done
    }
  }
}
