import Evidence

/// Cuts a source that is not UTF-8: the window is transcoded, cut as UTF-8 text, and the lengths are counted
/// back into source bytes.
struct TranscodingCutter: RecordCutter {
  var inner: any RecordCutter
  let encoding: TextEncoding

  mutating func cut(_ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList) -> Int {
    0
  }
}
