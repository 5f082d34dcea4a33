/// Why records are not in the export as they were logged: one cause, with what speaks for it and against it
/// (docs/completeness.md, "Causes").
package struct Explanation: Sendable, Equatable {
  /// Another cause or setting that the data cannot tell from this one.
  package struct Rival: Sendable, Hashable {
    /// Its word, with its parameter; the same as the explanation's where only the setting differs.
    package var why: String
    package var product: String
    package var setting: String

    package init(why: String, product: String = "", setting: String = "") {
      self.why = why
      self.product = product
      self.setting = setting
    }
  }

  /// The cause in one word, with its parameter: `raw_cut_at_10000`.
  package var why: String
  /// What it explains; nil: rows that no record explains.
  package var verdict: Verdict?
  /// Limit of `LimitCatalog` that it comes from; empty: of none.
  package var limitID = ""
  package var product = ""
  package var setting = ""
  /// The setting's value where nobody changed it, as text; empty: it has none.
  package var `default` = ""
  /// What was learned from the data, with its unit: `10000 bytes`; empty: the cause has no parameter.
  package var parameter = ""
  /// All values of the parameter that the data allow; nil: it is no number.
  package var interval: ClosedRange<Int64>?
  /// False: `parameter` is learned, and is no value that is known of the setting.
  package var isKnownValue = true
  /// What the cause is limited to (`channel Security`, `host WS01`); empty: all.
  package var scope = ""
  /// Records (or rows) that it explains.
  package var records = 0
  /// Records with this verdict that nothing had explained before it; `records` / `observed` is its support.
  package var observed = 0
  /// Records that the cause should have hit.
  package var predicted = 0
  /// Those of them that it did not hit.
  package var violations = 0
  package var confidence = Confidence.unexplained
  /// What confirms it apart from the numbers (`named in _ignored`); empty: nothing.
  package var trace = ""
  package var rivals: [Rival] = []
  /// What the limit does, in a sentence.
  package var what = ""
  /// What would decide: the command to run or the setting to look at in the SIEM.
  package var check = ""
  /// What to change so that it does not happen again.
  package var remedy = ""

  /// Share of what was unexplained before that this explains, 0 … 1.
  package var support: Double { observed == 0 ? 0 : Double(records) / Double(observed) }
}

/// How sure an explanation is (docs/completeness.md, "Confidence").
package enum Confidence: String, Sendable, CaseIterable {
  /// Predicted and seen agree without exception, parameter exact, 20 records at least, and a trace apart from that.
  case proven
  /// Predicted and seen agree without exception, in three records at least, and no other cause fits as well.
  case likely
  /// Exceptions (5 % at most), fewer records, or another cause fits as well.
  case possible
  /// No mechanical cause found.
  case unexplained
}

/// All explanations of a comparison, and which of them each difference has.
package struct Explanations: Sendable {
  /// Those of most records first.
  package var list: [Explanation] = []
  /// Same positions as `Comparison.differences`: position in `list`.
  package var ofDifference: [Int] = []
  /// Rows in state `extra`, in order: position in `Comparison.rows` and in `list`.
  package var ofExtraRow: [(row: Int, explanation: Int)] = []
}
