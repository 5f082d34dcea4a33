package import Evidence

/// Something in a folder that is not read, and why.
package struct LeftOut: Sendable, Equatable {
  /// Its path, for people.
  package var name: String
  /// As in docs/problems.md.
  package var code: String
  /// One sentence.
  package var reason: String

  package init(name: String, code: String, reason: String) {
    self.name = name
    self.code = code
    self.reason = reason
  }

  /// Whether evidence may be missing by it. A link is not followed, a socket has no bytes: nothing is missing.
  package var isFault: Bool { code == "folder.unreadable" || code == "folder.too-deep" }
}

/// Files as given, folders replaced by all files in them, hidden ones too, in order of the bytes of their paths.
/// No symbolic link is followed but one that was named itself; what is not read is listed.
package struct FolderWalk: Sendable {
  /// What is to be read, in order.
  package private(set) var inputs: [Ingest.Input] = []
  /// What is not, in the same order.
  package private(set) var leftOut: [LeftOut] = []
  /// Files that are no evidence: the case itself.
  private let isOwn: @Sendable (FilePath) -> Bool

  /// Folders within folders.
  private static let depthLimit = 64

  /// - Parameter isOwn: whether a file is the case itself, or belongs to it.
  /// - Throws: `file.missing`, `file.unreadable`, for what was named; what is in a folder is listed instead.
  package init(
    _ paths: [FilePath], isOwn: @escaping @Sendable (FilePath) -> Bool = { _ in false }
  ) throws(AssayError) {
    self.isOwn = isOwn
    for path in paths {
      if path.bytes == [UInt8(ascii: "-")] {
        inputs.append(.standardInput)
      } else if try path.status().kind == .folder {
        for child in try path.children() { visit(child, depth: 1) }
      } else if isOwn(path) {
        leaveOut(path, "folder.case", "the case itself")
      } else {
        inputs.append(.file(path))
      }
    }
  }

  private mutating func visit(_ path: FilePath, depth: Int) {
    do throws(AssayError) {
      switch try path.ownStatus().kind {
      case .file where isOwn(path): leaveOut(path, "folder.case", "the case itself")
      case .file:
        // A file that cannot be opened is told now, before anything is written.
        _ = try FileReader(path)
        inputs.append(.file(path))
      case .link:
        leaveOut(
          path, "folder.link",
          "symbolic link to '\(String(decoding: path.linkTarget(), as: UTF8.self))': not followed")
      case .other:
        leaveOut(path, "folder.special", "a socket, FIFO or device: not read")
      case .folder:
        guard depth < Self.depthLimit else {
          leaveOut(path, "folder.too-deep", "folders are nested more than \(Self.depthLimit) deep: not read")
          return
        }
        for child in try path.children() { visit(child, depth: depth + 1) }
      }
    } catch {
      leaveOut(path, "folder.unreadable", error.reason)
    }
  }

  private mutating func leaveOut(_ path: FilePath, _ code: String, _ reason: String) {
    leftOut.append(LeftOut(name: path.description, code: code, reason: reason))
  }
}

extension Ingest {
  /// The files that `paths` lead to.
  ///
  /// - Throws: as `FolderWalk`.
  package static func expand(_ paths: [FilePath]) throws(AssayError) -> [Input] {
    try FolderWalk(paths).inputs
  }
}
