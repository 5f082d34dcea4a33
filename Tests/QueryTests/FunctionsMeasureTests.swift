import Query
import Testing

@Suite struct FunctionsMeasureTests {
  /// Expected: python3 -c 'import math, collections; b = …; c = collections.Counter(b);
  /// print(round(-sum(v / len(b) * math.log2(v / len(b)) for v in c.values()), 9))'.
  @Test(
    "entropy",
    arguments: [
      ("''", 0.0), ("'a'", 0.0), ("'ab'", 1.0), ("'hello world'", 2.845350937), ("'äöü'", 1.79248125),
      ("x'00'", 0.0), ("x'0001'", 1.0), ("1234", 2.0),
    ])
  func entropy(argument: String, expected: Double) async throws {
    #expect(try await FunctionSession().value("entropy(\(argument))") == .real(expected))
  }

  /// Expected: python3 -c 'import hashlib; print(hashlib.md5(b"…").hexdigest())', also sha1, sha256.
  @Test(
    "md5, sha1, sha256",
    arguments: [
      (
        "''", "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      ),
      (
        "'abc'", "900150983cd24fb0d6963f7d28e17f72", "a9993e364706816aba3e25717850c26c9cd0d89d",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      ),
      (
        "x'610062'", "70350f6027bce3713f6b76473084309b", "4a3dec2d1f8245280855c42db0ee4239f917fdb8",
        "59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138"
      ),
      (
        "1", "c4ca4238a0b923820dcc509a6f75849b", "356a192b7913b04c54574d18c28d46e6395428ab",
        "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
      ),
    ])
  func digests(argument: String, md5: String, sha1: String, sha256: String) async throws {
    let row = try await FunctionSession().rows(
      "SELECT md5(\(argument)), sha1(\(argument)), sha256(\(argument))")[0]
    #expect(row == [SQLValue(md5), SQLValue(sha1), SQLValue(sha256)])
  }

  /// Expected: python3 -c 'import base64; print(base64.b64decode(TEXT, validate=True).hex())', URL-safe letters put
  /// back and padding added; NULL where it raises.
  @Test(
    "decode_base64",
    arguments: [
      ("aGVsbG8=", "x'68656c6c6f'"), ("aGVsbG8", "x'68656c6c6f'"), ("aGVs\nbG8=", "x'68656c6c6f'"),
      ("_-8=", "x'ffef'"), ("/+8=", "x'ffef'"), ("", "x''"), ("YQ==", "x'61'"), ("YQ", "x'61'"),
      ("YQ=", "NULL"),
      ("Y", "NULL"), ("YWJj=", "NULL"), ("Y=Q=", "NULL"), ("a$==", "NULL"), ("AABB====", "NULL"),
      ("ZQBjAGgAbwA=", "x'6500630068006f00'"),
    ])
  func base64(text: String, expected: String) async throws {
    #expect(try await FunctionSession().shown("decode_base64('\(text)')") == expected)
  }

  /// Expected: python3 -c 'print(bytes.fromhex(TEXT))'.
  @Test(
    "unhex_text",
    arguments: [
      ("68656c6c6f", "'hello'"), ("0x68 65", "'he'"), ("C3A4", "'ä'"), ("ff", "t'ff'"), ("", "''"),
      ("6", "NULL"),
      ("zz", "NULL"), ("2f62696e00", "'/bin\0'"),
    ])
  func unhex(text: String, expected: String) async throws {
    #expect(try await FunctionSession().shown("unhex_text('\(text)')") == expected)
  }

  /// Expected: by the definition, worked out by hand.
  @Test(
    "levenshtein",
    arguments: [
      ("'kitten'", "'sitting'", "3"), ("''", "'abc'", "3"), ("'abc'", "''", "3"), ("'a'", "'a'", "0"),
      ("'svchost.exe'", "'scvhost.exe'", "2"), ("'ä'", "'a'", "1"), ("'😀x'", "'x'", "1"),
      ("x'ff61'", "'a'", "1"),
      ("NULL", "'a'", "NULL"), ("12", "'123'", "1"),
    ])
  func levenshtein(a: String, b: String, expected: String) async throws {
    let functions = try await FunctionSession()
    #expect(try functions.shown("levenshtein(\(a), \(b))") == expected)
    #expect(try functions.shown("levenshtein(\(b), \(a))") == expected)
  }

  @Test("levenshtein is what the recursion of its definition gives", .enabled(if: FunctionsPython.exists))
  func levenshteinReference() async throws {
    let functions = try await FunctionSession()
    var random = FunctionsRandom(19)
    let input = (0..<600).map { _ in random.text(["a", "b", "c", "é", "😀"], 9) }
    let expected = try FunctionsPython.lines(
      """
      import sys
      from functools import lru_cache
      lines = [bytes.fromhex(l.strip()).decode() for l in sys.stdin]
      @lru_cache(None)
      def d(a, b):
        if not a or not b: return len(a) + len(b)
        return min(d(a[1:], b) + 1, d(a, b[1:]) + 1, d(a[1:], b[1:]) + (a[0] != b[0]))
      for a, b in zip(lines[::2], lines[1::2]): print(d(a, b))
      """, input)
    #expect(expected.count == 300)
    for (i, line) in expected.enumerated() {
      let (a, b) = (FunctionSession.text(input[2 * i]), FunctionSession.text(input[2 * i + 1]))
      #expect(try functions.shown("levenshtein(\(a), \(b))") == line)
    }
  }
}
