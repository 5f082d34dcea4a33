import CaseFile
import Foundation
import Query

/// What it costs to search all text, over a million records.
extension Bench {
  private struct Search {
    var name: String
    var pattern: String
    var isFixed: Bool
  }

  /// Strings that are rare, against ripgrep over the uncompressed files; frequent ones against ripgrep behind zstd.
  func measureSearch() throws -> [Measurement] {
    guard !Child.words("command -v rg").isEmpty else {
      Note.write("not installed: rg (apt install ripgrep)")
      return []
    }
    let path = casePath("searched")
    remove(path)
    defer { remove(path) }
    var copies = 0
    var records = 0
    while records < 1_000_000 {
      _ = try add(inputs.all.map(\.path), to: path, again: copies > 0)
      copies += 1
      records = try CaseReader(CaseStore.open(path)).recordsConsidered
    }
    let files = try (0..<copies).flatMap { _ in try inputs.all.map(\.path) }
    return try rare(path, files, records) + frequent(path, files, records)
  }

  private func rare(_ path: String, _ files: [String], _ records: Int) throws -> [Measurement] {
    let inputs = try inputs
    let guid = Child.words(
      "tail -c +100000000 '\(inputs.xml.path)' | head -c 1000000 | grep -a -o 'ProcessGuid.>{[0-9A-Fa-f-]*}'"
        + " | head -1 | grep -o '[0-9A-Fa-f-]\\{36\\}'")
    let searches = [
      ("a GUID of a few records", guid), ("a word that is nowhere", "mimikatz"),
      ("a number of one record", inputs.xml.rare),
    ]
    return try searches.filter { !$0.1.isEmpty }.map { name, pattern in
      var found: [Double] = []
      let ratios = try repeated(max(5, options.runs)) {
        let reference = try Child.run(["rg", "-c", "-F", "--", pattern] + files, accepted: [0, 1])
        let grep = try Child.run([options.assay, "grep", path, "-F", "-c", "--", pattern])
        found.append(grep.wall * 1000)
        return grep.wall / reference.wall
      }
      return Measurement(
        name: "grep -F, \(name), wall", unit: "x", readings: ratios, bound: .atMost(must: 1, aim: 0.1),
        detail: String(
          format: "of rg -c -F over the uncompressed files; %.0f ms; %d records", Readings(found).median,
          records))
    }
  }

  private func frequent(_ path: String, _ files: [String], _ records: Int) throws -> [Measurement] {
    var packed: [String] = []
    for (index, input) in try inputs.all.enumerated() {
      packed.append(options.folder + "/searched-\(index).zst")
      _ = try Child.run(["zstd", "-3", "-q", "-f", input.path, "-o", packed[index]])
    }
    defer { for path in packed { remove(path) } }
    let list = (0..<files.count / packed.count).flatMap { _ in packed }.map { "'\($0)'" }.joined(
      separator: " ")
    let searches = [
      Search(name: "a frequent string", pattern: "powershell", isFixed: true),
      Search(name: "a regular expression", pattern: "[A-Za-z]+\\.ps1", isFixed: false),
    ]
    return try searches.flatMap { search in
      var walls: [Double] = []
      let fixed = search.isFixed ? ["-F"] : []
      let ratios = try repeated {
        let reference = try Child.shell(
          "zstd -dc \(list) | rg -c \(fixed.joined()) -- '\(search.pattern)' > /dev/null")
        let grep = try Child.run([options.assay, "grep", path, "-c"] + fixed + ["--", search.pattern])
        walls.append(grep.wall / reference.wall)
        return grep.cpu / reference.cpu
      }
      return [
        Measurement(
          name: "grep, \(search.name), CPU", unit: "x", readings: ratios, bound: .atMost(must: 1.5, aim: 1),
          detail: "of zstd -dc piped into rg -c; \(records) records"),
        Measurement(
          name: "grep, \(search.name), wall", unit: "x", readings: Readings(walls), bound: nil,
          detail: "of zstd -dc piped into rg -c; aim 0.5"),
      ]
    }
  }
}
