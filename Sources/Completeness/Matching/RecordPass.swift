import Evidence
import Formats
import Query

/// Contexts by record number, shared by threads.
struct ContextList: Sendable {
  private let leaves: [Int]
  private let contexts: [RecordContext]

  init(_ reader: CaseReader) throws {
    let list = try reader.contexts()
    leaves = list.map(\.leaf)
    contexts = list.map(\.context)
  }

  /// The context that holds at a record number.
  func at(_ leaf: Int) -> RecordContext {
    var low = 0
    var high = leaves.count
    while low < high {
      let middle = (low + high) / 2
      if leaves[middle] <= leaf { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? RecordContext() : contexts[low - 1]
  }
}

/// The first pass over raw records: facts and prints of each, in order.
struct RecordPass {
  let evidence: CaseReader
  let plan: FieldPlan
  let threads: Int
  let looksAtStyle: Bool

  /// What came out.
  struct Result {
    var facts: [RecordFacts] = []
    var prints: [RecordPrint] = []
  }

  /// Of one block; words are those of the block.
  private struct Block: Sendable {
    var facts: [RecordFacts] = []
    var prints: [RecordPrint] = []
    var words = Words()
  }

  func run(_ words: inout Words, progress: (Int) -> Void) throws -> Result {
    var result = Result()
    result.facts.reserveCapacity(evidence.recordsConsidered)
    result.prints.reserveCapacity(evidence.recordsConsidered)
    let contexts = try ContextList(evidence)
    let (plan, looksAtStyle) = (plan, looksAtStyle)
    try BlockPass(evidence, threads: threads).run {
      var readers: [Int: EventFields] = [:]
      return { (records: BlockPass.Records) -> Block in
        let reader = readers[records.source.value] ?? EventFields(records.profile, plan)
        readers[records.source.value] = reader
        var block = Block()
        records.forEach { leaf, index, text in
          reader.read(text, contexts.at(leaf))
          var print = RecordPrint()
          if looksAtStyle { print.style.look(at: text.span) }
          let sums = reader.sums(text, &print.style)
          print.text = KeyedHash.of(text: text.span)
          (print.content, print.fields) = (sums.content, sums.fields)
          var facts = RecordFacts(
            record: leaf, source: UInt32(truncatingIfNeeded: records.source.value),
            index: UInt32(truncatingIfNeeded: index), text: text)
          facts.take(reader.fields, text, &block.words)
          facts.setKept(end: sums.lastEnd, longest: sums.longest, in: text)
          facts.keptFields = UInt32(truncatingIfNeeded: sums.count)
          block.facts.append(facts)
          block.prints.append(print)
        }
        return block
      }
    } onResult: { block in
      let map = block.words.texts.map { words.number($0) }
      for var facts in block.facts {
        facts.computer = map[Int(facts.computer)]
        facts.channel = map[Int(facts.channel)]
        facts.provider = map[Int(facts.provider)]
        facts.eventID = map[Int(facts.eventID)]
        facts.user = map[Int(facts.user)]
        result.facts.append(facts)
      }
      result.prints += block.prints
      progress(result.facts.count)
    }
    return result
  }
}

extension RecordFacts {
  /// Facts of a record of which only its place and its text are known.
  package init(record: Int, source: UInt32, index: UInt32, text: [UInt8]) {
    self.init(
      record: record, source: source, index: index, time: .min, recordID: -1, computer: 0, channel: 0,
      provider: 0, eventID: 0, user: 0, bytes: UInt32(truncatingIfNeeded: text.count),
      characters: UInt32(truncatingIfNeeded: TextLength.scalars(text.span)),
      lines: UInt32(truncatingIfNeeded: TextLength.lines(text.span)), verdicts: VerdictSet(rawValue: 0),
      row: -1,
      keptEndBytes: 0, keptEndCharacters: 0, lostEndBytes: 0, lostEndCharacters: 0, longestKept: 0,
      shortestLost: 0)
  }

  /// Takes time and common fields.
  fileprivate mutating func take(_ fields: RecordFields, _ text: [UInt8], _ words: inout Words) {
    time = fields.time?.unixNanoseconds ?? .min
    func word(_ field: RecordFields.Common) -> WordID {
      fields.value(of: field, text: text.span).map { words.number(String(decoding: $0, as: UTF8.self)) } ?? 0
    }
    computer = word(.computer)
    channel = word(.channel)
    provider = word(.provider)
    eventID = word(.eventID)
    user = word(.user)
    if let id = fields.value(of: .eventRecordID, text: text.span) {
      recordID = Int64(String(decoding: id, as: UTF8.self)) ?? -1
    }
  }

  /// The row has every value up to `end` of the text.
  mutating func setKept(end: Int, longest: Int, in text: [UInt8]) {
    keptEndBytes = UInt32(truncatingIfNeeded: end)
    keptEndCharacters =
      characters == bytes
      ? keptEndBytes
      : UInt32(truncatingIfNeeded: TextLength.scalars(text.span.extracting(0..<min(end, text.count))))
    longestKept = UInt32(truncatingIfNeeded: longest)
  }
}
