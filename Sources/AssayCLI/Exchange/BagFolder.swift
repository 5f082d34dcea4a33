import Evidence
import Foundation
internal import Glibc
import Integrity

/// A bag that is being written (RFC 8493): in `DIR.partial` until it is whole, so that a bag of that name is never half of
/// one.
final class BagFolder {
  /// Where the bag shall stand.
  let path: String
  /// Where it is written.
  let partial: String
  private var isFinished = false

  /// Tells a folder of ours that was left behind by a kill from anything else of that name.
  private static let marker = ".assay-export"

  /// - Parameter force: a folder that is not empty makes room: it is renamed, never deleted.
  /// - Throws: `export.not-empty`, `export.in-the-way`, `output.unwritable`.
  init(_ path: String, force: Bool) throws(AssayError) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
    partial = path + ".partial"
    try Self.checkRoom(path, force: force)
    try Self.clear(partial)
    do {
      try FileManager.default.createDirectory(atPath: partial + "/data", withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: partial + "/" + Self.marker))
    } catch {
      throw Self.unwritable(partial, error)
    }
  }

  deinit {
    // Refused or interrupted: what was written is no bag.
    if !isFinished { try? FileManager.default.removeItem(atPath: partial) }
  }

  private static func checkRoom(_ path: String, force: Bool) throws(AssayError) {
    guard let status = try? FilePath(path).ownStatus() else { return }
    guard status.kind == .folder else {
      throw AssayError("export.in-the-way", subject: path, reason: "is there already, and is no folder")
    }
    let isEmpty = try FilePath(path).children().isEmpty
    guard isEmpty || force else {
      throw AssayError(
        "export.not-empty", subject: path, reason: "is a folder with files in it",
        hint: "name a new folder; --force renames this one to \(path).old, and deletes nothing")
    }
  }

  /// What an export left behind that was killed.
  private static func clear(_ partial: String) throws(AssayError) {
    guard (try? FilePath(partial).ownStatus()) != nil else { return }
    guard FileManager.default.fileExists(atPath: partial + "/" + marker) else {
      throw AssayError(
        "export.in-the-way", subject: partial,
        reason: "is there already, and not of an export that was stopped",
        hint: "the bag is written there until it is whole: move it away")
    }
    do { try FileManager.default.removeItem(atPath: partial) } catch { throw unwritable(partial, error) }
  }

  private static func unwritable(_ path: String, _ error: any Error) -> AssayError {
    AssayError("output.unwritable", subject: path, reason: "cannot be written: \(error.localizedDescription)")
  }

  // MARK: files

  /// Where a file of the bag is written; folders on the way are made.
  ///
  /// - Parameter name: of ours, such as `data/README.txt`: no name of the evidence.
  func place(_ name: String) throws(AssayError) -> String {
    let whole = partial + "/" + name
    do {
      try FileManager.default.createDirectory(
        atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    } catch {
      throw Self.unwritable(whole, error)
    }
    return whole
  }

  /// Writes a small file.
  func write(_ bytes: some Collection<UInt8>, to name: String) throws(AssayError) {
    let whole = try place(name)
    do { try Data(bytes).write(to: URL(fileURLWithPath: whole)) } catch {
      throw Self.unwritable(whole, error)
    }
  }

  /// A file as it stands on the disk.
  struct Listed {
    var name: String
    var byteCount: UInt64
    var digests: [FileDigest]
  }

  /// Reads back all files below `folder`, in order of the bytes of their names.
  func listed(below folder: String, _ kinds: Set<DigestKind>) throws(AssayError) -> [Listed] {
    var files: [Listed] = []
    for child in try FilePath(partial + "/" + folder).children() {
      let name =
        folder + "/"
        + String(decoding: child.bytes.dropFirst(partial.utf8.count + folder.utf8.count + 2), as: UTF8.self)
      if try child.ownStatus().kind == .folder {
        files += try listed(below: name, kinds)
      } else {
        files.append(try listed(name, kinds))
      }
    }
    return files
  }

  /// Reads back one file.
  func listed(_ name: String, _ kinds: Set<DigestKind>) throws(AssayError) -> Listed {
    let file = try FileReader(FilePath(partial + "/" + name))
    var hasher = DigestHasher(kinds)
    var offset: UInt64 = 0
    var atEnd = false
    while !atEnd {
      var bytes: [UInt8] = []
      atEnd = try file.read(1 << 20, at: offset, into: &bytes)
      hasher.update(bytes.span)
      offset += UInt64(bytes.count)
    }
    return Listed(name: name, byteCount: offset, digests: hasher.digests)
  }

  // MARK: the end

  /// The bag is whole: it gets its name, after all of it is on the disk.
  ///
  /// - Returns: what the folder that stood there is called now; nil where there was none.
  func finish() throws(AssayError) -> String? {
    var moved: String?
    do {
      try FileManager.default.removeItem(atPath: partial + "/" + Self.marker)
      sync()
      if FileManager.default.fileExists(atPath: path) {
        if try FilePath(path).children().isEmpty {
          try FileManager.default.removeItem(atPath: path)
        } else {
          let old = Self.freeName(path + ".old")
          try FileManager.default.moveItem(atPath: path, toPath: old)
          moved = old
        }
      }
      try FileManager.default.moveItem(atPath: partial, toPath: path)
    } catch {
      throw Self.unwritable(path, error)
    }
    isFinished = true
    return moved
  }

  private static func freeName(_ name: String) -> String {
    var candidate = name
    var number = 2
    while (try? FilePath(candidate).ownStatus()) != nil {
      candidate = "\(name)-\(number)"
      number += 1
    }
    return candidate
  }
}
