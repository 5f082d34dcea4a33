import Foundation

/// A cause that may explain open records of a verdict, with what it predicts.
struct Candidate {
  var why: String
  var limit: Limit?
  var parameter = ""
  var interval: ClosedRange<Int64>?
  var isKnownValue = true
  var scope = ""
  /// Open records that it explains.
  var hits: [Int]
  /// Records that it should have hit and did not; `hits` and these are what it predicts.
  var violations = 0
  /// What it saves, less what it costs to say: the candidate of most bits is taken (docs/completeness.md, "Choice").
  var bits: Double
  var trace = ""
  var rivals: [Explanation.Rival] = []
  /// False where the verdict itself is all that is known of the cause: nothing was predicted.
  var isPrediction = true

  /// The confidence that the rules of docs/completeness.md give it.
  var confidence: Confidence {
    let share = Double(violations) / Double(max(1, hits.count + violations))
    if violations > 0 || hits.count < 3 || rivals.contains(where: { $0.why != why }) {
      return share > 0.5 ? .unexplained : .possible
    }
    if hits.count >= 20, !trace.isEmpty, interval.map({ $0.count == 1 || isKnownValue }) ?? true {
      return .proven
    }
    return .likely
  }
}

/// Computes what limits of its kinds predict, and compares it with what is seen. One type, one file, one line in
/// `CauseTests.all`.
protocol CauseTest: Sendable {
  /// Kinds of `LimitTest` that it computes.
  static var kinds: [String] { get }
  static var verdict: Verdict { get }

  /// Causes of records that are open; each with hits.
  static func candidates(_ seen: Observations, _ context: CauseContext) throws -> [Candidate]
}

/// What tests need beside the records: the limits of this export's product, and the records' fields.
final class CauseContext {
  let catalog: LimitCatalog
  let product: ExportProduct
  let fields: (any FieldSource)?
  private var surveyed: FieldSurvey?
  /// Records whose value of a field is of another type, by type and field; kept from round to round.
  var unfit: [String: [Int32]] = [:]
  private var longest: [Int64] = []
  private var ordered: [Int32] = []
  private var counts: [String: Int] = [:]

  init(catalog: LimitCatalog, product: ExportProduct, fields: (any FieldSource)?) {
    (self.catalog, self.product, self.fields) = (catalog, product, fields)
  }

  /// Positions of all records by time, then position; sorted once.
  func timeOrder(_ seen: Observations) -> [Int32] {
    if ordered.isEmpty {
      let records = seen.comparison.records
      ordered = records.indices.map { Int32($0) }
      ordered.sort { a, b in
        (records[Int(a)].time, a) < (records[Int(b)].time, b)
      }
    }
    return ordered
  }

  /// Length of each record's longest value, in bytes; looked up once. Empty if fields cannot be looked up.
  func longestValues(_ seen: Observations) throws -> [Int64] {
    guard longest.isEmpty, let fields else { return longest }
    var lengths = Array(repeating: Int64(0), count: seen.comparison.records.count)
    try fields.forEachRecord(fields.fieldNames) { record, values in
      for value in values { lengths[record] = max(lengths[record], Int64(value?.utf8.count ?? 0)) }
    }
    longest = lengths
    return lengths
  }

  /// A number that is the same in every round, counted once.
  func distinct(_ name: String, _ count: () -> Int) -> Int {
    if let known = counts[name] { return known }
    let new = count()
    counts[name] = new
    return new
  }

  /// The fields of a sample of missing and whole records, read once; nil if fields cannot be looked up.
  func survey(_ seen: Observations) -> FieldSurvey? {
    if surveyed == nil { surveyed = fields.map { FieldSurvey($0, seen) } }
    return surveyed
  }

  /// Products whose limits cannot have acted on an export of another.
  private static let families: [(ExportProduct, String)] = [
    (.splunk, "Splunk"), (.elastic, "Elastic"), (.sentinel, "Microsoft Sentinel"), (.qradar, "IBM QRadar"),
    (.other, "ArcSight"), (.other, "Graylog"), (.other, "Wazuh"), (.other, "Others"),
  ]

  /// Limits of `kind` that may have acted, the product's own first.
  func limits(_ kind: String...) -> [Limit] {
    let all = catalog.of(kinds: kind)
    let own = all.filter { limit in
      Self.families.contains { $0.0 == product && limit.product.hasPrefix($0.1) }
    }
    let open = all.filter { limit in !Self.families.contains { limit.product.hasPrefix($0.1) } }
    let always = all.filter { $0.product.hasPrefix("Others: spreadsheet") && product != .other }
    let foreign = product == .other ? all.filter { limit in !(own + open).contains(limit) } : []
    return own + open + always + foreign
  }
}

extension Limit {
  /// As a rival, with a parameter.
  func rival(_ parameter: String = "") -> Explanation.Rival {
    Explanation.Rival(why: word(parameter), product: product, setting: setting)
  }
}

extension [Limit] {
  /// All but `chosen`, as rivals with the same parameter.
  func rivals(of chosen: Limit?, _ parameter: String = "") -> [Explanation.Rival] {
    filter { $0.id != chosen?.id }.map { $0.rival(parameter) }
  }
}
