/// What a log calls the parts of a record about processes. Columns are tried in the order given, the first that holds
/// something counts.
///
/// Sources: Windows' documentation of events 4688 and 4689, Sysmon's of 1 and 5, auditd as Sentinel and msticpy lay it
/// out (one row an execve), Defender's DeviceProcessEvents, the Elastic Common Schema, osquery's process_events.
package struct ProcessSchema: Sendable {
  /// What it is called in messages.
  package var name: String
  var log: ProcessEvent.Log
  /// Event IDs (or event types) of starts and of ends; none: each row is a start.
  var starts: [String] = []
  var ends: [String] = []
  var time: [String]
  var host: [String]
  var image: [String]
  var pid: [String]
  var parentImage: [String] = []
  var parentPID: [String]
  var guid: [String] = []
  var parentGUID: [String] = []
  var command: [String] = []
  var parentCommand: [String] = []
  var user: [String] = []
  var logon: [String] = []
  var integrity: [String] = []
  var hashes: [String] = []

  /// Columns that hold a time, in any log.
  static let times = [
    "TimeGenerated", "TimeCreated", "Timestamp", "@timestamp", "SystemTime", "_time", "time", "EventTime",
    "TimeCreatedUtc", "datetime",
  ]
  /// Columns that hold the event's ID.
  static let eventIDs = ["EventID", "event_id", "EventCode", "winlog.event_id", "EventId", "Id"]
  private static let computers = [
    "Computer", "computer", "ComputerName", "host.name", "host", "Hostname", "MachineName", "DeviceName",
  ]

  /// All that are known, the more telling first.
  package static let all: [ProcessSchema] = [
    ProcessSchema(
      name: "Sysmon 1 and 5", log: .sysmon, starts: ["1"], ends: ["5"], time: ["UtcTime"] + times,
      host: computers,
      image: ["Image"], pid: ["ProcessId"], parentImage: ["ParentImage"], parentPID: ["ParentProcessId"],
      guid: ["ProcessGuid"], parentGUID: ["ParentProcessGuid"], command: ["CommandLine"],
      parentCommand: ["ParentCommandLine"], user: ["User"], logon: ["LogonId"], integrity: ["IntegrityLevel"],
      hashes: ["Hashes"]),
    ProcessSchema(
      name: "Security 4688 and 4689", log: .security, starts: ["4688"], ends: ["4689"], time: times,
      host: computers, image: ["NewProcessName"], pid: ["NewProcessId"],
      parentImage: ["ParentProcessName", "CreatorProcessName"],
      parentPID: ["ProcessId", "CreatorProcessId"], command: ["CommandLine"],
      user: ["SubjectUserName"], logon: ["SubjectLogonId"], integrity: ["MandatoryLabel"]),
    ProcessSchema(
      name: "auditd execve", log: .audit, starts: ["SYSCALL_EXECVE"], time: times, host: computers,
      image: ["exe"], pid: ["pid"], parentPID: ["ppid"], command: ["cmdline"], user: ["acct", "uid"],
      logon: ["ses"]),
    ProcessSchema(
      name: "Defender DeviceProcessEvents", log: .other, starts: ["ProcessCreated"],
      time: ["ProcessCreationTime"] + times,
      host: computers, image: ["FolderPath", "FileName"], pid: ["ProcessId"],
      parentImage: ["InitiatingProcessFolderPath", "InitiatingProcessFileName"],
      parentPID: ["InitiatingProcessId"], command: ["ProcessCommandLine"],
      parentCommand: ["InitiatingProcessCommandLine"], user: ["AccountName"], logon: ["LogonId"],
      integrity: ["ProcessIntegrityLevel"], hashes: ["SHA256", "SHA1"]),
    ProcessSchema(
      name: "Elastic Common Schema", log: .other, time: ["@timestamp"] + times, host: computers,
      image: ["process.executable", "process.name"], pid: ["process.pid"],
      parentImage: ["process.parent.executable", "process.parent.name"], parentPID: ["process.parent.pid"],
      guid: ["process.entity_id"], parentGUID: ["process.parent.entity_id"],
      command: ["process.command_line"],
      parentCommand: ["process.parent.command_line"], user: ["user.name"]),
    ProcessSchema(
      name: "osquery process_events", log: .other, time: ["time"] + times,
      host: ["hostIdentifier"] + computers,
      image: ["path", "name"], pid: ["pid"], parentPID: ["parent"], command: ["cmdline"], user: ["uid"]),
  ]

  /// All fields that a case may have of these logs, without times, computers and event IDs, which it has in columns of
  /// its own.
  package static let fields: [String] = {
    var names = ["UtcTime", "EventType", "ProcessName"]
    for schema in all where schema.log != .other || schema.name.hasPrefix("Elastic") {
      names +=
        schema.image + schema.pid + schema.parentImage + schema.parentPID + schema.guid + schema.parentGUID
      names +=
        schema.command + schema.parentCommand + schema.user + schema.logon + schema.integrity + schema.hashes
    }
    return names
  }()

  /// The columns that tell a schema: all must be there.
  func isServed(by columns: ProcessColumns) -> Bool {
    [image, pid, parentPID].allSatisfy { !columns.indices($0).isEmpty }
  }
}

/// The columns of an input, found by name without letter case; `winlog.event_data.Image` and `Event.EventData.Image`
/// are `Image`.
struct ProcessColumns {
  private var places: [String: Int] = [:]

  init(_ names: [String]) {
    for (index, name) in names.enumerated() {
      var key = name.lowercased()
      for prefix in ["winlog.event_data.", "event.eventdata.", "event.system.", "eventdata."]
      where key.hasPrefix(prefix) {
        key.removeFirst(prefix.count)
      }
      if places[key] == nil { places[key] = index }
    }
  }

  func indices(_ names: [String]) -> [Int] { names.compactMap { places[$0.lowercased()] } }
}
