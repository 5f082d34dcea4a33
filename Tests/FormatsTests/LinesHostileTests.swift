import Evidence
import Formats
import Testing

@Suite("Lines: damaged input neither traps nor loses bytes")
struct LinesHostileTests {
  static let small = [
    "text/syslog.log", "text/apache_access.log", "text/iis_without_date.log", "text/postgresql.log",
    "text/syslog_rsyslog_SyslogProtocol23Format.log", "text/aws_elb_access.log",
    "hostile/syslog_year_wrap.log",
    "hostile/escape_sequences.log",
  ]

  private func check(_ bytes: [UInt8], _ profile: SourceProfile, _ what: @autoclosure () -> String) {
    let reading = LinesSupport.read(bytes, profile)
    let sum = reading.spans.reduce(0) { $0 + $1.length }
    let sound = reading.spans.allSatisfy { $0.length > 0 && (0...$0.length).contains($0.properLength) }
    #expect(sum == bytes.count && sound, "\(what())")
  }

  @Test("every truncation", .enabled(if: LinesSupport.hasCorpora), arguments: small)
  func truncation(name: String) {
    let bytes = LinesSupport.file(name)
    let profile = LinesSupport.profile(bytes)
    for end in stride(from: 0, through: bytes.count, by: bytes.count > 4000 ? 7 : 1) {
      check(Array(bytes[..<end]), profile, "cut at \(end)")
    }
  }

  @Test("bit flips and bytes put in, by seed", .enabled(if: LinesSupport.hasCorpora), arguments: small)
  func damage(name: String) {
    let bytes = LinesSupport.file(name)
    var random = LinesSupport.Random(state: 0x9E37_79B9)
    for round in 0..<400 {
      var damaged = bytes
      for _ in 0..<1 + random.next(below: 8) {
        let i = random.next(below: damaged.count)
        switch random.next(below: 4) {
        case 0: damaged[i] ^= 1 << UInt8(random.next(below: 8))
        case 1: damaged[i] = [0, 10, 13, 32, 34, 61, 91, 93, 255][random.next(below: 9)]
        case 2: damaged.remove(at: i)
        default: damaged.insert([34, 61, 92, 39][random.next(below: 4)], at: i)
        }
      }
      let profile = LinesSupport.profile(damaged, format: nil)
      if profile.format == .lines { check(damaged, profile, "round \(round)") }
      check(damaged, LinesSupport.profile(bytes), "round \(round)")
    }
  }

  @Test("windows do not matter for damaged files either", .enabled(if: LinesSupport.hasCorpora))
  func damagedWindows() {
    var random = LinesSupport.Random(state: 77)
    let junk = LinesSupport.file("hostile/random.bin")
    let text = LinesSupport.file("text/syslog.log")
    for round in 0..<150 {
      var bytes: [UInt8] = []
      while bytes.count < 12_000 {
        let source = random.next(below: 3) == 0 ? junk : text
        let start = random.next(below: source.count)
        bytes += source[start..<min(source.count, start + 1 + random.next(below: 1500))]
        if random.next(below: 4) == 0 { bytes += Array(repeating: 0, count: random.next(below: 40)) }
        if random.next(below: 4) == 0 { bytes += Array("\u{FEFF}\r\n \n".utf8) }
      }
      let profile = SourceProfile(format: .lines, assumedYear: 2020)
      let whole = LinesSupport.cut(bytes, profile)
      for window in [1, 61, 1024, 5000] {
        #expect(LinesSupport.cut(bytes, profile, window: window) == whole, "round \(round), window \(window)")
      }
    }
  }

  @Test(
    "time grows with length, not its square",
    arguments: [
      "a=\"", "a='", "msg='", "=", "a=b ", "a=\"\\\"", "[", "[pid ", "(", "\"", "\\", "x=(", "<1>", " ",
    ])
  func linear(piece: String) {
    // 2 MB of it in one record: a quadratic scan would take hours.
    let unit = Array(piece.utf8)
    let fill = Array(repeating: unit, count: 2_000_000 / unit.count).flatMap { $0 }
    for start in [
      "", "type=X msg=audit(1.2:3): ", "1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] \"GET ",
      "<1>1 2003-10-11T22:14:15Z h a p m [x@1 a=\"", "[Thu Jun 09 06:07:04 2005] ",
      "Jan  1 00:00:00 h p[1]: ",
    ] {
      let bytes = Array(start.utf8) + fill
      var fields = RecordFields(names: NameTable())
      SourceProfile(format: .lines, assumedYear: 2020).makeExtractor()
        .extract(bytes.span, context: RecordContext(), into: &fields)
      #expect(fields.parsed)
    }
  }

  @Test(
    "terminal escapes and look-alikes are three records, kept as they are",
    .enabled(if: LinesSupport.hasCorpora))
  func escapes() {
    let bytes = LinesSupport.file("hostile/escape_sequences.log")
    let reading = LinesSupport.read(bytes, LinesSupport.profile(bytes, format: nil))
    #expect(reading.records.count == 3)
    #expect(
      reading.records[0]["message"].first?.contains("\u{1B}[2J\u{1B}]8;;http://127.0.0.1/\u{7}") == true)
    #expect(reading.problems == [])
  }
}
