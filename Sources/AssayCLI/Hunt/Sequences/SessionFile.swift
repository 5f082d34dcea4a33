import Evidence
import Hunt
import Integrity

/// Ready-made sessions: `{"sessions": [[{"name": …, "params": {…}}, …], …]}`, as the oracles have them. A command may be a
/// text alone: its name. Read as it comes, command by command: a file larger than memory can hold is no matter.
struct SessionFile {
  let path: String

  /// Reads the sessions.
  /// - Throws: `file.…`, `input.json`, `input.sessions`, `interrupted`.
  func sessions(mode: SequenceMode) throws -> SessionList {
    var list = SessionList(mode: mode)
    var reader = try JSONPieces(
      path: path, form: #"sessions are {"sessions": [[{"name": …, "params": {…}}, …], …]}"#)
    try reader.object { name, reader in
      guard name == "sessions" else { return try reader.skip(depth: 0) }
      try reader.array { reader in
        if Interruption.isRequested { throw AssayError("interrupted", subject: path, reason: "stopped") }
        try reader.array { reader in list.append(try Self.command(&reader, table: &list.table)) }
        list.endSession()
      }
    }
    return list
  }

  private static func command(_ reader: inout JSONPieces, table: inout CommandTable) throws -> Int32 {
    if try reader.isText() { return table.number(name: try reader.text(), parameters: []) }
    var name: String?
    var parameters: [(name: String, value: String?)] = []
    try reader.object { member, reader in
      switch member {
      case "name": name = try reader.scalar()
      case "params":
        if try reader.isNull() { return }
        if try reader.isArray() {
          try reader.array { reader in parameters.append((name: try reader.scalar() ?? "", value: nil)) }
        } else {
          try reader.object { parameter, reader in
            parameters.append((name: parameter, value: try reader.scalar()))
          }
        }
      default: try reader.skip(depth: 0)
      }
    }
    guard let name else { throw reader.failure("a command without a name") }
    return table.number(name: name, parameters: parameters)
  }
}
