import Evidence
import Formats
import Testing

@Suite("Lines: times")
struct LinesTimeTests {
  /// Prints the time of each record of each file in UTC, `-` where it has none, by regular expressions and
  /// `datetime`: another way to read them than the program's.
  private static let program = #"""
    import re, sys, datetime as d
    MON = {m: i + 1 for i, m in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}
    utc = d.timezone.utc
    def out(t, frac=""):
        frac = (frac or "").lstrip(".,")[:9].ljust(9, "0")
        print(t.astimezone(utc).strftime("%Y-%m-%dT%H:%M:%S.") + frac + "Z")
    def civil(y, mo, da, clock, zone=None):
        h, m, s = map(int, clock.split(":"))
        return d.datetime(y, mo, da, h, m, s, tzinfo=zone or utc)
    def offset(z):
        if not z or z in ("Z", "UTC"): return utc
        if z == "AEST": return d.timezone(d.timedelta(hours=10))
        sign = -1 if z[0] == "-" else 1
        z = z[1:].replace(":", "")
        return d.timezone(sign * d.timedelta(hours=int(z[:2]), minutes=int(z[2:])))
    for name in sys.argv[1:]:
        year = None
        if "=" in name: name, year = name.split("="); year = int(year)
        print("#", name.split("/")[-1])
        data = open(name, "rb").read().decode("utf-8", "surrogateescape")
        last, date = None, None
        for line in re.split(r"\r*\n", data):
            if not line.strip(): continue
            if line.startswith("#"):
                if line.startswith("#Date: "): date = line.split()[1]
                continue
            m = re.match(r"(?:<\d+>)?(?:1 )?(?:\w+ (?:2\.0 )?)?(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)? ?(Z|UTC|AEST|[+-]\d\d:?\d\d)?", line)
            if m:
                out(civil(int(m[1]), int(m[2]), int(m[3]), m[4], offset(m[6])), m[5]); continue
            m = re.match(r"(\d\d:\d\d:\d\d) ", line)
            if m and date:
                y, mo, da = map(int, date.split("-"))
                out(civil(y, mo, da, m[1])); continue
            m = re.match(r"\[\w{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) (\d{4})\]", line)
            if m:
                out(civil(int(m[4]), MON[m[1]], int(m[2]), m[3])); continue
            m = re.search(r" \[(\d\d)/(\w{3})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]", line)
            if m:
                out(civil(int(m[3]), MON[m[2]], int(m[1]), m[4], offset(m[5]))); continue
            m = re.match(r"type=\S+ msg=audit\((\d+)\.(\d+):", line)
            if m:
                out(d.datetime.fromtimestamp(int(m[1]), utc), m[2]); continue
            m = re.match(r"(\w{3}) ([ \d]\d) (\d\d:\d\d:\d\d)(\.\d+)?", line)
            if m and m[1] in MON:
                day = (MON[m[1]], int(m[2]))
                # A new year where the date falls by half a year and more; small steps back are no new year.
                if last and (last[0] - day[0]) * 30.5 + last[1] - day[1] > 183: year += 1; last = day
                if last is None or day > last: last = day
                try: out(civil(year, day[0], day[1], m[3]), m[4])
                except ValueError: print("-")
                continue
            print("-")
    """#

  /// The years are such that no date lies after 1 May 2024, and 29 February exists (2020 in syslog.log).
  static let files: [(String, Int?)] = [
    ("text/apache_access.log", nil), ("text/audit_enriched.log", nil), ("text/auditd.log", nil),
    ("text/aws_elb_access.log", nil), ("text/iis10_edge_cases.log", nil), ("text/iis6.log", nil),
    ("text/iis_without_date.log", nil), ("text/loghub_Apache_2k.log", nil),
    ("text/loghub_Linux_2k.log", 2023),
    ("text/loghub_OpenSSH_2k.log", 2023), ("text/postgresql.log", nil), ("text/syslog.log", 2020),
    ("text/syslog_cron.log", 2024), ("text/syslog_rsyslog_ForwardFormat.log", nil),
    ("text/syslog_rsyslog_SyslogProtocol23Format.log", nil), ("text/syslog_ssh.log", 2024),
    ("hostile/syslog_year_wrap.log", 2023), ("hostile/escape_sequences.log", 2024),
  ]

  @Test(
    "the time of every line of the corpus is what Python reads",
    .enabled(if: LinesSupport.hasCorpora && LinesSupport.hasPython))
  func everyLine() throws {
    let arguments = Self.files.map { LinesSupport.corpora + $0.0 + ($0.1.map { "=\($0)" } ?? "") }
    let sections = try LinesSupport.python(Self.program, arguments).split(separator: "#")
    #expect(sections.count == Self.files.count)
    for (file, section) in zip(Self.files, sections) {
      let expected = section.split(separator: "\n").dropFirst().map(String.init)
      let bytes = LinesSupport.file(file.0)
      let profile = LinesSupport.profile(bytes)
      #expect(profile.assumedYear == file.1, "\(file.0)")
      let found = LinesSupport.read(bytes, profile).records.map { $0.time ?? "-" }
      #expect(found.count == expected.count, "\(file.0)")
      for (i, pair) in zip(found, expected).enumerated() where pair.0 != pair.1 {
        Issue.record("\(file.0) record \(i): \(pair.0), Python: \(pair.1)")
      }
    }
  }

  @Test(
    "new year, leap day and the 30th of February", .enabled(if: LinesSupport.hasCorpora))
  func yearWrap() {
    let bytes = LinesSupport.file("hostile/syslog_year_wrap.log")
    let records = LinesSupport.read(bytes, LinesSupport.profile(bytes)).records
    #expect(
      records.map(\.time) == [
        "2023-12-31T23:59:58.000000000Z", "2023-12-31T23:59:59.000000000Z", "2024-01-01T00:00:00.000000000Z",
        "2024-02-29T12:00:00.000000000Z", nil, "2024-03-31T02:30:00.000000000Z",
      ])
    #expect(records.map(\.problem) == [nil, nil, nil, nil, "time.invalid", nil])
    #expect(records.allSatisfy { $0.parsed && $0.common["computer"] == "h1" })
    // The hour that Berlin skipped is read with the offset before the change.
    let berlin = LinesSupport.read(bytes, LinesSupport.profile(bytes, timezone: "Europe/Berlin")).records
    #expect(berlin.last?.time == "2024-03-31T01:30:00.000000000Z")
    #expect(berlin.first?.time == "2023-12-31T22:59:58.000000000Z")
  }

  @Test("the assumed year is the latest that puts no date behind the file's time")
  func assumedYear() {
    func year(_ text: String, _ modified: (Int, Int, Int)?) -> Int? {
      let time = modified.flatMap { Timestamp(year: $0.0, month: $0.1, day: $0.2) }
      return LinesSupport.profile(Array(text.utf8), modified: time).assumedYear
    }
    #expect(year("May 10 10:00:00 h a: b\n", (2024, 5, 10)) == 2024)
    #expect(year("May 12 10:00:00 h a: b\n", (2024, 5, 10)) == 2023)
    #expect(year("Dec 30 10:00:00 h a: b\nJan  2 10:00:00 h a: b\n", (2024, 1, 2)) == 2023)
    #expect(
      year(
        "Dec 30 10:00:00 h a: b\nJan  2 10:00:00 h a: b\nDec 31 10:00:00 h a: b\nFeb 1 10:00:00 h a: b\n",
        (2024, 6, 2)) == 2023)
    #expect(year("Feb 29 10:00:00 h a: b\n", (2023, 6, 1)) == 2020)
    #expect(year("<13>Feb  3 10:00:00 h a: b\n", (2023, 6, 1)) == 2023)
    #expect(year("Feb  3 10:00:00 h a: b\n", nil) == 1972)
    #expect(year("2024-02-03 10:00:00 h a: b\n", (2023, 6, 1)) == nil)
    #expect(LinesSupport.profile(Array("Feb  3 10:00:00 h a: b\n".utf8)).notes.count == 1)
  }

  @Test("lines out of order do not begin a new year; one across New Year is of the year before")
  func outOfOrder() {
    let text = ["Dec 31", "Dec 30", "Jan  1", "Dec 31", "Jan  2", "Mar  5", "Mar  1", "Jul  1"]
      .map { "\($0) 10:00:00 h a: b\n" }.joined()
    let bytes = Array(text.utf8)
    let records = LinesSupport.read(
      bytes, LinesSupport.profile(bytes, modified: Timestamp(year: 2024, month: 8, day: 1)))
    let days = records.records.map { String($0.time?.prefix(10) ?? "") }
    #expect(
      days == [
        "2023-12-31", "2023-12-30", "2024-01-01", "2023-12-31", "2024-01-02", "2024-03-05", "2024-03-01",
        "2024-07-01",
      ])
  }

  @Test(
    "each way to write a time",
    arguments: [
      // Instants by Python: datetime(…).timestamp().
      ("2024-05-01T09:14:07.1843221+02:00 x", "2024-05-01T07:14:07.184322100Z"),
      ("2024/05/01 09:14:07 [error] 12#0: *1 x", "2024-05-01T09:14:07.000000000Z"),
      ("[2024-05-01 09:14:07,123] INFO x", "2024-05-01T09:14:07.123000000Z"),
      ("2024-05-01 09:14:07 MDT x", "2024-05-01T15:14:07.000000000Z"),
      ("[10/Oct/2000:13:55:36 -0700] x", "2000-10-10T20:55:36.000000000Z"),
      ("Thu Jun 09 06:07:04 2005 x", "2005-06-09T06:07:04.000000000Z"),
      ("[Thu Jun 09 06:07:04.123456 2005] [core:error] x", "2005-06-09T06:07:04.123456000Z"),
      ("1518816000 x", "2018-02-16T21:20:00.000000000Z"),
      ("1518816000.123 x", "2018-02-16T21:20:00.123000000Z"),
      ("1518816000123 x", "2018-02-16T21:20:00.123000000Z"),
      ("1518816000123456 x", "2018-02-16T21:20:00.123456000Z"),
      ("1518816000123456789 x", "2018-02-16T21:20:00.123456789Z"),
      ("<34>1 2003-10-11T22:14:15.003Z mymachine su - ID47 - x", "2003-10-11T22:14:15.003000000Z"),
      ("<34>Oct 11 22:14:15 mymachine su: x", "2024-10-11T22:14:15.000000000Z"),
      ("Oct 11 2021 22:14:15 asa : %ASA-6-1: x", "2021-10-11T22:14:15.000000000Z"),
      ("time=2024-05-01T09:14:07Z level=info msg=\"a b\"", "2024-05-01T09:14:07.000000000Z"),
    ])
  func spellings(line: String, time: String) {
    let record = LinesSupport.line(line)
    #expect(record.time == time)
    #expect(record.problem == nil)
  }

  @Test(
    "no time is made of what is none",
    arguments: [
      "hello", "15188160001 x", "1518816000x y", "127.0.0.1 x", "2024-05-01", "MMM 22 07:54:32 h a: b",
      "12:30 x",
      "4111111111111111 x", "May be 12:00", "[info] x", "1518816000:12",
    ])
  func noTime(line: String) {
    let record = LinesSupport.line(line)
    #expect(record.time == nil)
    #expect(record.parsed)
    #expect(record.problem == nil)
    #expect(record["message"] == [line])
  }

  @Test("zone and clock offset of the source are applied, the zone only where the line names none")
  func offsets() {
    let local = LinesSupport.line("2024-07-01 12:00:00 x", timezone: "America/New_York", clockOffset: -30)
    #expect(local.time == "2024-07-01T15:59:30.000000000Z")
    let zoned = LinesSupport.line(
      "2024-07-01T12:00:00+02:00 x", timezone: "America/New_York", clockOffset: 60)
    #expect(zoned.time == "2024-07-01T10:01:00.000000000Z")
    #expect(LinesSupport.line("2024-07-01 12:00:00 x", clockOffset: .max).time == nil)
    #expect(LinesSupport.line("2024-07-01 12:00:00 x", clockOffset: .min).time != "")
  }
}
