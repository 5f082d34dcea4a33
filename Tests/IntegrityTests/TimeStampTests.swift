import Evidence
import Foundation
import Integrity
import Testing

@Suite(.enabled(if: Oracle.exists, "needs the vectors of ../shared/oracle/merkle"))
struct TimeStampVectorTests {
  struct File: Decodable {
    struct Case: Decodable {
      var id: String
      var file: String
      var how: [String]
      var openssl: String
    }
    var data_sha256: String
    var cases: [Case]
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: Oracle.folder + "/rfc3161/" + name)))
  }

  /// The request of a case: the one that it names, or the one for its data that has the reply's nonce.
  static func request(_ one: File.Case) throws -> (request: TimeStampRequest, message: [UInt8]) {
    let named = one.how.firstIndex(of: "-queryfile").map { one.how[$0 + 1] }
    let data = one.how.firstIndex(of: "-data").map { one.how[$0 + 1] } ?? "data"
    let fallback = ["sha512.tsr": "q512.tsq", "nononce.tsr": "qn.tsq"][one.file] ?? "q.tsq"
    return (try TimeStampRequest(parsing: bytes(named ?? fallback)), try bytes(data))
  }

  @Test("what openssl decides by the bytes alone is decided alike, with the reason") func cases() throws {
    let file: File = try Oracle.file("rfc3161/cases.json")
    #expect(file.cases.count == 17)
    var reasons: [String: TimeStampError] = [:]
    for one in file.cases {
      let (request, message) = try Self.request(one)
      do throws(TimeStampError) {
        let reply = try TimeStampReply(parsing: Self.replyBytes(one.file))
        try reply.check(request, message: message)
      } catch {
        reasons[one.id] = error
      }
    }
    // Which root is trusted is not decided here: it needs openssl and a root.
    #expect(
      Set(file.cases.map(\.id)).subtracting(reasons.keys) == [
        "good-by-data", "good-by-query", "good-token-only", "sha512", "no-nonce", "rsa-authority",
        "other-root",
      ])
    #expect(reasons["trailing-bytes"] == .trailing(2))
    #expect(reasons["signature-bit-flip"] == .signature)
    #expect(reasons["imprint-bit-flip"] == .digest)
    #expect(reasons["time-changed"] == .digest)
    for id in ["expired-authority-now", "expired-authority-attime-2020-07"] {
      guard case .outsideCertificate? = reasons[id] else { Issue.record("\(id)"); continue }
    }
    guard case .imprint? = reasons["other-data"] else { Issue.record("other-data"); return }
    guard case .nonce? = reasons["other-query-nonce"] else { Issue.record("nonce"); return }
    guard case .refused(2, _)? = reasons["refused-by-authority"] else { Issue.record("refused"); return }
  }

  private static func replyBytes(_ name: String) throws(TimeStampError) -> [UInt8] {
    guard let bytes = try? bytes(name) else { throw .malformed("no file \(name)") }
    return bytes
  }

  @Test("time, policy, accuracy, nonce and authority are those that openssl prints") func facts() throws {
    // From `reply_text` of cases.json.
    let reply = try TimeStampReply(parsing: Self.bytes("good.tsr"))
    #expect(reply.info.time.text == "2026-11-24T05:43:25.000000000Z")
    #expect(reply.info.policy == "1.3.6.1.4.1.99999.1")
    #expect(reply.info.serial == "02")
    #expect(reply.info.accuracyNanoseconds == 1_000_000_000)
    #expect(reply.info.nonce.map { hexText($0) } == "71b6e84013559c70")
    #expect(reply.certificate?.subject == "O=Assay TEST, do not trust, CN=tsa")
    #expect(reply.certificate?.notAfter.text == "2099-01-01T00:00:00.000000000Z")
    #expect(reply.isSignatureGood == true)
    // RSA is for openssl to check.
    #expect(try TimeStampReply(parsing: Self.bytes("rsa.tsr")).isSignatureGood == nil)
  }

  @Test("a request is the one that openssl makes, byte for byte") func request() throws {
    let made = try Self.bytes("q.tsq")
    let read = try TimeStampRequest(parsing: made)
    #expect(read.encoded == made)
    let nonce = try #require(read.nonce).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let file: File = try Oracle.file("rfc3161/cases.json")
    let digest = try #require(Digest256(hex: file.data_sha256))
    #expect(TimeStampRequest(sha256: digest, nonce: nonce).encoded == made)
  }

  @Test("every truncation and every flipped bit of a reply ends in a reason, or in the same statement")
  func mutations() throws {
    let good = try Self.bytes("good.tsr")
    let info = try TimeStampReply(parsing: good).info
    for count in 0..<good.count {
      #expect(throws: TimeStampError.self, "\(count)") {
        try TimeStampReply(parsing: Array(good[..<count]))
      }
    }
    for place in good.indices {
      for bit in 0..<8 {
        var changed = good
        changed[place] ^= 1 << UInt8(bit)
        guard let reply = try? TimeStampReply(parsing: changed) else { continue }
        #expect(reply.info == info, "byte \(place), bit \(bit)")
      }
    }
  }
}

@Suite struct TimeStampTests {
  @Test(
    "a nonce of any first bit is a positive number, and openssl reads the request",
    .enabled(if: OutsideProgram.exists("openssl")),
    arguments: [1, 0x7f, 0x80, 0xffff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0x00ff_0000_0000_0000]
      as [UInt64])
  func nonce(_ nonce: UInt64) throws {
    let request = TimeStampRequest(sha256: .of([1, 2, 3]), nonce: nonce)
    #expect(try TimeStampRequest(parsing: request.encoded) == request)
    let folder = try ScratchFolder()
    try folder.write(request.encoded, to: "q.tsq")
    let text = try OutsideProgram("openssl", ["ts", "-query", "-in", "q.tsq", "-text"], in: folder).output
    let digits = String(nonce, radix: 16, uppercase: true)
    #expect(text.contains("Nonce: 0x\(digits.count % 2 == 0 ? digits : "0" + digits)"), "\(text)")
    #expect(text.contains("Hash Algorithm: sha256") && text.contains("Certificate required: yes"))
  }

  @Test("bytes that are no time stamp are refused without a trap") func hostile() {
    var generator = SeededGenerator(state: 9)
    for length in 0..<64 {
      for _ in 0..<64 {
        var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        if length > 2 { bytes.replaceSubrange(0..<2, with: [0x30, UInt8(length - 2)]) }
        #expect(throws: TimeStampError.self) { try TimeStampReply(parsing: bytes) }
        #expect(throws: TimeStampError.self) { try TimeStampRequest(parsing: bytes) }
      }
    }
    for head in [
      [0x30, 0x80], [0x30, 0x84, 0xff, 0xff, 0xff, 0xff], [0x30, 0x81, 0x01, 0x00], [0x1f, 0xff],
    ] as [[UInt8]] {
      #expect(throws: TimeStampError.self) { try TimeStampReply(parsing: head) }
    }
  }
}
