import Evidence

/// The stages that need no text again, strongest evidence first.
struct Stages {
  private let words: Words
  /// Lower case of a word; of a computer's, its first label.
  private var folded: [WordID] = []
  private var short: [WordID] = []
  private let judgesFields: Bool

  init(_ words: Words, judgesFields: Bool) {
    self.words = words
    self.judgesFields = judgesFields
    var table = Words()
    for text in words.texts {
      let lower = text.lowercased()
      folded.append(table.number(lower))
      let isAddress = lower.allSatisfy { $0.isNumber || $0 == "." || $0 == ":" }
      short.append(isAddress ? table.number(lower) : table.number(String(lower.prefix { $0 != "." })))
    }
  }

  func run(_ matcher: inout Matcher) {
    let (records, rows) = (matcher.recordPrints, matcher.rowPrints)
    func text(_ row: Int) -> Bool { rows[row].shape == .whole }
    matcher.join(.bytes, rest: .pair) {
      records[$0].text
    } row: {
      text($0) ? rows[$0].text : 0
    }
    matcher.join(.canonical, rest: .pair) {
      records[$0].content
    } row: {
      text($0) ? rows[$0].content : 0
    }
    let facts = matcher.records
    if judgesFields {
      // Equal in all fields, the key among them; without a key the time must agree too.
      matcher.join(.fields, rest: .pair) {
        facts[$0].recordID >= 0 ? records[$0].fields : 0
      } row: {
        rows[$0].shape == .noText && rows[$0].recordID >= 0 ? rows[$0].fields : 0
      }
      matcher.join(.fields, rest: .leave) {
        records[$0].fields
      } row: {
        rows[$0].shape == .noText ? rows[$0].fields : 0
      }
    }
    func isOne(_ row: Int) -> Bool { rows[row].shape != .several && rows[row].shape != .piece }
    matcher.join(.key, rest: .pairSingle) {
      key(folded[Int(facts[$0].computer)], facts[$0].channel, facts[$0].recordID)
    } row: {
      isOne($0) ? key(folded[Int(rows[$0].computer)], rows[$0].channel, rows[$0].recordID) : 0
    }
    matcher.join(.key, rest: .pairSingle) {
      key(short[Int(facts[$0].computer)], facts[$0].channel, facts[$0].recordID)
    } row: {
      isOne($0) ? key(short[Int(rows[$0].computer)], rows[$0].channel, rows[$0].recordID) : 0
    }
    // The computer may stand behind a cut.
    matcher.join(.key, rest: .leave) {
      key(.max, facts[$0].channel, facts[$0].recordID)
    } row: {
      isOne($0) && rows[$0].computer == 0 ? key(.max, rows[$0].channel, rows[$0].recordID) : 0
    }
    matcher.join(.key, rest: .leave) {
      facts[$0].recordID < 0 ? 0 : hash(facts[$0].recordID, 0, 0)
    } row: {
      isOne($0) && rows[$0].computer == 0 && rows[$0].channel == 0 && rows[$0].recordID >= 0
        ? hash(rows[$0].recordID, 0, 0) : 0
    }
    joinByNumber(&matcher, isOne)
  }

  /// Number and computer alone, at the same time: what the export calls the channel may be another field's value.
  private func joinByNumber(_ matcher: inout Matcher, _ isOne: (Int) -> Bool) {
    let (facts, rows) = (matcher.records, matcher.rowPrints)
    matcher.join(.key, rest: .leave) {
      facts[$0].recordID < 0 || facts[$0].computer == 0
        ? 0 : hash(facts[$0].recordID, short[Int(facts[$0].computer)], .max)
    } row: {
      !isOne($0) || rows[$0].recordID < 0 || rows[$0].computer == 0
        ? 0 : hash(rows[$0].recordID, short[Int(rows[$0].computer)], .max)
    }
  }

