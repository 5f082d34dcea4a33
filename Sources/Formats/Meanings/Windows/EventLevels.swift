/// The numbers in an event's System part.
extension MeaningTable {
  static let levels = MeaningTable(
    "Level", source: "Windows SDK, winmeta.xml; Windows Event Log, LevelType",
    """
    0 = log always
    1 = critical
    2 = error
    3 = warning
    4 = information
    5 = verbose
    """)

  static let opcodes = MeaningTable(
    "Opcode", source: "Windows SDK, winmeta.xml; Windows Event Log, OpcodeType",
    """
    0 = information
    1 = start of an activity
    2 = end of an activity
    3 = state of an activity when the trace began
    4 = state of an activity when the trace ended
    5 = extension
    6 = reply
    7 = resumed
    8 = suspended
    9 = sent
    240 = received
    """)

  /// Bits 0 to 47 are the provider's own; 56 to 63 are the system's, which marks channels with them: neither has a
  /// name.
  static let keywords = MeaningTable(
    "Keywords", source: "Windows SDK, winmeta.xml; .NET, StandardEventKeywords",
    kind: .mask(zero: nil, others: "unknown"), width: .bits64,
    """
    0x1000000000000 = response time
    0x2000000000000 = WDI context
    0x4000000000000 = WDI diagnostics
    0x8000000000000 = SQM
    0x10000000000000 = audit failure
    0x20000000000000 = audit success
    0x40000000000000 = correlation hint
    0x80000000000000 = classic event log
    """)

  /// What PowerShell's own level of a logged script block says beyond winmeta's.
  static let scriptBlockLevels = MeaningTable(
    "Level of a logged script block",
    source: "Microsoft, about_Logging_Windows; PowerShell, \"PowerShell the Blue Team\"",
    """
    3 = warning: PowerShell took the script block for suspicious and logged it unasked
    5 = verbose: logged because script block logging is on
    """)
}
