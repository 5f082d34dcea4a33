/// The event log itself, services, start and shutdown.
extension MeaningTable {
  static let eventLogEvents = MeaningTable(
    "Events of the event log (Microsoft-Windows-Eventlog; EventLog)",
    source: "Microsoft, events 1100 to 1108; \"Appendix L\"; Event ID 6005 to 6013 of EventLog",
    """
    104 = a log was cleared
    1100 = the event logging service shut down
    1101 = audit events were dropped by the transport
    1102 = the audit log (Security) was cleared
    1104 = the Security log is full
    1105 = the event log was backed up automatically
    1108 = the event logging service met an error with an event
    6005 = the event log service started (system start)
    6006 = the event log service stopped (clean shutdown)
    6008 = the previous shutdown was unexpected
    6009 = version of the operating system at start
    6013 = uptime of the system
    """)

  static let serviceControlEvents = MeaningTable(
    "Events of the Service Control Manager",
    source: "Windows Server, \"Service Control Manager\" events 7000 to 7045",
    """
    7000 = a service failed to start
    7001 = a service did not start: one that it depends on failed
    7009 = timeout while a service connected
    7011 = timeout while a service responded
    7022 = a service hung on starting
    7023 = a service ended with an error
    7024 = a service ended with an error of its own
    7026 = a boot or system start driver failed to load
    7030 = a service is marked interactive; the system does not allow it
    7031 = a service ended unexpectedly; recovery follows
    7032 = the recovery action of a service failed
    7034 = a service ended unexpectedly
    7035 = a control was sent to a service
    7036 = a service changed its state
    7038 = a service could not log on with its password
    7040 = the start type of a service was changed
    7041 = a service could not log on: the right is missing
    7045 = a service was installed
    """)

  static let kernelGeneralEvents = MeaningTable(
    "Events of Microsoft-Windows-Kernel-General",
    source: "Windows, Microsoft-Windows-Kernel-General manifest",
    """
    1 = the system time was changed
    12 = the operating system started
    13 = the operating system shuts down
    16 = the access history of a registry hive was cleared
    """)

  static let kernelPowerEvents = MeaningTable(
    "Events of Microsoft-Windows-Kernel-Power",
    source: "Microsoft, \"Event ID 41\"; Microsoft-Windows-Kernel-Power manifest",
    """
    41 = the system restarted without a clean shutdown
    42 = the system enters sleep
    107 = the system resumed from sleep
    109 = the kernel power manager began a shutdown
    """)

  static let user32Events = MeaningTable(
    "Events of User32", source: "Microsoft, \"Event ID 1074\"; 1076",
    """
    1074 = a process or user began a shutdown or restart
    1076 = the reason given for an unexpected shutdown
    """)

  static let winlogonEvents = MeaningTable(
    "Events of Microsoft-Windows-Winlogon",
    source: "Microsoft-Windows-Winlogon manifest (customer experience notifications)",
    """
    7001 = a user logged on (notification)
    7002 = a user logged off (notification)
    """)

  static let ntlmEvents = MeaningTable(
    "Events of Microsoft-Windows-NTLM", source: "Microsoft, \"Network security: Restrict NTLM\" audit events",
    """
    8001 = outgoing NTLM traffic to a remote server would be blocked
    8002 = incoming NTLM traffic would be blocked
    8003 = NTLM to a server of the domain would be blocked
    8004 = NTLM to the domain controller would be blocked
    """)
}
