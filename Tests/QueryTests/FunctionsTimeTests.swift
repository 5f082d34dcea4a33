import Query
import Testing

@Suite struct FunctionsTimeTests {
  /// Expected: by hand, and by python3 -c 'from datetime import *; print(datetime.fromtimestamp(N, timezone.utc))'.
  @Test(
    "to_time reads the usual forms",
    arguments: [
      ("'2024-05-01T09:14:07.1843221Z'", "2024-05-01T09:14:07.184322100Z"),
      ("'2024-05-01T09:14:07+02:00'", "2024-05-01T07:14:07.000000000Z"),
      ("'2024-05-01 09:14:07,5'", "2024-05-01T09:14:07.500000000Z"),
      ("'2024-05-01 09:14:07 UTC'", "2024-05-01T09:14:07.000000000Z"),
      ("'2024-05-01'", "2024-05-01T00:00:00.000000000Z"),
      ("'2024/05/01 09:14'", "2024-05-01T09:14:00.000000000Z"),
      ("'2024/05/01 09:14:07.25'", "2024-05-01T09:14:07.250000000Z"),
      ("'  2024-05-01T09:14:07Z '", "2024-05-01T09:14:07.000000000Z"),
      ("1714554847", "2024-05-01T09:14:07.000000000Z"),
      ("'1714554847.184'", "2024-05-01T09:14:07.184000000Z"),
      ("1714554847184", "2024-05-01T09:14:07.184000000Z"),
      ("1714554847184322", "2024-05-01T09:14:07.184322000Z"),
      ("1714554847184322100", "2024-05-01T09:14:07.184322100Z"),
      ("133590284471843221", "2024-05-01T09:14:07.184322100Z"),
      ("'01/May/2024:09:14:07 +0200'", "2024-05-01T07:14:07.000000000Z"),
      ("'Wed, 01 May 2024 09:14:07 GMT'", "2024-05-01T09:14:07.000000000Z"),
      ("'1 may 2024 09:14:07 -0130'", "2024-05-01T10:44:07.000000000Z"),
      ("'2024-05-01 09:14:07', 'Europe/Berlin'", "2024-05-01T07:14:07.000000000Z"),
      ("'2024-05-01T09:14:07Z', 'Europe/Berlin'", "2024-05-01T09:14:07.000000000Z"),
      ("'2024-01-01', '-05:00'", "2024-01-01T05:00:00.000000000Z"),
      ("'1601-01-01T00:00:00Z'", "1601-01-01T00:00:00.000000000Z"),
    ])
  func toTime(arguments: String, expected: String) async throws {
    #expect(try await FunctionSession().value("to_time(\(arguments))") == SQLValue(expected))
  }

  @Test(
    "what is no time is NULL",
    arguments: [
      "'yesterday'", "''", "'2024-02-30'", "'2024-13-01T00:00:00Z'", "'2024-05-01T25:00:00Z'", "'5/1/2024'",
      "123",
      "'2024-05-01T09:14:07Zx'", "NULL", "'0000-01-01T00:00:00+18:00'", "-1714554847",
      "'99999999999999999999'",
      "'2024-05-01', NULL",
    ])
  func noTime(arguments: String) async throws {
    #expect(try await FunctionSession().value("to_time(\(arguments))") == .null)
  }

  /// Expected: by hand; weeks begin on Monday (python3: datetime(2024, 5, 1).weekday() is 2).
  @Test(
    "time_bin gives the beginning of the stretch",
    arguments: [
      ("'2024-05-01T09:14:07.1843221Z', '1h'", "'2024-05-01T09:00:00.000000000Z'"),
      ("'2024-05-01T09:14:07.1843221Z', '15m'", "'2024-05-01T09:00:00.000000000Z'"),
      ("'2024-05-01T09:14:07.1843221Z', '10 s'", "'2024-05-01T09:14:00.000000000Z'"),
      ("'2024-05-01T09:14:07.1843221Z', '100ms'", "'2024-05-01T09:14:07.100000000Z'"),
      ("'2024-05-01T09:14:07.1843221Z', '1us'", "'2024-05-01T09:14:07.184322000Z'"),
      ("'2024-05-01T09:14:07.1843221Z', '1d'", "'2024-05-01T00:00:00.000000000Z'"),
      ("'2024-05-01T09:14:07.1843221Z', '1w'", "'2024-04-29T00:00:00.000000000Z'"),
      ("'2024-05-01T09:14:07.1843221Z', '1mon'", "'2024-05-01T00:00:00.000000000Z'"),
      ("'2024-05-31', '3mon'", "'2024-04-01T00:00:00.000000000Z'"),
      ("'2024-05-31', '1y'", "'2024-01-01T00:00:00.000000000Z'"),
      ("'1969-12-31T23:59:59.5Z', '1s'", "'1969-12-31T23:59:59.000000000Z'"),
      ("'1601-01-01T00:00:01Z', '1d'", "'1601-01-01T00:00:00.000000000Z'"),
      ("'1969-12-31T23:59:59.5Z', '1mon'", "'1969-12-01T00:00:00.000000000Z'"),
      ("1714554847184322100, '1h'", "1714554000000000000"), ("-1, '1s'", "-1000000000"),
      ("NULL, '1h'", "NULL"),
      ("'none', '1h'", "NULL"), ("'0001-01-01', '999999w'", "NULL"),
      ("'2024-05-01', '9223372036854775807d'", "'1970-01-01T00:00:00.000000000Z'"),
    ])
  func bin(arguments: String, expected: String) async throws {
    #expect(try await FunctionSession().shown("time_bin(\(arguments))") == expected)
  }

