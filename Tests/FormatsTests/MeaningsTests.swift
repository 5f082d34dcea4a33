import Formats
import Testing

@Suite("Meanings: what codes, masks and SIDs stand for") struct MeaningsTests {
  typealias Case = (field: String, value: String, event: Int?, provider: String?, meaning: String?)
  static let security = "Microsoft-Windows-Security-Auditing"

  /// Expected: the Microsoft pages of the events ("4624(S)", "4625(F)", "4768(S, F)", "4771(F)", "4663(S)", "4697(S)",
  /// "4662(S, F)"), MS-ERREF 2.3.1, RFC 4120 §7.5.9, RFC 5424 §6.2.1, the IANA registries, "Security identifiers",
  /// "Process Security and Access Rights": value and what it is there, read by hand.
  static let known: [Case] = [
    ("LogonType", "2", nil, nil, "interactive (at the console)"),
    ("LogonType", "10", 4624, security, "remote interactive (Remote Desktop)"),
    ("LogonType", "6", nil, nil, nil),
    ("SubStatus", "0xc000006a", 4625, security, "wrong password"),
    ("SubStatus", "0xC0000064", nil, nil, "no such user"),
    ("Status", "0xC0000234", 4625, security, "the account is locked out"),
    ("Status", "0xC0000072", 4776, nil, "the account is disabled"),
    ("Status", "0x0", 4776, security, "no error"),
    ("Status", "0x0", nil, nil, nil),
    ("Status", "0x18", 4771, security, "pre-authentication failed (usually a wrong password)"),
    ("Status", "0x18", 4625, security, nil),
    ("Status", "0x6", 4768, nil, "no such client (user name)"),
    ("Status", "0x25", 4769, "Microsoft Windows security auditing.", "the clocks differ too much"),
    ("Status", "0x18", 4771, "Some-Other-Provider", nil),
    ("TicketEncryptionType", "0x17", nil, nil, "RC4-HMAC (weak; what Kerberoasting asks for)"),
    ("TicketEncryptionType", "18", nil, nil, "AES256-CTS-HMAC-SHA1-96"),
    ("TicketOptions", "0x40810010", nil, nil, "Renewable-ok, Name-canonicalize, Renewable, Forwardable"),
    (
      "TicketOptions", "0x60810010", nil, nil,
      "Renewable-ok, Name-canonicalize, Renewable, Forwarded, Forwardable"
    ),
    ("PreAuthType", "15", nil, nil, "smart card (certificate; old form)"),
    ("AccessList", "%%1537\r\n\t\t\t\t%%4423\r\n\t\t\t\t", 5145, security, "DELETE, ReadAttributes"),
    ("AccessList", "%%1537 %%9999", 4663, security, "DELETE, %%9999 unknown"),
    ("AccessList", "%%9999", 4663, security, nil),
    (
      "AccessReason", "%%1538:\r\n\t\t\t\t%%1804\r\n\t\t\t\t%%1541:\t%%1801\tD:(A;;FA;;;WD)\r\n", 5145,
      security,
      "READ_CONTROL: granted by ownership, SYNCHRONIZE: granted by D:(A;;FA;;;WD)"
    ),
    (
      "AccessReason", "%%4423: %%1811 D:(XA;;FX;;;S-1-1-0;(@User.Title == \"a, b\")) %%4417: %%9999", nil,
      nil,
      "ReadAttributes: granted by ACE on parent folder D:(XA;;FX;;;S-1-1-0;(@User.Title == \"a, b\"))"
        + ", WriteData or AddFile: %%9999 unknown"
    ),
    ("AccessReason", "-", 4663, security, nil),
    ("SubcategoryGuid", "{0CCE9215-69AE-11D9-BED3-505054503030}", 4719, security, "Logon"),
    ("SubcategoryGuid", "{0cce924a-69ae-11d9-bed3-505054503030}", 4719, nil, "Token Right Adjusted Events"),
    ("SubcategoryGuid", "{00000000-0000-0000-0000-000000000000}", 4719, security, nil),
    ("AccessMask", "0x10080", 5145, security, "ReadAttributes, DELETE"),
    ("AccessMask", "0x100", 4662, security, "Control Access (extended right; DCSync)"),
    ("AccessMask", "0x2d", 4661, security, nil),
    ("AccessMask", "0x20001", 4663, security, "READ_CONTROL, 0x1 depends on the object"),
    ("GrantedAccess", "0x1fffff", nil, nil, "PROCESS_ALL_ACCESS"),
    (
      "GrantedAccess", "0x1010", 10, "Microsoft-Windows-Sysmon",
      "PROCESS_VM_READ, PROCESS_QUERY_LIMITED_INFORMATION"
    ),
    ("GrantedAccess", "0x408000", nil, nil, nil),
    ("ImpersonationLevel", "%%1833", nil, nil, "impersonation: may act as the client on this machine"),
    ("TokenElevationType", "%%1937", 4688, security, "full (2): elevated by UAC"),
    ("FailureReason", "%%2313", 4625, security, "unknown user name or wrong password"),
    (
      "UserAccountControl", "%%2080 %%2082 %%2084", 4720, security,
      "on: account disabled, on: password not required, on: normal account"
    ),
    ("NewUacValue", "0x15", 4720, security, "account disabled, password not required, normal account"),
    ("userAccountControl", "66050", nil, nil, "ACCOUNTDISABLE, NORMAL_ACCOUNT, DONT_EXPIRE_PASSWORD"),
    ("Direction", "%%14593", 5156, security, "outbound"),
    ("LayerName", "%%14610", 5156, security, "receive/accept"),
    ("Protocol", "6", 5156, security, "TCP"),
    ("AnyNewField", "%%14593", 5156, security, "outbound"),
    ("AnyNewField", "%%14593", nil, nil, nil),
    ("ServiceType", "0x10", 4697, security, "program in a process of its own"),
    ("ServiceStartType", "2", 4697, security, "automatic"),
    ("StartType", "auto start", 7045, "Service Control Manager", "started with Windows"),
    ("param1", "%%1053", 7000, "Service Control Manager", "the service did not answer in time"),
    ("param2", "1", 7031, "Service Control Manager", nil),
    ("param2", "1", 7023, "Service Control Manager", nil),
    ("Keywords", "0x8020000000000000", nil, nil, "audit success, 0x8000000000000000 unknown"),
    ("Keywords", "0x8000000000000000", nil, nil, nil),
    ("Keywords", "-9214364837600034816", nil, nil, "audit success, 0x8000000000000000 unknown"),
    ("Keywords", "0x8010000000000000", nil, nil, "audit failure, 0x8000000000000000 unknown"),
    ("Level", "2", nil, nil, "error"),
    (
      "Level", "3", 4104, "Microsoft-Windows-PowerShell",
      "warning: PowerShell took the script block for suspicious and logged it unasked"
    ),
    ("Task", "12544", 4624, security, "Logon"),
    ("Task", "12544", 1, "Microsoft-Windows-Sysmon", nil),
    ("EventID", "1", 1, "Microsoft-Windows-Sysmon", "process created"),
    ("EventID", "1102", 1102, "Microsoft-Windows-Eventlog", "the audit log (Security) was cleared"),
    ("EventID", "104", 104, "Microsoft-Windows-Eventlog", "a log was cleared"),
    ("EventID", "7045", 7045, "Service Control Manager", "a service was installed"),
    ("EventID", "4624", 4624, nil, nil),
    (
      "EventID", "25", 25, "Microsoft-Windows-TerminalServices-LocalSessionManager",
      "session reconnection succeeded"
    ),
    (
      "Reason", "5", 40, "Microsoft-Windows-TerminalServices-LocalSessionManager",
      "replaced by another connection"
    ),
    ("Reason", "5", 41, "Microsoft-Windows-Kernel-Power", nil),
    ("MandatoryLabel", "S-1-16-12288", nil, nil, "high integrity (elevated)"),
    ("UserID", "S-1-5-18", nil, nil, "Local System (SYSTEM)"),
    ("TargetSid", "S-1-5-32-544", nil, nil, "built-in Administrators"),
    ("x", "%{S-1-5-20}", nil, nil, "Network Service"),
    ("TargetUserSid", "S-1-5-21-2603537626-3982775912-406486804-512", nil, nil, "Domain Admins"),
    ("TargetUserSid", "S-1-5-21-2603537626-3982775912-406486804-1000", nil, nil, nil),
    ("x", "S-1-5-90-0-3", nil, nil, "a desktop window manager (DWM)"),
    ("x", "S-1-5-21-1-2-500", nil, nil, nil),
    ("SignatureStatus", "valid", nil, nil, "the signature was checked and holds"),
    ("QueryStatus", "9003", 22, "Microsoft-Windows-Sysmon", "DNS: no such name (NXDOMAIN)"),
    ("QTYPE", "28", 256, "Microsoft-Windows-DNSServer", "AAAA"),
    ("rcode", "3", nil, nil, "NXDOMAIN (no such name)"),
    ("status", "404", nil, nil, "Not Found"),
    ("status", "404", 1, "Some-Provider", nil),
    ("sc-win32-status", "64", nil, nil, "the network name is no longer available (the client went away)"),
    ("priority", "34", nil, nil, "auth.critical"),
    ("priority", "165", nil, nil, "local4.notice"),
    ("priority", "192", nil, nil, nil),
  ]

