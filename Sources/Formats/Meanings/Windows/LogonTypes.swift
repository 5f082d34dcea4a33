extension MeaningTable {
  static let logonTypes = MeaningTable(
    "LogonType", source: "Microsoft, event 4624, \"Logon types and descriptions\"; SECURITY_LOGON_TYPE",
    """
    0 = system start
    2 = interactive (at the console)
    3 = network (shares and the like)
    4 = batch (scheduled task)
    5 = service
    7 = unlock of a workstation
    8 = network with the password in cleartext
    9 = new credentials (runas /netonly)
    10 = remote interactive (Remote Desktop)
    11 = interactive with cached domain credentials
    12 = remote interactive with cached domain credentials
    13 = unlock with cached domain credentials
    """)
}
