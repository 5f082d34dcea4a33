import Foundation
import Integrity
import Testing

@Suite struct CanonicalJSONTests {
  static func canonical(_ text: String) throws -> String {
    String(decoding: try CanonicalJSON.bytes(try CanonicalJSON.parse(Array(text.utf8))), as: UTF8.self)
  }

  @Test(
    "text that is no I-JSON is refused",
    arguments: [
      "", " ", "{", "}", "[", "]", "{}x", "[1 2]", "[1,]", "[,1]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
      "{a:1}", "'a'", #""a"#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\udc00""#,
      #""\ud800\ud800""#, #""\ud800x""#, "\"\n\"", "\"\u{0}\"", "01", "-", "-a", "1.", ".1", "1e", "1e+",
      "+1",
      "0x1", "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "tru", "nul", "TRUE", "\u{feff}1", "// x\n1",
      #"{"a":1,"\u0061":2}"#, "\u{a0}1",
    ])
  func refused(text: String) {
    #expect(throws: JSONError.self) { try CanonicalJSON.parse(Array(text.utf8)) }
  }

  @Test(
    "strings that are not UTF-8 are refused",
    arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]] as [[UInt8]]
  )
  func invalidUTF8(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try CanonicalJSON.parse([0x22] + bytes + [0x22]) }
  }

  @Test(
    "values get their one text",
    arguments: [
      (#" { "b" : 1 , "a" : [ ] } "#, #"{"a":[],"b":1}"#),
      (#""\u00e9\/\u001f\u007f\u2028""#, "\"\u{e9}/\\u001f\u{7f}\u{2028}\""),
      (#""\ud83d\ude02""#, "\"\u{1f602}\""),
      ("-0", "0"), ("-0.0", "0"), ("1.0", "1"), ("1E2", "100"), ("0.00001e1", "0.0001"),
      ("9007199254740991", "9007199254740991"), ("-9007199254740991", "-9007199254740991"),
      ("1e-400", "0"), ("100000000000000000000000", "1e+23"),
      // Names are told apart by code units, not by canonical equivalence, and sorted by UTF-16.
      ("{\"\u{e9}\":1,\"e\u{301}\":2}", "{\"e\u{301}\":2,\"\u{e9}\":1}"),
      ("{\"\u{ff5e}\":1,\"\u{1f602}\":2}", "{\"\u{1f602}\":2,\"\u{ff5e}\":1}"),
    ])
  func oneText(text: String, canonical: String) throws {
    #expect(try Array(Self.canonical(text).utf8) == Array(canonical.utf8))
    #expect(throws: Never.self) { try CanonicalJSON.parseCanonical(Array(canonical.utf8)) }
  }

  @Test("JSON that is not canonical is told with the place") func notCanonical() {
    #expect(throws: JSONError.notCanonical(offset: 1)) {
      try CanonicalJSON.parseCanonical(Array(#"{ "a":1}"#.utf8))
    }
    #expect(throws: JSONError.notCanonical(offset: 7)) {
      try CanonicalJSON.parseCanonical(Array("{\"a\":1}\n".utf8 + [0x20]))
    }
  }

  @Test("values that JSON cannot keep are refused when written") func unwritable() {
    #expect(throws: JSONError.self) { try CanonicalJSON.bytes(.double(.nan)) }
    #expect(throws: JSONError.self) { try CanonicalJSON.bytes(.double(-.infinity)) }
    #expect(throws: JSONError.self) { try CanonicalJSON.bytes(.int(9_007_199_254_740_992)) }
    #expect(throws: JSONError.self) { try CanonicalJSON.bytes(.int(.min)) }
    #expect(throws: JSONError.duplicateName("a")) { try CanonicalJSON.bytes(["a": 1, "b": 2, "a": 3]) }
  }

  @Test("nesting is bounded, without a crash on a million brackets") func depth() {
    let limit = CanonicalJSON.maximumDepth
    func nested(_ depth: Int) -> [UInt8] {
      [UInt8](repeating: 0x5b, count: depth) + [UInt8](repeating: 0x5d, count: depth)
    }
    #expect(throws: Never.self) { try CanonicalJSON.parseCanonical(nested(limit + 1)) }
    #expect(throws: JSONError.tooDeep(limit: limit)) { try CanonicalJSON.parse(nested(limit + 2)) }
    #expect(throws: JSONError.tooDeep(limit: limit)) { try CanonicalJSON.parse(nested(1_000_000)) }
  }

  @Test("every truncation and bit flip of a text is read or refused, and what is read has one text")
  func mutations() throws {
    let text = Array("{\"a\":[1,2.5,-3e-7,true,null,\"\\u001f\u{e9}\u{1f602}\"],\"b\":{\"c\":\"\\\\\"}}".utf8)
    for count in text.indices {
      #expect(throws: JSONError.self) { try CanonicalJSON.parse(Array(text[..<count])) }
    }
    for i in text.indices {
      for bit in 0..<8 {
        var changed = text
        changed[i] ^= 1 << UInt8(bit)
        guard let value = try? CanonicalJSON.parse(changed) else { continue }
        let canonical = try CanonicalJSON.bytes(value)
        #expect(try CanonicalJSON.bytes(CanonicalJSON.parseCanonical(canonical)) == canonical)
      }
    }
  }

  @Test("random numbers read back as themselves from a text that JavaScript's layout rules allow")
  func randomNumbers() throws {
    var generator = SeededGenerator(state: 8785)
    for _ in 0..<20_000 {
      let number = Double(bitPattern: generator.next())
      guard number.isFinite else { continue }
      let text = String(decoding: try CanonicalJSON.bytes(.double(number)), as: UTF8.self)
      #expect(Double(text) == number)
      #expect(try Self.canonical(text) == text)
    }
  }
}

@Suite(.enabled(if: Oracle.exists, "needs the vectors of ../shared/oracle/merkle"))
struct CanonicalJSONVectorTests {
  struct File: Decodable {
    struct Document: Decodable {
      var id: String
      var input_base64: String
      var canonical_utf8: String
      var canonical_sha256: String
    }
    struct Number: Decodable {
      var bits: String
      var text: String
    }
    struct Refused: Decodable {
      var input_utf8: String
      var why: String
    }
    var documents: [Document]
    var numbers: [Number]
    var must_be_refused: [Refused]
  }

  @Test("the documents of cyberphone/json-canonicalization come out byte for byte") func documents() throws {
    let file: File = try Oracle.file("jcs.json")
    #expect(file.documents.count == 6)
    for one in file.documents {
      let input = Array(try #require(Data(base64Encoded: one.input_base64)))
      let canonical = try CanonicalJSON.bytes(try CanonicalJSON.parse(input))
      #expect(canonical == Array(one.canonical_utf8.utf8), "\(one.id)")
      #expect("\(Digest256.of(canonical))" == one.canonical_sha256, "\(one.id)")
      #expect(throws: Never.self) { try CanonicalJSON.parseCanonical(canonical) }
    }
  }

  @Test("numbers are written as RFC 8785 appendix B has them") func numbers() throws {
    let file: File = try Oracle.file("jcs.json")
    #expect(file.numbers.count == 224)
    for one in file.numbers {
      let number = Double(bitPattern: try #require(UInt64(one.bits, radix: 16)))
      let text = String(decoding: try CanonicalJSON.bytes(.double(number)), as: UTF8.self)
      #expect(text == one.text, "\(one.bits)")
    }
  }

  @Test("what I-JSON forbids is refused") func refused() throws {
    let file: File = try Oracle.file("jcs.json")
    #expect(file.must_be_refused.count == 6)
    for one in file.must_be_refused {
      #expect(throws: JSONError.self, "\(one.why)") { try CanonicalJSON.parse(Array(one.input_utf8.utf8)) }
    }
  }
}
