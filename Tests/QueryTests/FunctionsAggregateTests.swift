import Query
import Testing

@Suite struct FunctionsAggregateTests {
  /// Expected: python3 -c 'import statistics; print(statistics.median(VALUES))',
  /// statistics.quantiles(VALUES, n=100, method="inclusive")[P - 1].
  @Test(
    "median and percentile are exact",
    arguments: [
      ("median(column1)", "(1), (2)", "1.5"), ("median(column1)", "(1), (3)", "2"),
      ("median(column1)", "(5), (3), (9)", "5"), ("median(column1)", "(NULL), (7)", "7"),
      ("median(column1)", "(NULL)", "NULL"),
      ("median(column1)", "('10'), ('9'), ('1e2')", "10"),
      ("median(column1)", "(9007199254740993), (9007199254740995)", "9007199254740994"),
      ("median(column1)", "(9223372036854775807), (9223372036854775805)", "9223372036854775806"),
      ("median(column1)", "(1), (1.5), (2)", "1.5"),
      ("percentile(column1, 95)", "(1), (2), (4), (8), (16)", "14.4"),
      ("percentile(column1, 0)", "(4), (2)", "2"),
      ("percentile(column1, 100)", "(4), (2)", "4"),
      ("percentile(column1, 50)", "(15), (20), (35), (40), (50)", "35"),
      ("percentile(column1, 40)", "(15), (20), (35), (40), (50)", "29"),
    ])
  func quantiles(expression: String, values: String, expected: String) async throws {
    #expect(try await FunctionSession().shown("\(expression) FROM (VALUES \(values))") == expected)
  }

  @Test("over no rows an aggregate is NULL")
  func noRows() async throws {
    let row = try await FunctionSession().rows(
      "SELECT median(x), percentile(x, 5), mode(x), arg_max(x, x), arg_min(x, x), string_agg(x), "
        + "string_agg_distinct(x) FROM (SELECT 1 AS x WHERE 0)")[0]
    #expect(row == Array(repeating: .null, count: 7))
  }

