package import GRDB

/// Problems of a source, in order of offset.
package enum ProblemList {
  /// The first `limit` problems (all if nil), and how many there are.
  package static func problems(
    _ db: Database, source: Int, limit: Int?
  ) throws -> (problems: [StoredProblem], count: Int) {
    let zstd = try ZstdDecompressor()
    var problems: [StoredProblem] = []
    var count = 0
    // Row groups have an index by leaf only: without the source's stretch of leaves, each of many thousand sources
    // would look through the row groups of all.
    let stretch = """
      first_leaf >= (SELECT min(first_leaf) FROM block WHERE source_id = ?1)
      AND first_leaf < (SELECT max(first_leaf + span_count) FROM block WHERE source_id = ?1)
      """
    for row in try GroupStore.rows(
      db, where: "source_id = ?1 AND problems IS NOT NULL AND \(stretch)", [source])
    {
      let found = try GroupStore.problems(db, row, zstd)
      count += found.count
      problems.append(contentsOf: limit.map { found.prefix(max(0, $0 - problems.count)) } ?? found[...])
    }
    return (problems, count)
  }
}
