/// One known limit or setting by which a SIEM loses, cuts, alters or hides data: an entry of `siem-limits.json`
/// or of a file given with `--limits` (schema: docs/siem-limits.md). What the program does not use of it is not read.
package struct Limit: Sendable, Decodable, Equatable {
  /// Unique: `splunk.truncate`.
  package var id: String
  /// Product or transport; its beginning says whose export it applies to (`Splunk`, `Syslog transport: rsyslog`).
  package var product: String
  /// The setting's own name: `props.conf TRUNCATE`.
  package var setting: String
  /// Value where nobody changed it, as text; empty: none.
  package var defaultText: String
  /// What it does, in a sentence or two.
  package var what: String
  /// Word of the cause, `{N}` standing for its parameter: `raw_cut_at_{N}`; empty: not testable from an export.
  package var why: String
  package var test: LimitTest
  /// The command or search in that product that would decide.
  package var check: String
  package var remedy: String
  /// Where the fact stands.
  package var source: String

  private enum Key: String, CodingKey {
    case id, product, setting, `default`, what, why, test, check, remedy, source
  }

  package init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    func text(_ key: Key) throws -> String { try box.decodeIfPresent(String.self, forKey: key) ?? "" }
    id = try box.decode(String.self, forKey: .id)
    product = try box.decode(String.self, forKey: .product)
    setting = try box.decode(String.self, forKey: .setting)
    defaultText = try box.decodeIfPresent(LimitValue.self, forKey: .default)?.text ?? ""
    test = try box.decode(LimitTest.self, forKey: .test)
    why = try text(.why)
    (what, check, remedy, source) = (
      try text(.what), try text(.check), try text(.remedy), try text(.source)
    )
  }

  /// The word with its parameter.
  func word(_ parameter: String) -> String {
    var parts = why.split(separator: "{N}", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 { parts.insert(Substring(parameter), at: 1) }
    return parts.joined()
  }
}

/// How a limit shows itself: the test's kind (a type of `CauseTest` computes it) and its parameters.
package struct LimitTest: Sendable, Decodable, Equatable {
  package var kind: String
  /// Values known of the setting, the default first: numbers, or words where the test compares words.
  package var values: [LimitValue]?
  /// Of `common_value_of_missing`: `EventID`, `Channel`, `Computer`, `Provider`, `User`.
  package var field: String?
  /// Of `missing_outside_set`: the name of a set in the file's `sets`.
  package var set: String?

  /// The values that are whole numbers.
  var numbers: [Int64] { (values ?? []).compactMap(\.number) }
}

/// A number, a word or a boolean of the limits' file.
package enum LimitValue: Sendable, Decodable, Equatable {
  case integer(Int64)
  case decimal(Double)
  case word(String)

  package init(from decoder: any Decoder) throws {
    let box = try decoder.singleValueContainer()
    if let flag = try? box.decode(Bool.self) {
      self = .word(flag ? "true" : "false")
    } else if let number = try? box.decode(Int64.self) {
      self = .integer(number)
    } else if let number = try? box.decode(Double.self) {
      self = .decimal(number)
    } else {
      self = .word(try box.decode(String.self))
    }
  }

  /// As it is written.
  package var text: String {
    switch self {
    case .integer(let number): String(number)
    case .decimal(let number): "\(number)"
    case .word(let word): word
    }
  }

  var number: Int64? {
    if case .integer(let number) = self { number } else { nil }
  }
}

/// Event ids that a product collects, of certain channels.
package struct EventSet: Sendable, Decodable, Equatable {
  /// Channels that the set decides on; others are left alone.
  package var channels: [String]
  package var ids: [Int]
}
