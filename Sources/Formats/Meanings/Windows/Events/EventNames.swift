/// Names of events. A number means something else with each provider: a table is asked only for its own.
extension MeaningTable {
  static let eventNames: [(providers: Set<String>, table: MeaningTable)] = [
    (ProviderName.auditing, securityEvents),
    (ProviderName.sysmon, sysmonEvents),
    (ProviderName.eventLog, eventLogEvents),
    (ProviderName.services, serviceControlEvents),
    (["microsoftwindowspowershell", "powershellcore"], powerShellEvents),
    (["powershell"], classicPowerShellEvents),
    (ProviderName.remoteSessions, remoteSessionEvents),
    (ProviderName.remoteConnections, remoteConnectionEvents),
    (["microsoftwindowsremotedesktopservicesrdpcorets"], rdpCoreEvents),
    (["microsoftwindowstaskscheduler"], taskSchedulerEvents),
    (["microsoftwindowswindowsdefender"], defenderEvents),
    (["microsoftwindowsbitsclient"], bitsEvents),
    (["microsoftwindowswmiactivity"], wmiActivityEvents),
    (["microsoftwindowswinrm"], winRMEvents),
    (["microsoftwindowsapplocker"], appLockerEvents),
    (["microsoftwindowswindowsfirewallwithadvancedsecurity"], firewallEvents),
    (["microsoftwindowskernelgeneral"], kernelGeneralEvents),
    (["microsoftwindowskernelpower"], kernelPowerEvents),
    (["user32"], user32Events),
    (["msiinstaller"], installerEvents),
    (["applicationerror"], applicationErrorEvents),
    (["windowserrorreporting"], errorReportingEvents),
    (["microsoftwindowsntlm"], ntlmEvents),
    (["microsoftwindowswinlogon"], winlogonEvents),
  ]
}
