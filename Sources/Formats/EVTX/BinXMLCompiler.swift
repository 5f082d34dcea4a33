import Evidence

/// Reads BinXML without substitution values into a program (MS-EVEN6 §2.2.12). Iterative; what is damaged ends
/// it early, with the open elements closed.
struct BinXMLCompiler {
  /// Literal text and steps of one program; more is a damaged or hostile template.
  static let longestLiterals = 128 << 10
  static let mostSteps = 16 << 10

  private struct Open {
    var step: Int
    var name: Range<Int>
    var conditions: [UInt16]
    var repeats: Int32 = -1
  }

  private var program = BinXMLProgram.Draft()
  private var open: [Open] = []
  /// The attribute being read.
  private var attribute: Open?
  /// A start tag is being read.
  private var inTag = false
  /// Text before this step may not grow: something jumps to it.
  private var barrier = 0
  private var position: Int
  private let end: Int
  private let hasDependencies: Bool
  /// Values that come from no template: there are none to substitute.
  private var isFinished = false

  private init(_ range: Range<Int>, hasDependencies: Bool) {
    position = range.lowerBound
    end = range.upperBound
    self.hasDependencies = hasDependencies
  }

  /// The program of the elements that stand in `range` of `chunk`, and where they end.
  ///
  /// - Parameter hasDependencies: whether elements name a value that they depend on: in a template they do, in a
  ///   value of type BinXML they do not.
  static func compile(
    _ chunk: Span<UInt8>, _ range: Range<Int>, hasDependencies: Bool
  ) -> (program: BinXMLProgram, end: Int) {
    var compiler = BinXMLCompiler(range, hasDependencies: hasDependencies)
    do throws(EVTXFault) {
      while !compiler.isFinished { try compiler.token(chunk) }
    } catch {
      compiler.program.fault = error
    }
    compiler.closeAll()
    return (BinXMLProgram(compiler.program), compiler.position)
  }

  private func truncated(_ what: String) -> EVTXFault {
    EVTXFault("evtx.binxml.truncated", "\(what) is cut off at \(hexText(UInt32(position))) of the chunk")
  }

  private mutating func token(_ chunk: Span<UInt8>) throws(EVTXFault) {
    guard position < end else {
      if open.isEmpty {
        isFinished = true
        return
      }
      throw truncated("the template or element")
    }
    guard program.literals.count <= Self.longestLiterals, program.steps.count <= Self.mostSteps else {
      throw EVTXFault("evtx.limit", "a template has more text than a record may be given")
    }
    let token = chunk[position]
    switch token & ~BinXMLToken.more {
    case BinXMLToken.end:
      guard open.isEmpty else { throw unexpected(token) }
      isFinished = true
    case BinXMLToken.openElement: try openElement(chunk, hasAttributes: token & BinXMLToken.more != 0)
    case BinXMLToken.attribute where inTag: try openAttribute(chunk)
    case BinXMLToken.closeStartTag where inTag:
      closeAttribute()
      literal(">")
      inTag = false
      position += 1
    case BinXMLToken.closeEmptyTag where inTag:
      closeAttribute()
      literal("/>")
      inTag = false
      position += 1
      pop()
    case BinXMLToken.endElement where !inTag && !open.isEmpty:
      endTag()
      position += 1
      pop()
    case BinXMLToken.value: try text(chunk)
    case BinXMLToken.substitution, BinXMLToken.optionalSubstitution: try substitution(chunk, token)
    case BinXMLToken.characterReference: try characterReference(chunk)
    case BinXMLToken.entityReference: try entityReference(chunk)
    case BinXMLToken.cdata where !inTag: try cdata(chunk)
    case BinXMLToken.instructionTarget where !inTag: try instruction(chunk)
    case BinXMLToken.fragmentHeader where open.isEmpty: position = min(end, position + 4)
    default: throw unexpected(token)
    }
    if open.isEmpty, !program.steps.isEmpty, !inTag { isFinished = true }
  }

  private func unexpected(_ token: UInt8) -> EVTXFault {
    EVTXFault(
      "evtx.binxml.token",
      "no BinXML token can be \(hexText(token)) at \(hexText(UInt32(position))) of the chunk")
  }

  // MARK: elements

