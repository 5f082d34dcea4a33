import Foundation
import Hunt
import Testing

@Suite("msticpy's features")
struct FeatureTests {
  @Test(
    "processes have the numbers that msticpy gives", .enabled(if: Oracles.exist),
    arguments: ["msticpy_demo_processes", "otrf_processes"])
  func processes(name: String) throws {
    let input = try QuotedTable.columns("cluster/\(name).input.csv")
    let expected = try #require(
      (Oracles.json("cluster/\(name).expected.json") as? [String: Any])?["features"] as? [String: [Any]])
    let paths = try #require(input["NewProcessName"])
    let commandLines = try #require(input["CommandLine"])
    let logons = try #require(input["SubjectLogonId"])
    let separator = ProcessFeatures.separator(of: paths)
    #expect(paths.count == expected["pathScore"]?.count)
    for row in paths.indices {
      let found = ProcessFeatures(
        path: paths[row], commandLine: commandLines[row], logonID: logons[row], separator: separator)
      for name in ProcessFeatures.names {
        let value = try #require(expected[name]?[row] as? NSNumber).doubleValue
        let got = try #require(found[name])
        if name.contains("Log") {
          #expect(abs(got - value) <= 1e-12 * abs(value), "\(name) of row \(row)")
        } else {
          #expect(got == value, "\(name) of row \(row)")
        }
      }
      #expect(found.processName == expected["processName"]?[row] as? String)
      #expect(
        FeatureText.tokenCount(commandLines[row]) == (expected["token_count(CommandLine)"]?[row] as? Int))
    }
  }

  @Test(
    "logons have the numbers that msticpy gives", .enabled(if: Oracles.exist),
    arguments: ["msticpy_demo_logons", "otrf_logons"])
  func logons(name: String) throws {
    let input = try QuotedTable.columns("cluster/\(name).input.csv")
    let expected = try #require(
      (Oracles.json("cluster/\(name).expected.json") as? [String: Any])?["features"] as? [String: [Double]])
    #expect(input["Account"]?.map { LogonFeatures.accountNumber($0) } == expected["AccountNum"])
    #expect(input["TimeGenerated"]?.compactMap { LogonFeatures.hour(ofTime: $0) } == expected["LogonHour"])
  }

  /// By python3: sum(map(ord, "aé\U0001F600")), zlib.crc32(b" -"), len("aé\U0001F600").
  @Test("characters are Unicode scalar values, as Python has them")
  func unicode() {
    #expect(FeatureText.characterScore("aé\u{1F600}") == 97 + 233 + 128_512)
    #expect(FeatureText.length("aé\u{1F600}") == 3)
    #expect(FeatureText.crc32(Array(" -".utf8)) == FeatureText.crc32(FeatureText.delimiters("a -b")))
    #expect(FeatureText.crc32(Array("123456789".utf8)) == 0xcbf4_3926)
    #expect(FeatureText.delimiterCount("a\u{a0}b\u{2028}c`d^e") == 2)
    #expect(FeatureText.tokenCount("") == 1)
  }
}
