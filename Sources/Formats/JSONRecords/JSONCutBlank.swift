import Evidence

extension JSONRecords.Cutter {
  typealias Bounds = JSONRecords.Bounds

  /// A gap, in pieces where it is long. The problem stands with the first piece.
  func appendGap(_ length: Int, problem: (code: String, reason: String)? = nil, into out: inout CutList) {
    var rest = length
    var problem = problem
    while rest > 0 {
      let piece = min(rest, JSONRecords.Cutter.gapLimit)
      out.append(gap: piece, problem: problem)
      problem = nil
      rest -= piece
    }
  }

  /// Index behind the white space and NUL bytes at `start`, at most a piece; nil where more may follow.
  func fillerEnd(
    _ window: Span<UInt8>, _ start: Int, _ bounds: Bounds
  ) -> (end: Int, hasNUL: Bool)? {
    let limit = min(window.count, start + pieceLength)
    var i = start
    var nul = 0
    while i < limit, JSONRecords.isBlank(window[i]) || window[i] == 0 {
      if window[i] == 0 { nul += 1 }
      i += 1
    }
    if i == window.count, i < start + pieceLength, !bounds.isFinal { return nil }
    return (i, nul > 0)
  }

  /// White space and NUL bytes as a gap. Length 0 where more may follow.
  func cutFiller(
    _ window: Span<UInt8>, _ start: Int, _ bounds: Bounds, into out: inout CutList
  ) -> Int {
    guard let (end, hasNUL) = fillerEnd(window, start, bounds) else { return 0 }
    appendGap(
      end - start,
      problem: hasNUL
        ? ("bytes.nul", "NUL bytes where a record should stand: the file was not written out") : nil,
      into: &out)
    return end - start
  }

  /// Length of a byte order mark at `start`: 3, 0, or nil where the window ends in what may be one.
  func byteOrderMark(_ window: Span<UInt8>, _ start: Int, _ bounds: Bounds) -> Int? {
    let mark: StaticString = "\u{FEFF}"
    if window.starts(with: mark, at: start) { return 3 }
    if bounds.isFinal || window.count - start >= 3 { return 0 }
    return window.count - start == 1 || window[start + 1] == 0xBB ? nil : 0
  }
}
