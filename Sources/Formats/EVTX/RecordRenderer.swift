import Evidence

/// Renders records of one chunk as Event XML, from the chunk's own bytes: a record's template and names may
/// stand among those of another record. Never fails: what cannot be read is left out, and said.
///
/// Keeps the templates of the chunk between records; they do not show in the result. For one thread.
package struct RecordRenderer {
  /// Memory for templates of one chunk; beyond it they are read again.
  private static let cacheBytes = 8 << 20
  /// Values of type BinXML within each other.
  private static let deepest = 24

  /// By the start of the template's body.
  private var programs: [Int: BinXMLProgram] = [:]
  private var cached = 0
  /// Where the chunk's templates stand, by identifier; nil until asked for.
  private var definitions: [UInt32: Int]?
  /// Values of the template instances being rendered, innermost last.
  var values: [BinXMLValue] = []
  var depth = 0
  var budget = RecordBudget(recordBytes: 0)
  private var fault: EVTXFault?
  /// Bytes of the chunk outside the record that its text was made of; nil while nobody asks.
  private var trace: [Range<Int>]?

  package init() {}

  /// Forgets the templates: what comes next is another chunk.
  package mutating func beginChunk() {
    forgetPrograms()
    definitions = nil
  }

  private mutating func forgetPrograms() {
    programs.removeAll(keepingCapacity: true)
    cached = 0
  }

  /// Appends the text of the record that stands at `record` of `chunk`.
  ///
  /// - Returns: what is wrong with the record or its text, if anything.
  package mutating func render(
    _ record: Range<Int>, of chunk: Span<UInt8>, into out: inout [UInt8]
  ) -> (code: String, reason: String)? {
    fault = nil
    depth = 0
    values.removeAll(keepingCapacity: true)
    budget = RecordBudget(recordBytes: record.count)
    guard record.upperBound <= chunk.count, let header = RecordHeader(chunk, at: record.lowerBound) else {
      return ("evtx.record.header", "the record has no header")
    }
    // The length behind the record tells that it is whole, also where the one in the header is wrong.
    let isWhole =
      record.count >= RecordHeader.smallestRecord
      && chunk.uint32(at: record.upperBound - 4).map { Int($0) == record.count } ?? false
    if !isWhole || Int(header.length) != record.count {
      note(
        "evtx.record.length",
        Int(header.length) == record.count
          ? "the record has the \(record.count) bytes that it says, and does not end as a record does"
          : "the record says that it has \(header.length) bytes, it has \(record.count)"
            + (isWhole ? ", as it says at its end" : ", and its end is not there"))
    }
    let end = isWhole ? record.upperBound - 4 : record.upperBound
    let start = out.count
    // Another record may begin within the header.
    let body = min(record.lowerBound + RecordHeader.byteCount, end)..<end
    fragment(chunk, body, isValue: false, into: &out)
    if out.count == start { note("evtx.record.empty", "the record holds no event") }
    return fault.map { ($0.code, $0.reason) }
  }

  /// Renders as `render`; returns the bytes of the chunk that the text depends on: the record's own, the chunk
  /// header (offsets count from it), templates and names. In no order; they may overlap.
  package mutating func bytesUsed(by record: Range<Int>, of chunk: Span<UInt8>) -> [Range<Int>] {
    trace = [record, 0..<min(chunk.count, ChunkHeader.byteCount)]
    defer { trace = nil }
    var text: [UInt8] = []
    _ = render(record, of: chunk, into: &text)
    return trace?.filter { !$0.isEmpty } ?? []
  }

  mutating func note(_ code: String, _ reason: @autoclosure () -> String) {
    if fault == nil { fault = EVTXFault(code, reason()) }
  }

  private mutating func note(_ other: EVTXFault) {
    if fault == nil { fault = other }
  }

  /// Takes `cost` from the budget. False where the record has had its share.
  mutating func spend(_ cost: Int) -> Bool {
    budget.take(cost)
    if !budget.isSpent { return true }
    // Stands before whatever was noted: this is why text is missing.
    fault = EVTXFault(
      EVTXRecords.budgetProblem,
      "the record's templates make more text and work of it than a record of its length may have; the rest is"
        + " left out")
    return false
  }

  // MARK: fragments and templates

  /// The elements or template instance in `range`. `isValue`: it is a value of type BinXML.
  mutating func fragment(
    _ chunk: Span<UInt8>, _ range: Range<Int>, isValue: Bool, into out: inout [UInt8]
  ) {
    var position = range.lowerBound
    while position < range.upperBound, !budget.isSpent {
      switch chunk[position] & ~BinXMLToken.more {
      case BinXMLToken.end: return
      case BinXMLToken.fragmentHeader: position += 4
      case BinXMLToken.templateInstance:
        position = instance(chunk, position..<range.upperBound, into: &out)
      case BinXMLToken.openElement, BinXMLToken.instructionTarget:
        let (program, end) = element(chunk, position..<range.upperBound, isValue: isValue)
        trace?.append(contentsOf: program.names)
        guard spend(end - position + program.cost) else { return }
        run(program, 0..<program.steps.count, first: values.count, item: nil, chunk, into: &out)
        if let fault = program.fault { return note(fault) }
        position = max(end, position + 1)
      default:
        return note(
          "evtx.binxml.token",
          "no BinXML begins with \(hexText(chunk[position])) at \(hexText(UInt32(position))) of the chunk")
      }
    }
  }

  /// An element outside a template. Whether it names a dependency depends on who wrote it: of the two readings
  /// the usual one is taken, unless the other finds a better name for the element.
  private mutating func element(
    _ chunk: Span<UInt8>, _ range: Range<Int>, isValue: Bool
  ) -> (program: BinXMLProgram, end: Int) {
    func likelihood(at index: Int) -> Int {
      guard let offset = chunk.uint32(at: index) else { return 0 }
      trace?.append(BinXMLName.bytes(chunk, at: Int(offset)))
      guard let name = BinXMLName(chunk, at: Int(offset)) else { return 0 }
      return name.isIntact(chunk) ? 2 : name.isPlausible(chunk) ? 1 : 0
    }
    let withDependency = likelihood(at: range.lowerBound + 7)
    let without = likelihood(at: range.lowerBound + 5)
    let hasDependencies = isValue ? withDependency > without : withDependency >= without
    return BinXMLCompiler.compile(chunk, range, hasDependencies: hasDependencies)
  }

  /// The template instance that begins at the start of `range`; where it ends.
  private mutating func instance(
    _ chunk: Span<UInt8>, _ range: Range<Int>, into out: inout [UInt8]
  ) -> Int {
    // Token, a byte that is 1, the template's identifier, the offset of its definition.
    let start = range.lowerBound
    guard start + 10 <= range.upperBound, let identifier = chunk.uint32(at: start + 2),
      let offset = chunk.uint32(at: start + 6)
    else {
      note("evtx.binxml.truncated", "a template instance is cut off")
      return range.upperBound
    }
    var definition = TemplateDefinition(chunk, at: Int(offset))
    trace?.append(TemplateDefinition.bytes(chunk, at: Int(offset)))
    var position = start + 10
    if Int(offset) == position {
      // The first record that uses a template holds its definition.
      guard let definition, definition.end <= range.upperBound else {
        note("evtx.template", "the template definition in the record is cut off")
        return range.upperBound
      }
      position = definition.end
    }
    if definition?.identifier != identifier { definition = replacement(chunk, identifier, instead: offset) }
    let first = values.count
    defer { values.removeLast(values.count - first) }
    let end = readValues(chunk, position..<range.upperBound)
    guard depth < Self.deepest else {
      note("evtx.limit", "more than \(Self.deepest) events stand in each other")
      return end
    }
    depth += 1
    defer { depth -= 1 }
    guard let definition else {
      note(
        "evtx.template",
        "the template definition at \(hexText(offset)) of the chunk is not there: values without their names")
      unnamed(chunk, first: first, into: &out)
      return end
    }
    // Reading a template again and again must cost too: the cache is of no help with many large ones.
    let program = program(chunk, definition)
    trace?.append(contentsOf: program.names)
    guard spend(RecordBudget.stepCost * (values.count - first) + program.cost) else { return end }
    if let fault = program.fault { note(fault) }
    if program.steps.isEmpty {
      unnamed(chunk, first: first, into: &out)
    } else {
      run(program, 0..<program.steps.count, first: first, item: nil, chunk, into: &out)
    }
    return end
  }

  /// Where an old record's template was overwritten, the chunk often holds the same one elsewhere.
  private mutating func replacement(
    _ chunk: Span<UInt8>, _ identifier: UInt32, instead offset: UInt32
  ) -> TemplateDefinition? {
    // The chains of definitions lead through the whole chunk.
    trace?.append(0..<chunk.count)
    let known = definitions ?? TemplateDefinition.listed(chunk)
    definitions = known
    guard let place = known[identifier], let definition = TemplateDefinition(chunk, at: place) else {
      return nil
    }
    note(
      "evtx.template.moved",
      "the template definition at \(hexText(offset)) of the chunk is not there; the one of the same identifier at"
        + " \(hexText(UInt32(place))) is taken")
    return definition
  }

  private mutating func program(_ chunk: Span<UInt8>, _ definition: TemplateDefinition) -> BinXMLProgram {
    if let known = programs[definition.body.lowerBound] { return known }
    let made = BinXMLCompiler.compile(chunk, definition.body, hasDependencies: true).program
    if cached + made.byteCount > Self.cacheBytes { forgetPrograms() }
    cached += made.byteCount
    programs[definition.body.lowerBound] = made
    return made
  }

  /// Appends the values of an instance to `values`: a count, then length and type of each, then their bytes.
  /// Where they end.
  private mutating func readValues(_ chunk: Span<UInt8>, _ range: Range<Int>) -> Int {
    guard range.count >= 4, let stated = chunk.uint32(at: range.lowerBound) else {
      note("evtx.binxml.truncated", "the values of a template instance are cut off")
      return range.upperBound
    }
    // A count is never believed before the bytes are there.
    let count = min(Int(stated), (range.count - 4) / 4)
    if count < Int(stated) {
      note("evtx.values", "\(stated) values are said to follow, and there is room for \(count)")
    }
    let specs = range.lowerBound + 4
    var position = specs + 4 * count
    var isCut = false
    for i in 0..<count {
      let length = Int(chunk.uint16(at: specs + 4 * i) ?? 0)
      let type = chunk[specs + 4 * i + 2]
      let available = min(length, range.upperBound - position)
      // Of a value that is cut off, what is there is shown; of one that is not there, nothing.
      isCut = isCut || available < length
      values.append(
        BinXMLValue(
          start: Int32(position), length: Int32(available),
          type: length > 0 && available == 0 ? BinXMLType.null : type))
      position += available
    }
    if isCut { note("evtx.values", "the values are longer than the record: the last are cut off or missing") }
    return position
  }

  /// The values of an instance whose template is not to be had.
  private mutating func unnamed(_ chunk: Span<UInt8>, first: Int, into out: inout [UInt8]) {
    let isOutermost = depth == 1
    if isOutermost { EventText.append("<Event><UnnamedValues>", to: &out) }
    let count = values.count - first
    for id in 0..<count {
      let value = values[first + id]
      if value.isNull { continue }
      guard spend(40 + Int(value.length)) else { break }
      if value.type == BinXMLType.binXML {
        self.value(value, first: first, .content, chunk, into: &out)
        continue
      }
      EventText.append("<Value Type='", to: &out)
      out.append(contentsOf: BinXMLType.name(value.type).utf8)
      EventText.append("'>", to: &out)
      self.value(value, first: first, .content, chunk, into: &out)
      EventText.append("</Value>", to: &out)
    }
    if isOutermost { EventText.append("</UnnamedValues></Event>", to: &out) }
  }
}
