import Evidence

/// Cuts a source that is not UTF-8: the window is transcoded, cut as UTF-8 text, and the lengths are counted
/// back into source bytes.
///
/// The window is decoded a piece at a time, so that little is decoded in vain when the list of spans gets
/// full; a piece that holds no whole span is decoded again at twice the length, as the caller does with us.
struct TranscodingCutter: RecordCutter {
  private var inner: any RecordCutter
  private let encoding: TextEncoding
  private let page: CodePage
  private static let pieceLength = 256 << 10

  init(inner: any RecordCutter, encoding: TextEncoding) {
    self.inner = inner
    self.encoding = encoding
    page = CodePage(encoding)
  }

  mutating func cut(_ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList) -> Int {
    var text: [UInt8] = []
    var consumed = 0
    var pieceLength = TranscodingCutter.pieceLength
    let odd = encoding.isUTF16 && atEnd ? window.count & 1 : 0
    let end = window.count - odd
    while consumed < end, !out.isFull {
      var piece = window.extracting(consumed..<min(end, consumed + pieceLength))
      let isLast = consumed + piece.count == end
      if encoding.isUTF16, !(isLast && (atEnd || mustConsume)) {
        let tail = UTF16Text.incompleteTail(piece, bigEndian: encoding == .utf16BE)
        piece = piece.extracting(0..<piece.count - tail)
      }
      guard piece.count > 0 else { break }
      text.removeAll(keepingCapacity: true)
      decode(piece, into: &text)
      let first = out.spans.count
      _ = inner.cut(text.span, atEnd: isLast && atEnd, mustConsume: isLast && mustConsume, into: &out)
      let done = mapBack(text.span, from: first, into: &out)
      consumed += done
      if done > 0 {
        pieceLength = TranscodingCutter.pieceLength
      } else if isLast {
        break
      } else {
        pieceLength *= 2
      }
    }
    if odd == 1, consumed == end, !out.isFull {
      out.append(
        gap: 1, problem: ("utf16.odd-byte", "the source ends with half a UTF-16 code unit"))
      consumed += 1
    }
    return consumed
  }

  private func decode(_ bytes: Span<UInt8>, into text: inout [UInt8]) {
    if encoding.isUTF16 {
      UTF16Text.decode(bytes, bigEndian: encoding == .utf16BE, into: &text)
    } else {
      page.decode(bytes, into: &text)
    }
  }

  /// Turns the lengths of the spans from `first` on into source bytes. Returns their sum.
  private func mapBack(_ text: Span<UInt8>, from first: Int, into out: inout CutList) -> Int {
    var position = 0
    var sum = 0
    let encoding = encoding
    var hasEmpty = false
    for i in first..<out.spans.count {
      let span = out.spans[i]
      let properEnd = min(text.count, position + span.properLength)
      let end = min(text.count, position + span.length)
      let proper = encoding.sourceLength(ofText: text.extracting(position..<properEnd))
      let length = proper + encoding.sourceLength(ofText: text.extracting(properEnd..<end))
      position = end
      sum += length
      hasEmpty = hasEmpty || length == 0
      out.replaceSpan(at: i, by: SourceSpan(kind: span.kind, length: length, properLength: proper))
    }
    // The pieces of an overlong record may end inside a character, which belongs to the piece that has its first
    // byte: what is left of it is nothing in the source.
    if hasEmpty {
      for i in (first..<out.spans.count).reversed() where out.spans[i].length == 0 { out.removeSpan(at: i) }
    }
    return sum
  }
}
