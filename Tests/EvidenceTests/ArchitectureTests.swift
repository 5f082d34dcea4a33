import Foundation
import Testing

/// Imports point down only, as design.md draws them; each outside library has its few modules.
@Suite("Architecture")
struct ArchitectureTests {
  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

  /// What each module may import of ours. A new module is a new line here, or a test fails.
  private static let allowed: [String: Set<String>] = [
    "Evidence": ["CScan"],
    "Formats": ["Evidence", "CZlib"],
    "Integrity": ["Evidence"],
    "Unpacking": ["CZstd", "CZlib", "CBZip2", "CLZMA"],
    "CaseFile": ["Evidence", "Formats", "Integrity", "Unpacking", "CZstd", "CSQLiteShim"],
    "Query": ["Evidence", "Formats", "Integrity", "CaseFile", "CPCRE2", "CPSL", "CSQLiteShim"],
    "Completeness": ["Evidence", "Formats", "Integrity", "CaseFile", "Query"],
    "Decode": ["Evidence", "Formats", "Integrity", "Unpacking", "CaseFile", "Query", "CMaxMind"],
    "Hunt": ["Evidence", "Formats"],
    "Pages": ["Evidence", "Integrity", "Query"],
    "Report": ["Evidence", "Formats", "Integrity", "CaseFile", "Query", "Pages"],
    "AssayCLI": [
      "Evidence", "Formats", "Integrity", "CaseFile", "Query", "Completeness", "Decode", "Hunt", "Pages",
      "Report",
    ],
    "assay": ["AssayCLI"],
    "assay-bench": ["CaseFile", "Evidence", "Formats", "Query"],
  ]

  /// Which modules may import a library that is not ours.
  private static let libraries: [String: Set<String>] = [
    "GRDB": ["CaseFile", "Query"],
    "GRDBSQLite": ["CaseFile", "Query"],
    "ArgumentParser": ["AssayCLI"],
    "Crypto": ["Integrity", "CaseFile"],
    "Yams": ["AssayCLI"],
    "Foundation": [
      "CaseFile", "Query", "Completeness", "Decode", "Hunt", "Pages", "AssayCLI", "assay-bench",
    ],
  ]

  /// Part of the toolchain, and harmless anywhere.
  private static let toolchain: Set<String> = ["Swift", "Glibc", "Musl", "Synchronization", "Dispatch"]

  /// An import: of which module, by which file.
  private struct Import {
    var module: String
    var file: String
    var imported: String
  }

  private static func modules() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { !$0.hasPrefix(".") }.sorted()
  }

  private static func imports(of module: String) throws -> [Import] {
    let folder = sources.appendingPathComponent(module)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try files.filter { $0.hasSuffix(".swift") }.flatMap { file in
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      return text.split(separator: "\n").compactMap { line -> Import? in
        // An indented one belongs to a script of another language in a string.
        guard line.first != " " else { return nil }
        var words = line.split(separator: " ").map(String.init)
        // Modifiers (`package import`, `@preconcurrency import`); kinds (`import struct M.T`).
        while let first = words.first, first != "import" {
          guard
            first.hasPrefix("@")
              || ["package", "public", "internal", "private", "fileprivate"].contains(first)
          else { return nil }
          words.removeFirst()
        }
        words.removeFirst(min(1, words.count))
        if let kind = words.first,
          ["struct", "class", "enum", "protocol", "func", "var", "let"].contains(kind)
        {
          words.removeFirst()
        }
        guard let name = words.first?.split(separator: ".").first else { return nil }
        return Import(module: module, file: "\(module)/\(file)", imported: String(name))
      }
    }
  }

  @Test("a module imports what is below it, and no library but its own")
  func imports() throws {
    let ours = Set(try Self.modules())
    for module in try Self.modules() {
      for use in try Self.imports(of: module) {
        if ours.contains(use.imported) {
          #expect(
            Self.allowed[module]?.contains(use.imported) == true, "\(use.file) imports \(use.imported)")
        } else if !Self.toolchain.contains(use.imported) {
          #expect(
            Self.libraries[use.imported]?.contains(module) == true, "\(use.file) imports \(use.imported)")
        }
      }
    }
  }

  @Test("every module has its place in the picture")
  func everyModule() throws {
    for module in try Self.modules() where !module.hasPrefix("C") || module == "CaseFile" {
      #expect(Self.allowed[module] != nil, "\(module) is new: say what it may import")
    }
  }

  @Test("the picture has no cycle")
  func noCycle() {
    var done: Set<String> = []
    var rest = Self.allowed
    while !rest.isEmpty {
      let free = rest.filter { $0.value.allSatisfy { done.contains($0) || Self.allowed[$0] == nil } }.keys
      #expect(!free.isEmpty, "a cycle among \(rest.keys.sorted())")
      guard !free.isEmpty else { return }
      done.formUnion(free)
      for name in free { rest[name] = nil }
    }
  }

  @Test("parsers and proofs never trap by design: no force unwrap, try!, as!, fatalError in the sources")
  func noTraps() throws {
    let patterns = ["try!", " as! ", "fatalError("]
    for module in try Self.modules() {
      let folder = Self.sources.appendingPathComponent(module)
      for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      where file.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        for pattern in patterns { #expect(!text.contains(pattern), "\(module)/\(file): \(pattern)") }
      }
    }
  }
}
