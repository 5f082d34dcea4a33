package import Evidence

/// Different shapes of texts with what is known of the rows that have them. A shape is a program (or another group) and
/// a list of tokens; each is kept once, in flat arrays, so that a million different ones fit in memory.
package struct ShapeTable: Sendable {
  /// Words of all shapes.
  private(set) var words = Vocabulary()
  /// Programs.
  private(set) var programs = Vocabulary()
  /// Hosts.
  private(set) var hosts = Vocabulary()
  /// Tokens of all shapes, one after the other.
  private var tokens: [Int32] = []
  private var ends: [Int] = []
  /// The facts of each shape.
  private(set) var facts: [Facts] = []
  /// Other hosts than the first, of the shapes that have several.
  private var furtherHosts: [Int32: Set<Int32>] = [:]
  /// Shapes by hash; more than one where hashes are equal.
  private var buckets: [Int: [Int32]] = [:]
  /// Texts of the first rows.
  private var texts: [UInt8] = []
  private var textEnds: [Int] = []
  /// The shape of each row.
  package private(set) var shapeOfRow: [Int32] = []
  private let tokenizer = ShapeTokenizer()
  /// Texts whose shape ends in `<more>`.
  package private(set) var cutCount = 0

  /// What is known of the rows of one shape.
  struct Facts: Sendable {
    var program: Int32
    var count = 0
    var firstRow: Int
    var host: Int32
    var first: Timestamp?
    var last: Timestamp?
  }

  /// No shape.
  package init() {}

  /// Number of different shapes.
  package var count: Int { facts.count }

  /// Adds a row.
  /// - Parameters:
  ///   - text: command line or message.
  ///   - program: its program, or what else parts texts that are never put together.
  ///   - host: where it comes from; empty for none.
  ///   - time: when.
  package mutating func add(text: String, program: String, host: String, time: Timestamp?) {
    let row = shapeOfRow.count
    let found = tokenizer.tokens(text).map { words.number(of: $0) }
    if found.count > ShapeTokenizer.maximumTokens { cutCount += 1 }
    let shape = number(
      of: found, program: programs.number(of: program), host: hosts.number(of: host), row: row, text: text)
    shapeOfRow.append(shape)
    facts[Int(shape)].count += 1
    note(host: hosts.number(of: host), of: shape)
    guard let time else { return }
    facts[Int(shape)].first = facts[Int(shape)].first.map { min($0, time) } ?? time
    facts[Int(shape)].last = facts[Int(shape)].last.map { max($0, time) } ?? time
  }

  private mutating func number(
    of found: [Int32], program: Int32, host: Int32, row: Int, text: String
  ) -> Int32 {
    var hasher = Hasher()
    hasher.combine(program)
    for token in found { hasher.combine(token) }
    let hash = hasher.finalize()
    for candidate in buckets[hash] ?? []
    where facts[Int(candidate)].program == program && self.tokens(of: Int(candidate)).elementsEqual(found) {
      return candidate
    }
    let shape = Int32(facts.count)
    buckets[hash, default: []].append(shape)
    facts.append(Facts(program: program, firstRow: row, host: host))
    tokens += found
    ends.append(tokens.count)
    texts += text.utf8
    textEnds.append(texts.count)
    return shape
  }

  private mutating func note(host: Int32, of shape: Int32) {
    guard facts[Int(shape)].host != host else { return }
    furtherHosts[shape, default: []].insert(host)
  }

  /// Tokens of a shape.
  func tokens(of shape: Int) -> ArraySlice<Int32> {
    tokens[(shape == 0 ? 0 : ends[shape - 1])..<ends[shape]]
  }

  /// Hosts of a shape.
  func hosts(of shape: Int) -> Set<Int32> {
    (furtherHosts[Int32(shape)] ?? []).union([facts[shape].host])
  }

  /// Text of a shape's first row.
  func text(of shape: Int) -> String {
    String(decoding: texts[(shape == 0 ? 0 : textEnds[shape - 1])..<textEnds[shape]], as: UTF8.self)
  }
}
