import Evidence
import Query
import Testing

@Suite struct SearchTermTests {
  /// Ten records, numbered from 0.
  static let lines = [
    #"{"@timestamp":"2024-05-01T10:00:00Z","Image":"C:\\Windows\\System32\\cmd.exe","n":5,"ip":"10.1.2.3"}"#,
    #"{"@timestamp":"2024-05-01T11:00:00Z","Image":"C:\\Tools\\PowerShell.exe","n":"7.5","ip":"192.168.0.9"}"#,
    #"{"@timestamp":"2024-05-01T12:00:00Z","Image":"C:\\Windows\\notepad.exe","n":"-","ip":"::ffff:10.9.9.9"}"#,
    #"{"@timestamp":"2024-05-02T10:00:00Z","who":"Alice","n":100,"ip":"fe80:0:0:0:0:0:0:1"}"#,
    #"{"@timestamp":"2024-05-02T11:00:00Z","who":"","n":18446744073709551616}"#,
    #"{"@timestamp":"2024-05-02T12:00:00Z","who":null,"say":"he said \"stop\" & <left>"}"#,
    #"{"@timestamp":"2024-05-03T10:00:00Z","tags":["red","Blue"],"who":"bob"}"#,
    #"{"@timestamp":"2024-05-03T11:00:00Z","tags":"green","who":"a*b"}"#,
    #"{"@timestamp":"2024-05-03T12:00:00Z","who":"axb","word":"Stra\u00dfe \u00c9t\u00e9"}"#,
    #"{"@timestamp":"2024-05-03T13:00:00Z","who":"ALICE","guid":"{5D90A3F7-907D}","path":"/usr/bin/sshd"}"#,
  ]

  private static func sample() async throws -> SearchCase {
    try await SearchCase(lines.joined(separator: "\n") + "\n")
  }

  @Test(
    "a term finds exactly the records that it means",
    arguments: [
      // Text: anywhere in the record, without case, also behind the format's escapes.
      ("powershell", [1]),
      ("\"System32\\cmd\"", [0]),
      ("\"said \\\"STOP\\\" & <\"", [5]),
      ("System32", [0]),
      ("étÉ", [8]),
      ("straße", [8]),
      ("pow*hell", [1]),
      ("not?pad", [2]),
      ("\"pow*hell\"", []),
      // Fields: the whole value, without case.
      ("who:alice", [3, 9]),
      ("WHO:Alice", [3, 9]),
      ("who:=Alice", [3]),
      ("who:=alice", []),
      ("who:al", []),
      ("who:al*", [3, 9]),
      ("who:?lice", [3, 9]),
      ("who:a*b", [7, 8]),
      ("who:a\\*b", [7]),
      ("who:\"a*b\"", [7]),
      ("who:=a*b", [7]),
      ("Image:*\\\\cmd.exe", [0]),
      ("Image:C:\\Windows\\\\*", [0, 2]),
      ("Image:C:\\Windows\\*", []),
      ("Image:*\\windows\\\\*", [0, 2]),
      ("Image:/system32|tools/", [0, 1]),
      ("Image:/^C:.*PAD\\.EXE$/", [2]),
      ("word:ÉTÉ", []),
      ("word:*ÉTÉ", [8]),
      ("path:/usr/bin/sshd", [9]),
      ("guid:{5d90a3f7-907d}", [9]),
      // Present, empty, JSON null.
      ("who:*", [3, 4, 6, 7, 8, 9]),
      ("who:\"\"", [4]),
      ("-who:*", [0, 1, 2, 5]),
      // Numbers, exactly.
      ("n:5", [0]),
      ("n:>5", [1, 3, 4]),
      ("n:>=5", [0, 1, 3, 4]),
      ("n:<7.50", [0]),
      ("n:<=7.50", [0, 1]),
      ("n:>18446744073709551615", [4]),
      ("n:[5 TO 100]", [0, 1, 3]),
      ("n:{5 TO 100}", [1]),
      ("n:[* TO 7]", [0]),
      ("n:(5 OR 100)", [0, 3]),
      // Addresses.
      ("ip:10.0.0.0/8", [0, 2]),
      ("ip:fe80::/10", [3]),
      ("ip:fe80::1", [3]),
      ("ip:10.9.9.9", [2]),
      ("ip:(192.168.0.0/16 OR fe80::/10)", [1, 3]),
      // Several values: any.
      ("tags:blue", [6]),
      ("tags:(red OR green)", [6, 7]),
      ("tags:/^B/", [6]),
      ("-tags:red tags:*", [7]),
      // Operators.
      ("who:alice OR who:bob", [3, 6, 9]),
      ("who:* -who:alice", [4, 6, 7, 8]),
      ("NOT who:alice Image:*", [0, 1, 2]),
      ("(who:alice OR who:bob) AND tags:*", [6]),
      ("NOT (who:alice OR who:bob) who:*", [4, 7, 8]),
      ("who:bob OR who:alice n:100", [3, 6]),
      ("-powershell Image:*", [0, 2]),
      ("-n:>5 n:*", [0, 2]),
      // Time, as a column.
      ("time:>2024-05-03T12", [9]),
      ("time:[2024-05-02 TO 2024-05-02T11:00Z]", [3, 4]),
      ("time:2024-05-01*", [0, 1, 2]),
      ("time:<2024-05-01T11:30+01:00", [0]),
    ] as [(String, [Int])])
  func term(_ search: String, _ expected: [Int]) async throws {
    #expect(try await Self.sample().found(search) == expected)
  }

