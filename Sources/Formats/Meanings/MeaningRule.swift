/// Which table says what a field means, and where.
package struct MeaningRule: Sendable {
  /// Which providers' events a rule is for.
  enum Scope: Sendable {
    /// The field's name says enough.
    case any
    /// One of these, or not known.
    case of(Set<String>)
    /// One of these: the name alone would be a guess.
    case only(Set<String>)
    /// No event of Windows: there is no provider.
    case withoutProvider
  }

  /// Fields by the names of their columns (`ColumnNames`).
  package let fields: [String]
  package let table: MeaningTable
  /// Where it holds, for docs/explain.md; empty where that is everywhere.
  package let condition: String
  private let events: Set<Int>
  private let scope: Scope
  private let objectType: String?

  init(
    _ fields: [String], _ table: MeaningTable, in scope: Scope = .any, events: Set<Int> = [],
    objectType: String? = nil, when condition: String = ""
  ) {
    self.fields = fields
    self.table = table
    self.scope = scope
    self.events = events
    self.objectType = objectType
    self.condition = condition
  }

  func applies(eventID: Int?, provider: String?, _ objectType: String?) -> Bool {
    if !events.isEmpty {
      guard let eventID, events.contains(eventID) else { return false }
    }
    if let wanted = self.objectType {
      guard objectType == wanted else { return false }
    }
    return switch scope {
    case .any: true
    case .of(let names): provider.map { names.contains($0) } ?? true
    case .only(let names): provider.map { names.contains($0) } ?? false
    case .withoutProvider: provider == nil
    }
  }

  /// All rules; of those of one field, the first that applies and knows the value says what it means.
  package static let all: [MeaningRule] = windows + events + network

  private static let windows: [MeaningRule] = [
    MeaningRule(
      ["Level"], .scriptBlockLevels, in: .only(ProviderName.powerShell), events: [4104],
      when: "PowerShell's event 4104"),
    MeaningRule(["Level"], .levels),
    MeaningRule(["Opcode"], .opcodes),
    MeaningRule(["Keywords"], .keywords),
    MeaningRule(
      ["Task"], .messages, in: .only(ProviderName.auditing), when: "Security: its audit subcategory"),
    MeaningRule(["LogonType", "Logon_Type"], .logonTypes),
    MeaningRule(
      ["Status", "FailureCode", "Failure_Code", "Result_Code"], .kerberosErrors,
      in: .of(ProviderName.auditing), events: [4768, 4769, 4770, 4771, 4772, 4773, 4820, 4821, 4824],
      when: "4768 to 4773, 4820, 4821, 4824"),
    MeaningRule(
      ["Status", "SubStatus", "Sub_Status", "FailureCode", "Error_Code"], .logonStatus,
      in: .of(ProviderName.auditing), when: "not where a Kerberos code stands"),
    MeaningRule(
      ["Status", "SubStatus"], .statusSuccess, in: .of(ProviderName.auditing),
      events: [4624, 4625, 4776, 4777], when: "4624, 4625, 4776, 4777"),
    MeaningRule(
      ["ReturnCode"], .cryptoStatus, in: .of(ProviderName.auditing),
      events: [5056, 5057, 5058, 5059, 5060, 5061],
      when: "5056 to 5061"),
    MeaningRule(
      [
        "TicketEncryptionType", "Ticket_Encryption_Type", "SessionKeyEncryptionType",
        "PreAuthEncryptionType",
      ], .encryptionTypes),
    MeaningRule(["TicketOptions", "Ticket_Options"], .ticketOptions),
    MeaningRule(["PreAuthType", "Pre_Authentication_Type"], .preAuthTypes),
    MeaningRule(["GrantedAccess"], .processAccess, in: .of(ProviderName.sysmon)),
    MeaningRule(
      ["AccessMask"], .fileAccess, in: .of(ProviderName.auditing), events: [5140, 5145],
      when: "5140 and 5145"),
    MeaningRule(
      ["AccessMask"], .directoryAccess, in: .of(ProviderName.auditing), events: [4662], when: "4662"),
    MeaningRule(
      ["AccessMask"], .fileAccess, in: .of(ProviderName.auditing), objectType: "File", when: "ObjectType File"
    ),
    MeaningRule(
      ["AccessMask"], .registryAccess, in: .of(ProviderName.auditing), objectType: "Key",
      when: "ObjectType Key"),
    MeaningRule(
      ["AccessMask"], .processAccess, in: .of(ProviderName.auditing), objectType: "Process",
      when: "ObjectType Process"),
    MeaningRule(["AccessMask"], .standardAccess, in: .of(ProviderName.auditing), when: "any other object"),
    MeaningRule(["OldUacValue", "NewUacValue"], .accountControl),
    MeaningRule(["userAccountControl"], .directoryAccountControl),
    MeaningRule(
      [
        "AccessList", "Accesses", "UserAccountControl", "ImpersonationLevel", "TokenElevationType",
        "FailureReason",
        "AuditPolicyChanges", "CategoryId", "SubcategoryId", "Direction", "LayerName", "OperationType",
        "OldValueType", "NewValueType", "KeyType", "Operation", "VirtualAccount", "ElevatedToken",
        "RestrictedAdminMode", "RemoteCredentialGuard", "AccessReason", "Access_Reasons",
        "Access_Check_Results",
      ], .messages, in: .of(ProviderName.auditing)),
    MeaningRule(
      ["SubcategoryGuid", "Subcategory_GUID"], .auditSubcategories, in: .of(ProviderName.auditing)),
    MeaningRule(
      ["ServiceType", "ServiceStartType", "StartType"], .serviceWords, in: .of(ProviderName.services)),
    MeaningRule(["ServiceType", "Service_Type"], .serviceTypes),
    MeaningRule(["ServiceStartType", "StartType", "Service_Start_Type"], .serviceStartTypes),
    MeaningRule(["SignatureStatus"], .signatureStatus, in: .of(ProviderName.sysmon)),
    MeaningRule(["QueryStatus"], .win32Errors, in: .of(ProviderName.sysmon.union(ProviderName.dnsClient))),
    MeaningRule(["sc-win32-status", "sc_win32_status"], .win32Errors),
    MeaningRule(
      ["param1", "param2", "param3"], .win32Parameters, in: .only(ProviderName.services),
      events: [7000, 7001, 7023, 7038, 7041],
      when: "%%codes of the Service Control Manager"),
    MeaningRule(
      ["Reason"], .disconnectReasons, in: .only(ProviderName.remoteSessions), events: [40],
      when: "event 40 of the Remote Desktop session manager"),
  ]

  private static let events: [MeaningRule] = MeaningTable.eventNames.map { providers, table in
    MeaningRule(["EventID", "event_id"], table, in: .only(providers), when: "by provider")
  }

  private static let network: [MeaningRule] = [
    MeaningRule(["Protocol"], .ipProtocols, in: .of(ProviderName.auditing)),
    MeaningRule(["protocol", "IPProtocol", "ip_proto", "network.iana_number"], .ipProtocols),
    MeaningRule(
      ["status", "status_code"], .httpStatus, in: .withoutProvider, when: "logs without a provider"),
    MeaningRule(
      [
        "sc-status", "sc_status", "http.status", "http.response.status_code", "elb_status_code",
        "backend_status_code", "target_status_code",
      ], .httpStatus),
    MeaningRule(["QTYPE"], .dnsTypes, in: .of(ProviderName.dnsServer)),
    MeaningRule(["QueryType"], .dnsTypes, in: .of(ProviderName.dnsClient)),
    MeaningRule(["qtype"], .dnsTypes),
    MeaningRule(["RCODE"], .dnsResponses, in: .of(ProviderName.dnsServer)),
    MeaningRule(["rcode"], .dnsResponses),
    MeaningRule(["priority"], .syslogPriorities, in: .withoutProvider, when: "logs without a provider"),
    MeaningRule(["syslog_facility", "SYSLOG_FACILITY", "log.syslog.facility.code"], .syslogFacilities),
    MeaningRule(["syslog_severity", "PRIORITY", "log.syslog.severity.code"], .syslogSeverities),
  ]
}
