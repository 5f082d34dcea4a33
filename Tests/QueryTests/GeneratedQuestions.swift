import Query

/// Makes questions over `ManyGroups` that name what pushdown looks at, in ways that people write.
struct GeneratedQuestion {
  private var random: Seeded

  init(seed: UInt64) { random = Seeded(state: seed &* 7919 &+ 1) }

  private mutating func pick<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &random)] }

  private mutating func number(_ range: ClosedRange<Int>) -> String {
    String(Int.random(in: range, using: &random))
  }

  mutating func next() -> String {
    let condition = condition(depth: 2)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return "SELECT count(*), min(record), max(time), sum(n) FROM events WHERE \(condition)"
    case 1: return "SELECT word, count(*) FROM events WHERE \(condition) GROUP BY word ORDER BY word"
    case 2: return "SELECT DISTINCT mixed FROM events WHERE \(condition) ORDER BY 1"
    case 3:
      return "SELECT record, time, n, maybe FROM events WHERE \(condition) ORDER BY time, record LIMIT 50"
    case 4:
      return
        "SELECT record FROM events WHERE record IN (SELECT record FROM events WHERE \(condition)) ORDER BY 1"
    case 5:
      return
        "SELECT a.record FROM (SELECT record, rare FROM events WHERE \(condition)) a ORDER BY a.record DESC"
    default: return "SELECT record FROM events WHERE \(condition) ORDER BY record"
    }
  }

  /// A condition alone, as it stands behind WHERE.
  mutating func nextCondition() -> String { condition(depth: 1) }

  private mutating func condition(depth: Int) -> String {
    if depth > 0 {
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1: return "(\(condition(depth: depth - 1)) AND \(condition(depth: depth - 1)))"
      case 2: return "(\(condition(depth: depth - 1)) OR \(condition(depth: depth - 1)))"
      case 3: return "NOT (\(condition(depth: depth - 1)))"
      default: break
      }
    }
    return comparison()
  }

  private mutating func comparison() -> String {
    let column = pick(
      [
        "n", "word", "mixed", "rare", "maybe", "Image", "image", "\"winlog.event_data.Image\"", "event_id",
        "EventID", "float",
        "time", "time", "time_ns", "record", "source_id", "parsed", "locator", "\"log.winlog\"", "problem",
        "user",
      ].filter { $0 != "\"log.winlog\"" })
    switch Int.random(in: 0..<15, using: &random) {
    case 9: return "\(column) GLOB \(pick(["'*a*'", "'w?'", "'[a-c]*'", "'A*'", "'*1'"]))"
    case 0: return "\(column) IS NULL"
    case 1: return "\(column) IS NOT NULL"
    case 2: return "\(column) BETWEEN \(value(column)) AND \(value(column))"
    case 3: return "\(column) IN (\(value(column)), \(value(column)), \(value(column)))"
    case 4: return "\(column) NOT IN (\(value(column)), \(value(column)))"
    case 5: return "\(column) = \(value(column)) COLLATE NOCASE"
    case 6: return "\(value(column)) \(pick(["<", ">", "="])) \(column)"
    case 7:
      return
        "\(column) LIKE \(pick(["'%a%'", "'%LPH%'", "'1%'", "'%0'", "'w_'", "''", "'%'", "'[%'", "'É%'"]))"
    case 8: return "\(column) IS \(value(column))"
    default: return "\(column) \(pick(["=", "=", "<", "<=", ">", ">=", "<>"])) \(value(column))"
    }
  }

  /// Mostly values that occur, now and then of another type.
  private mutating func value(_ column: String) -> String {
    switch Int.random(in: 0..<12, using: &random) {
    case 0:
      return pick([
        "NULL", "''", "x'31'", "1.5", "'[1,2]'", "'[null,5]'", "9223372036854775807", "-9223372036854775808",
      ])
    case 1: return literal(pick(ManyGroups.words))
    case 2: return number(-5...60)
    default: break
    }
    switch column {
    case "n": return number(-520...5400)
    case "word": return literal(pick(ManyGroups.words))
    case "mixed": return pick([number(0...30), literal(number(0...30)), literal("w" + number(0...40))])
    case "maybe":
      return pick([
        number(0...140), literal(number(0...140)), literal("[\(number(0...9)),\(number(1...10))]"),
      ])
    case "rare", "source_id": return number(0...48)
    case "event_id", "EventID": return number(4590...4640)
    case "float": return pick([literal(number(0...39) + "." + number(0...48)), number(0...39), "12.2"])
    case "record": return number(0...2200)
    case "time": return time()
    case "time_ns": return "17092" + number(10_000...99_999) + "000000000"
    case "locator": return literal(number(0...48) + ":" + number(0...40))
    case "problem": return "'time.out-of-range'"
    case "parsed": return number(0...1)
    default: return literal(pick(["i", "I"]) + number(0...48))
    }
  }

  private mutating func time() -> String {
    let full =
      "2024-03-0" + number(1...5) + "T" + pick(["00", "07", "12", "19", "23"]) + ":"
      + pick(["00", "15", "30", "59"])
      + ":00.500000000Z"
    return literal(
      pick([
        full, String(full.prefix(Int.random(in: 4...29, using: &random))), "1601-01-02", "2399",
        "2024-03-02T10:00:00,5",
      ]))
  }
}
