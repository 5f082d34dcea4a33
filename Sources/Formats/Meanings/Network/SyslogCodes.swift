/// Syslog's numbers: a priority is eight times the facility and the severity (RFC 5424 §6.2.1).
extension MeaningTable {
  private static let facilities = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
    "ntp",
    "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
  ]
  private static let severities = [
    "emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug",
  ]

  static let syslogFacilities = MeaningTable(
    "Syslog facilities", source: "RFC 5424 §6.2.1, table 1", numbered(facilities))
  static let syslogSeverities = MeaningTable(
    "Syslog severities", source: "RFC 5424 §6.2.1, table 2", numbered(severities))
  static let syslogPriorities = MeaningTable(
    "Syslog priorities", source: "RFC 5424 §6.2.1",
    numbered(facilities.flatMap { facility in severities.map { "\(facility).\($0)" } }))

  private static func numbered(_ names: [String]) -> String {
    names.enumerated().map { "\($0.offset) = \($0.element)" }.joined(separator: "\n")
  }
}
