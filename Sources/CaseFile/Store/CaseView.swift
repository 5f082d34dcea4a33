import Evidence
package import GRDB
package import Integrity

/// A case as it was when its tree had a certain size: what came later does not appear. Views (fields, times) are
/// those of today, made of the spans that were there; whether a source is excluded is what holds today.
package struct CaseView: Sendable {
  /// Spans that are looked at: record numbers `0 ..< treeSize`.
  package let treeSize: Int
  /// Root of the tree over them.
  package let root: Digest256
  /// Sources of which something was there, in the order added.
  package private(set) var sources: [SourceRow]
  /// Row groups of all of them, in record order; the last one may be cut.
  package private(set) var groups: [GroupRow]
  /// The catalogue, with the counts, types and examples of then.
  package private(set) var fields: [FieldCatalog.Field]

  /// - Parameters:
  ///   - size: the tree size; nil is that of today.
  ///   - path: of the case, for messages.
  /// - Throws: `case.at` where the case has fewer records, `case.damaged`.
  package init(_ db: Database, at size: Int?, path: String) throws {
    var tree = try EvidenceTree.reader(db)
    let today = Int(tree.size)
    let wanted = size ?? today
    treeSize = wanted
    guard (0...today).contains(wanted) else {
      throw AssayError(
        "case.at", subject: path,
        reason: "there is no tree size \(wanted): the case has \(today) records and gaps",
        hint: "assay custody \(path) lists the sizes that the case had")
    }
    root = try tree.root(treeSize: UInt64(treeSize))
    sources = try SourceRow.all(db)
    groups = try GroupStore.rows(db)
    fields = try FieldCatalog(db).fields
    if wanted < today { try goBack(db) }
  }

  private mutating func goBack(_ db: Database) throws {
    let zstd = try ZstdDecompressor()
    let all = groups
    let treeSize = treeSize
    groups = try all.filter { $0.firstLeaf < treeSize }.map { row in
      row.firstLeaf + row.spanCount <= treeSize
        ? row : try GroupStore.cut(db, row, spans: treeSize - row.firstLeaf, zstd)
    }
    try goBackSources(db, later: all.filter { $0.firstLeaf + $0.spanCount > treeSize }, zstd)
    var rebuild = try CatalogRebuild(db, fields)
    for row in groups { try rebuild.add(row) }
    var catalog = try FieldCatalog(db)
    catalog.setSums(from: rebuild.sums)
    // A name without records today is one that a reindex no longer found: it had its column then, too.
    fields = zip(catalog.fields, fields).filter { $0.records > 0 || $1.records == 0 }.map(\.0)
  }

  /// Sources as they were: later ones are gone, one that was not whole says so.
  private mutating func goBackSources(
    _ db: Database, later: [GroupRow], _ zstd: borrowing ZstdDecompressor
  ) throws {
    let present = Set(groups.map(\.source))
    let growing = Set(later.map(\.source))
    // An empty file has no span that says when it came: it came in order.
    let firstLater = growing.subtracting(present).min() ?? Int.max
    sources = try sources.filter { present.contains($0.id) || ($0.spans == 0 && $0.id < firstLater) }
      .map { growing.contains($0.id) ? try unfinished($0, db, zstd) : $0 }
  }

  private func unfinished(
    _ source: SourceRow, _ db: Database, _ zstd: borrowing ZstdDecompressor
  ) throws -> SourceRow {
    var source = source
    source.state = .interrupted
    source.size = nil
    source.sha256 = nil
    source.sha1 = nil
    source.md5 = nil
    let own = groups.filter { $0.source == source.id }
    source.spans = own.reduce(0) { $0 + $1.spanCount }
    source.records = own.reduce(0) { $0 + $1.recordCount }
    source.unparsed = own.reduce(0) { $0 + $1.unparsedCount }
    source.gaps = source.spans - source.records
    source.committed = 0
    source.gapBytes = 0
    for row in try BlockStore.rows(db, where: "source_id = ? AND first_leaf < ?", [source.id, treeSize]) {
      for span in try BlockStore.spanTable(db, row, zstd).spans.prefix(treeSize - row.firstLeaf) {
        source.committed += span.length
        if span.kind == .gap { source.gapBytes += span.length }
      }
    }
    return source
  }
}
