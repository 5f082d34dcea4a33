import GRDB

/// Rows that nothing leads to: nodes beyond the tree, chunks without a row group.
struct SurplusCheck {
  let index: CaseIndex

  func check(_ db: Database, _ logs: inout VerifyLogs) {
    let size = index.blocks.last?.leaves.upperBound ?? 0
    do {
      for row in try Row.fetchAll(
        db,
        sql: """
          SELECT level, position FROM node
          WHERE level NOT BETWEEN ? AND 62 OR position < 0 OR position >= (? >> level) LIMIT 1000
          """, arguments: [EvidenceTree.storedLevel, size])
      {
        let words = "\(row[0] as DatabaseValue)/\(row[1] as DatabaseValue)"
        logs.tree.add(
          VerifyReport.Failure(
            "tree.surplus", found: words,
            reason: "tree node \(words) has no place in a tree of \(size) leaves"))
      }
      for row in try Row.fetchAll(
        db,
        sql: """
          SELECT row_group_id, count(1) FROM column_chunk NOT INDEXED
          WHERE row_group_id NOT IN (SELECT row_group_id FROM row_group NOT INDEXED)
          GROUP BY 1 LIMIT 1000
          """)
      {
        let group = Int64.fromDatabaseValue(row[0]).map(String.init) ?? "?"
        logs.views.add(
          VerifyReport.Failure(
            "views.surplus", found: group,
            reason: "there are values of row group \(group), which is not there"))
      }
      let unused =
        try Int.fetchOne(
          db,
          sql: """
            SELECT count(1) FROM context NOT INDEXED
            WHERE source_id NOT IN (SELECT source_id FROM source NOT INDEXED)
            """) ?? 0
      if unused > 0 {
        logs.views.add(
          VerifyReport.Failure(
            "views.surplus", found: "\(unused)",
            reason: "\(unused) contexts belong to sources that are not there"))
      }
    } catch {
      logs.structure.add(VerifyReport.Failure("structure.sqlite", reason: StructureCheck.words(error)))
    }
  }
}
