import Formats
import Query

extension RecordView {
  /// What each of `fields` means, where documentation says so; in their order.
  var meanings: [String?] {
    func common(_ name: String) -> String? { common.first { $0.name == name }?.value }
    let objectType = fields.first { ColumnNames.column(for: $0.name) == "ObjectType" }?.value
    let context = FieldMeanings.Context(
      eventID: common("event_id").flatMap { Int($0) }, provider: common("provider"),
      objectType: objectType.map { String(decoding: $0, as: UTF8.self) })
    return fields.map { FieldMeanings.meaning(of: $0.value, field: $0.name, context) }
  }
}
