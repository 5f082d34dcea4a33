import Foundation

/// The oracles of `../shared`: inputs with known answers. Tests that need them are skipped where they are missing.
enum Oracles {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/oracle")
  static let exist = FileManager.default.fileExists(atPath: folder.path)

  static func json(_ path: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appendingPathComponent(path)))
  }

  /// Columns of a CSV whose cells hold no commas, quotes or line ends.
  static func columns(_ path: String) throws -> [String: [String]] {
    let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let names = rows.first else { return [:] }
    var columns: [String: [String]] = [:]
    for (index, name) in names.enumerated() {
      columns[String(name)] = rows.dropFirst().map { String($0[index]) }
    }
    return columns
  }
}
