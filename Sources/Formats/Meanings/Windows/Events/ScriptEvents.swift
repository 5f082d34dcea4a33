/// PowerShell, WMI and remote management, scheduled tasks, BITS.
extension MeaningTable {
  static let powerShellEvents = MeaningTable(
    "Events of Microsoft-Windows-PowerShell; PowerShellCore",
    source: "Microsoft, \"about_Logging_Windows\"; PowerShell's event manifest",
    """
    4100 = error in the execution of a command
    4103 = a command or pipeline was executed (module logging)
    4104 = a script block was compiled (script block logging); its text
    4105 = a script block began
    4106 = a script block ended
    8193 = a session was created
    8194 = a session pool was created
    40961 = the console is starting
    40962 = the console is ready
    53504 = a listener for other processes was started (IPC)
    """)

  static let classicPowerShellEvents = MeaningTable(
    "Events of PowerShell (log Windows PowerShell)",
    source: "Microsoft, \"about_Eventlogs\" of Windows PowerShell",
    """
    400 = the engine started
    403 = the engine stopped
    500 = a command began
    501 = a command ended
    600 = a provider started
    800 = a pipeline was executed; its details
    """)

  static let wmiActivityEvents = MeaningTable(
    "Events of Microsoft-Windows-WMI-Activity",
    source: "Microsoft-Windows-WMI-Activity manifest; Microsoft, \"Tracing WMI Activity\"",
    """
    5857 = a provider was started
    5858 = an operation failed
    5859 = an event filter was registered
    5860 = a temporary event subscription was made
    5861 = a permanent event subscription was made
    """)

  static let winRMEvents = MeaningTable(
    "Events of Microsoft-Windows-WinRM", source: "Microsoft-Windows-WinRM manifest",
    """
    6 = a session to a remote machine is being created (client)
    91 = a shell is being created (server)
    """)

  static let taskSchedulerEvents = MeaningTable(
    "Events of Microsoft-Windows-TaskScheduler",
    source: "Windows Server, \"Task Scheduler\" events; Microsoft-Windows-TaskScheduler manifest",
    """
    100 = a task started
    101 = a task failed to start
    102 = a task completed
    103 = an action of a task failed to start
    106 = a task was registered
    107 = a task was started by a time trigger
    108 = a task was started by an event
    110 = a user started a task
    111 = a task was ended
    118 = a task was started because the computer started
    119 = a task was started because a user logged on
    129 = a task's process was created
    140 = a task was updated
    141 = a task was deleted
    142 = a task was disabled
    200 = an action of a task started
    201 = an action of a task completed
    """)

  static let bitsEvents = MeaningTable(
    "Events of Microsoft-Windows-Bits-Client", source: "Microsoft-Windows-Bits-Client manifest",
    """
    3 = a transfer job was created
    4 = a transfer job completed
    5 = a transfer job was cancelled
    59 = the transfer of a file began
    60 = the transfer of a file stopped; its status
    61 = the transfer of a file stopped with an error
    """)
}