  @Test(
    "percentile agrees with Python's statistics on 60 made-up lists", .enabled(if: FunctionsPython.exists))
  func python() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(23)
    var lists: [[Double]] = []
    for n in 2..<62 {
      lists.append((0..<n).map { _ in Double(Int.random(in: -5000...5000, using: &random)) / 8 })
    }
    let expected = try FunctionsPython.lines(
      """
      import sys, statistics
      for line in sys.stdin:
        v = [float(x) for x in bytes.fromhex(line.strip()).split()]
        q = statistics.quantiles(v, n=100, method='inclusive')
        print(q[0], q[32], q[49], q[94], statistics.median(v))
      """, lists.map { Array($0.map { "\($0)" }.joined(separator: " ").utf8) })
    for (list, line) in zip(lists, expected) {
      let values = list.map { "(\($0))" }.joined(separator: ",")
      let row = try functions.rows(
        "SELECT percentile(column1, 1), percentile(column1, 33), percentile(column1, 50), percentile(column1, 95), "
          + "median(column1) FROM (VALUES \(values))")[0]
      for (value, wanted) in zip(row, line.split(separator: " ").compactMap { Double($0) }) {
        guard case .real(let number) = value else {
          Issue.record("\(value) is no REAL")
          continue
        }
        #expect(abs(number - wanted) <= 1e-9 * max(1, abs(wanted)))
      }
    }
  }

  /// Expected: by the definitions in docs/functions.md, by hand.
  @Test(
    "arg_max, arg_min, mode, string_agg",
    arguments: [
      ("arg_max(column1, column2)", "('a', 1), ('b', 3), ('c', 2)", "'b'"),
      ("arg_min(column1, column2)", "('a', 1), ('b', 3), ('c', 2)", "'a'"),
      ("arg_max(column1, column2)", "('z', 3), ('b', 3), ('c', 2)", "'b'"),
      ("arg_max(column1, column2)", "(NULL, 3), ('b', 3.0), ('c', 2)", "'b'"),
      ("arg_max(column1, column2)", "(NULL, 3), ('c', 2)", "NULL"),
      ("arg_max(column1, column2)", "('a', NULL), ('c', 2)", "'c'"),
      ("arg_max(column1, column2)", "('a', NULL)", "NULL"),
      ("arg_max(column1, column2)", "('n', 5), ('t', '4'), ('b', 9)", "'t'"),
      ("arg_max(column1, column2)", "('i', 9007199254740993), ('r', 9007199254740992.0)", "'i'"),
      ("mode(column1)", "('a'), ('b'), ('b')", "'b'"), ("mode(column1)", "('b'), ('a')", "'a'"),
      ("mode(column1)", "(NULL), (NULL), (3)", "3"), ("mode(column1)", "(NULL)", "NULL"),
      ("mode(column1)", "(1), (1.0), ('1')", "1"),
      ("string_agg(column1)", "('b'), ('a'), (NULL), ('b')", "'b,a,b'"),
      ("string_agg(column1, ' | ')", "('b'), ('a')", "'b | a'"),
      ("string_agg(DISTINCT column1)", "('b'), ('a'), ('b')", "'b,a'"),
      ("string_agg(column1, NULL)", "('b'), ('a')", "'ba'"), ("string_agg(column1)", "(NULL)", "NULL"),
      ("string_agg(column1)", "(1), (2.5), ('')", "'1,2.5,'"),
      ("string_agg_distinct(column1, '; ')", "('b'), ('a'), ('b'), (10), (9)", "'9; 10; a; b'"),
      ("string_agg_distinct(column1)", "(NULL)", "NULL"),
    ])
  func others(expression: String, values: String, expected: String) async throws {
    #expect(try await FunctionSession().shown("\(expression) FROM (VALUES \(values))") == expected)
  }

  @Test("the order of rows changes no aggregate but string_agg")
  func order() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(29)
    let pool = [
      "1", "1.0", "2.5", "'a'", "'b'", "NULL", "x'61'", "9007199254740993", "9007199254740992.0", "'3'",
    ]
    for _ in 0..<60 {
      var rows = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        "(\(pool.randomElement(using: &random) ?? ""), \(pool.randomElement(using: &random) ?? ""), "
          + "\(["4", "4.0", "7", "7.5", "NULL"].randomElement(using: &random) ?? ""))"
      }
      let sql = { (rows: [String]) in
        "SELECT arg_max(column1, column2), arg_min(column1, column2), mode(column1), string_agg_distinct(column1), "
          + "median(column3), percentile(column3, 30) FROM (VALUES \(rows.joined(separator: ", ")))"
      }
      let first = try functions.rows(sql(rows))
      for _ in 0..<5 {
        rows.shuffle(using: &random)
        #expect(try functions.rows(sql(rows)) == first, "\(rows)")
      }
    }
  }

  @Test("each group has its own state, also with no rows and in subqueries")
  func groups() async throws {
    let functions = try await FunctionSession()
    let rows = try functions.rows(
      """
      SELECT column1, median(column2), mode(column2), arg_max(column2, column2), string_agg(column2)
      FROM (VALUES ('a', 1), ('b', 5), ('a', 3), ('b', 5)) GROUP BY 1 ORDER BY 1
      """)
    #expect(
      rows.map { $0.map(FunctionSession.shown) } == [
        ["'a'", "2", "1", "3", "'1,3'"], ["'b'", "5", "5", "5", "'5,5'"],
      ])
  }

  @Test(
    "an aggregate that cannot work with a value says so",
    arguments: [
      ("median(column1)", "(1), ('abc')", "median: got 'abc', which is no number; a WHERE can leave it out"),
      (
        "median(column1)", "(x'00')",
        "median: got a BLOB of 1 bytes, which is no number; a WHERE can leave it out"
      ),
      ("median(column1)", "('inf')", "median: got 'inf', which is no number; a WHERE can leave it out"),
      ("median(column1)", "('')", "median: got '', which is no number; a WHERE can leave it out"),
      (
        "percentile(column1, 101)", "(1)",
        "percentile: got the percentage 101, which is no number from 0 to 100"
      ),
      (
        "percentile(column1, -0.5)", "(1)",
        "percentile: got the percentage -0.5, which is no number from 0 to 100"
      ),
      (
        "percentile(column1, NULL)", "(1)",
        "percentile: got the percentage NULL, which is no number from 0 to 100"
      ),
      (
        "percentile(column1, column1)", "(1), (2)",
        "percentile: got two percentages in one group, 1.0 and 2.0"
      ),
      (
        "string_agg_distinct(column1, column1)", "('a'), ('b')",
        "string_agg_distinct: got two separators in one group, 'a' and 'b'"
      ),
    ])
  func errors(expression: String, values: String, expected: String) async throws {
    #expect(try await FunctionSession().failure("\(expression) FROM (VALUES \(values))") == expected)
  }
}
