import Evidence
import Formats

/// Cuts a source's bytes again while they stream by, as `add` cut them. Only lengths and leaf hashes of spans
/// are in the tree; what is a record and what a gap, the contexts and the cutter's problems follow from the
/// bytes, and this is how they are made again.
struct Recutter {
  /// What was cut from one stretch.
  struct Stretch {
    var spans: [SourceSpan]
    /// First entry at span 0; each differs from the one before.
    var contexts: [(firstSpan: Int, context: RecordContext)]
    var problems: [(span: Int, code: String, reason: String)]
  }

  private var cutter: any RecordCutter
  private let limits: Limits
  private var pending: [UInt8] = []
  private var spans: [SourceSpan] = []
  /// Counted from `spans[0]`.
  private var contexts: [(firstSpan: Int, context: RecordContext)] = []
  private var problems: [(span: Int, code: String, reason: String)] = []
  /// In force at `spans[0]`.
  private var context = RecordContext()

  init(profile: SourceProfile, limits: Limits) {
    cutter = profile.makeCutter(limits: limits)
    self.limits = limits
  }

  /// Spans cut and not yet taken.
  var available: Int { spans.count }

  /// The bytes that follow those fed before.
  mutating func feed(_ bytes: [UInt8], atEnd: Bool) {
    // Taken out while it is read, so that the rest can be changed meanwhile.
    var text: [UInt8] = []
    swap(&text, &pending)
    text.append(contentsOf: bytes)
    var position = 0
    while position < text.count {
      let window = text.span.extracting(position..<text.count)
      var cuts = CutList(capacity: Unit.maxSpans)
      var consumed = cutter.cut(
        window, atEnd: atEnd, mustConsume: window.count >= limits.recordBytes, into: &cuts)
      if consumed == 0 {
        guard atEnd || window.count >= limits.recordBytes else { break }
        cuts.append(gap: window.count, problem: ("cut.stuck", "the cutter gave no span for these bytes"))
        consumed = window.count
      }
      contexts.append(contentsOf: cuts.contexts.map { ($0.firstSpan + spans.count, $0.context) })
      problems.append(contentsOf: cuts.problems.map { ($0.span + spans.count, $0.code, $0.reason) })
      spans.append(contentsOf: cuts.spans)
      position += consumed
    }
    text.removeFirst(position)
    swap(&text, &pending)
  }

  /// Takes the next `count` spans, which must be there.
  mutating func take(_ count: Int) -> Stretch {
    let taken = Stretch(
      spans: Array(spans.prefix(count)),
      contexts: Self.normalized([(0, context)] + contexts.prefix { $0.firstSpan < count }, spans: count),
      problems: Array(problems.prefix { $0.span < count }))
    spans.removeFirst(count)
    context = taken.contexts.last?.context ?? context
    contexts = contexts.drop { $0.firstSpan < count }.map { ($0.firstSpan - count, $0.context) }
    problems = problems.drop { $0.span < count }.map { ($0.span - count, $0.code, $0.reason) }
    return taken
  }

  /// Without entries that change nothing, and without those behind the last span.
  static func normalized(
    _ contexts: [(firstSpan: Int, context: RecordContext)], spans: Int
  ) -> [(firstSpan: Int, context: RecordContext)] {
    var normal: [(firstSpan: Int, context: RecordContext)] = []
    for entry in contexts where entry.firstSpan < spans {
      if normal.last?.firstSpan == entry.firstSpan { normal.removeLast() }
      if normal.last?.context != entry.context { normal.append(entry) }
    }
    return normal
  }
}
