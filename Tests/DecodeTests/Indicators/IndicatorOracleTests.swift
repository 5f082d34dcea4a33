import Decode
import Foundation
import Testing

private enum IndicatorOracle {
  static let root = "/work/shared/oracle/ioc"
  static var isThere: Bool { FileManager.default.fileExists(atPath: root) }
}

/// `../shared/oracle/ioc`: 307 texts with the right answers, by hand or by its rules.
@Suite(
  "Oracle of indicators",
  .enabled(if: IndicatorOracle.isThere, "needs /work/shared/oracle/ioc"))
struct IndicatorOracleTests {
  private static func lines(_ name: String) throws -> [[String: Any]] {
    try String(contentsOfFile: IndicatorOracle.root + "/" + name, encoding: .utf8).split(separator: "\n").map
    {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  private static let types: [IndicatorType] = [
    .ipv4, .ipv6, .dns, .url, .email, .md5, .sha1, .sha256, .sha512,
  ]

  @Test("precision and recall are at least 0.99, and every crafted text is answered exactly")
  func scores() throws {
    let extractor = IndicatorExtractor()
    var (right, surplus, missed) = (0, 0, 0)
    for (question, answer) in zip(try Self.lines("cases.input.jsonl"), try Self.lines("cases.expected.jsonl"))
    {
      let id = try #require(question["id"] as? String)
      let text = try #require(question["text"] as? String)
      let expected = try #require(answer["corrected"] as? [String: [String]])
      let found = extractor.occurrences(in: Array(text.utf8))
      for type in Self.types {
        let fold = { (value: String) in type == .url ? value : value.lowercased() }
        let wanted = Set((expected[type.rawValue] ?? []).map(fold))
        let got = Set(
          found.filter { $0.type == type }.map { fold(String(decoding: $0.value, as: UTF8.self)) })
        right += wanted.intersection(got).count
        surplus += got.subtracting(wanted).count
        missed += wanted.subtracting(got).count
        if id.hasPrefix("crafted/") { #expect(got == wanted, "\(id) \(type)") }
      }
    }
    #expect(Double(right) / Double(right + surplus) >= 0.99)
    #expect(Double(right) / Double(right + missed) >= 0.99)
  }
}
