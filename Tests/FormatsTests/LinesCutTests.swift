import Evidence
import Formats
import Testing

@Suite("Lines: cutting")
struct LinesCutTests {
  /// Counts of corpora/text/README.md.
  static let readme: [(String, Int)] = [
    ("apache_access.log", 15), ("audit_enriched.log", 29), ("auditd.log", 1708), ("aws_elb_access.log", 16),
    ("iis10_edge_cases.log", 15), ("iis6.log", 12), ("iis_without_date.log", 11),
    ("loghub_Apache_2k.log", 2000),
    ("loghub_Linux_2k.log", 2000), ("loghub_OpenSSH_2k.log", 2000), ("postgresql.log", 22),
    ("syslog.log", 18),
    ("syslog_cron.log", 9), ("syslog_rsyslog_ForwardFormat.log", 2),
    ("syslog_rsyslog_SyslogProtocol23Format.log", 10), ("syslog_ssh.log", 9),
  ]

  @Test(
    "a text log has as many records as its README says, found without a hint",
    .enabled(if: LinesSupport.hasCorpora), arguments: readme)
  func counts(name: String, count: Int) {
    let bytes = LinesSupport.file("text/" + name)
    let profile = LinesSupport.profile(bytes, format: nil)
    #expect(profile.format == .lines)
    let reading = LinesSupport.cut(bytes, profile)
    #expect(reading.spans.filter { $0.kind == .record }.count == count)
    #expect(reading.problems == [])
  }

  @Test(
    "spans do not depend on where windows end", .enabled(if: LinesSupport.hasCorpora),
    arguments: readme.map { "text/" + $0.0 }
      + [
        "hostile/syslog_year_wrap.log", "hostile/random.bin", "hostile/escape_sequences.log",
        "hostile/nul_padded_tail.ndjson", "hostile/mixed_encodings.xml", "hostile/nul_bytes.csv",
        "hostile/evtx_chunk_without_header.bin", "hostile/only_newlines.ndjson",
        "evtx-xml/splunk_xmlwineventlog_genuine.log",
      ])
  func windows(name: String) {
    let bytes = Array(LinesSupport.file(name).prefix(60_000))
    let profile = LinesSupport.profile(bytes)
    let whole = LinesSupport.cut(bytes, profile)
    for window in [1, 7, 64, 1000, 4096] {
      #expect(LinesSupport.cut(bytes, profile, window: window) == whole, "window \(window)")
    }
    let few = LinesSupport.cut(bytes, profile, window: 1000, capacity: 3)
    #expect(few.spans == whole.spans)
    #expect(few.problems == whole.problems)
  }

  private func pieces(_ text: String, shape: LinesShape = .plain, limits: Limits = Limits()) -> [String] {
    let bytes = Array(text.utf8)
    let reading = LinesSupport.cut(bytes, SourceProfile(format: .lines, lines: shape), limits: limits)
    var position = 0
    return reading.spans.map { span in
      defer { position += span.length }
      let proper = String(decoding: bytes[position..<position + span.properLength], as: UTF8.self)
      return (span.kind == .gap ? "gap " : "") + "\(proper)+\(span.length - span.properLength)"
    }
  }

  @Test("LF, CRLF and CRs before them are line ends and no part of the record")
  func lineEnds() {
    #expect(pieces("a\nb\r\nc\r\r\nd") == ["a+1", "b+2", "c+3", "d+0"])
    #expect(pieces("a\rb\nc\r") == ["a\rb+1", "c+1"])
    #expect(pieces("a\rb\rc\r\rd", shape: .carriageReturn) == ["a+1", "b+1", "c+1", "gap \r+0", "d+0"])
  }

  @Test("a file whose only line end is CR is told from its head")
  func carriageReturn() {
    #expect(LinesSupport.profile(Array("a\rb\rc".utf8)).lines == .carriageReturn)
    #expect(LinesSupport.profile(Array("a\rb\r\nc".utf8)).lines == .plain)
    #expect(LinesSupport.profile(Array("one line\r".utf8)).lines == .plain)
  }