  /// 0 where a part of the key is missing.
  private func key(_ computer: WordID, _ channel: WordID, _ recordID: Int64) -> Int {
    guard recordID >= 0, computer != 0, channel != 0 else { return 0 }
    return hash(recordID, computer, folded[Int(channel)])
  }

  private func hash(_ recordID: Int64, _ computer: WordID, _ channel: WordID) -> Int {
    var hasher = Hasher()
    hasher.combine(recordID)
    hasher.combine(computer)
    hasher.combine(channel)
    return hasher.finalize()
  }

  /// Rows without a record that are another row of a record which has one: `duplicated`. And records that another
  /// source holds too: one row is that of both.
  func shareRows(_ matcher: inout Matcher) {
    let (records, rows) = (matcher.recordPrints, matcher.rowPrints)
    let facts = matcher.records
    let free = matcher.freeRows().filter { rows[$0].shape == .whole || rows[$0].shape == .noText }
    if !free.isEmpty {
      let wanted = HashSet(free.flatMap { [rows[$0].text, rows[$0].content, rows[$0].fields] })
      var byText: [Int: Int] = [:]
      var byContent: [Int: Int] = [:]
      var byFields: [Int: Int] = [:]
      func note(_ record: Int, _ hash: Int, in table: inout [Int: Int]) {
        if wanted.contains(hash), table[hash] == nil { table[hash] = record }
      }
      for record in facts.indices where matcher.rowOf[record] >= 0 {
        note(record, records[record].text, in: &byText)
        note(record, records[record].content, in: &byContent)
        if judgesFields, facts[record].recordID >= 0 { note(record, records[record].fields, in: &byFields) }
      }
      for row in free {
        let print = rows[row]
        let found =
          print.shape == .whole
          ? byText[print.text] ?? byContent[print.content]
          : print.recordID >= 0 ? byFields[print.fields] : nil
        if let found { matcher.share(found, row, matcher.kinds[found]) }
      }
    }
    shareTwins(&matcher)
    shareCopies(&matcher)
  }

  /// A row that is the same as another one, whatever the SIEM made of both: a further row of that one's record.
  private func shareTwins(_ matcher: inout Matcher) {
    let rows = matcher.rowPrints
    func twin(_ row: Int) -> Int {
      switch rows[row].shape {
      case .whole, .cut: rows[row].text
      case .noText: rows[row].recordID >= 0 ? rows[row].fields : 0
      case .several, .piece: 0
      }
    }
    let free = matcher.freeRows().filter { twin($0) != 0 }
    if free.isEmpty { return }
    let wanted = HashSet(free.map(twin))
    var matched: [Int: Int] = [:]
    for row in rows.indices where matcher.recordOf[row] >= 0 {
      let hash = twin(row)
      if wanted.contains(hash), matched[hash] == nil { matched[hash] = row }
    }
    for row in free {
      guard let other = matched[twin(row)] else { continue }
      let record = Int(matcher.recordOf[other])
      matcher.share(record, row, matcher.kinds[record])
    }
  }

  private func shareCopies(_ matcher: inout Matcher) {
    let facts = matcher.records
    guard let first = facts.first?.source, facts.contains(where: { $0.source != first }) else { return }
    let missing = matcher.freeRecords().filter { facts[$0].recordID >= 0 }
    if missing.isEmpty { return }
    var byContent: [Int: [Int]] = [:]
    let wanted = Set(missing.map { matcher.recordPrints[$0].content })
    for record in facts.indices where matcher.rowOf[record] >= 0 {
      let content = matcher.recordPrints[record].content
      if content != 0, wanted.contains(content) { byContent[content, default: []].append(record) }
    }
    for record in missing {
      let copy = byContent[matcher.recordPrints[record].content]?.first {
        facts[$0].source != facts[record].source && facts[$0].recordID == facts[record].recordID
      }
      if let copy { matcher.share(record, Int(matcher.rowOf[copy]), matcher.kinds[copy]) }
    }
  }
}
