import Evidence
import Query
import Testing

/// No argument makes a function trap, hang, or fail without a word.
@Suite struct FunctionsHostileTests {
  private static let aggregates = [
    "arg_max", "arg_min", "median", "percentile", "mode", "string_agg", "string_agg_distinct",
  ]

  private static let values = [
    "''", "x''", "CAST(x'00' AS TEXT)", "CAST(x'610062' AS TEXT)", "CAST(x'fffe80' AS TEXT)", "x'00ff'", "-1",
    "0",
    "9223372036854775807", "-9223372036854775808", "1e308", "-9e999", "0.1", "'%'", "'$1${'", "'['", "':'",
    "'::'",
    "'//['", "'1.2.3.4/32'", "'0x'", "'='", "'9999-12-31T23:59:59Z'", "'0000-01-01'", "'1mon'", "'+18:00'",
    "'-9223372036854775808ns'", "'99999999999999999999h'", "'%Y%G%V%s'", "'\\'", "'\\\\'", "'.'", "'ä'",
    "'😀'",
  ]

  @Test("every function takes every hostile value, or says what it got")
  func combinations() async throws {
    let functions = try await FunctionSession()
    let names = SQLFunctions.names(functions.session.reader)
    for name in names {
      for a in Self.values {
        for b in Self.values {
          for call in ["\(name)(\(a))", "\(name)(\(a), \(b))", "\(name)(\(b), \(b), \(a))"] {
            do {
              _ = try functions.rows("SELECT \(call)")
            } catch let error as AssayError {
              #expect(
                error.reason.hasPrefix("\(name): ")
                  || error.reason == "wrong number of arguments to function \(name)()", "\(call): \(error)")
              #expect(error.reason.utf8.count < 1000)
            }
          }
        }
      }
    }
  }

  @Test("ten megabytes are taken or refused by every function")
  func large() async throws {
    let functions = try await FunctionSession()
    let large = "hex(zeroblob(5000000))"
    for name in SQLFunctions.names(functions.session.reader) {
      for arguments in [
        large, "\(large), 'a'", "'a', \(large)", "\(large), \(large)", "\(large), '0', \(large)",
      ] {
        // A gigabyte of a value each for ten million matches is refused, but only after a while.
        if name == "regexp_replace", arguments.contains("'0'") { continue }
        let call = "length(\(name)(\(arguments)))"
        let failure = functions.failure(call)
        #expect(failure.utf8.count < 2000, "\(name)")
      }
    }
    #expect(
      functions.failure("levenshtein(\(large), 'x' || \(large) || 'x')").hasSuffix(
        "more than 100000000 steps, the limit"))
    #expect(
      functions.failure("regexp(\(large), 'a')") == "regexp: a pattern of 10000000 bytes; the limit is 65536")
    #expect(
      functions.failure("regexp_replace(substr(\(large), 1, 100000), '0', substr(\(large), 1, 10000))")
        == "regexp_replace: the result is longer than 268435456 bytes")
    #expect(try functions.value("sha256(\(large))") == SQLValue(try Self.reference(functions, large)))
  }

  /// SHA-256 of the same bytes given as a BLOB.
  private static func reference(_ functions: FunctionSession, _ value: String) throws -> String {
    guard case .text(let digest) = try functions.value("sha256(CAST(\(value) AS BLOB))") else { return "" }
    return String(decoding: digest, as: UTF8.self)
  }

  @Test("NULL in any place gives NULL")
  func null() async throws {
    let functions = try await FunctionSession()
    for name in SQLFunctions.names(functions.session.reader) where !Self.aggregates.contains(name) {
      var accepted = 0
      for count in 1...4 {
        for place in 0..<count {
          let arguments = (0..<count).map { $0 == place ? "NULL" : "'1'" }.joined(separator: ", ")
          do {
            #expect(try functions.value("\(name)(\(arguments))") == .null, "\(name)(\(arguments))")
            accepted += 1
          } catch let error as AssayError {
            #expect(
              error.reason.hasPrefix("wrong number of arguments") || error.reason.contains("takes at least"),
              "\(error)")
          }
        }
      }
      #expect(accepted > 0, "\(name)")
    }
  }

  @Test("an error names hostile values in printable characters only")
  func printable() async throws {
    let functions = try await FunctionSession()
    #expect(
      functions.failure("cidr_match('1.2.3.4', CAST(x'1b5b33316d00e280ae41' AS TEXT))")
        == #"cidr_match: got '\u{1B}[31m\0\u{202E}A', which is no network such as '10.0.0.0/8'"#)
    #expect(
      functions.failure("cidr_match('1.2.3.4', CAST(x'ff41' AS TEXT))")
        == #"cidr_match: got '\xffA', which is no network such as '10.0.0.0/8'"#)
  }

  @Test("a statement that fails leaves the session usable, and aggregates of it are let go")
  func afterFailure() async throws {
    let functions = try await FunctionSession()
    for _ in 0..<50 {
      _ = functions.failure("median(column1), string_agg(column1) FROM (VALUES (1), ('x'), (2))")
    }
    #expect(try functions.shown("median(column1) FROM (VALUES (1), (3))") == "2")
  }
}
