import CaseFile
import Evidence
import Foundation

/// The files that `add` reads, checked before a case is created or changed.
enum AddInputs {
  /// Files and the files in folders, without the case itself.
  ///
  /// - Throws: `file.missing`, `file.unreadable`, `add.nothing`.
  static func expand(_ paths: [String], case casePath: String) throws(AssayError) -> [Ingest.Input] {
    let own = identity(casePath)
    let all = try Ingest.expand(paths.map { RawArguments.path($0) })
    let inputs = all.filter { input in
      guard case .file(let path) = input, own != nil else { return true }
      return identity(path.description) != own
    }
    for case .file(let path) in inputs {
      // A pipe can be opened only once.
      if try path.status().kind == .file { _ = try FileReader(path) }
    }
    if inputs.isEmpty {
      throw AssayError(
        "add.nothing", subject: paths.joined(separator: " "), reason: "there are no files in it",
        hint: "nothing was changed")
    }
    return inputs
  }

  /// Device and number of a file: the same file under two names has the same.
  private static func identity(_ path: String) -> [Int]? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let device = attributes[.systemNumber] as? Int, let number = attributes[.systemFileNumber] as? Int
    else { return nil }
    return [device, number]
  }
}
