import Evidence
import Query
import Testing

@Suite struct SearchErrorTests {
  /// Search, code, and the column of the caret.
  static let cases: [(String, String, Int)] = [
    ("EventID: AND user:alice", "search.value-missing", 8),
    ("EventID:", "search.value-missing", 8),
    ("user:(alice bob)", "search.list", 12),
    ("user:(alice OR bob", "search.bracket-open", 5),
    ("user:(a OR (b OR c))", "search.list", 11),
    ("user:\"alice", "search.quote-open", 5),
    ("\"alice", "search.quote-open", 0),
    ("al\"ice", "search.quote-inside", 2),
    ("\"\"", "search.term-missing", 0),
    ("user:\"alice\"x", "search.quote-inside", 12),
    ("(user:alice", "search.bracket-open", 0),
    ("user:alice)", "search.bracket-close", 10),
    ("()", "search.term-missing", 1),
    ("user:alice AND", "search.term-missing", 14),
    ("user:alice OR", "search.term-missing", 13),
    ("OR user:alice", "search.term-missing", 0),
    ("NOT", "search.term-missing", 3),
    ("a AND OR b", "search.term-missing", 6),
    ("user:/a(/", "search.regex", 8),
    ("EventID:[1 TO", "search.range", 13),
    ("EventID:[1 TO 5", "search.range", 15),
    ("nobody:alice", "search.field-unknown", 0),
    ("user:a C:\\Windows", "search.field-unknown", 7),
    ("user:a | ", "search.pipe", 9),
    ("user:a | cuont by user", "search.pipe", 9),
    ("user:a | head", "search.number-missing", 13),
    ("user:a | head 0", "search.number-missing", 14),
    ("user:a | head 5 6", "search.pipe", 16),
    ("user:a | show", "search.pipe", 13),
    ("user:a | top 5", "search.field-missing", 14),
    ("user:a | count by", "search.field-missing", 17),
    ("user:a | count by nobody", "search.field-unknown", 18),
    ("user:a | stats dc", "search.aggregate", 17),
    ("user:a | stats sdev(user)", "search.aggregate", 15),
    ("user:a | stats count, count by user", "search.name-twice", 22),
    ("user:a | count by user | sort -image", "search.field-unknown", 31),
    ("user:a | count by user | stats first(user)", "search.aggregate", 31),
    ("user:a | where", "search.sql", 14),
    ("user:a | where (1", "search.bracket-open", 17),
    ("user:a | where 1) OR (1", "search.bracket-close", 16),
    ("user:a | where 1; DELETE", "search.sql", 16),
    ("user:a | where user = 'a", "search.quote-open", 22),
    ("user:a | where 1 -- x", "search.sql", 17),
    ("user:a | eval 1 + 1", "search.eval", 16),
    ("user:a | eval record = 1", "search.eval", 14),
    ("user:a | rex field=user \"(a)\"", "search.rex", 24),
    ("user:a | rex field=user x", "search.rex", 24),
    ("user:a | rex \"(?<x>\"", "search.regex", 19),
    ("user:a | timechart span=1x count", "search.span", 24),
    ("user:a | timechart sum(user)", "search.aggregate", 19),
    ("user:a | rex \"(?<time>.)\"", "search.eval", 9),
    ("user:a | where 1 /* x", "search.sql", 17),
    ("* | eval count = 1 | top count", "search.name-twice", 25),
    ("user:a | timechart count by time", "search.name-twice", 28),
    ("time:>yesterday", "search.time", 5),
    (String(repeating: "(", count: 100) + "a", "search.too-deep", 64),
  ]

  @Test("an error names its code and has its caret where something else was expected", arguments: cases)
  func error(_ search: String, _ code: String, _ column: Int) async throws {
    let sample = try await SearchCase(#"{"EventID":1,"user":"alice","Image":"x"}"# + "\n")
    let error = try #require(sample.failure(search))
    #expect(error.code == code)
    let lines = try #require(error.hint).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == search)
    #expect(lines[1] == String(repeating: " ", count: column) + "^")
  }

  @Test("the error of the mock-up reads as there")
  func mockUp() async throws {
    let sample = try await SearchCase(#"{"EventID":1,"user":"alice"}"# + "\n")
    let error = try #require(sample.failure("event_id: AND user:alice"))
    #expect(error.reason == "expected a value after 'event_id:'")
    #expect(
      error.hint == """
        event_id: AND user:alice
                 ^
        write event_id:4688, or event_id:"" for an empty value
        """)
  }

  @Test("a mistyped field is answered with the one that was meant")
  func suggestion() async throws {
    let sample = try await SearchCase(#"{"CommandLine":"x"}"# + "\n")
    #expect(try #require(sample.failure("comandline:x")?.hint).contains("did you mean CommandLine?"))
  }

  @Test("no text makes the parser trap or hang", arguments: 0..<20)
  func noise(_ seed: UInt64) async throws {
    let sample = try await SearchCase(#"{"EventID":1,"user":"alice"}"# + "\n")
    var random = FunctionsRandom(seed)
    let pieces = [
      "user:", "EventID:", "\"", "(", ")", "[", "]", "{", "}", "|", "||", "*", "?", "\\", "/", "-", "=", ">",
      "<", " ",
      " OR ", " AND ", " NOT ", " TO ", "a", "1", "é", "\n", ",", "count", " by ", "where ", "'", ";",
      "head ", "top ",
      "rex ", "(?<", "stats ", "sort ", "eval ", ".", ":", "10.0.0.0/8", "timechart ", "span=", "dedup ",
      "fields ",
    ]
    for _ in 0..<300 {
      let text = String(decoding: random.text(pieces, 14), as: UTF8.self)
      _ = sample.failure(text)
    }
  }
}
