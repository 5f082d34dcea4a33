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
    for row in try GroupStore.rows(db, where: "source_id = ? AND problems IS NOT NULL", [source]) {
      let found = try GroupStore.problems(db, row, zstd)
      count += found.count
      problems.append(contentsOf: limit.map { found.prefix(max(0, $0 - problems.count)) } ?? found[...])
    }
    return (problems, count)
  }
}
