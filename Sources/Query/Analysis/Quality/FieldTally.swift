import Evidence

/// What was counted of one field in one source. A class, since it is changed for every value.
final class FieldTally {
  var records = 0
  /// Values that are JSON `null`.
  var nulls = 0
  var values = 0
  /// By kind, in the order of `ValueClass.allCases`.
  var classes = [Int](repeating: 0, count: ValueClass.allCases.count)
  /// By kind: the first value and its record, where it was looked for.
  var firstOfClass: [Int: (record: Int, value: [UInt8])] = [:]
  /// Values with each trait, by `rawValue`.
  var traits: [UInt8: Int] = [:]
  var examples: [UInt8: Examples] = [:]
  /// By bytes and by characters.
  var longest = [LongestValues(), LongestValues()]

  static let singleTraits: [ValueTraits] = [
    .invalidUTF8, .control, .deceptive, .twiceEncoded, .replaced, .beyondASCII,
  ]

  /// What a value added.
  struct Found {
    var traits: ValueTraits
    /// Kind of which this is the first value.
    var kind: Int?
    var bytes: Int
    var characters: Int
    var isToBeShown: Bool
  }

  /// Counts a value that occurs `times`.
  func add(_ value: [UInt8], times: Int) -> Found {
    let traits = ValueTraits.of(value)
    let kind = ValueClass.of(value).index
    values += times
    classes[kind] += times
    let isFirst = classes[kind] == times
    var isShown = isFirst
    for trait in Self.singleTraits where traits.contains(trait) {
      self.traits[trait.rawValue, default: 0] += times
      if trait != .beyondASCII, examples[trait.rawValue]?.isFull != true { isShown = true }
    }
    let characters =
      traits.contains(.beyondASCII)
      ? String(decoding: value, as: UTF8.self).unicodeScalars.count : value.count
    let isLongest = [
      longest[0].add(value.count, value, times: times), longest[1].add(characters, value, times: times),
    ]
    if isLongest[0] && CutLengths.isRound(value.count) || isLongest[1] && CutLengths.isRound(characters) {
      isShown = true
    }
    return Found(
      traits: traits, kind: isFirst ? kind : nil, bytes: value.count, characters: characters,
      isToBeShown: isShown)
  }

  /// Keeps the place of a value, for what of it is worth an example.
  func show(_ value: [UInt8], _ found: Found, record: Int) {
    if let kind = found.kind, firstOfClass[kind] == nil { firstOfClass[kind] = (record, value) }
    for trait in Self.singleTraits where found.traits.contains(trait) && trait != .beyondASCII {
      examples[trait.rawValue, default: Examples()].add(record, value)
    }
    // A longer value may have come since.
    if found.bytes == longest[0].length { longest[0].examples.add(record, value) }
    if found.characters == longest[1].length { longest[1].examples.add(record, value) }
  }

  func count(_ trait: ValueTraits) -> Int { traits[trait.rawValue] ?? 0 }

  var empties: Int { classes[0] }

  /// Values that are neither empty nor `null`.
  var filled: Int { values - empties }
}

/// The longest values of a field: how long, how often, and whether they differ.
struct LongestValues {
  private(set) var length = 0
  private(set) var count = 0
  /// Hashes of different values, a few.
  private var different: Set<UInt64> = []
  var examples = Examples()

  /// More different values than this are not told apart.
  private static let mostDifferent = 8

  var distinct: Int { different.count }

  /// Counts a value that occurs `times`; true where it is one of the longest so far.
  mutating func add(_ length: Int, _ value: [UInt8], times: Int) -> Bool {
    guard length >= self.length, length > 0 else { return false }
    if length > self.length {
      self.length = length
      count = 0
      different = []
      examples = Examples()
    }
    count += times
    if different.count < Self.mostDifferent { different.insert(value.span.tableHash()) }
    return true
  }
}
