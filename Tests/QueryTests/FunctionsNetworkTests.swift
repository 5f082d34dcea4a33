import Query
import Testing

@Suite struct FunctionsNetworkTests {
  /// Version and kind by python3's ipaddress (3.11: is_private, is_loopback, is_multicast, is_link_local,
  /// is_unspecified) where it tells them apart, else by the IANA registries of special-purpose addresses.
  @Test(
    "ip_type and ip_version",
    arguments: [
      ("10.1.2.3", 4, "private"), ("172.31.255.255", 4, "private"), ("172.32.0.0", 4, "public"),
      ("192.168.0.1", 4, "private"), ("8.8.8.8", 4, "public"), ("127.9.9.9", 4, "loopback"),
      ("169.254.1.1", 4, "link-local"), ("100.64.0.1", 4, "shared"), ("100.128.0.1", 4, "public"),
      ("0.0.0.0", 4, "unspecified"), ("0.1.2.3", 4, "reserved"), ("255.255.255.255", 4, "broadcast"),
      ("240.0.0.1", 4, "reserved"), ("224.0.0.251", 4, "multicast"), ("192.0.2.7", 4, "documentation"),
      ("198.51.100.1", 4, "documentation"), ("203.0.113.9", 4, "documentation"),
      ("198.19.0.1", 4, "benchmark"),
      ("::", 6, "unspecified"), ("::1", 6, "loopback"), ("fe80::1%eth0", 6, "link-local"),
      ("fd12::1", 6, "private"), ("ff02::fb", 6, "multicast"), ("2001:db8::1", 6, "documentation"),
      ("2001:4860:4860::8888", 6, "public"), ("::ffff:10.1.2.3", 6, "private"),
      ("::FFFF:808:808", 6, "public"),
      ("2001:0:53aa::1", 6, "teredo"), ("2002:808:808::1", 6, "6to4"), ("100::1", 6, "reserved"),
      ("64:ff9b::808:808", 6, "public"), ("4000::1", 6, "reserved"),
    ])
  func types(address: String, version: Int, type: String) async throws {
    let functions = try await FunctionSession()
    #expect(try functions.value("ip_version('\(address)')") == .integer(Int64(version)))
    #expect(try functions.value("ip_type('\(address)')") == SQLValue(type))
  }

  /// Expected: python3 -c 'import ipaddress; print(ipaddress.ip_address(A) in ipaddress.ip_network(N, strict=False))'.
  @Test(
    "cidr_match",
    arguments: [
      ("cidr_match('10.1.2.3', '10.0.0.0/8')", "1"), ("cidr_match('11.1.2.3', '10.0.0.0/8')", "0"),
      ("cidr_match('10.1.2.3', '10.9.9.9/8')", "1"), ("cidr_match('10.1.2.3', '0.0.0.0/0')", "1"),
      ("cidr_match('10.1.2.3', '10.1.2.3')", "1"), ("cidr_match('10.1.2.3', '10.1.2.2/31')", "1"),
      ("cidr_match('2001:db8::1', '2001:db8::/32')", "1"), ("cidr_match('::1', '0.0.0.0/0')", "0"),
      ("cidr_match('1.2.3.4', '::/0')", "0"), ("cidr_match('::ffff:10.1.2.3', '10.0.0.0/8')", "1"),
      ("cidr_match('::ffff:10.1.2.3', '::ffff:0:0/96')", "1"),
      ("cidr_match('192.168.1.1', '10.0.0.0/8', '192.168.0.0/16')", "1"),
      ("cidr_match('-', '10.0.0.0/8')", "0"),
      ("cidr_match('', '::/0')", "0"), ("cidr_match(NULL, '10.0.0.0/8')", "NULL"),
      ("cidr_match('10.1.2.3', NULL)", "NULL"), ("ip_type('host')", "NULL"), ("ip_version('')", "NULL"),
      ("ip_type(NULL)", "NULL"),
    ])
  func networks(expression: String, expected: String) async throws {
    #expect(try await FunctionSession().shown(expression) == expected)
  }

