import Evidence
import Testing

@Suite("Time zones by name")
struct TimeZoneTableTests {
  private func offset(_ name: String, _ year: Int = 2024, _ month: Int = 1, _ day: Int = 15, hour: Int = 12)
    -> Int?
  {
    guard let rule = TimeZoneTable.rule(named: name),
      let time = Timestamp(year: year, month: month, day: day, hour: hour)
    else { return nil }
    return rule.offsetSeconds(atLocal: time)
  }

  @Test(
    "offsets are read in every usual spelling",
    arguments: [
      ("UTC", 0), ("Z", 0), ("gmt", 0), ("+02:00", 7200), ("+0200", 7200), ("-5", -18_000), ("+5:30", 19_800),
      ("UTC+2", 7200), ("GMT-0330", -12_600), ("+14:00", 50_400), ("MDT", -21_600), ("mst", -25_200),
      ("CEST", 7200), ("JST", 32_400), ("AEST", 36_000), ("Etc/UTC", 0),
    ])
  func offsets(name: String, seconds: Int) {
    #expect(offset(name) == seconds)
  }

  @Test(
    "what is no zone is nil, not UTC",
    arguments: [
      "", "+", "+1:2", "+25:00", "+2:60", "+123", "+12345", "Mars/Olympus", "XYZ", "Europe", "UTC+", "+-2",
    ])
  func unknown(name: String) {
    #expect(TimeZoneTable.rule(named: name) == nil)
  }

  @Test("a skipped hour keeps the old offset, a repeated one is its first pass")
  func gapAndOverlap() {
    // Berlin 2024: 31 March 02:00 → 03:00, 27 October 03:00 → 02:00.
    #expect(offset("Europe/Berlin", 2024, 3, 31, hour: 1) == 3600)
    #expect(offset("Europe/Berlin", 2024, 3, 31, hour: 2) == 3600)
    #expect(offset("Europe/Berlin", 2024, 3, 31, hour: 3) == 7200)
    #expect(offset("Europe/Berlin", 2024, 10, 27, hour: 2) == 7200)
    #expect(offset("Europe/Berlin", 2024, 10, 27, hour: 3) == 3600)
  }

  /// Names, the first year from which the table claims to be right, and a step that meets every hour.
  private static let zones: [(String, Int)] = [
    ("Europe/London", 1996), ("Europe/Dublin", 1996), ("Europe/Lisbon", 1997), ("Europe/Berlin", 1996),
    ("Europe/Paris", 1996), ("Europe/Madrid", 1996), ("Europe/Warsaw", 1996), ("Europe/Helsinki", 1997),
    ("Europe/Athens", 1997), ("Europe/Kiev", 1997), ("Europe/Bucharest", 1997), ("Europe/Istanbul", 2017),
    ("Europe/Moscow", 2012), ("Europe/Minsk", 2012), ("America/New_York", 1990), ("America/Chicago", 1990),
    ("America/Denver", 1990), ("America/Los_Angeles", 1990), ("America/Toronto", 1990),
    ("America/Anchorage", 1990), ("America/Halifax", 1990), ("America/St_Johns", 2012),
    ("America/Phoenix", 1990), ("Pacific/Honolulu", 1990), ("America/Bogota", 1994),
    ("America/Lima", 1995), ("America/Panama", 1990), ("America/Caracas", 2008),
    ("America/Argentina/Buenos_Aires", 2010), ("America/Santiago", 2020), ("Africa/Lagos", 1990),
    ("Africa/Johannesburg", 1990), ("Africa/Cairo", 2015), ("Africa/Nairobi", 1990), ("Asia/Jerusalem", 2013),
    ("Asia/Dubai", 1990), ("Asia/Karachi", 2010), ("Asia/Kolkata", 1990), ("Asia/Kathmandu", 1990),
    ("Asia/Dhaka", 2010), ("Asia/Almaty", 2005), ("Asia/Bangkok", 1990), ("Asia/Shanghai", 1992),
    ("Asia/Hong_Kong", 1990), ("Asia/Singapore", 1990), ("Asia/Tokyo", 1990), ("Asia/Seoul", 1990),
    ("Australia/Perth", 2010), ("Australia/Darwin", 1990), ("Australia/Adelaide", 2008),
    ("Australia/Brisbane", 1993), ("Australia/Sydney", 2001), ("Australia/Melbourne", 2001),
    ("Australia/Hobart", 2008), ("Pacific/Auckland", 1991), ("Pacific/Pago_Pago", 1990),
  ]

  @Test(
    "named zones agree with Python's zoneinfo, to the minute of each change", .enabled(if: PythonRun.exists))
  func zoneinfo() throws {
    let wanted = Self.zones.map { "\($0.0) \($0.1)" }.joined(separator: "\n")
    // Local times at which the offset changes, found by steps of ten days and then by halving.
    let program = """
      import sys, zoneinfo, datetime as d
      epoch = d.datetime(1970, 1, 1)
      for line in sys.stdin.read().split("\\n"):
          name, year = line.split()
          zone = zoneinfo.ZoneInfo(name)
          at = lambda t: int((epoch + d.timedelta(seconds=t)).replace(tzinfo=zone).utcoffset().total_seconds())
          t = int((d.datetime(int(year), 1, 1) - epoch).total_seconds())
          end = int((d.datetime(2030, 1, 1) - epoch).total_seconds())
          print(name, t, at(t))
          while t < end:
              if at(t + 864000) != at(t):
                  low, high = t, t + 864000
                  while high - low > 60:
                      middle = (low + high) // 2 // 60 * 60
                      low, high = (middle, high) if at(middle) == at(t) else (low, middle)
                  print(name, high, at(high))
              t += 864000
      """
    var runs: [String: [(start: Int, offset: Int)]] = [:]
    for line in try PythonRun.output(program, input: wanted).split(separator: "\n") {
      let words = line.split(separator: " ")
      runs[String(words[0]), default: []].append((Int(words[1]) ?? 0, Int(words[2]) ?? 0))
    }
    #expect(runs.count == Self.zones.count)
    for (name, expected) in runs {
      let rule = try #require(TimeZoneTable.rule(named: name))
      func at(_ local: Int) -> Int { rule.offsetSeconds(atLocal: Timestamp(seconds: Int64(local))) }
      for (i, run) in expected.enumerated() {
        let end = i + 1 < expected.count ? expected[i + 1].start - 60 : 1_893_456_000
        #expect(at(run.start) == run.offset && at(end) == run.offset, "\(name) \(run.start)")
        let between = stride(from: run.start, to: end, by: 500_000).allSatisfy { at($0) == run.offset }
        #expect(between, "\(name) behind \(run.start)")
      }
    }
  }

  @Test("times far out of the calendar do not trap")
  func extremes() {
    let names = [
      "Europe/Berlin", "America/Santiago", "Europe/Moscow", "Africa/Cairo", "Asia/Jerusalem", "NZ",
    ]
    for name in names {
      for seconds in [-377_705_116_800, -62_135_596_800, 0, 253_402_300_799] as [Int64] {
        let offset = TimeZoneTable.rule(named: name)?.offsetSeconds(atLocal: Timestamp(seconds: seconds))
        #expect(abs(offset ?? .max) <= 14 * 3600)
      }
    }
  }

  @Test("abbreviations in log text are known by capitals only")
  func abbreviations() {
    let found = ["MDT", "mdt", "", "LONGER"].map { name in
      let bytes = Array(name.utf8)
      return TimeZoneTable.abbreviation(bytes.span)
    }
    #expect(found == [-21_600, nil, nil, nil])
  }
}
