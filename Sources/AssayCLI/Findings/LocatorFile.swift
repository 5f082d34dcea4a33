import Evidence
import Integrity
import Pages

/// Reads which records a file names: a locator a line, or what a command wrote as `--format csv` or `ndjson`, whose
/// column `record` or `locator` says it.
struct LocatorFile {
  private let name: String
  private(set) var locators: [Locator] = []
  private var form: Form?
  private var row: [[UInt8]] = [[]]
  private var isQuoted = false
  /// A quote within quotes: the end of them, unless another follows.
  private var isAtQuote = false
  private var number = 0
  private var rowBytes = 0

  private enum Form {
    case lines
    case json
    /// Position of the column.
    case csv(Int)
  }

  /// Bytes of one row.
  private static let rowLimit = 16 << 20

  /// - Parameter path: of the file; - is standard input.
  /// - Throws: `tag.locator`, and what reading throws.
  static func read(_ path: String) throws -> [Locator] {
    let reader =
      path == "-"
      ? FileReader(standardInputNamed: "standard input") : try FileReader(RawArguments.path(path))
    var file = LocatorFile(name: path == "-" ? "standard input" : path)
    var offset: UInt64 = 0
    var bytes: [UInt8] = []
    var isAtEnd = false
    while !isAtEnd {
      bytes.removeAll(keepingCapacity: true)
      isAtEnd = try reader.read(1 << 20, at: offset, into: &bytes)
      offset += UInt64(bytes.count)
      for byte in bytes { try file.take(byte) }
    }
    if file.rowBytes > 0 { try file.endRow() }
    return file.locators
  }

  private init(name: String) { self.name = name }

  /// RFC 4180 §2, byte by byte; in other forms a quote is text and a row is a line.
  private mutating func take(_ byte: UInt8) throws {
    rowBytes += 1
    guard rowBytes <= Self.rowLimit else { throw error("row \(number + 1) is longer than 16 MiB") }
    // What is JSON shows by its first byte.
    if form == nil, rowBytes == 1, number == 0, byte == UInt8(ascii: "{") { form = .json }
    var isCSV = true
    if case .json? = form { isCSV = false }
    if case .lines? = form { isCSV = false }
    if isCSV, isQuoted {
      if byte == UInt8(ascii: "\""), !isAtQuote {
        isAtQuote = true
        return
      }
      if !isAtQuote || byte == UInt8(ascii: "\"") {
        isAtQuote = false
        row[row.count - 1].append(byte)
        return
      }
      isQuoted = false
      isAtQuote = false
    }
    switch byte {
    case 10: try endRow()
    case 13: break
    case UInt8(ascii: "\"") where isCSV && (row.last?.isEmpty ?? true): isQuoted = true
    case UInt8(ascii: ",") where isCSV: row.append([])
    default: row[row.count - 1].append(byte)
    }
  }

  private mutating func endRow() throws {
    defer {
      row = [[]]
      rowBytes = 0
      isQuoted = false
      isAtQuote = false
    }
    let cells = row.map { String(decoding: $0, as: UTF8.self) }
    if cells.count == 1, cells[0].utf8.allSatisfy({ $0 == 32 || $0 == 9 }) { return }
    number += 1
    switch form {
    case nil: try begin(cells)
    case .lines?: try add(cells[0])
    case .csv(let column)?: if column < cells.count, !cells[column].isEmpty { try add(cells[column]) }
    case .json?: try addJSON(cells[0])
    }
  }

  /// The first row says what the file is.
  private mutating func begin(_ cells: [String]) throws {
    // A mark of the encoding may stand before the first name.
    let names = cells.map { $0.hasPrefix("\u{FEFF}") ? String($0.dropFirst()) : $0 }
    if let column = names.firstIndex(of: "record") ?? names.firstIndex(of: "locator") {
      form = .csv(column)
    } else if cells.count == 1, Locator(Self.withoutBlanks(names[0])) != nil {
      form = .lines
      try add(names[0])
    } else {
      throw error(
        "has no column record or locator, and its first line is no locator: "
          + "'\(DisplayText.escaped(String(cells.joined(separator: ",").prefix(60))))'")
    }
  }

  private mutating func addJSON(_ text: String) throws {
    guard let object = try? CanonicalJSON.parse(Array(text.utf8)), case .object = object else {
      throw error(
        "row \(number) is no JSON object on one line: --format ndjson or csv writes what can be read")
    }
    if let record = object["record"]?.int {
      try add("\(record)")
    } else if let locator = object["locator"]?.string {
      try add(locator)
    } else if number == 1, object["record"] == nil, object["locator"] == nil {
      throw error("its rows have no member record or locator")
    }
  }

  private mutating func add(_ text: String) throws {
    guard let locator = Locator(Self.withoutBlanks(text)) else {
      throw error("row \(number): '\(DisplayText.escaped(String(text.prefix(60))))' is no locator")
    }
    locators.append(locator)
  }

  private func error(_ reason: String) -> AssayError {
    AssayError(
      "tag.locators", subject: name, reason: reason,
      hint: "one locator a line (3:1047, 3:gap-1, a record number), or rows of a command as csv or ndjson")
  }

  private static func withoutBlanks(_ text: String) -> String {
    String(text.drop { $0 == " " || $0 == "\t" }).trimmed
  }
}
