import Evidence
package import Query

/// The texts of rows of an export, read again to be shown. For one thread.
package final class ExportTexts {
  private let access: CaseReader
  private let layouts: [Int: ExportLayout]
  private let plan: FieldPlan
  private let contexts: ContextList
  private var readers: [Int: RowReader] = [:]

  /// - Parameter maps: tried before those that come with Assay, as in the comparison.
  /// - Throws: what reading throws.
  package init(evidence: CaseReader, claims: CaseReader, maps: [ExportMap]) throws {
    layouts = try ExportLayout.recognise(claims, evidence: evidence, maps: maps)
    plan = FieldPlan(evidence, layouts)
    contexts = try ContextList(claims)
    access = claims
  }

  /// What a row says of an event: the event's text where it has one, else the row itself.
  ///
  /// - Parameters:
  ///   - source: of the export, in its case.
  ///   - index: of the row in it, from 0.
  /// - Throws: `record.missing` and what reading throws.
  package func row(source: Int, index: Int) throws -> (text: [UInt8], isEvent: Bool) {
    let leaf = try access.leaf(.record(SourceNumber(source), index: index))
    let row = access.text(try access.span(leaf))
    guard let layout = layouts[source] else { return (row, false) }
    let reader = readers[source] ?? RowReader(layout, plan)
    readers[source] = reader
    reader.read(row, contexts.at(leaf))
    guard let range = reader.parts.text else { return (row, false) }
    return (Array(reader.parts.bytes[range]), true)
  }
}
