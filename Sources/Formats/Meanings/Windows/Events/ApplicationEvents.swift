/// Programs that fail and programs that are installed.
extension MeaningTable {
  static let applicationErrorEvents = MeaningTable(
    "Events of Application Error", source: "Windows Error Reporting, event 1000",
    """
    1000 = an application crashed
    """)

  static let errorReportingEvents = MeaningTable(
    "Events of Windows Error Reporting", source: "Windows Error Reporting, event 1001",
    """
    1001 = a fault was reported
    """)

  static let installerEvents = MeaningTable(
    "Events of MsiInstaller", source: "Windows Installer, \"Event Logging\"",
    """
    1033 = an installation ended; its result is in the event
    1034 = a removal ended; its result is in the event
    1035 = a reconfiguration ended; its result is in the event
    1040 = a transaction of the installer began
    1042 = a transaction of the installer ended
    11707 = a product was installed
    11708 = an installation failed
    11724 = a product was removed
    """)

  static let appLockerEvents = MeaningTable(
    "Events of Microsoft-Windows-AppLocker", source: "Microsoft, \"Using Event Viewer with AppLocker\"",
    """
    8000 = the policy could not be applied
    8001 = the policy was applied
    8002 = a program or DLL was allowed to run
    8003 = a program or DLL was allowed and would be blocked if the policy were enforced
    8004 = a program or DLL was blocked
    8005 = a script or installer was allowed to run
    8006 = a script or installer was allowed and would be blocked if the policy were enforced
    8007 = a script or installer was blocked
    8020 = a packaged app was allowed
    8021 = a packaged app was allowed and would be blocked if the policy were enforced
    8022 = a packaged app was blocked
    """)

  static let defenderEvents = MeaningTable(
    "Events of Microsoft-Windows-Windows Defender",
    source:
      "Microsoft, \"Review event logs and error codes to troubleshoot issues with Microsoft Defender Antivirus\"",
    """
    1000 = a scan began
    1001 = a scan finished
    1002 = a scan was stopped before it finished
    1003 = a scan was paused
    1004 = a scan went on
    1005 = a scan failed
    1006 = malware or unwanted software was found
    1007 = action was taken against malware
    1008 = action against malware failed
    1009 = an item was restored from quarantine
    1010 = restoring an item from quarantine failed
    1011 = an item was deleted from quarantine
    1012 = deleting an item from quarantine failed
    1013 = the history of malware was deleted
    1014 = deleting the history of malware failed
    1015 = suspicious behavior was detected
    1116 = malware or unwanted software was detected
    1117 = action was taken against malware
    1118 = action against malware failed; not critical
    1119 = action against malware failed; critical
    1120 = the hashes of a threat were computed
    1121 = an attack surface reduction rule blocked an operation
    1122 = an attack surface reduction rule audited an operation
    1123 = controlled folder access blocked a change
    1124 = controlled folder access audited a change
    2000 = signatures were updated
    2001 = update of signatures failed
    3002 = real-time protection failed
    5000 = real-time protection was turned on
    5001 = real-time protection was turned off
    5004 = the configuration of real-time protection changed
    5007 = the configuration changed
    5008 = the engine failed
    5009 = scanning for spyware was turned on
    5010 = scanning for spyware was turned off
    5011 = scanning for viruses was turned on
    5012 = scanning for viruses was turned off
    5013 = tamper protection blocked a change of the configuration
    """)
}