  private mutating func openElement(_ chunk: Span<UInt8>, hasAttributes: Bool) throws(EVTXFault) {
    if inTag { throw unexpected(chunk[position]) }
    var dependency: UInt16 = 0xFFFF
    // The element's length is not needed, and in damaged logs not right.
    var at = position + 1 + 4
    if hasDependencies {
      guard let id = chunk.uint16(at: position + 1) else { throw truncated("an element") }
      dependency = id
      at += 2
    }
    let start = program.literals.count
    EventText.append("<", to: &program.literals)
    let name = try self.name(chunk, at: &at)
    if hasAttributes { at += 4 }
    guard at <= end else { throw truncated("an element") }
    position = at
    open.append(
      Open(step: program.steps.count, name: name, conditions: dependency == 0xFFFF ? [] : [dependency]))
    program.steps.append(.element(end: 0, conditions: 0..<0, repeats: -1))
    barrier = program.steps.count
    literal(start..<program.literals.count)
    inTag = true
  }

  /// Appends the name at the offset that stands at `at` to the literals, and says where. Moves `at` behind the
  /// offset, and behind the name where it stands right there.
  private mutating func name(_ chunk: Span<UInt8>, at: inout Int) throws(EVTXFault) -> Range<Int> {
    guard let offset = chunk.uint32(at: at) else { throw truncated("the offset of a name") }
    at += 4
    program.names.append(BinXMLName.bytes(chunk, at: Int(offset)))
    guard let name = BinXMLName(chunk, at: Int(offset)) else {
      throw EVTXFault("evtx.name", "a name is said to stand at \(hexText(offset)), outside the chunk")
    }
    if Int(offset) == at { at = name.end }
    guard name.unitCount <= BinXMLName.longest else {
      throw EVTXFault(
        "evtx.name", "a name of \(name.unitCount) characters at \(hexText(offset)) of the chunk")
    }
    let start = program.literals.count
    UTF16Text.decode(chunk.extracting(name.units), bigEndian: false, into: &program.literals)
    let range = start..<program.literals.count
    guard EventText.isName(program.literals, range) else {
      program.literals.removeLast(range.count)
      throw EVTXFault("evtx.name", "what stands at \(hexText(offset)) of the chunk is no name")
    }
    return range
  }

  private mutating func endTag() {
    guard let element = open.last else { return }
    let start = program.literals.count
    EventText.append("</", to: &program.literals)
    for i in element.name { program.literals.append(program.literals[i]) }
    EventText.append(">", to: &program.literals)
    literal(start..<program.literals.count)
  }

  private mutating func pop() {
    guard let element = open.popLast() else { return }
    let first = Int32(program.conditions.count)
    program.conditions.append(contentsOf: element.conditions)
    program.steps[element.step] = .element(
      end: Int32(program.steps.count), conditions: first..<Int32(program.conditions.count),
      repeats: element.repeats)
    barrier = program.steps.count
  }

  private mutating func closeAll() {
    closeAttribute()
    if inTag {
      literal("/>")
      inTag = false
      pop()
    }
    while !open.isEmpty {
      endTag()
      pop()
    }
  }

  // MARK: attributes

  private mutating func openAttribute(_ chunk: Span<UInt8>) throws(EVTXFault) {
    closeAttribute()
    var at = position + 1
    let start = program.literals.count
    EventText.append(" ", to: &program.literals)
    let name = try self.name(chunk, at: &at)
    guard at <= end else { throw truncated("an attribute") }
    position = at
    attribute = Open(step: program.steps.count, name: name, conditions: [])
    program.steps.append(.attribute(end: 0, conditions: 0..<0))
    barrier = program.steps.count
    EventText.append("='", to: &program.literals)
    literal(start..<program.literals.count)
  }

  private mutating func closeAttribute() {
    guard let open = attribute else { return }
    literal("'")
    let first = Int32(program.conditions.count)
    program.conditions.append(contentsOf: open.conditions)
    program.steps[open.step] = .attribute(
      end: Int32(program.steps.count), conditions: first..<Int32(program.conditions.count))
    barrier = program.steps.count
    attribute = nil
  }

  // MARK: content

  private var place: EventText.Place { attribute == nil ? .content : .attribute }

