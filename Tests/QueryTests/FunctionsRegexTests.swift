import Query
import Testing

@Suite struct FunctionsRegexTests {
  /// Expected: python3 -c 'import re; print(re.search(PATTERN, TEXT))' (3.11).
  @Test(
    "regexp finds anywhere, with case, and REGEXP is the same",
    arguments: [
      ("-enc", "powershell -enc AAAA", 1), ("^-enc", "powershell -enc AAAA", 0), ("POWER", "power", 0),
      ("(?i)POWER", "power", 1), ("^.$", "é", 1), ("a.c", "a\nc", 0), ("", "", 1), ("^$", "", 1),
      (#"\d{4}"#, "Event 4688", 1), (#"\\temp\\"#, #"C:\temp\x"#, 1), ("(?i)ÄRGER", "ärger", 1),
    ])
  func regexp(pattern: String, text: String, expected: Int) async throws {
    let functions = try await FunctionSession()
    let (p, t) = (FunctionSession.text(pattern), FunctionSession.text(text))
    #expect(try functions.value("regexp(\(p), \(t))") == .integer(Int64(expected)))
    #expect(try functions.value("\(t) REGEXP \(p)") == .integer(Int64(expected)))
  }

  /// Expected: python3 -c 'import re; m = re.search(PATTERN, TEXT); print(m and m.group(GROUP))'.
  @Test(
    "regexp_extract gives the group asked for, and NULL where there is none",
    arguments: [
      (#"regexp_extract('user=alice id=7', 'user=(\w+)')"#, "'alice'"),
      (#"regexp_extract('user=alice id=7', 'user=\w+')"#, "'user=alice'"),
      (#"regexp_extract('user=alice id=7', '(\w+)=(\w+)')"#, "'user=alice'"),
      (#"regexp_extract('user=alice id=7', '(\w+)=(\w+)', 2)"#, "'alice'"),
      (#"regexp_extract('user=alice id=7', '(\w+)=(\w+)', 0)"#, "'user=alice'"),
      (#"regexp_extract('user=alice', '(?<who>a\w+)', 'who')"#, "'alice'"),
      ("regexp_extract('user', 'host')", "NULL"),
      ("regexp_extract('b', '(a)|b', 1)", "NULL"),
      ("regexp_extract('b', '(a*)b', 1)", "''"),
      ("regexp_extract('aé', '.$')", "'é'"),
    ])
  func extract(expression: String, expected: String) async throws {
    #expect(try await FunctionSession().shown(expression) == expected)
  }

  /// Expected: python3 -c 'import re; print(re.sub(PATTERN, REPLACEMENT, TEXT))' with \g<n> for $n.
  @Test(
    "regexp_replace replaces all matches, also empty ones",
    arguments: [
      (#"regexp_replace('a@b, c@d', '(\w+)@(\w+)', '$2 at $1')"#, "'b at a, d at c'"),
      (#"regexp_replace('a@b', '(?<x>\w+)@', '${x}:')"#, "'a:b'"),
      ("regexp_replace('abxd', 'x*', '-')", "'-a-b--d-'"),
      ("regexp_replace('é€', '', '-')", "'-é-€-'"),
      ("regexp_replace('abb', 'b*?', '-')", "'-a-----'"),
      ("regexp_replace('ab', '(a)|b', '<$1>')", "'<a><>'"),
      ("regexp_replace('', 'a', 'b')", "''"),
      ("regexp_replace('5', '5', '$$$ $x')", "'$$ $x'"),
      (#"regexp_replace('x', 'x', 'C:\new\1')"#, #"'C:\new\1'"#),
    ])
  func replace(expression: String, expected: String) async throws {
    #expect(try await FunctionSession().shown(expression) == expected)
  }

  @Test("500 patterns on made-up texts give what Python's re gives", .enabled(if: FunctionsPython.exists))
  func python() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(7)
    let atoms = [
      "a", "b", ".", "[ab]", "[^a]", "(a)", "(?:b|aa)", "é", "^", "$", "a*", "b+", "a?", ".*?", "x{1,2}",
    ]
    var input: [[UInt8]] = []
    for i in 0..<500 {
      let pattern = random.text(atoms, 5)
      var text = random.text(["a", "b", "x", "é", "€", " ", "😀"], 12)
      // In every third text a byte changes, so that it is not UTF-8, or other characters.
      if i % 3 == 0, !text.isEmpty {
        text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(in: 0x80...0xFF, using: &random)
      }
      input += [pattern, text]
    }
    let expected = try FunctionsPython.lines(
      """
      import re, sys
      lines = [bytes.fromhex(l.strip()).decode('utf-8', 'surrogateescape') for l in sys.stdin]
      h = lambda t: t.encode('utf-8', 'surrogateescape').hex() + '.'
      for p, t in zip(lines[::2], lines[1::2]):
        # $ of PCRE and Python agree on texts without line ends.
        m = re.search(p, t)
        print(h(m.group()) if m else 'none', h(re.sub(p, '<>', t)))
      """, input)
    #expect(expected.count == 500)
    for (i, line) in expected.enumerated() {
      let (p, t) = (FunctionSession.text(input[2 * i]), FunctionSession.text(input[2 * i + 1]))
      let found = try functions.shown(
        "coalesce(lower(quote(CAST(regexp_extract(\(t), \(p), 0) AS BLOB))) || '.', '')")
      let replaced = try functions.shown("lower(hex(regexp_replace(\(t), \(p), '<>'))) || '.'")
      let shown =
        "\(found == "'null.'" ? "none" : found.dropFirst().filter { $0 != "'" && $0 != "x" }) "
        + replaced.filter { $0 != "'" }
      #expect(
        shown == line,
        "\(String(decoding: input[2 * i], as: UTF8.self)) on \(String(decoding: input[2 * i + 1], as: UTF8.self))"
      )
    }
  }

  @Test(
    "a pattern or group that cannot be is an error that says what it got",
    arguments: [
      ("regexp('(', 'a')", "regexp: the pattern '(' is wrong at byte 1: missing closing parenthesis"),
      ("regexp_extract('a', 'a', 1)", "regexp_extract: got group 1; the pattern 'a' has 0"),
      ("regexp_extract('a', '(a)', -1)", "regexp_extract: got group -1; the pattern '(a)' has 1"),
      (
        "regexp_extract('a', 'a', 'who')",
        "regexp_extract: got group 'who', which the pattern 'a' does not have"
      ),
      (
        "regexp_replace('a', '(a)', '$2')",
        "regexp_replace: the replacement '$2' names group '2', which the pattern '(a)' does not have"
      ),
      ("regexp(CAST(x'ff' AS TEXT), 'a')", #"regexp: the pattern '\xff' is not UTF-8"#),
    ])
  func errors(expression: String, expected: String) async throws {
    #expect(try await FunctionSession().failure(expression) == expected)
  }

  @Test("a catastrophic pattern ends by the step limit, which the error names")
  func catastrophe() async throws {
    let functions = try await FunctionSession()
    let failure = functions.failure("regexp('^(a|aa|b?a)+$', replace(hex(zeroblob(200)), '0', 'a') || '!')")
    #expect(
      failure.hasPrefix("regexp: the pattern '^(a|aa|b?a)+$' met the step limit of 5000000 on the value 'aaa")
    )
    // A value that nothing is wrong with is answered on.
    #expect(try functions.value("regexp('^(a|aa|b?a)+$', 'aaaa')") == .integer(1))
  }

  @Test("Ctrl-C ends a pattern that is quadratic in a value of megabytes")
  func cancelled() async throws {
    let functions = try await FunctionSession(isCancelled: { true })
    #expect(throws: (any Error).self) {
      try functions.value(#"regexp('\d+x', replace(hex(zeroblob(1000000)), '00', '77'))"#)
    }
  }

  /// Expected: python3 -c 'import re; print(re.search(PATTERN, BYTES.decode("utf-8", "surrogateescape")))'.
  @Test("a byte that is not UTF-8 is a character of its own, which is no letter")
  func invalid() async throws {
    let functions = try await FunctionSession()
    #expect(try functions.shown("regexp_extract(CAST(x'ff41ff42' AS TEXT), '[A-Z]+')") == "'A'")
    #expect(
      try functions.shown("regexp_replace(CAST(x'ff41ff42fe' AS TEXT), '[AB]', '-')") == "t'ff2dff2dfe'")
    #expect(try functions.shown("regexp('^.$', CAST(x'c3' AS TEXT))") == "1")
    #expect(try functions.shown(#"regexp('\w', CAST(x'ffc3' AS TEXT))"#) == "0")
    #expect(try functions.shown("regexp_extract(CAST(x'e28241f09f' AS TEXT), 'A(.*)')") == "t'f09f'")
    #expect(try functions.shown("regexp('b', CAST(x'610062' AS TEXT))") == "1")
  }

  @Test("without JIT, as on a machine that forbids it, the answers are the same")
  func interpreted() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(31)
    for _ in 0..<300 {
      let pattern = random.text(["a", "b", ".", "[^a]", "(a|é)", "a*", ".*?", "$"], 4)
      var text = random.text(["a", "b", "é", "😀"], 10)
      if Bool.random(using: &random) { text.insert(0xFF, at: Int.random(in: 0...text.count, using: &random)) }
      let (p, t) = (FunctionSession.text(pattern), FunctionSession.text(text))
      let row = try functions.rows(
        "SELECT regexp_replace(\(t), \(p), '<>'), regexp_replace(\(t), '(*NO_JIT)' || \(p), '<>'), "
          + "regexp_extract(\(t), \(p), 0), regexp_extract(\(t), '(*NO_JIT)' || \(p), 0)")[0]
      #expect(row[0] == row[1], "\(t) \(p)")
      #expect(row[2] == row[3], "\(t) \(p)")
    }
    #expect(
      try functions.shown("length(regexp_replace(hex(zeroblob(500000)), '(*NO_JIT)0', 'é'))") == "1000000")
  }

  @Test("a match far inside a long value is found at its place")
  func long() async throws {
    let functions = try await FunctionSession()
    let long = "hex(zeroblob(2000000))"
    #expect(try functions.shown("regexp_extract(\(long) || 'xé' || \(long), '0(.é)0', 1)") == "'xé'")
    #expect(try functions.shown("length(regexp_replace(\(long), '0', 'é'))") == "4000000")
    #expect(try functions.shown("regexp('0{4}$', \(long))") == "1")
    #expect(try functions.shown("regexp('1', \(long))") == "0")
  }

  @Test(
    "like_any is LIKE over several patterns",
    arguments: [
      ("like_any('C:\\Windows\\cmd.exe', '%\\cmd.exe', '%\\powershell.exe')", "1"),
      ("like_any('C:\\Windows\\CMD.EXE', '%\\powershell.exe', '%\\cmd.exe')", "1"),
      ("like_any('abc', 'a', 'b_', '_b')", "0"), ("like_any('é', '_')", "1"), ("like_any('', '')", "1"),
      ("like_any('', '%')", "1"), ("like_any('abc', 'a%%c%')", "1"), ("like_any(NULL, 'a')", "NULL"),
      ("like_any('a', NULL, 'a')", "NULL"),
    ])
  func likeAny(expression: String, expected: String) async throws {
    #expect(try await FunctionSession().shown(expression) == expected)
  }

  @Test("like_any agrees with SQLite's own LIKE on 2000 made-up pairs")
  func like() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(3)
    for _ in 0..<2000 {
      let text = FunctionSession.text(random.text(["a", "B", "é", "ab", "%", "_", "😀"], 8))
      let pattern = FunctionSession.text(random.text(["a", "b", "%", "_", "é", "%"], 6))
      let row = try functions.rows("SELECT like_any(\(text), \(pattern)), \(text) LIKE \(pattern)")[0]
      #expect(row[0] == row[1], "\(text) \(pattern)")
    }
  }
}
