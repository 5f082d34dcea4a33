import Evidence

/// One thing to know before data is trusted: a row of `quality`.
struct QualityFinding {
  /// How much it can change an answer.
  enum Severity: String, CaseIterable {
    /// Evidence is lost, cut, or made to look like something else.
    case high
    /// Questions can give a wrong answer.
    case medium
    /// Questions can surprise.
    case low
    /// Good to know.
    case info
  }

  var severity: Severity
  /// Name of the check, as in docs/quality.md.
  var check: String
  /// Nil where the finding is about the whole case or a log.
  var source: Int?
  var field: String?
  /// Records or values that the finding is about.
  var count: Int
  /// Of how many.
  var total: Int?
  var finding: String
  var examples: Examples = Examples()
  /// What to do: a command, or what to keep in mind.
  var next: String
}

/// The first few places of something, with what stood there.
struct Examples {
  /// Places that are kept.
  static let most = 5
  private static let longest = 120

  private(set) var records: [Int] = []
  private(set) var values: [[UInt8]] = []

  /// Whether further places would not be kept.
  var isFull: Bool { records.count >= Self.most }

  /// Takes a place; a value that is there already is not taken again.
  mutating func add(_ record: Int, _ value: [UInt8]? = nil) {
    guard !isFull, records.last != record else { return }
    records.append(record)
    guard let value else { return }
    let shown = value.count > Self.longest ? Array(value.prefix(Self.longest)) + Array("…".utf8) : value
    if !values.contains(shown) { values.append(shown) }
  }
}
