import Evidence

extension JSONRecords {
  /// Records of the head that are looked at.
  private static let sampleSize = 200

  /// The profile of a text that holds JSON; nil for other texts.
  ///
  /// - The first object holds an array of records (`JSONEnvelope`) and is alone, or its begin fills the head:
  ///   wrapped.
  /// - The first line that is not blank is complete in itself, and no array of objects: lines.
  /// - Otherwise a stream.
  ///
  /// Then the head is cut so, and at least half of the records must be JSON: `[section]`, `{placeholder}` and
  /// lines that begin with a time in brackets are not.
  static func sniff(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile? {
    var start = 0
    if text.starts(with: "\u{FEFF}", at: 0) { start = 3 }
    while start < text.count, isBlank(text[start]) || text[start] == 0 { start += 1 }
    guard start < text.count, text[start] == UInt8(ascii: "{") || text[start] == UInt8(ascii: "[") else {
      return nil
    }
    let candidate = profile(text, hints: hints)
    return isPlausible(text, candidate, hints: hints) ? candidate : nil
  }

  /// The profile of a text that is JSON because the user says so.
  static func profile(_ text: Span<UInt8>, hints: SniffHints) -> SourceProfile {
    SourceProfile(format: .json, json: shape(text, hints: hints))
  }

  private static func shape(_ text: Span<UInt8>, hints: SniffHints) -> JSONShape {
    var start = text.starts(with: "\u{FEFF}", at: 0) ? 3 : 0
    while start < text.count, isBlank(text[start]) || text[start] == 0 { start += 1 }
    guard start < text.count else { return .lines }
    guard text[start] == UInt8(ascii: "{") || text[start] == UInt8(ascii: "[") else { return .lines }
    var scan = JSONValueScan()
    let outcome = scan.run(text, from: start, to: text.count, indent: 0, isFinal: true)
    var valueEnd: Int?
    if case .end(let end) = outcome { valueEnd = end }
    let line = text.firstIndex(of: 0x0A, from: start)

    if text[start] == UInt8(ascii: "[") {
      // Several short arrays, one a line, are records; one array holds them.
      guard let valueEnd, valueEnd <= line else { return .stream }
      let element = JSONParser.skipBlank(text, start + 1)
      let holdsObjects = element < text.count && text[element] == UInt8(ascii: "{")
      let next = JSONParser.skipBlank(text, valueEnd)
      return !holdsObjects && next < text.count && text[next] == UInt8(ascii: "[") ? .lines : .stream
    }
    var isAlone = false
    if let valueEnd {
      let next = JSONParser.skipBlank(text, valueEnd)
      isAlone = next == text.count || text[next] != UInt8(ascii: "{")
    } else if case .more = outcome {
      isAlone = true
    }
    if isAlone || text.starts(with: "{\"Records\":", at: start) {
      let isFinal = valueEnd != nil || hints.isWhole
      if case .found = JSONEnvelope.find(text, from: start, isFinal: isFinal) { return .wrapped }
    }
    if let valueEnd, valueEnd <= line {
      // Many objects on one line: a line may be longer than the memory.
      let next = JSONParser.skipBlank(text, valueEnd)
      return line == text.count && next < text.count ? .stream : .lines
    }
    // A broken first line is no reason to read a file of lines otherwise.
    return secondLineIsObject(text, behind: line) ? .lines : .stream
  }

  /// Whether the line behind the line end at `lineFeed` is a whole object.
  private static func secondLineIsObject(_ text: Span<UInt8>, behind lineFeed: Int) -> Bool {
    guard lineFeed + 1 < text.count, text[lineFeed + 1] == UInt8(ascii: "{") else { return false }
    let end = text.firstIndex(of: 0x0A, from: lineFeed + 1)
    var scan = JSONValueScan()
    let line = text.extracting(0..<end)
    guard case .end = scan.run(line, from: lineFeed + 1, to: end, indent: 0, isFinal: true) else {
      return false
    }
    return true
  }

  private static func isPlausible(_ text: Span<UInt8>, _ profile: SourceProfile, hints: SniffHints) -> Bool {
    var cutter = Cutter(profile: profile, limits: Limits())
    var cuts = CutList(capacity: sampleSize)
    let length = cutter.cut(text, atEnd: hints.isWhole, mustConsume: false, into: &cuts)
    var parser = JSONParser()
    var fields = RecordFields(names: NameTable())
    var good = 0
    var stumps = 0
    var bad = cuts.problems.count
    var start = 0
    for span in cuts.spans {
      let record = text.extracting(start..<start + span.properLength)
      start += span.length
      guard span.kind == .record else { continue }
      fields.reset()
      let failure = parser.run(record, buffer: .text, below: 0, into: &fields)
      let isContainer = record[0] == UInt8(ascii: "{") || record[0] == UInt8(ascii: "[")
      switch failure?.code {
      case nil: good += isContainer ? 1 : 0
      case "json.depth": stumps += 1
      case "json.truncated": if fields.entries.isEmpty { bad += 1 } else { stumps += 1 }
      default: bad += 1
      }
    }
    if good > 0 { return good >= bad }
    if bad > 0 { return false }
    if stumps > 0 || (hints.isWhole && length == text.count) { return true }
    // Not one whole record in the head: the first one is very long.
    fields.reset()
    let rest = text.extracting(length..<text.count)
    return parser.run(rest, buffer: .text, below: 0, into: &fields)?.code == "json.truncated"
      && (!fields.entries.isEmpty || beginsObject(rest))
  }

  /// Whether an object begins here, maybe in an array, with a name and a colon: its first value may be longer than the
  /// head.
  private static func beginsObject(_ text: Span<UInt8>) -> Bool {
    func follows(_ byte: Character, _ index: Int) -> Int? {
      let place = JSONParser.skipBlank(text, index)
      return place < text.count && text[place] == byte.asciiValue ? place + 1 : nil
    }
    guard let object = follows("{", follows("[", 0) ?? 0), let name = follows("\"", object) else {
      return false
    }
    var i = name
    while i < text.count, text[i] != UInt8(ascii: "\"") { i += text[i] == UInt8(ascii: "\\") ? 2 : 1 }
    return follows(":", min(i + 1, text.count)) != nil
  }
}
