import Evidence
import Foundation
import Query
import Testing

/// One question of a query script (Tests/QueryTests/Scripts/README.md).
struct SearchScript {
  struct Block {
    var line: Int
    var search = ""
    var from: String?
    var to: String?
    var cuts: [String] = []
    var leftOut: [String: Int] = [:]
    var table: [String] = []
  }

  var paths: [String] = []
  var blocks: [Block] = []

  init(_ url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    var block: Block?
    var isTable = false
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = String(line)
      if line.isEmpty {
        if let done = block { blocks.append(done) }
        block = nil
        isTable = false
      } else if isTable {
        block?.table.append(line)
      } else if line == "----" {
        isTable = true
      } else if !line.hasPrefix("#") {
        let word = line.prefix { $0 != " " }
        let rest = String(line.dropFirst(word.count + 1))
        if block == nil, word != "case" { block = Block(line: number + 1) }
        switch word {
        case "case": paths = rest.split(separator: " ").map(String.init)
        case "search": block?.search = rest
        case "from": block?.from = rest
        case "to": block?.to = rest
        case "cut": block?.cuts.append(rest)
        case "left-out":
          let parts = rest.components(separatedBy: ": ")
          block?.leftOut[parts[0]] = Int(try #require(parts.last))
        default: Issue.record("\(url.lastPathComponent):\(number + 1): '\(word)' means nothing")
        }
      }
    }
    if let done = block { blocks.append(done) }
  }
}

@Suite struct SearchScriptTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Scripts")
  static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".assaytest") }.sorted()

  @Test("every question of a query script has the answer that another tool gave", arguments: files)
  func script(_ file: String) async throws {
    let script = try SearchScript(Self.folder.appending(path: file))
    let sample = try await SearchCase(files: script.paths.map { SearchPaths.repository.appending(path: $0) })
    #expect(!script.blocks.isEmpty)
    for block in script.blocks {
      let place: Comment = "\(file):\(block.line): \(block.search)"
      do {
        let answer = try sample.search(block.search, from: block.from, to: block.to)
        let rows = answer.rows.map { $0.map { $0 ?? "∅" }.joined(separator: "\t") }
        #expect([answer.columns.joined(separator: "\t")] + rows == block.table, place)
        #expect(answer.cuts == block.cuts, place)
        #expect(answer.counts == block.leftOut, place)
      } catch {
        Issue.record(error, place)
      }
    }
  }

  @Test("there are scripts")
  func exist() { #expect(Self.files.count >= 4) }
}
