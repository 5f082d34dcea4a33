import Evidence
import Formats

/// The grams of a block.
enum BlockGrams {
  /// Of the bytes, and where the text is not the bytes, of the text of each span too: a search looks at both.
  static func of(_ bytes: Span<UInt8>, _ spans: ArraySlice<SourceSpan>, _ encoding: TextEncoding) -> GramSet {
    var marker = GramMarker()
    marker.mark(bytes)
    guard !encoding.isIdentity else { return marker.grams() }
    var start = 0
    var text: [UInt8] = []
    for span in spans {
      // The whole span: the text of the record proper is its front part.
      text.removeAll(keepingCapacity: true)
      encoding.decode(bytes.extracting(start..<start + span.length), into: &text)
      marker.mark(text.span)
      start += span.length
    }
    return marker.grams()
  }
}
