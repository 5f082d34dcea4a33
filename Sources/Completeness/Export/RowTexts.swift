import Evidence
import Formats

/// Reads the texts of events that rows hold, Event XML or JSON, whatever the export's own format. For one thread.
final class RowTexts {
  /// What a text says.
  struct Reading {
    var shape = RowPrint.Shape.piece
    /// 0: it was not understood.
    var content = 0
    /// Where the last compared value ends in a whole text; 0: not known.
    var lastEnd = 0
    var computer: String?
    var channel: String?
    var recordID: Int64 = -1
  }

  private let plan: FieldPlan
  private let xml: EventFields
  private let json: EventFields

  init(_ plan: FieldPlan) {
    self.plan = plan
    xml = EventFields(SourceProfile(format: .eventXML), plan)
    json = EventFields(SourceProfile(format: .json, json: .lines), plan)
  }

  /// The reader of fields for a text's kind.
  func fields(_ kind: EventText.Kind) -> EventFields? {
    switch kind {
    case .xml: xml
    case .json: json
    case .other, .rendered: nil
    }
  }

  /// Looks into a text.
  func read(_ text: [UInt8], style: inout TextStyle) -> Reading {
    var reading = Reading()
    let event = EventText(text.span)
    guard let first = event.parts.first, let fields = fields(event.kind) else {
      if plan.hasPlainTexts { reading.shape = .whole }
      if event.kind == .rendered { reading.shape = .noText }
      return reading
    }
    reading.shape = event.parts.count > 1 ? .several : first.isWhole ? .whole : .cut
    style.look(at: text.span.extracting(first.range))
    var part = first.range == 0..<text.count ? text : Array(text[first.range])
    if !first.isWhole { part = EventText.closed(part, event.kind) ?? [] }
    fields.read(part)
    guard fields.fields.parsed else { return reading }
    if reading.shape == .whole {
      let sums = fields.sums(part, &style)
      reading.content = sums.content
      if sums.lastEnd > 0 { reading.lastEnd = first.range.lowerBound + sums.lastEnd }
    }
    func value(_ field: RecordFields.Common) -> String? {
      fields.fields.value(of: field, text: part.span).map { String(decoding: $0, as: UTF8.self) }
    }
    reading.computer = value(.computer)
    reading.channel = value(.channel)
    // The last value of a cut text may be part of a number.
    if first.isWhole || fields.fields.entries.last.map({ !isRecordID($0, fields) }) ?? false {
      reading.recordID = value(.eventRecordID).flatMap { Int64($0) } ?? -1
    }
    return reading
  }

  private func isRecordID(_ entry: RecordFields.Entry, _ fields: EventFields) -> Bool {
    let name = FieldPlan.canonical(fields.fields.names.name(entry.name))
    return name == FieldPlan.Key.names[Int(FieldPlan.Key.recordID)]
  }
}