  @Test("empty lines and byte order marks are gaps, blanks before text are not")
  func blanks() {
    #expect(
      pieces("\u{FEFF}a\n\n \t\r\n  b\n\u{FEFF}c\n") == [
        "gap \u{FEFF}+0", "a+1", "gap \n \t\r\n+0", "  b+1", "gap \u{FEFF}+0", "c+1",
      ])
    #expect(pieces("") == [])
    #expect(pieces("\n\n\n") == ["gap \n\n\n+0"])
    #expect(pieces("   ") == ["gap    +0"])
  }

  @Test("W3C directives are gaps, and #Fields and #Date make the context of the lines behind them")
  func directives() {
    let text =
      "#Software: x\n#Date: 2013-07-30 00:00:00\n#Fields: time c-ip\n00:00:01 1.1.1.1\n#Fields: c-ip time \n# x\n2.2.2.2 00:00:02\n"
    let bytes = Array(text.utf8)
    let profile = LinesSupport.profile(bytes, format: nil)
    #expect(profile.lines == .w3c)
    let reading = LinesSupport.read(bytes, profile)
    #expect(
      reading.records.map(\.time) == ["2013-07-30T00:00:01.000000000Z", "2013-07-30T00:00:02.000000000Z"])
    #expect(reading.records.map { $0["c-ip"] } == [["1.1.1.1"], ["2.2.2.2"]])
    #expect(reading.spans.filter { $0.kind == .gap }.count == 5)
  }

  @Test("NULs are a gap with a problem; the text before and behind them is kept as records")
  func nuls() {
    let text = Array("one\ntwo tail".utf8) + Array(repeating: 0, count: 3000) + Array("three\n".utf8)
    let reading = LinesSupport.cut(text, SourceProfile(format: .lines))
    #expect(reading.spans.map(\.kind) == [.record, .record, .gap, .record])
    #expect(reading.spans.map(\.length) == [4, 8, 3000, 6])
    #expect(reading.problems == ["2 bytes.nul"])
  }

  @Test("NULs without end come in gaps of at most 1 MiB")
  func manyNULs() {
    let text = Array(repeating: UInt8(0), count: 3 << 20) + Array("x\n".utf8)
    let reading = LinesSupport.cut(text, SourceProfile(format: .lines), window: 1 << 18)
    #expect(reading.spans.map(\.length) == [1 << 20, 1 << 20, 1 << 20, 2])
  }

  @Test("a line of the record limit is kept in gaps that say so, and the next line is a record")
  func longLine() {
    var limits = Limits()
    limits.recordBytes = 1000
    let text = Array("a\n".utf8) + Array(repeating: UInt8(ascii: "x"), count: 2500) + Array("\nb\n".utf8)
    let whole = LinesSupport.cut(text, SourceProfile(format: .lines), limits: limits)
    #expect(whole.spans.map(\.length) == [2, 1000, 1000, 501, 2])
    #expect(whole.problems == ["1 record.too-long", "2 record.too-long", "3 record.too-long"])
    for window in [1, 7, 64, 999] {
      #expect(LinesSupport.cut(text, SourceProfile(format: .lines), window: window, limits: limits) == whole)
    }
  }

  @Test("a line of 5 MB is one record", .enabled(if: LinesSupport.hasCorpora))
  func fiveMegabytes() {
    let bytes = LinesSupport.file("hostile/line_5mb.ndjson")
    let reading = LinesSupport.cut(bytes, SourceProfile(format: .lines), window: 1 << 16)
    #expect(reading.spans.filter { $0.kind == .record }.count == 3)
    #expect(reading.problems == [])
  }

  @Test("random bytes are one gap with a problem", .enabled(if: LinesSupport.hasCorpora))
  func random() {
    let bytes = LinesSupport.file("hostile/random.bin")
    let reading = LinesSupport.cut(bytes, LinesSupport.profile(bytes))
    #expect(reading.spans == [SourceSpan(gap: 20_000)])
    #expect(reading.problems == ["0 bytes.binary"])
  }

  @Test("text behind bytes that are none is records again")
  func behindBinary() {
    let junk = Array(LinesSupport.file("hostile/random.bin").prefix(3000))
    let text =
      Array("first line\n".utf8) + junk + Array("\nMar  1 10:00:00 h1 sshd[1]: back\nmore of it\n".utf8)
    let reading = LinesSupport.cut(text, SourceProfile(format: .lines, assumedYear: 2024))
    let records = reading.spans.filter { $0.kind == .record }
    #expect(records.suffix(2).map(\.properLength) == [32, 10])
  }

  @Test(
    "Splunk's raw mix of XML and classic events: 40 elements, 19 classic events",
    .enabled(if: LinesSupport.hasCorpora))
  func splunkRaw() {
    // grep -c '^<Event xmlns' is 40; lines 'MM/DD/YYYY hh:mm:ss AM|PM' are 19.
    let bytes = LinesSupport.file("evtx-xml/splunk_xmlwineventlog_genuine.log")
    let profile = LinesSupport.profile(bytes, format: nil)
    #expect(profile.lines == .splunkRaw)
    let reading = LinesSupport.cut(bytes, profile)
    var position = 0
    var elements = 0
    var classic = 0
    for span in reading.spans where span.kind == .record {
      if bytes[position] == UInt8(ascii: "<") {
        elements += 1
        #expect(
          bytes[position..<position + span.properLength].suffix(8) == ArraySlice(Array("</Event>".utf8)))
      } else {
        classic += 1
      }
      position += span.length
    }
    #expect(elements == 40)
    #expect(classic == 19)
    #expect(position == bytes.count)
  }
}