  @Test("a documented value has its meaning, and no other has one", arguments: known)
  func documented(field: String, value: String, event: Int?, provider: String?, meaning: String?) {
    let context = FieldMeanings.Context(eventID: event, provider: provider)
    #expect(FieldMeanings.meaning(of: Array(value.utf8), field: field, context) == meaning)
  }

  @Test("the object's type decides what the lower bits of an access mask are")
  func objects() {
    func meaning(_ mask: String, _ type: String) -> String? {
      FieldMeanings.meaning(
        of: Array(mask.utf8), field: "AccessMask",
        .init(eventID: 4663, provider: Self.security, objectType: type))
    }
    #expect(meaning("0x2", "File") == "WriteData or AddFile")
    #expect(meaning("0x2", "Key") == "Set value")
    #expect(meaning("0x10", "Process") == "PROCESS_VM_READ")
    #expect(meaning("0x2", "SC_MANAGER OBJECT") == nil)
    #expect(meaning("0x40000", "SC_MANAGER OBJECT") == "WRITE_DAC")
  }

  @Test(
    "a field means the same in any wrapper",
    arguments: [
      "LogonType", "winlog.event_data.LogonType", "event_data.LogonType", "Event.EventData.LogonType",
    ])
  func wrappers(field: String) {
    #expect(FieldMeanings.meaning(of: Array("3".utf8), field: field) == "network (shares and the like)")
  }

  @Test(
    "what is no documented spelling means nothing",
    arguments: [
      "", " ", "-", "+3", "3.0", "0x", "0x-3", "0x+3", "3 3", "%%", "%% 3", "three", "--3", "0x3g", "٣",
      "99999999999999999999999999", "S-1-", "S-1-5", "%{S-1-5-18", "S-1-5-21-1-2-3-500-",
      "S-1-5-21-1-2-3-+500",
    ])
  func spellings(value: String) {
    for field in ["LogonType", "Keywords", "GrantedAccess", "AccessList", "SignatureStatus", "Status"] {
      let context = FieldMeanings.Context(eventID: 4625, provider: Self.security)
      #expect(FieldMeanings.meaning(of: Array(value.utf8), field: field, context) == nil)
    }
  }

  @Test("bytes that are no text, and long ones, mean nothing")
  func bytes() {
    for value in [
      [0xFF, 0x33], [0], [UInt8](repeating: 0x33, count: 1_000_000), [UInt8](repeating: 0x25, count: 20_000),
    ] {
      for rule in MeaningRule.all { #expect(rule.table.meaning(value) == nil) }
      #expect(FieldMeanings.meaning(of: value, field: "LogonType") == nil)
    }
  }
}
