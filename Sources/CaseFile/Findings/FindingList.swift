import Evidence
import Integrity

/// All findings of a case, as they follow from custody entries.
package struct FindingList: Sendable {
  /// By number: the one with number `n` stands at `n - 1`.
  package internal(set) var findings: [Finding] = []

  /// None.
  package init() {}

  /// In the order in which they stand in a report.
  package var inOrder: [Finding] { findings.sorted { ($0.place, $0.number) < ($1.place, $1.number) } }

  /// Takes the next act of the custody log.
  ///
  /// - Throws: `case.damaged` where the act does not go with those before.
  mutating func take(_ act: FindingAct, _ entry: CustodyEntry) throws(AssayError) {
    switch act {
    case .saved(var finding):
      guard finding.number == findings.count + 1 else { throw ActDetails(entry).damaged("finding") }
      finding.place = findings.count + 1
      findings.append(finding)
    case .edited(let number, let edit):
      guard (1...max(findings.count, 1)).contains(number), !findings.isEmpty else {
        throw ActDetails(entry).damaged("finding")
      }
      change(number - 1, edit)
    }
  }

  private mutating func change(_ index: Int, _ edit: FindingEdit) {
    if let name = edit.name { findings[index].name = name }
    if let statement = edit.statement { findings[index].statement = statement }
    if let interpretation = edit.interpretation { findings[index].interpretation = interpretation }
    if let alternatives = edit.alternatives { findings[index].alternatives = alternatives }
    if let included = edit.included { findings[index].included = included }
    guard let place = edit.place else { return }
    var order = inOrder.map { $0.number - 1 }.filter { $0 != index }
    order.insert(index, at: min(max(place - 1, 0), order.count))
    for (position, moved) in order.enumerated() { findings[moved].place = position + 1 }
  }
}

/// What a custody entry says of a finding.
enum FindingAct {
  case saved(Finding)
  case edited(number: Int, FindingEdit)

  /// `action` of an entry that saves a finding.
  static let saving = "finding-saved"
  /// `action` of an entry that says something else of it.
  static let editing = "finding-edited"

  /// Reads the act of a custody entry; nil where the entry is about something else.
  ///
  /// - Throws: `case.damaged` where `details` is not as docs/custody.md has it.
  init?(_ entry: CustodyEntry) throws(AssayError) {
    let details = ActDetails(entry)
    switch entry.action {
    case Self.saving:
      guard let receipt = details.value("receipt"), case .object = receipt else {
        throw details.damaged("receipt")
      }
      guard let prints = Base64.bytes(try details.text("prints")) else { throw details.damaged("prints") }
      self = .saved(
        Finding(
          number: try details.natural("finding"), sequence: Int(clamping: entry.sequence),
          name: try details.text("name"), statement: try details.text("statement"), interpretation: "",
          alternatives: "", included: true, place: 0, receipt: receipt,
          receiptSHA256: try details.text("receipt_sha256"), prints: prints,
          records: try details.records("records")))
    case Self.editing:
      var edit = FindingEdit()
      edit.name = try details.optionalText("name")
      edit.statement = try details.optionalText("statement")
      edit.interpretation = try details.optionalText("interpretation")
      edit.alternatives = try details.optionalText("alternatives")
      edit.included = try details.optionalFlag("included")
      edit.place = details.value("place") == nil ? nil : try details.natural("place")
      self = .edited(number: try details.natural("finding"), edit)
    default: return nil
    }
  }

  /// `action` of its entry.
  var name: String {
    switch self {
    case .saved: Self.saving
    case .edited: Self.editing
    }
  }

  /// `details` of its entry: all of it.
  var details: JSONValue {
    switch self {
    case .saved(let finding):
      [
        "finding": .int(Int64(finding.number)), "name": .string(finding.name),
        "statement": .string(finding.statement), "receipt": finding.receipt,
        "receipt_sha256": .string(finding.receiptSHA256),
        "prints": .string(Base64.text(finding.prints)),
        "records": .string(finding.records.description),
        "record_count": .int(Int64(finding.records.count)),
      ]
    case .edited(let number, let edit):
      .object(
        [.init("finding", .int(Int64(number)))]
          + [
            ("name", edit.name.map { .string($0) }), ("statement", edit.statement.map { .string($0) }),
            ("interpretation", edit.interpretation.map { .string($0) }),
            ("alternatives", edit.alternatives.map { .string($0) }),
            ("included", edit.included.map { .bool($0) }),
            ("place", edit.place.map { .int(Int64($0)) }),
          ].compactMap { (name: String, value: JSONValue?) in value.map { .init(name, $0) } })
    }
  }
}
