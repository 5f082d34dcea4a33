import CaseFile
import Evidence
import Foundation

/// The files that `add` reads, found before a case is created or changed.
enum AddInputs {
  /// Files and the files in folders, without the case itself.
  ///
  /// - Throws: `file.missing`, `file.unreadable`, `add.nothing`.
  static func walk(_ paths: [String], case casePath: String) throws(AssayError) -> FolderWalk {
    let own = [casePath, casePath + "-journal"].compactMap(identity)
    let walk = try FolderWalk(paths.map { RawArguments.path($0) }) { path in
      guard !own.isEmpty, let found = identity(path.description) else { return false }
      return own.contains(found)
    }
    for case .file(let path) in walk.inputs {
      // A pipe can be opened only once.
      if try path.status().kind == .file { _ = try FileReader(path) }
    }
    if walk.inputs.isEmpty {
      let left = walk.leftOut.first.map { "; \($0.name): \($0.reason)" } ?? ""
      throw AssayError(
        "add.nothing", subject: paths.joined(separator: " "), reason: "there are no files in it" + left,
        hint: "nothing was changed")
    }
    return walk
  }

  /// Device and number of a file: the same file under two names has the same.
  private static func identity(_ path: String) -> [Int]? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let device = attributes[.systemNumber] as? Int, let number = attributes[.systemFileNumber] as? Int
    else { return nil }
    return [device, number]
  }
}
