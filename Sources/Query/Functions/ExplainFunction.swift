import Formats

/// What a value means.
enum ExplainFunction {
  /// `explain(field, value [, event_id [, provider [, object_type]]])`: what documentation says of a code, mask, SID
  /// or word in a field; NULL where nothing is known. `''` for an event, provider or object type is one that is not
  /// known.
  static var explain: ScalarFunction {
    ScalarFunction("explain", 2...5) { arguments in
      func text(_ index: Int) -> String? {
        arguments.indices.contains(index) ? String(decoding: arguments[index].bytes, as: UTF8.self) : nil
      }
      let context = FieldMeanings.Context(
        eventID: text(2).flatMap { Int($0) }, provider: text(3), objectType: text(4))
      return FieldMeanings.meaning(of: arguments[1].bytes, field: text(0) ?? "", context)
        .map { SQLValue($0) } ?? .null
    }
  }
}
