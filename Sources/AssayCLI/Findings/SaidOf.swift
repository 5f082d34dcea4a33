import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// A tag or note that stands on a record, or on its source.
struct SaidOf {
  let annotation: Annotation
  /// It stands on the record itself.
  let isOfRecord: Bool
  private let time: String?
  private let actor: String?

  /// All that is said of a record.
  ///
  /// - Throws: what reading throws.
  static func all(of view: RecordView, _ reader: CaseReader) throws -> [SaidOf] {
    let own = try reader.store.annotations().annotations.filter {
      $0.records.contains(view.record) || $0.sources.contains(view.source.id)
    }
    if own.isEmpty { return [] }
    let said = try SaidBy(reader.store)
    return own.map {
      SaidOf(
        annotation: $0, isOfRecord: $0.records.contains(view.record), time: said.time($0.sequence),
        actor: said.actor($0.sequence))
    }
  }

  /// `encoded "first sign" (A. Vogel@vm, 2024-05-07T08:02:11Z)`.
  var text: String {
    let what = [
      annotation.tag.map { DisplayText.escaped($0) },
      annotation.note.map { "\"\(DisplayText.escaped($0))\"" },
    ]
    .compactMap(\.self).joined(separator: " ")
    let by = [actor, time.map { NumberText.time($0) }].compactMap(\.self).joined(separator: ", ")
    return what + (isOfRecord ? "" : " on the whole source") + " (\(DisplayText.escaped(by)))"
  }

  var json: JSONValue {
    .members(
      ("tag", .text(annotation.tag)), ("note", .text(annotation.note)), ("of_record", .bool(isOfRecord)),
      ("time", .text(time)), ("actor", .text(actor)), ("custody_seq", .number(annotation.sequence)))
  }
}