  @Test("a value that is no number is counted where numbers are compared")
  func notNumbers() async throws {
    let answer = try await Self.sample().search("n:>5")
    #expect(answer.counts == ["not_numbers n": 1])
  }

  @Test("--from is the first instant, --to is not part of the period, and -1d counts from the last record")
  func period() async throws {
    let sample = try await Self.sample()
    #expect(try sample.found("", from: "2024-05-02", to: "2024-05-03") == [3, 4, 5])
    #expect(try sample.found("", from: "2024-05-03T11:00:00Z", to: "2024-05-03T12:00:00Z") == [7])
    #expect(try sample.found("", from: "-2h") == [7, 8, 9])
    #expect(try sample.found("", to: "-1d") == [0, 1, 2, 3, 4, 5])
    #expect(try sample.found("", from: "2024-05-03T13:00+02:00", to: "2024-05-03T13:30+02:00") == [7])
  }

  @Test("a record without time is left out of a period, and counted")
  func withoutTime() async throws {
    let sample = try await SearchCase(
      """
      {"@timestamp":"2024-05-01T10:00:00Z","a":"x"}
      {"a":"x"}
      {"a":"y"}

      """)
    let answer = try sample.search("a:x", from: "2024-05-01")
    #expect(answer.rows.count == 1)
    #expect(answer.counts == ["without_time --from": 1])
  }

  @Test("answers stand in order of time, then record number; records without time come last")
  func order() async throws {
    let sample = try await SearchCase(
      """
      {"a":"x"}
      {"@timestamp":"2024-05-01T10:00:01Z","a":"x"}
      {"@timestamp":"2024-05-01T10:00:00Z","a":"x"}
      {"@timestamp":"2024-05-01T10:00:01Z","a":"x"}

      """)
    #expect(try sample.locators("a:x") == ["0:2", "0:1", "0:3", "0:0"])
    let answer = try sample.search("a:x", order: .record)
    #expect(answer.rows.map { $0.last } == ["0", "1", "2", "3"])
  }

  @Test(
    "the columns are those of every search, the fields that were named, where the words stand, the locator")
  func columns() async throws {
    let sample = try await Self.sample()
    #expect(
      try sample.search("who:alice Image:* stop").columns
        == ["time", "computer", "channel", "event_id", "user", "who", "Image", "match", "locator", "record"])
    #expect(
      try sample.search("who:alice").columns
        == ["time", "computer", "channel", "event_id", "user", "who", "locator", "record"])
    #expect(
      try sample.search("user:* event_id:5").columns
        == ["time", "computer", "channel", "event_id", "user", "locator", "record"])
  }

  @Test("mixing AND and OR without brackets is said, and so is a small-letter operator")
  func notes() async throws {
    let sample = try await Self.sample()
    #expect(try sample.search("a b OR c").plan.notes.contains { $0.hasPrefix("AND binds before OR") })
    #expect(try sample.search("(a b) OR c").plan.notes.contains { $0.hasPrefix("AND binds") })
    #expect(try sample.search("a OR b").plan.notes.isEmpty)
    #expect(try sample.search("a or b").plan.notes == ["'or' is searched as a word; the operator is OR"])
  }

  @Test("Splunk's field=value is said to be a word, where there is such a field")
  func equals() async throws {
    let sample = try await Self.sample()
    #expect(try sample.search("who=alice").plan.notes.count == 1)
    #expect(try sample.search("nobody=alice \"who=alice\"").plan.notes.isEmpty)
  }

  @Test("a thousand alternatives and more are one search")
  func many() async throws {
    let sample = try await Self.sample()
    let terms = (0..<2500).map { "who:x\($0)" } + ["who:bob"]
    #expect(try sample.found(terms.joined(separator: " OR ")) == [6])
  }

  @Test("values that are no numbers are counted within the period")
  func notNumbersInPeriod() async throws {
    let sample = try await Self.sample()
    #expect(try sample.search("n:>5", from: "2024-05-02").counts == [:])
    #expect(try sample.search("n:>5", to: "2024-05-02").counts == ["not_numbers n": 1])
  }

  @Test("an expression that meets the step limit is counted, not taken for a no")
  func undecided() async throws {
    let sample = try await SearchCase("{\"a\":\"\(String(repeating: "a", count: 60))b\"}\n")
    let answer = try sample.search("a:/^(a+)+$/")
    #expect(answer.rows.isEmpty)
    #expect(answer.undecided == 1)
  }
}
