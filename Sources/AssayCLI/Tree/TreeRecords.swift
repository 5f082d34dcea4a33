import Evidence
import Hunt
import Query

/// Reads the records of a case that tell of processes.
struct TreeRecords {
  /// Calls of Linux that start a program, by the machine's code in auditd: execve and execveat.
  private static let execve = [
    ("c000003e", ["59", "322"]), ("40000003", ["11", "358"]), ("c00000b7", ["221", "281"]),
    ("40000028", ["11", "387"]),
  ]
  /// Columns of auditd that are read besides.
  private static let auditColumns = ["type", "syscall", "arch", "success", "msg", "source_id", "proctitle"]

  private let selection: Selection

  init(_ selection: Selection) { self.selection = selection }

  /// All events of the case, in record order, whatever was chosen.
  func events() throws -> ProcessEvents {
    let columns = selection.columns(
      among: ["time", "computer", "event_id"] + ProcessSchema.fields + Self.auditColumns)
    let names = columns.map { $0.lowercased() }
    let reader = ProcessRowReader(columns: columns)
    var events = ProcessEvents()
    // Places of an audit event's lines, told by source and number.
    var audit: [String: Int] = [:]
    let place = { (name: String) in names.firstIndex(of: name) }
    let (type, message, source, title) = (place("type"), place("msg"), place("source_id"), place("proctitle"))
    var bytes: [UInt8] = []
    var cells: [Range<Int>] = []
    let list = (["record"] + columns.map { FieldQueries.quoted($0) }).joined(separator: ", ")
    let sql = "SELECT \(list) FROM events WHERE \(condition(names)) ORDER BY record"
    try selection.session.run(sql, onColumns: { _ in }) { row in
      guard case .integer(let record) = row[0] else { return true }
      bytes.removeAll(keepingCapacity: true)
      cells.removeAll(keepingCapacity: true)
      for value in row.dropFirst() {
        let start = bytes.count
        value.appendText(to: &bytes)
        cells.append(start..<bytes.count)
      }
      func text(_ column: Int?) -> String {
        column.map { String(decoding: bytes[cells[$0]], as: UTF8.self) } ?? ""
      }
      let kind = text(type)
      if kind == "PROCTITLE" {
        if let index = audit["\(text(source)) \(text(message))"], let title {
          let command = Self.commandLine(bytes[cells[title]])
          events.setCommand(events.pool.number(command, 0..<command.count), at: index)
        }
        return true
      }
      guard let event = reader.event(record: Int(record), bytes: bytes, cells: cells, into: &events) else {
        return true
      }
      if kind == "SYSCALL" { audit["\(text(source)) \(text(message))"] = events.list.count }
      events.append(event)
      return true
    }
    return events
  }

  private func condition(_ names: [String]) -> String {
    var any: [String] = []
    if names.contains("event_id") { any.append("event_id IN ('1', '5', '4688', '4689')") }
    if ["syscall", "exe", "ppid", "type"].allSatisfy({ names.contains($0) }) {
      let calls = Self.execve.map { arch, numbers in
        "arch = '\(arch)' AND syscall IN (\(numbers.map { "'\($0)'" }.joined(separator: ", ")))"
      }
      let any64 = names.contains("arch") ? calls : ["syscall IN ('59', '322')"]
      let named = ["syscall IN ('execve', 'execveat')"]
      let failed = names.contains("success") ? " AND (success IS NULL OR success IN ('yes', '1'))" : ""
      any.append("type = 'SYSCALL' AND (\((any64 + named).joined(separator: " OR ")))\(failed)")
      if names.contains("proctitle") { any.append("type = 'PROCTITLE'") }
    }
    if names.contains("process.pid"), names.contains("process.parent.pid") {
      any.append("event_id IS NULL AND \"process.pid\" IS NOT NULL AND \"process.parent.pid\" IS NOT NULL")
    }
    return any.isEmpty ? "0" : any.map { "(\($0))" }.joined(separator: " OR ")
  }

  /// auditd writes a command line as hexadecimal digits where it holds NULs between its words, else as it is.
  private static func commandLine(_ title: ArraySlice<UInt8>) -> [UInt8] {
    func digit(_ byte: UInt8) -> UInt8? {
      switch byte {
      case 48...57: byte - 48
      case 65...70: byte - 55
      default: nil
      }
    }
    guard title.count > 1, title.count % 2 == 0, title.allSatisfy({ digit($0) != nil }) else {
      return Array(title)
    }
    var text: [UInt8] = []
    var index = title.startIndex
    while index < title.endIndex {
      let byte = (digit(title[index]) ?? 0) << 4 | (digit(title[index + 1]) ?? 0)
      text.append(byte == 0 ? 32 : byte)
      index += 2
    }
    return text
  }
}

extension SQLValue {
  /// Appends the value as text; nothing for NULL.
  func appendText(to bytes: inout [UInt8]) {
    switch self {
    case .null: break
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .real(let number): bytes.append(contentsOf: String(number).utf8)
    case .text(let text), .blob(let text): bytes.append(contentsOf: text)
    }
  }
}