  @Test(
    "a width, format or zone that is none is an error",
    arguments: [
      ("time_bin('2024-05-01', '0h')", "time_bin: got the width '0h'; a width is a number from 1"),
      ("time_bin('2024-05-01', '-1h')", "time_bin: got the width '-1h'; "),
      ("time_bin('2024-05-01', 'h')", "time_bin: got the width 'h'; "),
      ("time_bin('2024-05-01', 5)", "time_bin: got the width 5; "),
      ("time_format('2024-05-01', '%Q')", "time_format: the format '%Q' holds '%Q', which is not known"),
      ("time_format('2024-05-01', '%')", "time_format: the format '%' holds '%', which is not known"),
      (
        "time_format('2024-05-01', '%Y', 'Mars/Base')",
        "time_format: got the zone 'Mars/Base', which is not known; an offset"
      ),
      ("to_time('2024-05-01', 'Mars/Base')", "to_time: got the zone 'Mars/Base', which is not known"),
    ])
  func errors(expression: String, expected: String) async throws {
    let failure = try await FunctionSession().failure(expression)
    #expect(failure.hasPrefix(expected), "\(failure)")
  }

  private static let letters =
    "%Y %m %d %H:%M:%S %z %j %a %A %b %B %p %I %u %w %V %G %y %D %F %T %R %C %f %e %h %%"

  @Test(
    "time_format writes what Python's strftime writes, in 9 zones over 25 years",
    .enabled(if: FunctionsPython.exists))
  func python() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(17)
    let zones = [
      "UTC", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Australia/Sydney", "Asia/Kolkata",
      "Asia/Tokyo", "Europe/London", "Pacific/Auckland",
    ]
    // 2012 … 2036 (what the table promises), and every half hour around the days in 2024 on which clocks change.
    var times = (0..<400).map { _ in Int64.random(in: 1_325_376_000...2_114_380_800, using: &random) }
    for day: Int64 in [19_792, 19_813, 19_820, 19_995, 20_002, 20_023, 20_030] {
      times += (-24..<72).map { (day * 48 + $0) * 1800 }
    }
    let input = times.map { Array("\($0)".utf8) }
    for zone in zones {
      let expected = try FunctionsPython.lines(
        """
        import sys
        from datetime import datetime, timezone
        from zoneinfo import ZoneInfo
        for line in sys.stdin:
          n = int(bytes.fromhex(line.strip()))
          print(datetime.fromtimestamp(n, timezone.utc).astimezone(ZoneInfo('\(zone)')).strftime('\(Self.letters)'))
        """, input)
      try #require(expected.count == times.count)
      for (time, line) in zip(times, expected) {
        let shown = try functions.value("time_format(\(time * 1_000_000_000), '\(Self.letters)', '\(zone)')")
        #expect(shown == SQLValue(line), "\(zone) \(time)")
      }
    }
  }

  @Test(
    "time_format: fractions, epoch, text and NULL",
    arguments: [
      ("'2024-05-01T09:14:07.1843221Z', '%s %L %f %N'", "'1714554847 184 184322 184322100'"),
      ("'2024-05-01T09:14:07Z', '%d.%m.%Y %H:%M é', '+05:30'", "'01.05.2024 14:44 é'"),
      ("'2024-05-01T09:14:07Z', ''", "''"), ("'no', '%Y'", "NULL"), ("NULL, '%Y'", "NULL"),
      ("'9999-12-31T23:59:59Z', '%Y', '+01:00'", "NULL"),
    ])
  func formats(arguments: String, expected: String) async throws {
    #expect(try await FunctionSession().shown("time_format(\(arguments))") == expected)
  }
}
