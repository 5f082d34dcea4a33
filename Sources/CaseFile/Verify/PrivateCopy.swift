import Evidence
import Foundation

/// A copy of a file that nobody else may read, for looking at what must not be touched where it lies.
enum PrivateCopy {
  /// - Parameter length: the copy is cut, or filled up with zeros, to that many bytes; nil: it is as long as the
  ///   file.
  /// - Throws: `file.unwritable`, `file.unreadable`, and what writing throws.
  static func make(_ file: FilePath, at path: String, length: UInt64? = nil) throws {
    let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: attributes),
      let out = FileHandle(forWritingAtPath: path)
    else { throw AssayError("file.unwritable", subject: path, reason: "cannot be written") }
    defer { try? out.close() }
    let input = FileSource(try FileReader(file))
    var bytes: [UInt8] = []
    var atEnd = false
    while !atEnd {
      bytes.removeAll(keepingCapacity: true)
      atEnd = try input.read(1 << 20, into: &bytes)
      try out.write(contentsOf: Data(bytes))
    }
    if let length { try out.truncate(atOffset: length) }
  }
}
