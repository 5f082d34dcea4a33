import Evidence

/// Which column of `events` a field appears in: a Windows field has one column, under its Event XML name,
/// whatever wrapped it.
///
/// | wrapper | example | column |
/// | --- | --- | --- |
/// | winlogbeat 7, 8 | `winlog.event_data.Image`, `winlog.record_id` | `Image`, `EventRecordID` |
/// | winlogbeat 5, 6 | `event_data.Image`, `record_number` | `Image`, `EventRecordID` |
/// | XML turned into JSON (evtx_dump -o json, chainsaw, PowerShell) | `Event.EventData.Image`, `Event.System.Provider.#attributes.Name` | `Image`, `Provider` |
/// | Velociraptor parse_evtx | `System.EventID.Value` | `EventID` |
/// | NXLog, Splunk's classic text, EvtxECmd, Event Viewer | `SourceName`, `EventCode`, `EventRecordId`, `Event ID` | `Provider`, `EventID`, `EventRecordID`, `EventID` |
///
/// EventData that would hide a field of System has the name that Event XML gives it: `winlog.event_data.Version`
/// is `EventData.Version`. winlogbeat writes Task, Opcode and Keywords as words: they are RenderingInfo's.
///
/// Names that mean other things in other logs are left alone: `Hostname`, `ProcessID`, `ThreadID`, `Source`,
/// `process_id`. Everything not named here is its own column.
package enum ColumnNames {
  /// The column of the field `fieldName`.
  package static func column(for fieldName: String) -> String {
    if let column = exact[fieldName] { return column }
    for (wrapper, section, leafOnly) in wrappers where fieldName.hasPrefix(wrapper) {
      return inner(fieldName.dropFirst(wrapper.count), section: section, leafOnly: leafOnly) ?? fieldName
    }
    for wrapper in systemWrappers where fieldName.hasPrefix(wrapper) {
      return system(fieldName.dropFirst(wrapper.count)) ?? fieldName
    }
    return fieldName
  }

  /// Prefix, part of the event, and whether only the last of several keys counts (UserData has an element
  /// around its fields).
  private static let wrappers: [(String, section: String, leafOnly: Bool)] = [
    ("winlog.event_data.", "EventData", false),
    ("winlog.user_data.", "UserData", false),
    ("event_data.", "EventData", false),
    ("user_data.", "UserData", false),
    ("Event.EventData.Data.", "EventData", false),
    ("Event.EventData.", "EventData", false),
    ("Event.UserData.", "UserData", true),
  ]

  private static let systemWrappers = ["Event.System.", "winlog.", "System."]

  /// Keys that converters put between an element and its attributes or text.
  private static let markers: Set<Substring> = ["#attributes", "@attributes", "#text", "Value", "$", "_"]

  private static func inner(_ name: Substring, section: String, leafOnly: Bool) -> String? {
    var name = name
    for marker in ["#attributes.", "@"] where name.hasPrefix(marker) {
      // EventData's own attribute.
      return name.dropFirst(marker.count) == "Name" ? section + "Name" : nil
    }
    if name.hasSuffix(".#text") { name = name.dropLast(6) }
    if leafOnly, name.contains("#attributes") { return nil }
    if leafOnly, let dot = name.lastIndex(of: ".") { name = name[name.index(after: dot)...] }
    if name.isEmpty { return nil }
    if name == "#text" { return "Data" }
    return isSystem(name) ? "\(section).\(name)" : String(name)
  }

  private static func isSystem(_ name: Substring) -> Bool {
    SystemFields.contains(Array(name.utf8).span)
  }

  /// A field of System by its path below a wrapper, without the converter's marker keys.
  private static func system(_ path: Substring) -> String? {
    let keys = path.split(separator: ".", omittingEmptySubsequences: false).filter { !markers.contains($0) }
      .map { $0.hasSuffix("_attributes") ? $0.dropLast(11) : $0.hasPrefix("@") ? $0.dropFirst() : $0 }
    return systemPaths[keys.joined(separator: ".")]
  }

  private static let systemPaths: [String: String] = [
    "Provider.Name": "Provider", "Provider.Guid": "ProviderGuid",
    "Provider.EventSourceName": "EventSourceName",
    "EventID": "EventID", "EventID.Qualifiers": "Qualifiers", "Version": "Version", "Level": "Level",
    "Task": "Task", "Opcode": "Opcode", "Keywords": "Keywords", "TimeCreated.SystemTime": "SystemTime",
    "EventRecordID": "EventRecordID", "Correlation.ActivityID": "ActivityID",
    "Correlation.RelatedActivityID": "RelatedActivityID", "Execution.ProcessID": "ExecutionProcessID",
    "Execution.ThreadID": "ExecutionThreadID", "Channel": "Channel", "Computer": "Computer",
    "Security.UserID": "UserID",
    // winlogbeat 7 and 8 (below `winlog.`)
    "event_id": "EventID", "record_id": "EventRecordID", "computer_name": "Computer", "channel": "Channel",
    "provider_name": "Provider", "provider_guid": "ProviderGuid", "process.pid": "ExecutionProcessID",
    "process.thread.id": "ExecutionThreadID", "version": "Version", "activity_id": "ActivityID",
    "related_activity_id": "RelatedActivityID", "user.identifier": "UserID",
    "task": "RenderingInfo.Task", "opcode": "RenderingInfo.Opcode", "keywords": "RenderingInfo.Keyword",
  ]

  private static let exact: [String: String] = [
    // winlogbeat 5 and 6
    "event_id": "EventID", "record_number": "EventRecordID", "computer_name": "Computer",
    "log_name": "Channel",
    "source_name": "Provider", "provider_guid": "ProviderGuid", "activity_id": "ActivityID",
    "related_activity_id": "RelatedActivityID", "user.identifier": "UserID",
    // NXLog (im_msvistalog), Splunk's classic text
    "SourceName": "Provider", "RecordNumber": "EventRecordID", "EventCode": "EventID",
    "ComputerName": "Computer", "LogName": "Channel",
    // EvtxECmd
    "EventRecordId": "EventRecordID", "EventId": "EventID", "UserId": "UserID",
    // Event Viewer
    "Event ID": "EventID",
    // evtx_dump's list of unnamed Data
    "Event.EventData.Data": "Data", "Event.EventData.Data.#text": "Data", "Event.EventData.Binary": "Binary",
  ]
}
