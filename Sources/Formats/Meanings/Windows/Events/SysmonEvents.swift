extension MeaningTable {
  static let sysmonEvents = MeaningTable(
    "Events of Sysmon (Microsoft-Windows-Sysmon; Linux-Sysmon)", source: "Sysinternals, Sysmon, \"Events\"",
    """
    1 = process created
    2 = a process changed a file's creation time
    3 = network connection
    4 = Sysmon's service state changed
    5 = process ended
    6 = driver loaded
    7 = image loaded
    8 = thread created in another process (CreateRemoteThread)
    9 = raw read of a disk (RawAccessRead)
    10 = a process opened another process (ProcessAccess)
    11 = file created or overwritten
    12 = registry object created or deleted
    13 = registry value set
    14 = registry key or value renamed
    15 = file stream created (FileCreateStreamHash)
    16 = Sysmon's configuration changed
    17 = named pipe created
    18 = named pipe connected
    19 = WMI event filter registered
    20 = WMI event consumer registered
    21 = WMI consumer bound to a filter
    22 = DNS query
    23 = file deleted; kept in the archive
    24 = clipboard changed
    25 = image of a process tampered with (hollowing; herpaderping)
    26 = file deleted; logged only
    27 = creation of an executable file blocked
    28 = shredding of a file blocked
    29 = executable file created
    255 = error in Sysmon
    """)
}
