import CaseFile
import Evidence
import Foundation
import Integrity

/// A list of intelligence as it was given: name, date, digest, and its bytes.
package struct IntelligenceList: Sendable {
  /// Name of the file.
  package let name: String
  /// Date of what it says, as ISO 8601: stated by the list, or the file's own.
  package let date: String?
  /// When it was added.
  package let added: String
  /// Column that holds the values, where one was named.
  package let column: String?
  /// SHA-256 of the file as given, hexadecimal.
  package let sha256: String
  /// The file as given.
  package let bytes: [UInt8]
  /// What was read of it.
  package let content: IntelligenceContent

  /// A list from a file.
  package init(name: String, bytes: [UInt8], date: String?, added: String, column: String?) {
    content = IntelligenceReader.read(bytes, column: column)
    self.name = name
    self.bytes = bytes
    self.added = added
    self.column = column
    self.date = content.date ?? date
    sha256 = Digest256.of(bytes).description
  }
}

/// A file of lists (`.intel`): a line that says so, then one line of JSON for each list, whose bytes are kept in a
/// zstd frame, in Base64. A list is only ever appended (docs/intel.md).
package struct IntelligenceStore: Sendable {
  /// Path of the file.
  package let path: String
  /// Lists, in the order in which they were added.
  package private(set) var lists: [IntelligenceList] = []

  private static let head = "{\"assay_intelligence\":1}"
  /// Largest list that is kept: what it unpacks to is held in memory.
  package static let mostBytes = 1 << 30

  /// Reads a store; one that is not there yet is empty.
  ///
  /// - Throws: `intel.store` for a file that is none or was changed, and what reading throws.
  package init(_ path: String) throws {
    self.path = path
    guard FileReader.statusOfFile(FilePath(path)) != nil else { return }
    let reader = try FileReader(FilePath(path))
    var bytes: [UInt8] = []
    _ = try reader.read(Self.mostBytes, at: 0, into: &bytes)
    let lines = bytes.split(separator: 10)
    guard let first = lines.first, first.elementsEqual(Self.head.utf8) else {
      throw error("is no store of intelligence", hint: "assay intel add NAME.intel FILE makes one")
    }
    let zstd = try ZstdDecompressor()
    for (number, line) in lines.enumerated().dropFirst() {
      guard let entry = try? CanonicalJSON.parse(Array(line)), let name = entry["name"]?.string,
        let added = entry["added"]?.string, let sha256 = entry["sha256"]?.string,
        let size = entry["size"]?.int.flatMap({ Int(exactly: $0) }), (0...Self.mostBytes).contains(size),
        let text = entry["zstd"]?.string, let frame = Data(base64Encoded: text),
        // A hostile size costs no more memory than its frame could fill.
        size <= 1 << 20 || size / 2000 <= frame.count,
        let plain = try? zstd.decompress(Array(frame).span, length: size, subject: path)
      else { throw error("line \(number + 1) is no list", hint: nil) }
      let list = IntelligenceList(
        name: name, bytes: plain, date: entry["date"]?.string, added: added, column: entry["column"]?.string)
      guard list.sha256 == sha256 else {
        throw error("list '\(name)' has the SHA-256 \(list.sha256), the store says \(sha256)", hint: nil)
      }
      lists.append(list)
    }
  }

  private func error(_ reason: String, hint: String?) -> AssayError {
    AssayError("intel.store", subject: path, reason: reason, hint: hint)
  }

  /// Appends a list, unless the same bytes are there.
  ///
  /// - Returns: whether it was new.
  /// - Throws: `file.unwritable`.
  package mutating func add(_ list: IntelligenceList) throws -> Bool {
    if lists.contains(where: { $0.sha256 == list.sha256 && $0.column == list.column }) { return false }
    let frame = try ZstdCompressor(level: 9).compress(list.bytes.span)
    var members: [JSONValue.Member] = [
      .init("name", .string(list.name)), .init("added", .string(list.added)),
      .init("sha256", .string(list.sha256)),
      .init("size", .int(Int64(list.bytes.count))), .init("format", .string(list.content.format)),
      .init("zstd", .string(Data(frame).base64EncodedString())),
    ]
    if let date = list.date { members.append(.init("date", .string(date))) }
    if let column = list.column { members.append(.init("column", .string(column))) }
    var line = try CanonicalJSON.bytes(.object(members))
    line.append(10)
    if lists.isEmpty, FileReader.statusOfFile(FilePath(path)) == nil {
      line = Array(Self.head.utf8) + [10] + line
    }
    try append(line)
    lists.append(list)
    return true
  }

  private func append(_ line: [UInt8]) throws {
    if !FileManager.default.fileExists(atPath: path) {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw AssayError("file.unwritable", subject: path, reason: "cannot be made")
      }
    }
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw AssayError("file.unwritable", subject: path, reason: "cannot be written")
    }
    defer { try? handle.close() }
    do {
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(line))
      try handle.synchronize()
    } catch {
      throw AssayError("file.unwritable", subject: path, reason: "\(error.localizedDescription)")
    }
  }
}
