import Foundation
import Testing

@Suite("Documentation does not drift")
struct DocumentationTests {
  private func document(_ name: String) throws -> String {
    try String(contentsOfFile: Program.root + "/" + name, encoding: .utf8)
  }

  @Test("every command line of README runs as written")
  func readme() throws {
    let folder = try Folder()
    for name in ["corpora", "playbooks"] {
      try FileManager.default.copyItem(
        atPath: Program.root + "/" + name, toPath: folder.url.path + "/" + name)
    }
    let lines = try document("README.md").split(separator: "\n").filter { $0.hasPrefix("$ ") }
    #expect(lines.count >= 5)
    for line in lines {
      let result = try Program.shell(String(line.dropFirst(2)), in: folder)
      // The corpora hold one event that is cut off, and exports that are not complete.
      let expected: Int32 = line.contains("assay add") || line.contains("assay compare") ? 1 : 0
      #expect(result.status == expected, "\(line): \(result.messages)")
    }
  }

  @Test("every command has examples and a section in docs/json.md, every option a sentence")
  func commands() throws {
    let folder = try Folder()
    let json = try Program.run(["--experimental-dump-help"], in: folder).json()
    let root = try #require(json["command"] as? [String: Any])
    let commands = try #require(root["subcommands"] as? [[String: Any]])
    let formats = try document("docs/json.md")
    for command in commands {
      let name = try #require(command["commandName"] as? String)
      if name == "help" { continue }
      #expect((command["discussion"] as? String)?.contains("EXAMPLES\n") == true, "\(name)")
      let hasSection = formats.contains("\n## \(name)\n")
      #expect(hasSection, "\(name)")
      for argument in command["arguments"] as? [[String: Any]] ?? []
      where argument["shouldDisplay"] as? Bool != false {
        #expect((argument["abstract"] as? String)?.isEmpty == false, "\(name): \(argument)")
      }
    }
  }

  @Test("every JSON key that a command writes is in docs/json.md")
  func keys() throws {
    let folder = try Folder()
    try folder.smallCase()
    let formats = try document("docs/json.md")
    for command in [
      ["info"], ["sources"], ["fields"], ["gaps"], ["checkpoint"], ["custody"], ["verify"], ["show", "0:1"],
      ["grep", "line"], ["grep", "-c", "line"], ["query", "SELECT 1 AS record"], ["timeline"],
      ["timeline", "--by", "host", "--from", "2024-05-01"], ["quality"], ["quality", "--fields"],
      ["fields", "host"],
      ["gaps", "--log"], ["fields", "--compare"], ["prove", "0:1", "-o", "p"],
    ] {
      let arguments = [command[0], "c.assay"] + command.dropFirst() + ["--format", "json"]
      let json = try Program.run(arguments, in: folder).json()
      for object in [
        json, json["summary"] as? [String: Any] ?? [:], (json["rows"] as? [[String: Any]])?.first ?? [:],
      ] {
        for key in object.keys where !["rows", "summary"].contains(key) {
          let isDocumented = formats.contains("`\(key)`") || formats.contains("[].\(key)`")
          #expect(isDocumented, "\(command[0]): \(key)")
        }
      }
    }
  }

  @Test("every problem and error code in the sources is in docs/problems.md")
  func codes() throws {
    let documented = try document("docs/problems.md")
    let sources = Program.root + "/Sources"
    let families: Set = [
      "add", "bytes", "case", "checkpoint", "claim", "compare", "container", "csv", "custody", "cut", "disk",
      "evtx", "export", "extract", "field", "fields", "file", "finding", "findings", "folder", "grep",
      "input", "intel", "json", "jsonl", "key", "manifest", "memory", "model", "output", "playbook", "proof",
      "raw", "receipt", "record", "reindex", "report",
      "series", "source", "sql", "structure", "syslog", "tag", "time", "timestamp", "tree", "utf16",
      "utf8", "views",
      "w3c", "xml", "zstd",
    ]
    // What looks like a code and is a field's name.
    let names: Set = ["log.level"]
    let files = try #require(FileManager.default.enumerator(atPath: sources))
    for case let name as String in files where name.hasSuffix(".swift") {
      let text = try String(contentsOfFile: sources + "/" + name, encoding: .utf8)
      for match in text.matches(of: /"(([a-z0-9]+)\.[a-z][a-z0-9-]*)"/) {
        let code = String(match.1)
        guard families.contains(String(match.2)), !names.contains(code), !name.hasPrefix("AssayCLI/Output")
        else {
          continue
        }
        let isDocumented = documented.contains("`\(code)`")
        #expect(isDocumented, "\(code) in \(name)")
      }
    }
  }
}
