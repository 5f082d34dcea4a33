/// Well-known security identifiers (SIDs), which mean the same in any field.
enum SecurityIdentifiers {
  /// Longest spelling of a SID: 15 sub-authorities (MS-DTYP 2.4.2.1).
  private static let longest = 190

  /// Whom a SID stands for; nil where it is an account, a group or a computer of some domain, or no SID. `%{…}`
  /// around it does not count.
  static func meaning(_ value: [UInt8]) -> String? {
    guard value.count <= longest, value.count >= 7,
      value[0] == UInt8(ascii: "S") || value[0] == UInt8(ascii: "%")
    else { return nil }
    var text = String(decoding: value, as: UTF8.self)[...]
    if text.hasPrefix("%{"), text.hasSuffix("}") { text = text.dropFirst(2).dropLast() }
    guard text.hasPrefix("S-1-") else { return nil }
    if let known = MeaningTable.wellKnownSIDs.meaning(Array(text.utf8)) { return known }
    let parts = text.dropFirst(4).split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in part.first == "+" ? nil : UInt64(part) }
    guard numbers.count == parts.count else { return nil }
    if numbers.starts(with: [5, 21]), numbers.count == 6, let rid = parts.last {
      return MeaningTable.wellKnownRIDs.meaning(Array(rid.utf8))
    }
    return families.first { numbers.starts(with: $0.prefix) && numbers.count == $0.count }?.meaning
  }

  /// SIDs that differ in some numbers only: what they begin with, and how many numbers stand behind `S-1-`.
  private static let families: [(prefix: [UInt64], count: Int, meaning: String)] = [
    ([5, 5], 4, "a logon session"),
    ([5, 80], 7, "a service's own account (NT SERVICE)"),
    ([5, 82], 7, "an application pool of IIS"),
    ([5, 83, 1], 7, "a virtual machine of Hyper-V"),
    ([5, 90, 0], 4, "a desktop window manager (DWM)"),
    ([5, 96, 0], 4, "a font driver host (UMFD)"),
    ([12, 1], 6, "a user or group of Entra ID (Azure AD)"),
  ]
}

extension MeaningTable {
  /// The tables that hold for a SID in any field.
  package static let ofSIDs = [wellKnownSIDs, wellKnownRIDs]

  static let wellKnownSIDs = MeaningTable(
    "Well-known SIDs", source: "Windows Server, \"Security identifiers\"; MS-DTYP 2.4.2.4", kind: .words,
    """
    S-1-0-0 = nobody (NULL SID)
    S-1-1-0 = Everyone
    S-1-2-0 = local users (LOCAL)
    S-1-2-1 = users at the console
    S-1-3-0 = creator owner
    S-1-3-1 = creator group
    S-1-3-2 = creator owner server
    S-1-3-3 = creator group server
    S-1-3-4 = owner rights
    S-1-5-1 = dial-up users
    S-1-5-2 = network users
    S-1-5-3 = batch jobs
    S-1-5-4 = interactive users
    S-1-5-6 = services
    S-1-5-7 = anonymous logon
    S-1-5-8 = proxy
    S-1-5-9 = enterprise domain controllers
    S-1-5-10 = the object itself (SELF)
    S-1-5-11 = authenticated users
    S-1-5-12 = restricted code
    S-1-5-13 = terminal server users
    S-1-5-14 = remote interactive users
    S-1-5-15 = this organization
    S-1-5-17 = IIS user (IUSR)
    S-1-5-18 = Local System (SYSTEM)
    S-1-5-19 = Local Service
    S-1-5-20 = Network Service
    S-1-5-32-544 = built-in Administrators
    S-1-5-32-545 = built-in Users
    S-1-5-32-546 = built-in Guests
    S-1-5-32-547 = Power Users
    S-1-5-32-548 = Account Operators
    S-1-5-32-549 = Server Operators
    S-1-5-32-550 = Print Operators
    S-1-5-32-551 = Backup Operators
    S-1-5-32-552 = Replicators
    S-1-5-32-554 = Pre-Windows 2000 Compatible Access
    S-1-5-32-555 = Remote Desktop Users
    S-1-5-32-556 = Network Configuration Operators
    S-1-5-32-557 = Incoming Forest Trust Builders
    S-1-5-32-558 = Performance Monitor Users
    S-1-5-32-559 = Performance Log Users
    S-1-5-32-560 = Windows Authorization Access Group
    S-1-5-32-561 = Terminal Server License Servers
    S-1-5-32-562 = Distributed COM Users
    S-1-5-32-568 = IIS_IUSRS
    S-1-5-32-569 = Cryptographic Operators
    S-1-5-32-573 = Event Log Readers
    S-1-5-32-574 = Certificate Service DCOM Access
    S-1-5-32-575 = RDS Remote Access Servers
    S-1-5-32-576 = RDS Endpoint Servers
    S-1-5-32-577 = RDS Management Servers
    S-1-5-32-578 = Hyper-V Administrators
    S-1-5-32-579 = Access Control Assistance Operators
    S-1-5-32-580 = Remote Management Users
    S-1-5-32-582 = Storage Replica Administrators
    S-1-5-64-10 = NTLM authentication
    S-1-5-64-14 = SChannel authentication
    S-1-5-64-21 = Digest authentication
    S-1-5-80-0 = all services
    S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464 = TrustedInstaller
    S-1-5-83-0 = all virtual machines of Hyper-V
    S-1-5-113 = local account
    S-1-5-114 = local account that is an administrator
    S-1-15-2-1 = all application packages
    S-1-15-2-2 = all restricted application packages
    S-1-16-0 = untrusted integrity
    S-1-16-4096 = low integrity
    S-1-16-8192 = medium integrity
    S-1-16-8448 = medium plus integrity
    S-1-16-12288 = high integrity (elevated)
    S-1-16-16384 = system integrity
    S-1-16-20480 = protected process integrity
    S-1-18-1 = identity asserted by the authentication authority
    S-1-18-2 = identity asserted by a service
    S-1-18-3 = fresh public key identity
    S-1-18-4 = key trust identity
    """)

  /// The last number of a SID `S-1-5-21-…` of a domain or a machine.
  static let wellKnownRIDs = MeaningTable(
    "Last numbers of the SIDs of a domain or machine",
    source: "Windows Server, \"Security identifiers\"; MS-DTYP 2.4.2.4",
    """
    498 = Enterprise Read-only Domain Controllers
    500 = built-in Administrator
    501 = built-in Guest
    502 = krbtgt (the account of Kerberos)
    503 = DefaultAccount
    504 = WDAGUtilityAccount
    512 = Domain Admins
    513 = Domain Users (of a machine: None)
    514 = Domain Guests
    515 = Domain Computers
    516 = Domain Controllers
    517 = Cert Publishers
    518 = Schema Admins
    519 = Enterprise Admins
    520 = Group Policy Creator Owners
    521 = Read-only Domain Controllers
    522 = Cloneable Domain Controllers
    525 = Protected Users
    526 = Key Admins
    527 = Enterprise Key Admins
    553 = RAS and IAS Servers
    571 = Allowed RODC Password Replication Group
    572 = Denied RODC Password Replication Group
    """)
}
