import Evidence
import Formats

/// The grams of a block.
enum BlockGrams {
  /// Of the bytes, and where the text is not the bytes, of the text of each span too: a search looks at both.
  static func of(_ bytes: Span<UInt8>, _ spans: ArraySlice<SourceSpan>, _ profile: SourceProfile) -> GramSet {
    var marker = GramMarker()
    marker.mark(bytes)
    if SpanTexts.areRaw(profile) { return marker.grams() }
    var texts = SpanTexts(profile)
    var start = 0
    var text: [UInt8] = []
    for span in spans {
      texts.enter(span, at: start, of: bytes)
      start += span.length
      if texts.isRaw { continue }
      // The whole span: the text of the record proper is its front part.
      text.removeAll(keepingCapacity: true)
      _ = texts.append(from: bytes, whole: true, to: &text)
      marker.mark(text.span)
    }
    return marker.grams()
  }

  /// As above, where the texts' grams are known (`TextGrams`).
  static func of(_ bytes: Span<UInt8>, texts: GramSet) -> GramSet { GramSet(of: bytes).union(texts) }
}
