import Decode
import Foundation
import Integrity
import Testing

/// The cases of `oracle/decode`: texts with what must come out of them, made by encoding it, or decoded from captures by
/// other means.
@Suite("Decoding against the oracle")
struct DecodeOracleTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/oracle/decode")
    .path
  private static let isThere = FileManager.default.fileExists(atPath: folder + "/cases.expected.jsonl")

  /// Lines of JSON objects.
  private static func objects(_ name: String) throws -> [[String: Any]] {
    try String(contentsOfFile: folder + "/" + name, encoding: .utf8).split(separator: "\n").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }

  @Test(
    "each text gives what was put in, and what holds nothing gives no text",
    .enabled(if: isThere, "needs oracle/decode of the shared folder"))
  func oracle() throws {
    var texts: [String: String] = [:]
    for object in try Self.objects("cases.input.jsonl") {
      texts[object["id"] as? String ?? ""] = object["text"] as? String
    }
    let search = LayerSearch()
    for expected in try Self.objects("cases.expected.jsonl") {
      let id = expected["id"] as? String ?? ""
      let text = try #require(texts[id])
      var layers: [Layer] = []
      search.layers(of: Array(text.utf8)).forEach { layer, _ in layers.append(layer) }
      #expect(Self.passes(expected, layers), "\(id): \(layers.map { "\($0.decoder) \($0.text ?? "-")" })")
    }
  }

  private static func passes(_ expected: [String: Any], _ layers: [Layer]) -> Bool {
    let texts = layers.compactMap(\.text)
    if expected["negative"] as? Bool == true { return texts.isEmpty }
    if let type = expected["file_type"] as? String {
      let digest = expected["sha256"] as? String
      return layers.contains { $0.fileType == type && "\($0.sha256)" == digest }
    }
    if let all = expected["all_of"] as? [String] {
      return all.allSatisfy { wanted in texts.contains { $0.contains(wanted) } }
    }
    let decoded = expected["decoded"] as? String ?? ""
    if expected["prefix_ok"] as? Bool == true {
      return texts.contains { $0.prefix(24) == decoded.prefix(24) }
    }
    return texts.contains { $0.contains(decoded) }
  }
}
