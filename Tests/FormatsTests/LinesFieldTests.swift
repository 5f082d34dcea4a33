import Evidence
import Formats
import Testing

@Suite("Lines: fields")
struct LinesFieldTests {
  @Test("RFC 3164: host, program, pid and message, each of them maybe missing")
  func syslog() {
    let full = LinesSupport.line(
      "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed for lonvick on /dev/pts/8")
    #expect(
      full.fields == [
        "priority=34", "hostname=mymachine", "program=su", "pid=12",
        "message='su root' failed for lonvick on /dev/pts/8",
      ])
    #expect(full.common == ["computer": "mymachine", "provider": "su", "severity": "critical"])
    #expect(
      LinesSupport.line("Oct 11 22:14:15 kernel: [9.9] x").fields == ["program=kernel", "message=[9.9] x"])
    #expect(LinesSupport.line("Oct 11 22:14:15: --- x ---").fields == ["message=--- x ---"])
    #expect(LinesSupport.line("Oct 11 22:14:15 h Job done").fields == ["hostname=h", "message=Job done"])
    #expect(
      LinesSupport.line("Oct 11 22:14:15 h sshd(pam_unix)[1]: x").fields == [
        "hostname=h", "program=sshd(pam_unix)", "pid=1", "message=x",
      ])
  }

  @Test("RFC 5424: the examples of §6.5")
  func structured() {
    let first = LinesSupport.line(
      "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \u{FEFF}'su root' failed for lonvick")
    #expect(
      first.fields == [
        "priority=34", "hostname=mymachine.example.com", "appname=su", "msgid=ID47",
        "message='su root' failed for lonvick",
      ])
    let third = LinesSupport.line(
      "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"Application\" eventID=\"1011\"][examplePriority@32473 class=\"high\"] An event"
    )
    #expect(
      third.fields == [
        "priority=165", "hostname=mymachine.example.com", "appname=evntslog", "msgid=ID47",
        "exampleSDID@32473.iut=3", "exampleSDID@32473.eventSource=Application",
        "exampleSDID@32473.eventID=1011",
        "examplePriority@32473.class=high", "message=An event",
      ])
    #expect(third.common["severity"] == "information")
    let escaped = LinesSupport.line(#"<165>1 - - - - - [a b="x\"y\]z\\" c="C:\n"] m"#)
    #expect(escaped["a.b"] == [#"x"y]z\"#])
    #expect(escaped["a.c"] == [#"C:\n"#])
    #expect(escaped.time == nil && escaped.problem == nil)
    #expect(LinesSupport.line("<165>1 - - - - - [a b=\"x m").problem == "syslog.structured-data")
  }

  @Test(
    "access logs: common, combined, with virtual host, with quotes in the request",
    .enabled(if: LinesSupport.hasCorpora))
  func access() {
    let bytes = LinesSupport.file("text/apache_access.log")
    let records = LinesSupport.read(bytes, LinesSupport.profile(bytes)).records
    // awk over the file: statuses 200 ×11, 304, 404 ×2 and 200 ×1 more; four lines name a virtual host.
    #expect(records.map { $0["status"].first ?? "" }.filter { $0 == "200" }.count == 12)
    #expect(records.filter { $0["status"] == ["404"] }.count == 2)
    #expect(records.filter { $0["status"] == ["304"] }.count == 1)
    #expect(records.filter { !$0["vhost"].isEmpty }.count == 4)
    #expect(records[13]["uri"] == [#"/$%7B("TextString"+"123456")%7D/actionChain1.action"#])
    #expect(records[14].common["user"] == "pyllyukko@EXAMPLE.COM")
    #expect(
      records[6].fields == [
        "clientip=120.202.255.147", "ident=-", "auth=-",
        "request=GET /files/logstash/logstash-1.1.0-monolithic.jar HTTP/1.1", "method=GET",
        "uri=/files/logstash/logstash-1.1.0-monolithic.jar", "version=HTTP/1.1", "status=304", "bytes=-",
        "referrer=-", "useragent=Mozilla/5.0 Gecko/20100115 Firefox/3.6",
      ])
  }

  @Test(
    "audit records: pairs in msg='…' and behind 0x1D, user and serial number",
    .enabled(if: LinesSupport.hasCorpora))
  func audit() {
    let bytes = LinesSupport.file("text/audit_enriched.log")
    let records = LinesSupport.read(bytes, LinesSupport.profile(bytes)).records
    #expect(
      records[0].fields == [
        "type=DEL_USER", "msg=audit(1783414573.076:399)", "serial=399", "pid=2057", "uid=0", "auid=0",
        "ses=6",
        "subj=unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023", "op=deleting-user-not-found",
        "acct=specimenuser", "exe=/usr/bin/userdel", "hostname=?", "addr=?", "terminal=?", "res=failed",
        "UID=root",
        "AUID=root",
      ])
    #expect(records[0].common["user"] == "specimenuser")
    #expect(records[0].common["event_record_id"] == "399")
    #expect(records[8]["proctitle"] == ["737368642D73657373696F6E3A20726F6F74205B707269765D"])
    let node = LinesSupport.line("node=web1 type=CWD msg=audit(1518816000.123:456): cwd=\"/root\"")
    #expect(node.common["computer"] == "web1")
    #expect(node["cwd"] == ["/root"])
  }

  @Test(
    "every pair of auditd.log that Python's regular expression finds is a field",
    .enabled(if: LinesSupport.hasCorpora && LinesSupport.hasPython))
  func auditPairs() throws {
    let program = #"""
      import re, sys
      for line in open(sys.argv[1]):
          line = re.sub(r"^type=(\S+) msg=audit\(\S+\): ", r"type=\1 ", line.rstrip("\n")).replace("msg='", "").rstrip("'")
          print("\t".join(m[1] + "=" + m[2].strip('"') for m in re.finditer(r'(?:^| )([A-Za-z_][\w.-]*)=("[^"]*"|[^ \x1d]*)', line)))
      """#
    let expected = try LinesSupport.python(program, [LinesSupport.corpora + "text/auditd.log"]).split(
      separator: "\n")
    let bytes = LinesSupport.file("text/auditd.log")
    let records = LinesSupport.read(bytes, LinesSupport.profile(bytes)).records
    #expect(records.count == 1708 && expected.count == 1708)
    for (record, pairs) in zip(records, expected) {
      let fields = record.fields.filter { !$0.hasPrefix("msg=audit(") && !$0.hasPrefix("serial=") }
      #expect(fields == pairs.split(separator: "\t").map(String.init))
    }
  }

  @Test(
    "IIS: values under the names of #Fields, in order; user of cs-username",
    .enabled(if: LinesSupport.hasCorpora))
  func iis() {
    let bytes = LinesSupport.file("text/iis10_edge_cases.log")
    let records = LinesSupport.read(bytes, LinesSupport.profile(bytes)).records
    #expect(records.allSatisfy { $0.fields.count == 15 && $0.problem == nil })
    #expect(records[0].common["user"] == #"random\ranuser1"#)
    #expect(records[5]["sc-win32-status"] == ["214784354254"])
    let context = RecordContext(columns: ["date", "time", "x"])
    #expect(LinesSupport.line("2024-01-01 00:00:00", context: context, shape: .w3c).problem == "w3c.columns")
    let more = LinesSupport.line("2024-01-01 00:00:00 a b", context: context, shape: .w3c)
    #expect(more.problem == "w3c.columns" && more["column4"] == ["b"])
  }

  @Test("load balancers: names of the AWS guides for all three kinds", .enabled(if: LinesSupport.hasCorpora))
  func balancers() {
    let bytes = LinesSupport.file("text/aws_elb_access.log")
    let records = LinesSupport.read(bytes, LinesSupport.profile(bytes)).records
    // Python's shlex: 29 values in the first line, the time among them, and three parts of the request.
    #expect(records[0].fields.count == 29 - 1 + 3)
    #expect(records[0]["chosen_cert_arn"] == ["arn:aws:abc:us-east-2:234567891234:certificate"])
    #expect(records[0]["elb_status_code"] == ["200"])
    #expect(records[12]["backend:port"] == ["10.0.0.1:80"])
    #expect(records[12]["request"] == ["- - - "])
    #expect(records[14]["tls_cipher"] == ["ECDHE-RSA-AES128-SHA"])
  }

  @Test("PostgreSQL: pid, user, database, level", .enabled(if: LinesSupport.hasCorpora))
  func postgres() {
    let bytes = LinesSupport.file("text/postgresql.log")
    let records = LinesSupport.read(bytes, LinesSupport.profile(bytes)).records
    #expect(
      records[15].fields == [
        "pid=9158", "user=postgres", "database=postgres", "level=FATAL",
        "message=password authentication failed for user \"postgres\"",
      ])
    #expect(records[15].common == ["user": "postgres", "severity": "critical"])
    // Two lines that go on with the one before: no time, and no problem.
    #expect(records.filter { $0.time == nil }.count == 2)
    #expect(records.allSatisfy { $0.parsed && $0.problem == nil })
  }

  @Test(
    "pairs: quoted, empty, in brackets, with commas; prose has none",
    arguments: [
      ("logname= uid=0 rhost=1.2.3.4 ", ["logname=", "uid=0", "rhost=1.2.3.4"]),
      (#"a="x y" b=2"#, ["a=x y", "b=2"]), (#"a="x \" y" b=2"#, [#"a=x \" y"#, "b=2"]),
      (#"p="C:\temp\" q="z""#, [#"p=C:\temp\"#, "q=z"]), ("a=1, b=2; c=3", ["a=1", "b=2", "c=3"]),
      ("(x=1, y=2)", ["x=1", "y=2"]), ("tty=(none) s=1", ["tty=(none)", "s=1"]),
      (#"a="open b=2"#, [#"a="open"#, "b=2"]), ("a.b-c_d=1 _e=2", ["a.b-c_d=1", "_e=2"]),
      ("only one=pair here", []), ("GET /x?a=1&b=2 HTTP", []), ("1=2 3=4", []), ("a==b", []),
    ])
  func pairs(text: String, expected: [String]) {
    let record = LinesSupport.line(text)
    #expect(record.fields == ["message=\(text)"] + expected)
  }

  @Test(
    "the level is taken from words in capitals, in brackets or before a colon",
    arguments: [
      ("[Thu Jun 09 06:07:04 2005] [notice] x", "information"),
      ("[Thu Jun 09 06:07:04 2005] [core:warn] [pid 1:tid 2] x", "warning"),
      ("2024-05-01 09:14:07,1 ERROR [main] x", "error"), ("2024-05-01 09:14:07 fatal: x", "critical"),
      ("2024-05-01 09:14:07 an error came", nil), ("ts=1518816000 level=debug x=1", "verbose"),
    ])
  func severity(line: String, severity: String?) {
    #expect(LinesSupport.line(line).common["severity"] == severity)
  }

  @Test("events in Splunk's raw text have the fields of their kind", .enabled(if: LinesSupport.hasCorpora))
  func splunkRaw() {
    let bytes = LinesSupport.file("evtx-xml/splunk_xmlwineventlog_genuine.log")
    let records = LinesSupport.read(bytes, LinesSupport.profile(bytes)).records
    #expect(records.count == 59)
    #expect(records.allSatisfy { $0.parsed })
    #expect(records[0].common["event_id"] == "1" && records[0].common["event_record_id"] == "19683891")
    #expect(records[1].common["event_id"] == "4104")
    #expect(records[1].time == "2021-01-14T23:41:39.000000000Z")
  }
}