  /// Whether content may stand here: in an element, or in an attribute of a start tag.
  private func requireContent(_ chunk: Span<UInt8>) throws(EVTXFault) {
    guard !open.isEmpty, inTag == (attribute != nil) else { throw unexpected(chunk[position]) }
  }

  private mutating func text(_ chunk: Span<UInt8>) throws(EVTXFault) {
    try requireContent(chunk)
    guard let type = chunk.byte(at: position + 1), type == BinXMLType.string else {
      throw EVTXFault("evtx.binxml.token", "a constant of another type than string")
    }
    let units = try counted(chunk, at: position + 2)
    let start = program.literals.count
    EventText.append(utf16: chunk.extracting(units), place, to: &program.literals)
    literal(start..<program.literals.count)
    position = units.upperBound
  }

  /// UTF-16 units behind their count of 16 bits.
  private func counted(_ chunk: Span<UInt8>, at: Int) throws(EVTXFault) -> Range<Int> {
    guard let count = chunk.uint16(at: at), at + 2 + Int(count) * 2 <= min(end, chunk.count) else {
      throw truncated("a text")
    }
    return at + 2..<at + 2 + Int(count) * 2
  }

  private mutating func substitution(_ chunk: Span<UInt8>, _ token: UInt8) throws(EVTXFault) {
    try requireContent(chunk)
    guard position + 4 <= end, let id = chunk.uint16(at: position + 1) else {
      throw truncated("a substitution")
    }
    position += 4
    if attribute != nil {
      if token == BinXMLToken.optionalSubstitution { attribute?.conditions.append(id) }
      program.steps.append(.value(id: id, inAttribute: true))
    } else {
      let last = open.count - 1
      if token == BinXMLToken.optionalSubstitution { open[last].conditions.append(id) }
      if open[last].repeats < 0 { open[last].repeats = Int32(id) }
      program.steps.append(.value(id: id, inAttribute: false))
    }
  }

  private mutating func characterReference(_ chunk: Span<UInt8>) throws(EVTXFault) {
    try requireContent(chunk)
    guard position + 3 <= end, chunk.has(3, at: position) else { throw truncated("a character reference") }
    let start = program.literals.count
    EventText.append(utf16: chunk.extracting(position + 1..<position + 3), place, to: &program.literals)
    literal(start..<program.literals.count)
    position += 3
  }

  private mutating func entityReference(_ chunk: Span<UInt8>) throws(EVTXFault) {
    try requireContent(chunk)
    var at = position + 1
    let start = program.literals.count
    EventText.append("&", to: &program.literals)
    _ = try name(chunk, at: &at)
    guard at <= end else { throw truncated("an entity") }
    EventText.append(";", to: &program.literals)
    literal(start..<program.literals.count)
    position = at
  }

  /// CDATA is written as escaped text: the same value.
  private mutating func cdata(_ chunk: Span<UInt8>) throws(EVTXFault) {
    try requireContent(chunk)
    let units = try counted(chunk, at: position + 1)
    let start = program.literals.count
    EventText.append(utf16: chunk.extracting(units), .content, to: &program.literals)
    literal(start..<program.literals.count)
    position = units.upperBound
  }

  /// A processing instruction says nothing about the event, and is passed over.
  private mutating func instruction(_ chunk: Span<UInt8>) throws(EVTXFault) {
    var at = position + 1
    program.literals.removeLast(try name(chunk, at: &at).count)
    position = at
    guard position < end, chunk.byte(at: position) == BinXMLToken.instructionData else { return }
    position = try counted(chunk, at: position + 1).upperBound
  }

  // MARK: literals

  private mutating func literal(_ text: StaticString) {
    let start = program.literals.count
    EventText.append(text, to: &program.literals)
    literal(start..<program.literals.count)
  }

  /// Appends a step for literals, or lengthens the one before.
  private mutating func literal(_ range: Range<Int>) {
    if program.steps.count > barrier, case .text(let start, let end)? = program.steps.last,
      Int(end) == range.lowerBound
    {
      program.steps[program.steps.count - 1] = .text(start: start, end: Int32(range.upperBound))
    } else {
      program.steps.append(.text(start: Int32(range.lowerBound), end: Int32(range.upperBound)))
    }
  }
}
