import CaseFile
import Evidence
import Formats
import Query

/// How the rows of one export are written, and by which map they are read.
struct ExportLayout: Sendable {
  enum Form: Sendable {
    case csv, json
    /// Each record is the text of an event, and nothing else is known of it.
    case text
  }

  var profile: SourceProfile
  var form: Form
  var map: ExportMap
  /// Names of its columns: the header's, or those of a sample of JSON documents.
  var columns: [String]

  /// Recognises the layout of each source of `claims` by its columns.
  ///
  /// - Parameters:
  ///   - evidence: whose fields tell that columns are those of events.
  ///   - maps: tried before those that come with Assay.
  /// - Throws: `export.unknown`, `export.map`, and what reading throws.
  static func recognise(
    _ claims: CaseReader, evidence: CaseReader, maps: [ExportMap]
  ) throws -> [Int: ExportLayout] {
    let maps = try maps + ExportMap.shipped()
    let known = Set(evidence.fields.filter { !$0.isCommon }.map { FieldPlan.canonical($0.name) })
    var layouts: [Int: ExportLayout] = [:]
    for source in claims.sources where claims.answering.contains(source.id) {
      layouts[source.id] = try layout(source, claims, maps, known)
    }
    return layouts
  }

  private static func layout(
    _ source: SourceRow, _ claims: CaseReader, _ maps: [ExportMap], _ known: Set<String>
  ) throws -> ExportLayout {
    let form: Form
    let columns: [String]
    switch source.profile.format {
    case .csv:
      form = .csv
      let end = claims.groups.last { $0.source == source.id }.map { $0.firstLeaf + $0.spanCount } ?? 0
      columns = try claims.contexts().last { $0.leaf < end }?.context.columns ?? []
    case .json:
      form = .json
      columns = try jsonNames(source, claims)
    case .eventXML, .evtx, .lines, .container:
      return ExportLayout(profile: source.profile, form: .text, map: .generic, columns: [])
    }
    let names = Set(columns)
    if let map = maps.first(where: { $0.matches(names) }) {
      return ExportLayout(profile: source.profile, form: form, map: map, columns: columns)
    }
    let common = names.filter { known.contains(FieldPlan.canonical($0)) }
    if common.count >= 2 || !names.isDisjoint(with: ExportMap.generic.text) {
      return ExportLayout(profile: source.profile, form: form, map: .generic, columns: columns)
    }
    throw unknown(source.name, columns, maps)
  }

  private static func unknown(_ subject: String, _ columns: [String], _ maps: [ExportMap]) -> AssayError {
    let looked = maps.map { map in
      "\(map.product): \(map.recognise.prefix(3).map { $0.joined(separator: " with ") }.joined(separator: ", or "))"
    }
    let found =
      columns.isEmpty ? "it has no columns" : "its columns are \(columns.prefix(12).joined(separator: ", "))"
    return AssayError(
      "export.unknown", subject: subject,
      reason:
        "is no export that Assay knows: \(found)\(columns.count > 12 ? " and \(columns.count - 12) more" : "")",
      hint: "looked for \(looked.joined(separator: "; ")); --map FILE says what its columns are")
  }

  /// Names in documents from all over the source: its first, middle and last blocks.
  private static func jsonNames(_ source: SourceRow, _ claims: CaseReader) throws -> [String] {
    let blocks = try claims.blockRows().filter { $0.source == source.id }
    let contexts = try ContextList(claims)
    var fields = RecordFields(names: NameTable())
    var parser = JSONRecords.RecordParser(profile: source.profile)
    for place in Set([0, blocks.count / 2, blocks.count - 1]).sorted() where blocks.indices.contains(place) {
      let block = try claims.block(ofLeaf: blocks[place].firstLeaf)
      var taken = 0
      for leaf in block.row.leaves where leaf < claims.treeSize && taken < 500 {
        let span = try claims.span(leaf)
        guard span.span.kind == .record else { continue }
        taken += 1
        fields.reset()
        parser.parse(
          claims.text(span).span, buffer: .text, below: 0, columns: contexts.at(leaf).columns, into: &fields)
      }
    }
    return (1..<max(1, fields.names.count)).map { fields.names.name(NameID($0)) }
  }
}
