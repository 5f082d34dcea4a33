import Evidence

/// Which field of a JSON record is which common field: for each the names in order, flattened as they are in
/// `fields`. The first name of the list counts that the record has with a value (neither null nor empty), in a
/// record with the key twice its first value. A name belongs to one list only.
enum JSONCommonFields {
  /// A common field, the time, or what steers the choice. Raw values up to 6 are those of
  /// `RecordFields.Common`.
  enum Target: Int, CaseIterable {
    case computer = 0
    case channel, provider, eventID, eventRecordID, user, severity
    case time
    /// Names that tell which program wrote the record.
    case marker
    /// The cell of a Splunk row that is a record of its own.
    case raw
    /// What the user of a Windows event is taken from.
    case account
  }

  /// Time. `UtcTime` of Sysmon is a field like others: it says when the driver saw what the event is about.
  ///
  /// - `winlog.time_created`, `…SystemTime`: Windows, evtx_dump, Chainsaw, Velociraptor (epoch seconds).
  /// - `eventTime`: CloudTrail; before `@timestamp`, which may be Logstash's time of arrival.
  /// - `@timestamp`: beats, Logstash, NXLog exports by OTRF (whose `EventTime` is local without zone).
  /// - `TimeCreated`: PowerShell, EvtxECmd. `TimeGenerated`: Sentinel.
  /// - `unixTime`, `calendarTime`: osquery. `ts`: Zeek. `_time`: Splunk.
  /// - `timestamp`: Suricata, GCP. `eventTimestamp`, `event_timestamp`: Azure activity log.
  /// - `EventTime`: NXLog, CloudTrail's `lookup-events`.
  static let time = [
    "winlog.time_created", "Event.System.TimeCreated.#attributes.SystemTime",
    "Event.System.TimeCreated.SystemTime", "Event.System.TimeCreated.@SystemTime",
    "System.TimeCreated.SystemTime", "eventTime", "@timestamp", "TimeCreated", "TimeGenerated", "unixTime",
    "calendarTime", "ts", "_time", "timestamp", "Timestamp", "eventTimestamp", "event_timestamp", "EventTime",
    "event.created", "time", "Time", "receiveTimestamp", "datetime", "DateTime", "date", "created_at",
    "createdDateTime", "activityDateTime", "CreationTime", "_source.@timestamp", "__REALTIME_TIMESTAMP",
    "_ts",
  ]

  static let computer = [
    "winlog.computer_name", "Event.System.Computer", "System.Computer", "computer_name", "Computer",
    "ComputerName", "MachineName", "Hostname", "HostName", "DeviceName", "host.name", "host.hostname",
    "hostIdentifier", "hostname", "@system", "_HOSTNAME", "host", "agent.hostname", "beat.hostname",
  ]

  static let channel = [
    "winlog.channel", "Event.System.Channel", "System.Channel", "log_name", "Channel", "LogName", "EventLog",
    "logName",
  ]

  static let provider = [
    "winlog.provider_name", "Event.System.Provider.#attributes.Name", "Event.System.Provider.Name",
    "Event.System.Provider.@Name", "System.Provider.Name", "source_name", "SourceName", "ProviderName",
    "Provider", "EventSourceName", "event.provider", "eventSource", "protoPayload.serviceName",
    "resource_provider_name.value", "resourceProviderName.value", "EventSource",
  ]

  static let eventID = [
    "winlog.event_id", "Event.System.EventID", "Event.System.EventID.#text", "Event.System.EventID.$",
    "System.EventID.Value", "System.EventID", "event_id", "EventID", "EventCode", "event.code", "Id",
  ]

  static let eventRecordID = [
    "winlog.record_id", "Event.System.EventRecordID", "System.EventRecordID", "record_number",
    "EventRecordID", "EventRecordId", "RecordNumber", "RecordID", "RecordId",
  ]

  /// Behind `WindowsUser`, see `account`.
  static let user = [
    "user.name", "userIdentity.userName", "userIdentity.sessionContext.sessionIssuer.userName",
    "userIdentity.arn", "protoPayload.authenticationInfo.principalEmail", "caller", "UserPrincipalName",
    "userPrincipalName", "Username", "UserName", "UserId", "user", "username",
  ]

  static let severity = [
    "winlog.level", "Event.System.Level", "System.Level", "Level", "level", "log.level", "LevelDisplayName",
    "EventLevelName", "SeverityValue", "Severity", "severity", "SeverityLevel", "log_level", "loglevel",
    "levelname",
  ]

  /// Zeek's, whose `host` is an HTTP header.
  static let marker = ["id_orig_h", "id.orig_h", "@stream", "_path"]

  static let raw = ["_raw"]

  /// What the user of a Windows event may be taken from: `WindowsUser` is asked where the record has one of them.
  static let account: [String] = {
    let wrappers = [
      "winlog.event_data.", "winlog.user_data.", "event_data.", "user_data.", "Event.EventData.",
      "Event.EventData.Data.", "Event.UserData.", "EventData.", "UserData.", "",
    ]
    let keys = ["User", "SourceUser", "SubjectUserName", "TargetUserName", "AccountName", "UserID"]
    return wrappers.flatMap { wrapper in keys.map { wrapper + $0 } } + [
      "winlog.user.identifier", "user.identifier",
    ]
  }()

  static func names(of target: Target) -> [String] {
    switch target {
    case .computer: computer
    case .channel: channel
    case .provider: provider
    case .eventID: eventID
    case .eventRecordID: eventRecordID
    case .user: user
    case .severity: severity
    case .time: time
    case .marker: marker
    case .raw: raw
    case .account: account
    }
  }

  /// The severity of NXLog's `SeverityValue` (1 debug, 2 info, 3 warning, 4 error, 5 critical).
  static func severity(nxlogValue text: Span<UInt8>) -> StaticString? {
    guard text.count == 1 else { return nil }
    switch text[0] {
    case UInt8(ascii: "1"): return "verbose"
    case UInt8(ascii: "2"): return "information"
    case UInt8(ascii: "3"): return "warning"
    case UInt8(ascii: "4"): return "error"
    case UInt8(ascii: "5"): return "critical"
    default: return nil
    }
  }

  /// The severity that a word stands for, in any case: those of Windows, syslog, Google Cloud and Azure.
  static func severity(word text: Span<UInt8>) -> StaticString? {
    guard text.count <= 13 else { return nil }
    func isWord(_ word: StaticString) -> Bool {
      guard word.utf8CodeUnitCount == text.count else { return false }
      for i in 0..<text.count where unsafe text[i] | 0x20 != word.utf8Start[i] { return false }
      return true
    }
    for (word, severity) in severityWords where isWord(word) { return severity }
    return nil
  }

  private static let severityWords: [(StaticString, StaticString)] = [
    ("information", "information"), ("informational", "information"), ("info", "information"),
    ("notice", "information"), ("default", "information"), ("success", "information"),
    ("warning", "warning"), ("warn", "warning"), ("error", "error"), ("err", "error"),
    ("critical", "critical"), ("crit", "critical"), ("fatal", "critical"), ("alert", "critical"),
    ("emergency", "critical"), ("emerg", "critical"), ("panic", "critical"), ("verbose", "verbose"),
    ("debug", "verbose"), ("trace", "verbose"),
  ]
}
