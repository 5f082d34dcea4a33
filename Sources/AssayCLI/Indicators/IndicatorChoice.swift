import Decode
import Evidence
import Integrity
import Query

/// Which indicators count, and how texts are read for them: options of `iocs` as plain values.
struct IndicatorChoice: Sendable {
  /// Empty: all.
  var types: Set<IndicatorType> = []
  var exclude = ExcludeList(lines: [])
  var decodes = true

  /// What finds encoded layers.
  var search: LayerSearch? { decodes ? LayerSearch() : nil }

  /// Whether an indicator is of a type that counts.
  func counts(_ key: IndicatorKey) -> Bool { types.isEmpty || types.contains(key.type) }

  /// Options that change the answer, for a receipt.
  var parameters: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    if !types.isEmpty { members.append(.init("types", .array(types.sorted().map { .string($0.rawValue) }))) }
    if !exclude.isEmpty { members.append(.init("exclude", .array(exclude.lines.map { .string($0) }))) }
    if !decodes { members.append(.init("no_decode", true)) }
    return members
  }

  init() {}

  /// The options as a receipt has them.
  init(_ question: Question) {
    types = Set((question[parameter: "types"]?.strings ?? []).compactMap { IndicatorType(rawValue: $0) })
    exclude = ExcludeList(lines: question[parameter: "exclude"]?.strings ?? [])
    decodes = question[parameter: "no_decode"] == nil
  }
}
