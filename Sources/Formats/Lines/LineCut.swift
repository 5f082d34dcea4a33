package import Evidence

extension LineRecords {
  /// Cuts text into lines.
  ///
  /// A line ends with LF, and CRs before it belong to the end; with CR in a file that has no LF. Gaps without
  /// problem: stretches of white space that hold a line end, byte order marks at the start of a line, `#`
  /// directives of a W3C log. Gaps with problem: NULs (`bytes.nul`), lines that are no text (`bytes.binary`),
  /// lines of `Limits.recordBytes` and more (`record.too-long`).
  package struct Cutter: RecordCutter {
    let limits: Limits
    let lineEnd: UInt8
    let shape: LinesShape
    /// Longest gap.
    let gapLength: Int
    /// Inside a line that is too long: it goes on at the next byte.
    private var inLongLine = false
    /// Inside a stretch that is no text.
    private var inBinary = false
    private var directives = W3CDirectives()
    private var years: YearTracker?
    private var contextYear: Int

    package init(profile: SourceProfile, limits: Limits) {
      self.limits = limits
      shape = profile.lines ?? .plain
      lineEnd = shape == .carriageReturn ? 13 : 10
      gapLength = max(1, min(1 << 20, limits.recordBytes))
      contextYear = profile.assumedYear ?? 0
      years = profile.assumedYear.map { YearTracker(year: $0) }
    }

    package mutating func cut(
      _ window: Span<UInt8>, atEnd: Bool, mustConsume: Bool, into out: inout CutList
    ) -> Int {
      var position = 0
      while position < window.count, !out.isFull {
        let length = step(window, position, atEnd, mustConsume && position == 0, &out)
        if length == 0 { break }
        position += length
      }
      return position
    }

    /// Appends the spans that begin at `start`, one or a record and the NULs behind it. Returns their length; 0
    /// where more bytes are needed.
    private mutating func step(
      _ text: Span<UInt8>, _ start: Int, _ atEnd: Bool, _ force: Bool, _ out: inout CutList
    ) -> Int {
      if inLongLine { return longLine(text, start, atEnd, force, &out) }
      let first = text[start]
      if inBinary { return binary(text, start, atEnd, force, &out) }
      if first <= 0x20 {
        if first == 0 { return nuls(text, start, atEnd, force, &out) }
        if LineBytes.isBlank(first) {
          switch blank(text, start, atEnd, force) {
          case .needsMore: return 0
          case .none: break
          case .length(let length):
            out.append(gap: length)
            return length
          }
        }
      } else if first == 0xEF {
        if text.starts(with: "\u{FEFF}", at: start) {
          out.append(gap: 3)
          return 3
        }
        if text.count - start < 3, !atEnd, !force { return 0 }
      } else if shape == .splunkRaw {
        let length = splunkEvent(text, start, atEnd, &out)
        if length > 0 { return length }
        if length < 0, !force { return 0 }
      }
      return line(text, start, atEnd, force, &out)
    }

    /// One line that begins with text.
    @inline(__always)
    private mutating func line(
      _ text: Span<UInt8>, _ start: Int, _ atEnd: Bool, _ force: Bool, _ out: inout CutList
    ) -> Int {
      var end = start
      while true {
        end = text.firstIndexOfControl(or: lineEnd, or: lineEnd, from: end)
        guard end < text.count else { break }
        let byte = text[end]
        if byte == lineEnd { break }
        if byte != 9 && byte != 13 {
          return oddLine(text, start, firstControl: end, atEnd, force, &out)
        }
        end += 1
      }
      return finish(text, start, end, atEnd, force, &out)
    }

    /// Appends the record `start ..< end`, where `end` is its line end or the end of the window.
    @inline(__always)
    private mutating func finish(
      _ text: Span<UInt8>, _ start: Int, _ end: Int, _ atEnd: Bool, _ force: Bool, _ out: inout CutList
    ) -> Int {
      if end - start >= limits.recordBytes || (end == text.count && force) {
        return longLine(text, start, atEnd, force, &out)
      }
      var length = end - start
      if end < text.count { length += 1 } else if !atEnd { return 0 }
      var properEnd = end
      while properEnd > start, text[properEnd - 1] == 13 { properEnd -= 1 }
      let proper = text.extracting(start..<properEnd)
      if shape == .w3c, text[start] == UInt8(ascii: "#") {
        if let context = directives.read(proper) { out.setContext(context) }
        out.append(gap: length)
        return length
      }
      if years != nil { followYear(proper, &out) }
      out.append(record: properEnd - start, length: length)
      return length
    }

    @inline(__always)
    private mutating func followYear(_ line: Span<UInt8>, _ out: inout CutList) {
      guard let date = YearTracker.yearless(line), let year = years?.year(month: date.month, day: date.day),
        year != contextYear
      else { return }
      contextYear = year
      out.setContext(RecordContext(attributes: ["year": String(year)]))
    }

    /// A line with control bytes in it: NULs end it, and it may be no text at all.
    private mutating func oddLine(
      _ text: Span<UInt8>, _ start: Int, firstControl: Int, _ atEnd: Bool, _ force: Bool,
      _ out: inout CutList
    ) -> Int {
      let end = text.firstIndex(of: lineEnd, from: firstControl)
      let isWhole = end < text.count || atEnd || force
      let nuls = LineBytes.longNULs(text, firstControl..<end)
      switch LineBytes.kind(text.extracting(start..<nuls), isWhole: isWhole || nuls < end) {
      case .unknown: return 0
      case .binary: return binary(text, start, atEnd, force, &out)
      case .text: break
      }
      guard nuls < end else { return finish(text, start, end, atEnd, force, &out) }
      guard nuls - start < limits.recordBytes else { return longLine(text, start, atEnd, force, &out) }
      if years != nil { followYear(text.extracting(start..<nuls), &out) }
      out.append(record: nuls - start, length: nuls - start)
      return nuls - start
    }

    /// A stretch of NULs, as files have that were not written out when power was lost.
    private mutating func nuls(
      _ text: Span<UInt8>, _ start: Int, _ atEnd: Bool, _ force: Bool, _ out: inout CutList
    ) -> Int {
      let limit = min(text.count, start + gapLength)
      var end = start + 1
      while end < limit, text[end] == 0 { end += 1 }
      if end == text.count, end - start < gapLength, !atEnd, !force { return 0 }
      out.append(gap: end - start, problem: ("bytes.nul", "\(end - start) zero bytes"))
      return end - start
    }

    /// A stretch of white space up to its last line end.
    private func blank(_ text: Span<UInt8>, _ start: Int, _ atEnd: Bool, _ force: Bool) -> LineBytes.Stretch {
      let limit = min(text.count, start + gapLength)
      var end = start
      var behindLineEnd = start
      while end < limit, LineBytes.isBlank(text[end]) {
        if text[end] == lineEnd { behindLineEnd = end + 1 }
        end += 1
      }
      if end - start == gapLength { return .length(gapLength) }
      if end == text.count {
        if atEnd || force { return .length(end - start) }
        return .needsMore
      }
      return behindLineEnd > start ? .length(behindLineEnd - start) : .none
    }

    /// Lines that are no text, and what stands between them.
    private mutating func binary(
      _ text: Span<UInt8>, _ start: Int, _ atEnd: Bool, _ force: Bool, _ out: inout CutList
    ) -> Int {
      // The first line is known to be binary, unless a gap that grew too long was cut there.
      var end = start
      let isInside = inBinary
      var isFirst = !isInside
      inBinary = false
      while end < text.count, end - start < gapLength {
        let next = text.firstIndex(of: lineEnd, from: end)
        let isWhole = next < text.count || atEnd || force
        if !isFirst {
          switch LineBytes.continuesBinary(text.extracting(end..<next), isWhole: isWhole) {
          case .unknown:
            inBinary = isInside
            return 0
          case .text:
            return end > start ? binaryGap(end - start, &out) : step(text, start, atEnd, force, &out)
          case .binary: break
          }
        }
        isFirst = false
        end = min(text.count, next + 1)
      }
      if end - start >= gapLength {
        inBinary = true
        return binaryGap(gapLength, &out)
      }
      inBinary = isInside || (force && !atEnd)
      return atEnd || force ? binaryGap(end - start, &out) : 0
    }

    private func binaryGap(_ length: Int, _ out: inout CutList) -> Int {
      out.append(gap: length, problem: ("bytes.binary", "\(length) bytes that are no text"))
      return length
    }

    /// A line of `Limits.recordBytes` and more, in gaps.
    private mutating func longLine(
      _ text: Span<UInt8>, _ start: Int, _ atEnd: Bool, _ force: Bool, _ out: inout CutList
    ) -> Int {
      let limit = min(text.count, start + gapLength)
      let end = text.extracting(0..<limit).firstIndex(of: lineEnd, from: start)
      let length: Int
      if end < limit {
        length = end + 1 - start
        inLongLine = false
      } else if limit - start == gapLength || atEnd || force {
        length = limit - start
        inLongLine = true
      } else {
        return 0
      }
      out.append(
        gap: length,
        problem: (
          "record.too-long", "part of a line of \(limits.recordBytes) bytes or more (--max-record-bytes)"
        ))
      return length
    }
  }
}
