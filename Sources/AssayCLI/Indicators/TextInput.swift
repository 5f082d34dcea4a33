import Evidence
import Integrity

/// Texts that are handed to a command instead of a case: a file, or standard input as `-`.
struct TextInput: ~Copyable {
  private let reader: FileReader
  private let name: String
  private var offset: UInt64 = 0
  private var kept: [UInt8] = []
  private var isAtEnd = false
  /// Bytes read at a time. A piece ends at a line's end.
  private static let piece = 1 << 20
  /// Longest line that is read as one piece.
  private static let mostLine = 256 << 20

  /// - Throws: `file.missing`, `file.unreadable`.
  init(_ name: String) throws(AssayError) {
    self.name = name
    reader = name == "-" ? FileReader(standardInputNamed: "-") : try FileReader(FilePath(name))
  }

  /// The next piece, whole lines where there are any; nil at the end.
  mutating func next() throws(AssayError) -> (offset: UInt64, bytes: [UInt8])? {
    var wanted = Self.piece
    while !isAtEnd {
      if kept.count < wanted {
        isAtEnd = try reader.read(wanted - kept.count, at: offset + UInt64(kept.count), into: &kept)
      }
      if isAtEnd { break }
      if let end = kept.lastIndex(of: 10) { return take(end + 1) }
      guard kept.count < Self.mostLine else { return take(kept.count) }
      wanted = kept.count + Self.piece
    }
    return kept.isEmpty ? nil : take(kept.count)
  }

  private mutating func take(_ count: Int) -> (offset: UInt64, bytes: [UInt8]) {
    let bytes = Array(kept[..<count])
    let start = offset
    kept.removeFirst(count)
    offset += UInt64(count)
    return (start, bytes)
  }

  /// Calls `body` for each line with its number from 1, without its end.
  mutating func forEachLine(_ body: (_ number: Int, _ line: [UInt8]) throws -> Void) throws {
    var number = 0
    while let piece = try next() {
      var start = 0
      let bytes = piece.bytes
      while start < bytes.count {
        let end = bytes.span.firstIndex(of: 10, from: start)
        number += 1
        var line = bytes[start..<end]
        if line.last == 13 { line.removeLast() }
        try body(number, Array(line))
        start = end + 1
      }
    }
  }
}

/// A line of `--jsonl`: `{"id":…,"text":…}`.
struct JSONLine {
  let id: JSONValue
  let text: [UInt8]

  /// - Throws: `jsonl.line` where it is no such object.
  init(_ line: [UInt8], number: Int, file: String) throws(AssayError) {
    do {
      let value = try CanonicalJSON.parse(line)
      guard let text = value["text"]?.string else {
        throw JSONError.syntax("no \"text\" that is a string", offset: 0)
      }
      id = value["id"] ?? .null
      self.text = Array(text.utf8)
    } catch {
      throw AssayError(
        "jsonl.line", subject: file, reason: "line \(number) is no object with \"id\" and \"text\": \(error)",
        hint: "each line reads {\"id\":1,\"text\":\"…\"}; plain text goes to --text")
    }
  }
}
