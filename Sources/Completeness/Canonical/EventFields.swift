import Evidence
import Formats

/// Takes the fields of events' texts and their sums. One for each thread and profile.
final class EventFields {
  /// One value of a record.
  struct Value {
    var number: FieldNumber
    /// Name as the record has it.
    var name: String
    var value: [UInt8]
    /// Where the value's element ends in the text; 0 where that is not known.
    var end: Int
  }

  /// Sums over the values of a text, independent of their order.
  struct Sums {
    var content = 0
    var fields = 0
    /// Where the last compared value ends, and the length of the longest one in Unicode scalars.
    var lastEnd = 0
    var longest = 0
    /// How many values are compared.
    var count = 0
  }

  private let plan: FieldPlan
  private let isXML: Bool
  private let profile: SourceProfile
  private var extractor: any FieldExtractor
  private(set) var fields = RecordFields(names: NameTable())
  /// By name of `fields`.
  private var uses: [FieldPlan.RawUse] = []
  private var unnamed: [FieldPlan.RawUse] = []
  private var decoded: [UInt8] = []
  private var canonical: [UInt8] = []

  init(_ profile: SourceProfile, _ plan: FieldPlan) {
    self.plan = plan
    self.profile = profile
    isXML = profile.format == .eventXML || profile.format == .evtx
    extractor = profile.makeExtractor()
  }

  /// Fields of the text of one event, whole; `fields` says whether it was understood.
  func read(_ text: [UInt8], _ context: RecordContext = RecordContext()) {
    if fields.names.count > 8192 {
      fields = RecordFields(names: NameTable())
      uses.removeAll()
      extractor = profile.makeExtractor()
    }
    fields.reset()
    extractor.extract(text.span, context: context, into: &fields)
    while uses.count < fields.names.count {
      let id = NameID(uses.count)
      uses.append(plan.rawUse(id == 0 ? "" : fields.names.name(id), isXML: isXML))
    }
  }

  /// Sums of what was read last.
  ///
  /// - Parameter style: gets the rules that changed a value.
  func sums(_ text: [UInt8], _ style: inout TextStyle) -> Sums {
    var sums = Sums()
    guard fields.parsed else { return sums }
    var ordinal = 0
    for entry in fields.entries where entry.type != .null {
      let use = use(of: entry, &ordinal)
      if entry.length == 0 { continue }
      if use.isRendered { style.noteRendered() }
      let hash = hash(entry, use, text.span, &style)
      if use.isContent { sums.content &+= hash }
      guard plan.judges(use.number) else { continue }
      sums.fields &+= use.number == FieldPlan.Key.computer ? hostHash(entry, use, text.span) : hash
      sums.count += 1
      if entry.buffer == .text {
        sums.lastEnd = max(sums.lastEnd, end(of: entry, in: text.span))
        if Int(entry.length) > sums.longest {
          sums.longest = max(sums.longest, scalars(of: entry, text.span))
        }
      }
    }
    if let time = fields.time {
      var hasher = Hasher()
      // To the millisecond: renderings write seven, six or nine digits, rounded or cut.
      hasher.combine(time.seconds)
      hasher.combine(time.nanoseconds / 1_000_000)
      sums.content &+= hasher.finalize()
    }
    // 0 is kept for what was not understood.
    if sums.content == 0 { sums.content = 1 }
    return sums
  }

  /// Values of what was read last that are compared, in order of appearance, empty ones left out.
  func values(_ text: [UInt8]) -> [Value] {
    var values: [Value] = []
    guard fields.parsed else { return values }
    var ordinal = 0
    for entry in fields.entries where entry.type != .null {
      let use = use(of: entry, &ordinal)
      if entry.length == 0 || !use.isContent { continue }
      values.append(
        Value(
          number: use.number, name: name(of: entry, ordinal), value: fields.value(of: entry, text: text.span),
          end: entry.buffer == .text ? end(of: entry, in: text.span) : 0))
    }
    return values
  }

  private func name(of entry: RecordFields.Entry, _ ordinal: Int) -> String {
    let name = fields.names.name(entry.name)
    guard isXML else { return name }
    if name == "Data" { return "Data_\(ordinal)" }
    for prefix in ["EventData.", "UserData."] where name.hasPrefix(prefix) {
      return String(name.dropFirst(9))
    }
    return name
  }

