/// Services, as Security's 4697 and the Service Control Manager's 7045 describe them.
extension MeaningTable {
  static let serviceTypes = MeaningTable(
    "ServiceType", source: "Microsoft, event 4697, \"Service Type\"; MS-SCMR 2.2.15",
    """
    0x1 = kernel driver
    0x2 = file system driver
    0x4 = adapter driver
    0x8 = file system recognizer driver
    0x10 = program in a process of its own
    0x20 = program in a shared process
    0x50 = user service in a process of its own; template
    0x60 = user service in a shared process; template
    0xD0 = user service in a process of its own; instance
    0xE0 = user service in a shared process; instance
    0x110 = program in a process of its own that may use the desktop
    0x120 = program in a shared process that may use the desktop
    """)

  static let serviceStartTypes = MeaningTable(
    "ServiceStartType", source: "Microsoft, event 4697, \"Service Start Type\"; QUERY_SERVICE_CONFIG",
    """
    0 = by the boot loader
    1 = at system start (driver)
    2 = automatic
    3 = on demand
    4 = disabled
    """)

  /// The words that 7045 has for the same.
  static let serviceWords = MeaningTable(
    "ServiceType and StartType in words", source: "Microsoft, event 7045 of the Service Control Manager",
    kind: .words,
    """
    boot start = started by the boot loader
    system start = driver started at system start
    auto start = started with Windows
    demand start = started when something asks for it
    user mode service = program (no driver)
    kernel mode driver = driver in the kernel
    """)
}
