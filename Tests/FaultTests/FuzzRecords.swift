import Evidence
import Formats

/// Cutting and extraction of any bytes: spans tile the source however it is cut into windows, texts are no longer
/// than the bytes allow, and every value lies within the record.
enum FuzzRecords {
  /// The first byte of `input` chooses windows and limits; the rest is the source.
  static func check(_ input: [UInt8], as format: LogFormat?) -> String? {
    guard let choice = input.first else { return nil }
    let bytes = Array(input.dropFirst())
    var limits = Limits()
    limits.depth = 64
    limits.fieldsPerRecord = 200
    limits.namesPerGroup = 300
    let profile = SourceProfile.sniff(
      bytes.span, hints: SniffHints(name: "fuzz", modified: Timestamp(seconds: 1_700_000_000), format: format)
    )
    var whole: [SourceSpan] = []
    if let fault = cut(bytes, profile, limits, window: 1 << 20, into: &whole) { return fault }
    var parts: [SourceSpan] = []
    let window = [1, 7, 64, 700][Int(choice & 3)]
    if let fault = cut(bytes, profile, limits, window: window, into: &parts) { return fault }
    if parts != whole { return "other spans with windows of \(window): \(parts.count), \(whole.count)" }
    // Records longer than is allowed.
    limits.recordBytes = 128
    parts = []
    return cut(bytes, profile, limits, window: 96, into: &parts)
  }

  private static func cut(
    _ bytes: [UInt8], _ profile: SourceProfile, _ limits: Limits, window: Int, into spans: inout [SourceSpan]
  ) -> String? {
    var cutter = profile.makeCutter(limits: limits)
    let extractor = profile.makeExtractor(limits: limits)
    var fields = RecordFields(names: NameTable(limit: limits.namesPerGroup), limits: limits)
    var context = RecordContext()
    var position = 0
    var length = window
    while position < bytes.count {
      let end = min(bytes.count, position + length)
      let atEnd = end == bytes.count
      let mustConsume = end - position >= limits.recordBytes
      var cuts = CutList(capacity: 64)
      let consumed = cutter.cut(
        bytes.span.extracting(position..<end), atEnd: atEnd, mustConsume: mustConsume, into: &cuts)
      guard consumed == cuts.spans.reduce(0, { $0 + $1.length }) else {
        return "spans and bytes consumed differ"
      }
      guard consumed <= end - position else { return "more is consumed than there is" }
      if consumed == 0 {
        if atEnd || mustConsume {
          return
            "nothing is consumed at \(position) of \(bytes.count), \(profile.format) \(profile.encoding), window \(window), limit \(limits.recordBytes)"
        }
        length = min(length * 2, limits.recordBytes)
        continue
      }
      var nextContext = 0
      let block = bytes.span.extracting(position..<position + consumed)
      var texts = SpanTexts(profile)
      var start = 0
      for (index, span) in cuts.spans.enumerated() {
        guard span.length > 0, (0...span.length).contains(span.properLength) else {
          return
            "span \(index) of \(cuts.spans.count) is \(span.properLength) in \(span.length) bytes at \(position)"
            + " of \(bytes.count), \(profile.format) \(profile.encoding), window \(window), limit \(limits.recordBytes)"
        }
        while nextContext < cuts.contexts.count, cuts.contexts[nextContext].firstSpan <= index {
          context = cuts.contexts[nextContext].context
          nextContext += 1
        }
        texts.enter(span, at: start, of: block)
        if index == 0, !texts.isStart { return "the cutter begins where no block may" }
        if span.kind == .record {
          var text: [UInt8] = []
          let problem = texts.append(from: block, to: &text)
          if text.count > longestText(of: span, profile) {
            return "\(text.count) bytes of text from a record of \(span.length)"
          }
          if let fault = extract(text, problem?.code, extractor, context, &fields) { return fault }
        }
        start += span.length
      }
      position += start
      spans.append(contentsOf: cuts.spans)
      length = window
    }
    let covered = spans.reduce(0) { $0 + $1.length }
    return covered == bytes.count ? nil : "the spans cover \(covered) of \(bytes.count) bytes"
  }

  /// A binary record has templates and so a bound of its own (docs/evtx.md, Bounds), with room for the value that meets
  /// it; a character of any other encoding becomes three bytes at most.
  private static func longestText(of span: SourceSpan, _ profile: SourceProfile) -> Int {
    profile.format == .evtx ? (512 << 10) + 64 * span.length : 3 * span.length
  }

  private static func extract(
    _ text: [UInt8], _ problem: String?, _ extractor: any FieldExtractor, _ context: RecordContext,
    _ fields: inout RecordFields
  ) -> String? {
    fields.reset()
    extractor.extract(text.span, context: context, into: &fields)
    for entry in fields.entries {
      let available =
        switch entry.buffer {
        case .text: text.count
        case .scratch: fields.scratch.count
        case .nested: fields.nested.count
        }
      guard entry.start >= 0, entry.length >= 0, Int(entry.start) + Int(entry.length) <= available else {
        return "a value at \(entry.start)+\(entry.length) of \(available) bytes"
      }
      guard entry.name > 0, Int(entry.name) < fields.names.count else { return "a name that is not there" }
      _ = fields.value(of: entry, text: text.span)
      if entry.buffer == .nested {
        let range = fields.textRange(
          ofNested: Int(entry.start)..<Int(entry.start) + Int(entry.length), text: text.span)
        guard range.upperBound <= text.count else { return "a nested value's place is behind the text" }
      }
    }
    for common in RecordFields.Common.allCases { _ = fields.value(of: common, text: text.span) }
    _ = fields.time?.text
    if !fields.parsed, fields.problem == nil { return "a record is not parsed, and nothing says why" }
    return nil
  }
}
