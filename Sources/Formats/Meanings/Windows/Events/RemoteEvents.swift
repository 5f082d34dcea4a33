/// Remote Desktop and the firewall.
extension MeaningTable {
  static let remoteSessionEvents = MeaningTable(
    "Events of Microsoft-Windows-TerminalServices-LocalSessionManager",
    source:
      "Microsoft, \"Remote Desktop Services RDS Logon Connectivity Overview\"; manifest of the provider",
    """
    17 = Remote Desktop failed to start
    21 = session logon succeeded
    22 = the shell of a session started
    23 = session logoff succeeded
    24 = a session was disconnected
    25 = session reconnection succeeded
    39 = a session was disconnected by another session
    40 = a session was disconnected; the reason is in the event
    41 = arbitration of a session began
    42 = arbitration of a session ended
    """)

  static let remoteConnectionEvents = MeaningTable(
    "Events of Microsoft-Windows-TerminalServices-RemoteConnectionManager",
    source:
      "Microsoft, \"Remote Desktop Services RDS Logon Connectivity Overview\"; manifest of the provider",
    """
    261 = the listener received a connection
    1149 = user authentication succeeded (network connection; not yet a logon)
    """)

  static let rdpCoreEvents = MeaningTable(
    "Events of Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", source: "manifest of the provider",
    """
    98 = a TCP connection was established
    102 = the server ended the main connection with the client
    103 = the connection ended; the reason is in the event
    131 = the server accepted a new connection
    140 = a connection failed: user name or password is not correct
    """)

  static let firewallEvents = MeaningTable(
    "Events of Microsoft-Windows-Windows Firewall With Advanced Security",
    source: "manifest of the provider, as SigmaHQ's rules for firewall-as cite it",
    """
    2002 = a setting was changed
    2003 = a setting of a profile was changed
    2004 = a rule was added
    2005 = a rule was changed
    2006 = a rule was deleted
    2008 = group policy settings changed and were applied
    2009 = the group policy could not be loaded
    2032 = the firewall was reset to its default configuration
    2033 = all rules were deleted
    2052 = a rule was deleted
    2059 = all rules were deleted
    2060 = the firewall was reset to its default configuration
    2071 = a rule was added
    2073 = a rule was changed
    2082 = a setting of a profile was changed
    2083 = a setting was changed
    2097 = a rule was added
    """)
}
