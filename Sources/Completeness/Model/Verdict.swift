/// What the comparison says of one raw record, gravest first (docs/completeness.md).
package enum Verdict: UInt8, Sendable, CaseIterable, Comparable {
  /// No row of the export comes from the record.
  case missing = 0
  /// Its text stands in one row with that of other records.
  case merged
  /// Its text is spread over several rows.
  case split
  /// The row's text, or a field's value, is a proper prefix of the raw one.
  case truncated
  /// A value differs, and no rule of equivalence explains it.
  case altered
  /// The text, where exported, is whole, but fields that the record has are empty.
  case fieldsLost
  /// The row's time is not the record's, by more than the export's precision.
  case timeShifted
  /// More rows than records.
  case duplicated
  /// Same meaning, other bytes.
  case equivalent
  /// Same bytes; in an export of fields alone, every field the same.
  case identical

  /// The word in output, and in `../shared/siem`'s truth files.
  package var word: String {
    switch self {
    case .fieldsLost: "fields_lost"
    case .timeShifted: "time_shifted"
    default: "\(self)"
    }
  }

  /// True of what needs no explanation.
  package var isIntact: Bool { self >= .equivalent }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The verdicts that hold of one record.
package struct VerdictSet: OptionSet, Sendable, Hashable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// One verdict alone.
  package init(_ verdict: Verdict) { rawValue = 1 << UInt16(verdict.rawValue) }

  /// The gravest of them; nil of none.
  package var gravest: Verdict? {
    Verdict(rawValue: UInt8(truncatingIfNeeded: rawValue.trailingZeroBitCount))
  }

  /// All of them, gravest first.
  package var all: [Verdict] { Verdict.allCases.filter { contains(VerdictSet($0)) } }
}
