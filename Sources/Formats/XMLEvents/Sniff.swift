import Evidence

extension XMLEvents {
  /// Event XML where events stand at top level from the start: behind nothing but a declaration, `<Events>`,
  /// comments or a "Record N" line. Nil where an eighth of the head or more is other text (Splunk's raw output
  /// mixes events with classic text: `LinesShape.splunkRaw`). Bytes with zeros are no text and do not count:
  /// a stretch of UTF-16 in a UTF-8 file is damage of event XML, not another format.
  package static func sniff(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile? {
    var cutter = Cutter(profile: SourceProfile(format: .eventXML), limits: Limits())
    var position = 0
    var events = 0
    var foreign = 0
    while position < text.count {
      var list = CutList(capacity: 1024)
      let rest = text.extracting(position..<text.count)
      if cutter.cut(rest, atEnd: true, mustConsume: true, into: &list) == 0 { break }
      var problem = 0
      for (index, span) in list.spans.enumerated() {
        let isForeign = problem < list.problems.count && list.problems[problem].span == index
        if isForeign { problem += 1 }
        if span.kind == .record {
          events += 1
        } else if isForeign {
          if events == 0 { return nil }
          let bytes = text.extracting(position..<position + span.length)
          if bytes.firstIndex(of: 0, from: 0) == bytes.count { foreign += span.length }
        }
        position += span.length
      }
    }
    guard events > 0, foreign < text.count / 8 else { return nil }
    return SourceProfile(format: .eventXML)
  }
}