  @Test(
    "a network that is none is an error",
    arguments: ["10.0.0.0/33", "10.0.0/8", "", "::/129", "x", "1.2.3.4/-1"])
  func wrongNetwork(network: String) async throws {
    let failure = try await FunctionSession().failure("cidr_match('10.1.2.3', '0.0.0.0/0', '\(network)')")
    #expect(failure == "cidr_match: got '\(network)', which is no network such as '10.0.0.0/8'")
  }

  @Test(
    "3000 made-up addresses are read as Python's ipaddress reads them", .enabled(if: FunctionsPython.exists))
  func python() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(11)
    let pieces = [
      ":", "::", ":", "0", "1", "ff", "FFFF", "12345", "g", ".", "1.2.3.4", "255", "256", "01", "%", "%eth0",
      "fe80", " ",
      "10.", "192.168.",
    ]
    let input =
      (0..<3000).map { _ in random.text(pieces, 9) } + [Array("1:2:3:4:5:6:7::".utf8), Array("::".utf8)]
    // Loopback and the like are told by the type; here only whether the text is an address, and which networks it is in.
    let expected = try FunctionsPython.lines(
      """
      import ipaddress, sys
      n4, n6 = ipaddress.ip_network('10.1.0.0/12', strict=False), ipaddress.ip_network('fe80::/9')
      for line in sys.stdin:
        try: a = ipaddress.ip_address(bytes.fromhex(line.strip()).decode())
        except ValueError: print('NULL 0 0')
        else:
          m = getattr(a, 'ipv4_mapped', None)
          print(a.version, int(a in n4 or m is not None and m in n4), int(a in n6))
      """, input)
    #expect(expected.count == input.count)
    for (text, line) in zip(input, expected) {
      let t = FunctionSession.text(text)
      let row = try functions.rows(
        "SELECT ip_version(\(t)), cidr_match(\(t), '10.1.0.0/12'), cidr_match(\(t), 'fe80::/9')")[0]
      let shown = row.map(FunctionSession.shown).joined(separator: " ")
      #expect(shown == line, "\(String(decoding: text, as: UTF8.self))")
    }
  }

  /// Expected: python3 -c 'from urllib.parse import urlsplit; u = urlsplit(URL); print(u)', '' as NULL where the
  /// delimiter is not there.
  @Test(
    "url_part",
    arguments: [
      ("scheme", "'https'"), ("user", "'u'"), ("password", "'p:w'"), ("host", "'ex.com'"), ("port", "8443"),
      ("path", "'/a/b;c'"), ("query", "'q=1&r=?'"), ("fragment", "'f#g'"),
    ])
  func urlParts(part: String, expected: String) async throws {
    let functions = try await FunctionSession()
    let url = "HTTPS://u:p:w@Ex.COM:8443/a/b;c?q=1&r=?#f#g"
    #expect(try functions.shown("url_part('\(url)', '\(part)')") == expected)
  }

  @Test(
    "url_part: what is absent is NULL, what is empty is ''",
    arguments: [
      ("http://a", "query", "NULL"), ("http://a/?", "query", "''"), ("http://a", "path", "''"),
      ("http://a", "port", "NULL"), ("http://a:99999/", "port", "NULL"), ("a.b/c", "host", "NULL"),
      ("a.b/c", "path", "'a.b/c'"), ("http://[FE80::1%Eth0]:80/", "host", "'fe80::1%Eth0'"),
      ("http://[::1/", "host", "NULL"), ("//h/p", "host", "'h'"), ("mailto:a@b", "path", "'a@b'"),
      ("", "path", "''"),
    ])
  func absentParts(url: String, part: String, expected: String) async throws {
    #expect(try await FunctionSession().shown("url_part('\(url)', '\(part)')") == expected)
  }

  @Test("an unknown part is an error")
  func unknownPart() async throws {
    #expect(
      try await FunctionSession().failure("url_part('http://a', 'hostname')")
        == "url_part: got the part 'hostname'; the parts are scheme, user, password, host, port, path, query, fragment"
    )
  }

  @Test("2000 made-up URLs are parted as Python's urlsplit parts them", .enabled(if: FunctionsPython.exists))
  func pythonURLs() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(5)
    let pieces = [
      "http", "://", ":", "/", "//", "?", "#", "@", "u:p@", "Ex.com", "[::1]", "[", "]", ":80", ":x", "%41",
      "a", " ", "\t",
      "\\", "é", ".", "ftp:",
    ]
    let input = (0..<2000).map { _ in random.text(pieces, 9) }
    let expected = try FunctionsPython.lines(
      """
      import sys
      from urllib.parse import urlsplit
      def h(x): return '-' if not x else x.encode().hex()
      for line in sys.stdin:
        try:
          u = urlsplit(bytes.fromhex(line.strip()).decode()); n = u.hostname
          try: port = u.port
          except ValueError: port = None
          print(h(u.scheme), h(u.username), h(u.password), h(n), '-' if port is None else port, h(u.path), h(u.query), h(u.fragment))
        except ValueError: print('wrong')
      """, input)
    #expect(expected.count == input.count)
    for (text, line) in zip(input, expected) where line != "wrong" {
      let t = FunctionSession.text(text)
      let columns = ["scheme", "user", "password", "host", "port", "path", "query", "fragment"].map {
        $0 == "port"
          ? "coalesce(url_part(\(t), 'port'), '-')"
          : "coalesce(nullif(lower(hex(url_part(\(t), '\($0)'))), ''), '-')"
      }
      let shown = try functions.rows("SELECT " + columns.joined(separator: ", "))[0]
        .map(FunctionSession.shown).joined(separator: " ").filter { $0 != "'" }
      #expect(shown == line, "\(String(decoding: text, as: UTF8.self))")
    }
  }

  /// Expected: the rules of publicsuffix.org/list and its test file (test_psl.txt), worked out by hand.
  @Test(
    "domain and public_suffix",
    arguments: [
      ("www.example.com", "'example.com'", "'com'"), ("a.b.example.co.uk", "'example.co.uk'", "'co.uk'"),
      ("co.uk", "NULL", "'co.uk'"), ("COM", "NULL", "'com'"), ("b.c.kobe.jp", "'b.c.kobe.jp'", "'c.kobe.jp'"),
      ("a.b.c.kobe.jp", "'b.c.kobe.jp'", "'c.kobe.jp'"), ("www.city.kobe.jp", "'city.kobe.jp'", "'kobe.jp'"),
      ("www.ck", "'www.ck'", "'ck'"), ("x.b.test.ck", "'b.test.ck'", "'test.ck'"),
      ("evil.github.io", "'evil.github.io'", "'github.io'"), ("WWW.EXAMPLE.ORG.", "'example.org'", "'org'"),
      ("https://u@www.Example.com:8443/x", "'example.com'", "'com'"),
      ("example.com:443", "'example.com'", "'com'"),
      ("dc01.corp.local", "'corp.local'", "'local'"), ("www.食狮.公司.cn", "'食狮.公司.cn'", "'公司.cn'"),
      ("www.xn--85x722f.xn--55qx5d.cn", "'xn--85x722f.xn--55qx5d.cn'", "'xn--55qx5d.cn'"),
      ("10.1.2.3", "NULL", "NULL"), ("::1", "NULL", "NULL"), ("http://[::1]/", "NULL", "NULL"),
      ("", "NULL", "NULL"),
      (".com", "NULL", "NULL"), ("a..com", "NULL", "NULL"), ("a b.com", "NULL", "NULL"), ("-", "NULL", "'-'"),
    ])
  func domains(host: String, domain: String, suffix: String) async throws {
    let functions = try await FunctionSession()
    #expect(try functions.shown("domain('\(host)')") == domain)
    #expect(try functions.shown("public_suffix('\(host)')") == suffix)
  }
}
