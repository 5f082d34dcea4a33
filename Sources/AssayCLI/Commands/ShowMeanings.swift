import Formats
import Query

extension RecordView {
  /// What each of `fields` means, where documentation says so; in their order.
  var meanings: [String?] {
    func value(_ column: String) -> String? { common.first { $0.name == column }?.value }
    let objectType = fields.first { ColumnNames.column(for: $0.name) == "ObjectType" }?.value
    let context = FieldMeanings.Context(
      eventID: value("event_id").flatMap { Int($0) }, provider: value("provider"),
      objectType: objectType.map { String(decoding: $0, as: UTF8.self) })
    return fields.map { FieldMeanings.meaning(of: $0.value, field: $0.name, context) }
  }
}
