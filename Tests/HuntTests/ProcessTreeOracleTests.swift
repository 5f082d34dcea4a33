import Foundation
import Hunt
import Testing

/// The files of `../shared/oracle/process_tree`, read where they lie.
private enum ProcessOracle {
  static let folder = "/work/shared/oracle/process_tree"
  static let isThere = FileManager.default.fileExists(atPath: folder)

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".input.csv") }.map { String($0.dropLast(10)) }.sorted()
  }()

  /// Cells of a file in which all are quoted.
  static func rows(_ name: String) throws -> [[String]] {
    let text = try String(contentsOfFile: "\(folder)/\(name).input.csv", encoding: .utf8)
    var rows: [[String]] = [[]]
    var cell = ""
    var isQuoted = false
    var previous: Character = "\n"
    for character in text {
      if character == "\"" {
        // A quote behind a closing one is a quote of the text.
        if !isQuoted, previous == "\"" { cell.append("\"") }
        isQuoted.toggle()
      } else if isQuoted {
        cell.append(character)
      } else if character == "," || character == "\n" {
        rows[rows.count - 1].append(cell)
        cell = ""
        if character == "\n" { rows.append([]) }
      }
      previous = character
    }
    return rows.filter { !$0.isEmpty }
  }

  static func events(_ name: String) throws -> ProcessEvents {
    let rows = try rows(name)
    let reader = ProcessRowReader(columns: rows[0])
    var events = ProcessEvents()
    for (number, row) in rows.dropFirst().enumerated() {
      var bytes: [UInt8] = []
      var cells: [Range<Int>] = []
      for cell in row {
        let start = bytes.count
        bytes.append(contentsOf: cell.utf8)
        cells.append(start..<bytes.count)
      }
      if let event = reader.event(record: number, bytes: bytes, cells: cells, into: &events) {
        events.append(event)
      }
    }
    return events
  }

  static func expected(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).expected.json"))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }
}

@Suite("Process tree oracle", .enabled(if: ProcessOracle.isThere, "needs ../shared/oracle"))
struct ProcessTreeOracleTests {
  @Test("parents and depths are the true ones", arguments: ProcessOracle.names)
  func truth(_ name: String) throws {
    let expected = try ProcessOracle.expected(name)
    guard let truth = expected["corrected"] as? [String: Any],
      let parents = truth["parent_row"] as? [Any],
      let depths = truth["depth_with_inferred_root_as_0"] as? [Int]
    else { return }
    let events = try ProcessOracle.events(name)
    let forest = ProcessForest(events)
    var found: [Int: (parent: Int?, depth: Int)] = [:]
    for node in forest.nodes where !node.isGhost {
      let isLogged = node.parent >= 0 && !forest.nodes[node.parent].isGhost
      let parent = isLogged ? events.list[forest.nodes[node.parent].event].record : nil
      found[events.list[node.event].record] = (parent, node.depth)
    }
    #expect(found.count == parents.count)
    for (row, parent) in parents.enumerated() {
      #expect(found[row]?.parent == parent as? Int, "row \(row)")
      #expect(found[row]?.depth == depths[row], "row \(row)")
    }
  }

  @Test(
    "where msticpy has an answer and nothing truer is known, the parents are its",
    arguments: ProcessOracle.names)
  func msticpy(_ name: String) throws {
    let expected = try ProcessOracle.expected(name)
    guard expected["corrected"] == nil,
      let nodes = (expected["msticpy"] as? [String: Any])?["nodes"] as? [[String: Any]]
    else { return }
    let events = try ProcessOracle.events(name)
    let forest = ProcessForest(events)
    var found: [Int: Int?] = [:]
    for node in forest.nodes where !node.isGhost {
      let isLogged = node.parent >= 0 && !forest.nodes[node.parent].isGhost
      found[events.list[node.event].record] =
        .some(isLogged ? events.list[forest.nodes[node.parent].event].record : nil)
    }
    for node in nodes {
      guard let row = node["row"] as? Int else { continue }
      #expect(found[row] == .some(node["parent_row"] as? Int), "row \(row)")
    }
  }
}
