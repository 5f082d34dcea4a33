/// Subcategories of the audit policy by their identifiers, as in event 4719.
extension MeaningTable {
  /// All of them end alike.
  private static let subcategoryTail = "-69AE-11D9-BED3-505054503030}"

  static let auditSubcategories = MeaningTable(
    "Audit subcategories", source: "MS-GPAC 2.2.1.2, \"SubcategoryGUID\"; Microsoft, event 4719",
    kind: .words,
    """
    {0CCE9210\(subcategoryTail) = Security State Change
    {0CCE9211\(subcategoryTail) = Security System Extension
    {0CCE9212\(subcategoryTail) = System Integrity
    {0CCE9213\(subcategoryTail) = IPsec Driver
    {0CCE9214\(subcategoryTail) = Other System Events
    {0CCE9215\(subcategoryTail) = Logon
    {0CCE9216\(subcategoryTail) = Logoff
    {0CCE9217\(subcategoryTail) = Account Lockout
    {0CCE9218\(subcategoryTail) = IPsec Main Mode
    {0CCE9219\(subcategoryTail) = IPsec Quick Mode
    {0CCE921A\(subcategoryTail) = IPsec Extended Mode
    {0CCE921B\(subcategoryTail) = Special Logon
    {0CCE921C\(subcategoryTail) = Other Logon/Logoff Events
    {0CCE921D\(subcategoryTail) = File System
    {0CCE921E\(subcategoryTail) = Registry
    {0CCE921F\(subcategoryTail) = Kernel Object
    {0CCE9220\(subcategoryTail) = SAM
    {0CCE9221\(subcategoryTail) = Certification Services
    {0CCE9222\(subcategoryTail) = Application Generated
    {0CCE9223\(subcategoryTail) = Handle Manipulation
    {0CCE9224\(subcategoryTail) = File Share
    {0CCE9225\(subcategoryTail) = Filtering Platform Packet Drop
    {0CCE9226\(subcategoryTail) = Filtering Platform Connection
    {0CCE9227\(subcategoryTail) = Other Object Access Events
    {0CCE9228\(subcategoryTail) = Sensitive Privilege Use
    {0CCE9229\(subcategoryTail) = Non Sensitive Privilege Use
    {0CCE922A\(subcategoryTail) = Other Privilege Use Events
    {0CCE922B\(subcategoryTail) = Process Creation
    {0CCE922C\(subcategoryTail) = Process Termination
    {0CCE922D\(subcategoryTail) = DPAPI Activity
    {0CCE922E\(subcategoryTail) = RPC Events
    {0CCE922F\(subcategoryTail) = Audit Policy Change
    {0CCE9230\(subcategoryTail) = Authentication Policy Change
    {0CCE9231\(subcategoryTail) = Authorization Policy Change
    {0CCE9232\(subcategoryTail) = MPSSVC Rule-Level Policy Change
    {0CCE9233\(subcategoryTail) = Filtering Platform Policy Change
    {0CCE9234\(subcategoryTail) = Other Policy Change Events
    {0CCE9235\(subcategoryTail) = User Account Management
    {0CCE9236\(subcategoryTail) = Computer Account Management
    {0CCE9237\(subcategoryTail) = Security Group Management
    {0CCE9238\(subcategoryTail) = Distribution Group Management
    {0CCE9239\(subcategoryTail) = Application Group Management
    {0CCE923A\(subcategoryTail) = Other Account Management Events
    {0CCE923B\(subcategoryTail) = Directory Service Access
    {0CCE923C\(subcategoryTail) = Directory Service Changes
    {0CCE923D\(subcategoryTail) = Directory Service Replication
    {0CCE923E\(subcategoryTail) = Detailed Directory Service Replication
    {0CCE923F\(subcategoryTail) = Credential Validation
    {0CCE9240\(subcategoryTail) = Kerberos Service Ticket Operations
    {0CCE9241\(subcategoryTail) = Other Account Logon Events
    {0CCE9242\(subcategoryTail) = Kerberos Authentication Service
    {0CCE9243\(subcategoryTail) = Network Policy Server
    {0CCE9244\(subcategoryTail) = Detailed File Share
    {0CCE9245\(subcategoryTail) = Removable Storage
    {0CCE9246\(subcategoryTail) = Central Policy Staging
    {0CCE9247\(subcategoryTail) = User / Device Claims
    {0CCE9248\(subcategoryTail) = Plug and Play Events
    {0CCE9249\(subcategoryTail) = Group Membership
    {0CCE924A\(subcategoryTail) = Token Right Adjusted Events
    """)
}
