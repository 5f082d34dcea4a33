import CaseFile
import Formats
import Query
import Testing

@Suite("Time: text of fixed width, nanoseconds, and what has none")
struct TimeTests {
  @Test("text and nanoseconds say the same, to the nanosecond")
  func both() async throws {
    let fixture = try await CaseFixture(
      """
      {"@timestamp":"2024-05-01T09:14:07.1843221Z"}
      {"@timestamp":"2024-05-01T09:14:07Z"}
      {"@timestamp":"2024-05-01T11:14:07.184322199+02:00"}
      {"@timestamp":"1969-12-31T23:59:59.999999999Z"}
      {"@timestamp":"2262-04-11T23:47:16.854775807Z"}
      {"@timestamp":"2262-04-11T23:47:16.854775808Z"}
      {"@timestamp":"1677-09-21T00:12:43.145224192Z"}
      {"@timestamp":"1677-09-21T00:12:43.145224191Z"}
      {"@timestamp":"1601-01-01T00:00:00Z"}
      {"@timestamp":"9999-12-31T23:59:59Z"}
      {"no":"time"}

      """)
    // Nanoseconds by Python: (datetime - epoch) in integers, and Int64's bounds.
    #expect(
      try fixture.texts("SELECT time, time_ns, problem FROM events ORDER BY record") == [
        ["2024-05-01T09:14:07.184322100Z", "1714554847184322100", nil],
        ["2024-05-01T09:14:07.000000000Z", "1714554847000000000", nil],
        ["2024-05-01T09:14:07.184322199Z", "1714554847184322199", nil],
        ["1969-12-31T23:59:59.999999999Z", "-1", nil],
        ["2262-04-11T23:47:16.854775807Z", "9223372036854775807", nil],
        ["2262-04-11T23:47:16.854775808Z", nil, "time.out-of-range"],
        ["1677-09-21T00:12:43.145224192Z", "-9223372036854775808", nil],
        ["1677-09-21T00:12:43.145224191Z", nil, "time.out-of-range"],
        ["1601-01-01T00:00:00.000000000Z", nil, "time.out-of-range"],
        ["9999-12-31T23:59:59.000000000Z", nil, "time.out-of-range"],
        [nil, nil, nil],
      ])
    #expect(
      try fixture.column("SELECT record FROM events WHERE time IS NOT NULL ORDER BY time")
        == ["8", "7", "6", "3", "1", "0", "2", "4", "5", "9"])
    #expect(try fixture.column("SELECT DISTINCT length(time) FROM events WHERE time IS NOT NULL") == ["30"])
    #expect(try fixture.column("SELECT record FROM events WHERE time_ns = 9223372036854775807") == ["4"])
    #expect(try fixture.column("SELECT record FROM events WHERE time_ns <= -9223372036854775808") == ["6"])
  }

  static let far = [
    (
      "x.xml",
      "<Event><System><EventID>1</EventID><TimeCreated SystemTime='1601-01-01T00:00:00Z'/></System></Event>"
    ),
    ("x.ndjson", #"{"timestamp":"1601-01-01T00:00:00Z"}"#), ("x.csv", "_time,host\n1601-01-01T00:00:00Z,h\n"),
    ("x.log", "1601-01-01T00:00:00Z host prog: text\n1601-01-01T00:00:00Z host prog: text\n"),
  ]

  @Test("a time of 1601 has its text, no nanoseconds, and a problem, in every format", arguments: far)
  func formats(name: String, text: String) async throws {
    let fixture = try await CaseFixture(text, name: name)
    let rows = try fixture.texts("SELECT DISTINCT time, time_ns, problem, parsed FROM events")
    #expect(rows == [["1601-01-01T00:00:00.000000000Z", nil, "time.out-of-range", "1"]])
  }

  @Test("a zone that the source lacks is given, and the answer follows")
  func zone() async throws {
    var options = AddOptions()
    options.timezone = "Europe/Berlin"
    let text =
      #"{"timestamp":"2024-01-15T12:00:00"}"# + "\n" + #"{"timestamp":"2024-07-15T12:00:00"}"# + "\n"
      + #"{"timestamp":"2024-07-15T12:00:00Z"}"# + "\n"
    let fixture = try await CaseFixture(text, options: options)
    #expect(
      try fixture.column("SELECT time FROM events ORDER BY record") == [
        "2024-01-15T11:00:00.000000000Z", "2024-07-15T10:00:00.000000000Z", "2024-07-15T12:00:00.000000000Z",
      ])
    #expect(try fixture.column("SELECT timezone FROM sources") == ["Europe/Berlin"])
    #expect(
      try await CaseFixture(text).column("SELECT time FROM events WHERE record = 0") == [
        "2024-01-15T12:00:00.000000000Z"
      ])
  }
}
