import Evidence

/// What the names of a row group mean (learned once for each name, so that a field costs one look-up by its
/// id), and, for the record at hand, at which entries the meaningful values stand.
struct JSONFindings {
  /// Meaning of a name.
  struct Role {
    /// `JSONCommonFields.Target` by raw value; -1 for none.
    var target: Int8 = -1
    /// Place in the target's list.
    var rank: UInt8 = 0
    /// Keys of envelopes, see `Envelope`.
    var envelope: UInt8 = 0

    @inline(__always)
    var isAny: Bool { target >= 0 }
  }

  /// Sets of top-level keys.
  private enum Envelope {
    /// `_index`, `_id`, … of Elasticsearch, and `_source` itself.
    static let hit: UInt8 = 1
    /// `preview`, `offset`, `lastrow` of Splunk, and `result` itself.
    static let splunk: UInt8 = 2
    /// The object to unwrap.
    static let inner: UInt8 = 4
  }

  private static let listLength = 64
  private static let roles: [String: Role] = {
    var table: [String: Role] = [:]
    for target in JSONCommonFields.Target.allCases {
      for (rank, name) in JSONCommonFields.names(of: target).enumerated() where table[name] == nil {
        table[name] = Role(target: Int8(target.rawValue), rank: UInt8(rank))
      }
    }
    for name in [
      "_index", "_type", "_id", "_score", "_version", "_seq_no", "_primary_term", "_routing", "_ignored",
      "sort",
      "matched_queries", "_source",
    ] {
      table[name, default: Role()].envelope |= Envelope.hit
    }
    for name in ["preview", "offset", "lastrow", "result"] {
      table[name, default: Role()].envelope |= Envelope.splunk
    }
    for name in ["_source", "result"] { table[name, default: Role()].envelope |= Envelope.inner }
    return table
  }()

  /// By name id.
  private var learned: [Role] = []
  /// By target: bit `rank` is set where the record has a value for the list's name.
  private var masks: [UInt64] = Array(repeating: 0, count: JSONCommonFields.Target.allCases.count)
  /// By target and rank: the first entry.
  private var entries: [Int32] = Array(
    repeating: 0, count: JSONCommonFields.Target.allCases.count * listLength)
  private var topLevelCount = 0
  private var topLevelEnvelope: UInt8 = 0xFF

  /// For the next record. A name table that has grown shorter is another one.
  mutating func begin(_ names: inout NameTable) {
    if names.count < learned.count { learned.removeAll(keepingCapacity: true) }
    for i in 0..<masks.count { masks[i] = 0 }
    topLevelCount = 0
    topLevelEnvelope = 0xFF
  }

  /// Sees to it that the role of `name` is known.
  @inline(__always)
  mutating func learn(_ name: NameID, _ names: inout NameTable) {
    if Int(name) >= learned.count { learnAll(names) }
  }

  private mutating func learnAll(_ names: NameTable) {
    while learned.count < names.count {
      let id = NameID(learned.count)
      learned.append(id == 0 ? Role() : JSONFindings.roles[names.name(id)] ?? Role())
    }
  }

  @inline(__always)
  func role(of name: NameID) -> Role { learned[Int(name)] }

  @inline(__always)
  mutating func note(_ role: Role, at entry: Int) {
    let target = Int(role.target)
    let bit = UInt64(1) << UInt64(role.rank)
    if masks[target] & bit != 0 { return }
    masks[target] |= bit
    entries[target * JSONFindings.listLength + Int(role.rank)] = Int32(truncatingIfNeeded: entry)
  }

  /// A key of the outermost object has been read.
  @inline(__always)
  mutating func topLevel(_ name: NameID) {
    topLevelCount += 1
    topLevelEnvelope &= learned[Int(name)].envelope
  }

  /// Whether the object below the top-level key `name` is the event itself: `_source` among the keys of a hit,
  /// or `result` among those of Splunk.
  func unwraps(_ name: NameID) -> Bool {
    guard learned[Int(name)].envelope & Envelope.inner != 0 else { return false }
    return topLevelEnvelope & Envelope.hit != 0
      || (topLevelEnvelope & Envelope.splunk != 0 && topLevelCount > 1)
  }

  // MARK: Results

  /// Names of the target's list that have a value, bit by bit.
  func mask(_ target: JSONCommonFields.Target) -> UInt64 { masks[target.rawValue] }

  /// The entry of the target's name at `rank`, where its bit is set.
  func entry(_ target: JSONCommonFields.Target, rank: Int) -> Int {
    Int(entries[target.rawValue * JSONFindings.listLength + rank])
  }

  /// The entry of the first name of the list that has a value; nil where none has.
  func first(_ target: JSONCommonFields.Target) -> Int? {
    let mask = masks[target.rawValue]
    return mask == 0 ? nil : entry(target, rank: mask.trailingZeroBitCount)
  }
}