  @inline(__always)
  private func use(of entry: RecordFields.Entry, _ ordinal: inout Int) -> FieldPlan.RawUse {
    let use = uses[Int(entry.name)]
    guard use.isUnnamed else { return use }
    ordinal += 1
    while unnamed.count < ordinal { unnamed.append(plan.unnamedUse(unnamed.count + 1)) }
    return unnamed[ordinal - 1]
  }

  @inline(__always)
  private func hash(
    _ entry: RecordFields.Entry, _ use: FieldPlan.RawUse, _ text: Span<UInt8>, _ style: inout TextStyle
  ) -> Int {
    if entry.escape == .none {
      let buffer = entry.buffer
      let range = Int(entry.start)..<Int(entry.start) + Int(entry.length)
      switch buffer {
      case .text: return hash(text.extracting(range), use.hash, &style)
      case .scratch: decoded = Array(fields.scratch[range])
      case .nested: decoded = Array(fields.nested[range])
      }
    } else {
      decoded = fields.value(of: entry, text: text)
    }
    let value = decoded
    return hash(value.span, use.hash, &style)
  }

  @inline(__always)
  private func hash(_ value: Span<UInt8>, _ name: Int, _ style: inout TextStyle) -> Int {
    guard let rule = ValueForm.write(value, to: &canonical) else { return KeyedHash.of(value, name) }
    style.note(rule)
    let form = canonical
    return KeyedHash.of(form.span, name)
  }

  /// Host names count as equal in any letter case.
  private func hostHash(_ entry: RecordFields.Entry, _ use: FieldPlan.RawUse, _ text: Span<UInt8>) -> Int {
    let value = fields.value(of: entry, text: text)
    return KeyedHash.of(host: value, use.hash)
  }

  /// Behind the end tag of a value's element, or a string's closing quote.
  private func end(of entry: RecordFields.Entry, in text: Span<UInt8>) -> Int {
    let end = Int(entry.start) + Int(entry.length)
    guard end < text.count else { return end }
    if text[end] == UInt8(ascii: "\"") || text[end] == UInt8(ascii: "'") { return end + 1 }
    guard isXML, text[end] == UInt8(ascii: "<") else { return end }
    return min(text.count, text.firstIndex(of: UInt8(ascii: ">"), from: end) + 1)
  }

  private func scalars(of entry: RecordFields.Entry, _ text: Span<UInt8>) -> Int {
    let bytes = text.extracting(Int(entry.start)..<Int(entry.start) + Int(entry.length))
    if entry.escape == .none { return TextLength.scalars(bytes) }
    let value = fields.value(of: entry, text: text)
    return TextLength.scalars(value.span)
  }
}

/// Hashes with the process's secret key.
enum KeyedHash {
  @inline(__always)
  static func of(_ value: Span<UInt8>, _ name: Int) -> Int {
    var hasher = Hasher()
    hasher.combine(name)
    value.combine(into: &hasher)
    return hasher.finalize()
  }

  /// Of a host's name in any letter case.
  static func of(host: [UInt8], _ name: Int) -> Int {
    let lower = host.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    return of(lower.span, name)
  }

  /// Of a text; never 0.
  static func of(text: Span<UInt8>) -> Int {
    let hash = of(text, text.count)
    return hash == 0 ? 1 : hash
  }
}

/// Lengths of texts other than in bytes.
enum TextLength {
  /// Where a text ends but for white space behind it.
  static func end(_ text: ArraySlice<UInt8>) -> Int {
    var end = text.endIndex
    while end > text.startIndex, text[end - 1] <= 0x20 { end -= 1 }
    return end
  }

  /// Unicode scalars of UTF-8.
  static func scalars(_ text: Span<UInt8>) -> Int {
    if text.isASCII { return text.count }
    var count = 0
    for i in text.indices where text[i] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// Lines, a final line end not counted.
  static func lines(_ text: Span<UInt8>) -> Int {
    var lines = 1
    var i = text.firstIndex(of: 10, from: 0)
    while i + 1 < text.count {
      lines += 1
      i = text.firstIndex(of: 10, from: i + 1)
    }
    return lines
  }
}
