import Evidence
import Formats
import Query

/// The first pass over an export's rows: facts and prints of each, in order.
struct RowPass {
  let claims: CaseReader
  let layouts: [Int: ExportLayout]
  let plan: FieldPlan
  let threads: Int
  /// Texts of raw records: a row with one of them need not be looked into.
  let known: HashSet

  struct Result {
    var facts: [RowFacts] = []
    var prints: [RowPrint] = []
    /// Digits of the most exactly written time.
    var timeDigits = -2
  }

  private struct Block: Sendable {
    var facts: [RowFacts] = []
    var prints: [RowPrint] = []
    var words = Words()
    var timeDigits = -2
    var isDayFirst = false
    var source = 0
    var isSlashed = false
  }

  func run(_ words: inout Words, progress: (Int) -> Void) throws -> Result {
    var result = Result()
    result.facts.reserveCapacity(claims.recordsConsidered)
    result.prints.reserveCapacity(claims.recordsConsidered)
    let contexts = try ContextList(claims)
    var dayFirst: [Int: Bool] = [:]
    var slashed: [Int: Range<Int>] = [:]
    let (layouts, plan, known) = (layouts, plan, known)
    try BlockPass(claims, threads: threads).run {
      var workers: [Int: RowPrinter] = [:]
      return { (records: BlockPass.Records) -> Block in
        var block = Block()
        block.source = records.source.value
        guard let layout = layouts[block.source] else { return block }
        let printer = workers[block.source] ?? RowPrinter(layout, plan, known)
        workers[block.source] = printer
        records.forEach { leaf, _, text in
          printer.read(text, contexts.at(leaf))
          var print = printer.print(&block.words)
          print.leaf = leaf
          block.facts.append(printer.facts(print, &block.words))
          block.prints.append(print)
          block.timeDigits = max(block.timeDigits, printer.reader.parts.timeDigits)
          if printer.reader.parts.timeIsSlashed { block.isSlashed = true }
          if printer.reader.parts.timeIsDayFirst { block.isDayFirst = true }
        }
        return block
      }
    } onResult: { block in
      let map = block.words.texts.map { words.number($0) }
      let start = result.facts.count
      for var facts in block.facts {
        facts.host = map[Int(facts.host)]
        facts.source = map[Int(facts.source)]
        result.facts.append(facts)
      }
      for var print in block.prints {
        print.computer = map[Int(print.computer)]
        print.channel = map[Int(print.channel)]
        result.prints.append(print)
      }
      result.timeDigits = max(result.timeDigits, block.timeDigits)
      if block.isDayFirst { dayFirst[block.source] = true }
      if block.isSlashed {
        slashed[block.source] = (slashed[block.source]?.lowerBound ?? start)..<result.facts.count
      }
      progress(result.facts.count)
    }
    for (source, range) in slashed where dayFirst[source] == true {
      for row in range { result.facts[row].time = ExportTime.exchanged(result.facts[row].time) }
    }
    return result
  }
}

/// Makes the print of a row. For one thread.
final class RowPrinter {
  let reader: RowReader
  private let plan: FieldPlan
  private let known: HashSet
  private let texts: RowTexts
  private var canonical: [UInt8] = []

  init(_ layout: ExportLayout, _ plan: FieldPlan, _ known: HashSet) {
    reader = RowReader(layout, plan)
    texts = RowTexts(plan)
    self.plan = plan
    self.known = known
  }

  func read(_ row: [UInt8], _ context: RecordContext) { reader.read(row, context) }

  /// The print of the row read last.
  func print(_ words: inout Words) -> RowPrint {
    var print = RowPrint()
    let parts = reader.parts
    var style = TextStyle()
    for (index, field) in parts.fields.enumerated() {
      if isRepeated(index, parts) { continue }
      if field.number == FieldPlan.Key.computer, plan.judges(field.number) {
        print.fields &+= KeyedHash.of(host: Array(parts.bytes[field.value]), plan.hashes[Int(field.number)])
      } else if plan.judges(field.number) {
        print.fields &+= hash(
          parts.bytes.span.extracting(field.value), plan.hashes[Int(field.number)], &style)
      }
      takeKey(field.number, parts.bytes[field.value], &print, &words)
    }
    guard let range = parts.text else { return print }
    let text = Array(parts.bytes[range])
    print.text = KeyedHash.of(text: text.span)
    if known.contains(print.text) {
      print.shape = .whole
      if print.recordID >= 0 { return print }
    }
    let read = texts.read(text, style: &print.style)
    print.shape = read.shape
    print.content = read.content
    print.keptEndBytes = UInt32(truncatingIfNeeded: read.lastEnd)
    print.keptEndCharacters = UInt32(
      truncatingIfNeeded: TextLength.scalars(text.span.extracting(0..<min(read.lastEnd, text.count))))
    if print.computer == 0, let computer = read.computer { print.computer = words.number(computer) }
    if print.channel == 0, let channel = read.channel { print.channel = words.number(channel) }
    if print.recordID < 0 { print.recordID = read.recordID }
    return print
  }

  /// Whether a field that an export has once stands in an earlier column too, with the same value.
  private func isRepeated(_ index: Int, _ parts: RowParts) -> Bool {
    let field = parts.fields[index]
    guard field.number < FieldPlan.Key.single.count else { return false }
    return parts.fields[..<index].contains {
      $0.number == field.number && parts.bytes[$0.value] == parts.bytes[field.value]
    }
  }

  private func takeKey(
    _ number: FieldNumber, _ value: ArraySlice<UInt8>, _ print: inout RowPrint, _ words: inout Words
  ) {
    switch number {
    case FieldPlan.Key.computer where print.computer == 0:
      print.computer = words.number(String(decoding: value, as: UTF8.self))
    case FieldPlan.Key.channel where print.channel == 0:
      print.channel = words.number(String(decoding: value, as: UTF8.self))
    case FieldPlan.Key.recordID where print.recordID < 0:
      print.recordID = Int64(String(decoding: value, as: UTF8.self)) ?? -1
    default: break
    }
  }

  private func hash(_ value: Span<UInt8>, _ name: Int, _ style: inout TextStyle) -> Int {
    if ValueForm.write(value, to: &canonical) == nil { return KeyedHash.of(value, name) }
    let form = canonical
    return KeyedHash.of(form.span, name)
  }

  /// The facts of the row read last.
  func facts(_ print: RowPrint, _ words: inout Words) -> RowFacts {
    let parts = reader.parts
    func word(_ range: Range<Int>) -> WordID {
      range.isEmpty ? 0 : words.number(String(decoding: parts.bytes[range], as: UTF8.self))
    }
    return RowFacts(
      time: parts.time, indexTime: parts.indexTime, host: word(parts.host), source: word(parts.source),
      bytes: parts.text.map { Int32(truncatingIfNeeded: $0.count) } ?? -1, count: parts.count, state: .extra)
  }
}
