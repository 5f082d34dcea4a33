/// Providers' names without what their spellings differ in: `Microsoft-Windows-Security-Auditing` is
/// `Microsoft Windows security auditing.` in classic text.
enum ProviderName {
  static let auditing: Set = ["microsoftwindowssecurityauditing"]
  static let sysmon: Set = ["microsoftwindowssysmon", "linuxsysmon"]
  static let powerShell: Set = ["microsoftwindowspowershell", "powershell", "powershellcore"]
  static let services: Set = ["servicecontrolmanager", "microsoftwindowsservicecontrolmanager"]
  static let eventLog: Set = ["microsoftwindowseventlog", "eventlog"]
  static let remoteSessions: Set = ["microsoftwindowsterminalserviceslocalsessionmanager"]
  static let remoteConnections: Set = ["microsoftwindowsterminalservicesremoteconnectionmanager"]
  static let dnsServer: Set = ["microsoftwindowsdnsserver", "microsoftwindowsdnsserverservice"]
  static let dnsClient: Set = ["microsoftwindowsdnsclient"]

  /// Letters and digits, in small letters.
  static func normalized(_ name: String) -> String {
    String(decoding: name.lowercased().utf8.filter { 97...122 ~= $0 || 48...57 ~= $0 }, as: UTF8.self)
  }
}
