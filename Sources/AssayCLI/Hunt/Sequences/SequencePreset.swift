/// A ready-made choice of events, session and command for one kind of log: `--preset`.
enum SequencePreset: String, CaseIterable {
  case processes, powershell, logons, office365, web, linux

  /// How the text of a field becomes a command.
  enum Naming: String {
    /// As it stands.
    case plain
    /// Last part of a path, in lower case: `cmd.exe`.
    case program
    /// Words of the form verb-noun in a script, in lower case, each a command.
    case cmdlets
    /// Path of a request without its query, digits as `#`.
    case path
    /// The program of a command line.
    case commandLine
  }

  /// Which records are looked at where no search is given.
  var search: String? {
    switch self {
    case .processes: "event_id:1 OR event_id:4688"
    case .powershell: "event_id:4104"
    case .logons: "event_id:4624 OR event_id:4625 OR event_id:4648 OR event_id:4634 OR event_id:4672"
    case .office365, .web, .linux: nil
    }
  }

  /// Fields that make a session; of a list the first that a record has.
  var by: [[String]] {
    switch self {
    case .processes: [["computer"], ["LogonId", "SubjectLogonId"]]
    case .powershell: [["computer"], ["user", "UserID"], ["process_id", "ProcessID", "ExecutionProcessID"]]
    case .logons: [["TargetUserName", "user"]]
    case .office365: [["UserId", "UserKey", "user"], ["ClientIP", "ClientIPAddress"]]
    case .web: [["src_ip", "c-ip", "clientip", "client_ip", "remote_addr", "id.orig_h", "host"]]
    case .linux: [["computer", "host"], ["ses", "auid", "uid", "user"]]
    }
  }

  /// Fields of the command; of a list the first that a record has, several lists are joined.
  var command: [[String]] {
    switch self {
    case .processes: [["Image", "NewProcessName"]]
    case .powershell: [["ScriptBlockText"]]
    case .logons: [["event_id"], ["LogonType"]]
    case .office365: [["Operation", "Operations"]]
    case .web: [["method", "cs-method", "http_method"], ["path", "cs-uri-stem", "uri_path", "url", "uri"]]
    case .linux: [["exe", "comm", "COMMAND", "command", "process"]]
    }
  }

  /// How the command is named.
  var naming: Naming {
    switch self {
    case .processes, .linux: .program
    case .powershell: .cmdlets
    case .logons, .office365: .plain
    case .web: .path
    }
  }
}
