import Foundation

/// A CSV of the oracles with quoted cells, read in the plainest way.
enum QuotedTable {
  static func columns(_ path: String) throws -> [String: [String]] {
    let text = try String(contentsOf: Oracles.folder.appendingPathComponent(path), encoding: .utf8)
    var rows: [[String]] = [[""]]
    var isQuoted = false
    var before: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      if scalar == "\"" {
        // A doubled quote closes and opens again, and stands for one.
        if before == "\"", !isQuoted { rows[rows.count - 1][rows[rows.count - 1].count - 1].append("\"") }
        isQuoted.toggle()
        before = before == "\"" && isQuoted ? " " : scalar
        continue
      }
      switch scalar {
      case "," where !isQuoted: rows[rows.count - 1].append("")
      case "\n" where !isQuoted: rows.append([""])
      default: rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append(scalar)
      }
      before = scalar
    }
    let body = rows.dropFirst().filter { $0.count == rows[0].count }
    return Dictionary(
      uniqueKeysWithValues: rows[0].enumerated().map { index, name in (name, body.map { $0[index] }) })
  }
}
