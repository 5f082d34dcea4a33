import Completeness
import Evidence
import Foundation
import Testing

@Suite("Limits as data")
struct LimitCatalogTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test("docs/siem-limits.md has every limit that the program uses, with its setting and its check")
  func documented() throws {
    let page = try String(contentsOf: Self.root.appending(path: "docs/siem-limits.md"), encoding: .utf8)
    let limits = try LimitCatalog.builtIn().limits
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") && $0.contains(".") }
    func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
    for limit in limits {
      let row = rows.first { $0.hasPrefix("| `\(limit.id)` |") }
      let isCurrent = row.map { row in
        row.contains(cell(limit.setting)) && row.contains(cell(limit.what))
          && (limit.why.isEmpty || row.contains("`\(limit.why)`") && row.contains(cell(limit.check)))
      }
      #expect(isCurrent == true, "\(limit.id): run tools/limits-doc")
    }
    #expect(limits.count > 150 && Set(limits.map(\.id)).count == limits.count)
  }

  @Test("every limit that is tested says what would decide, and where it stands")
  func complete() throws {
    for limit in try LimitCatalog.builtIn().limits {
      #expect(!limit.source.isEmpty && !limit.what.isEmpty, "\(limit.id)")
      #expect(limit.why.isEmpty || !limit.check.isEmpty, "\(limit.id)")
    }
  }

  @Test(
    "a file that is none, or names a test or set that is not there, is refused with the reason",
    arguments: [
      ("{", "limits.syntax"), (#"{"limits": [{"id": "a"}]}"#, "limits.syntax"),
      (
        #"{"limits": [{"id": "a", "product": "p", "setting": "s", "why": "w", "test": {"kind": "guess"}}]}"#,
        "limits.kind"
      ),
      (
        #"""
        {"limits": [{"id": "a", "product": "p", "setting": "s", "why": "w",
          "test": {"kind": "missing_outside_set", "set": "mine"}}]}
        """#, "limits.set"
      ),
    ])
  func refused(json: String, code: String) throws {
    let limits = try LimitCatalog.builtIn()
    do {
      _ = try limits.adding(Array(json.utf8), name: "x.json")
      Issue.record("was taken")
    } catch {
      #expect(error.code == code && error.subject == "x.json")
    }
  }

  @Test("a known id is replaced, a new one is tried first")
  func replaced() throws {
    let json = """
      {"limits": [{"id": "splunk.truncate", "product": "Splunk", "setting": "TRUNCATE of ours", "why": "raw_cut_at_{N}",
        "test": {"kind": "raw_prefix_bytes", "values": [5000]}}]}
      """
    let old = try LimitCatalog.builtIn()
    let new = try old.adding(Array(json.utf8), name: "ours")
    #expect(new.limits.count == old.limits.count && new.limits.first?.setting == "TRUNCATE of ours")
  }
}
