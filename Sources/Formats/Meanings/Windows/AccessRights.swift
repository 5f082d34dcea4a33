/// Bits of access masks. Bits 16 to 31 are the same for every object; 0 to 15 depend on what it is.
extension MeaningTable {
  private static let standard = """
    0x10000 = DELETE
    0x20000 = READ_CONTROL
    0x40000 = WRITE_DAC
    0x80000 = WRITE_OWNER
    0x100000 = SYNCHRONIZE
    0x1000000 = ACCESS_SYS_SEC
    0x2000000 = MAX_ALLOWED
    0x10000000 = GENERIC_ALL
    0x20000000 = GENERIC_EXECUTE
    0x40000000 = GENERIC_WRITE
    0x80000000 = GENERIC_READ
    """

  static let standardAccess = MeaningTable(
    "Access rights of any object", source: "Windows, Access Mask Format; MS-DTYP 2.4.3",
    kind: .mask(zero: "none", others: "depends on the object"), standard)

  static let fileAccess = MeaningTable(
    "Access rights of files and shares",
    source: "Microsoft, event 4663, \"File System objects access rights\"; File Access Rights Constants",
    kind: .mask(zero: "none", others: "unknown"),
    """
    0x1 = ReadData or ListDirectory
    0x2 = WriteData or AddFile
    0x4 = AppendData or AddSubdirectory
    0x8 = ReadEA
    0x10 = WriteEA
    0x20 = Execute or Traverse
    0x40 = DeleteChild
    0x80 = ReadAttributes
    0x100 = WriteAttributes
    0x1F01FF = FILE_ALL_ACCESS
    \(standard)
    """)

  static let registryAccess = MeaningTable(
    "Access rights of registry keys",
    source: "Windows, Registry Key Security and Access Rights; MS-RRP 2.2.3",
    kind: .mask(zero: "none", others: "unknown"),
    """
    0x1 = Query value
    0x2 = Set value
    0x4 = Create subkey
    0x8 = Enumerate subkeys
    0x10 = Notify about changes
    0x20 = Create link
    0x100 = 64-bit view
    0x200 = 32-bit view
    0x20019 = KEY_READ
    0x20006 = KEY_WRITE
    0xF003F = KEY_ALL_ACCESS
    \(standard)
    """)

  /// 0x1FFFFF is all access since Windows Vista, 0x1F0FFF was before.
  static let processAccess = MeaningTable(
    "Access rights of processes", source: "Windows, Process Security and Access Rights; winnt.h",
    kind: .mask(zero: "none", others: "unknown"),
    """
    0x1 = PROCESS_TERMINATE
    0x2 = PROCESS_CREATE_THREAD
    0x4 = PROCESS_SET_SESSIONID
    0x8 = PROCESS_VM_OPERATION
    0x10 = PROCESS_VM_READ
    0x20 = PROCESS_VM_WRITE
    0x40 = PROCESS_DUP_HANDLE
    0x80 = PROCESS_CREATE_PROCESS
    0x100 = PROCESS_SET_QUOTA
    0x200 = PROCESS_SET_INFORMATION
    0x400 = PROCESS_QUERY_INFORMATION
    0x800 = PROCESS_SUSPEND_RESUME
    0x1000 = PROCESS_QUERY_LIMITED_INFORMATION
    0x2000 = PROCESS_SET_LIMITED_INFORMATION
    0x1FFFFF = PROCESS_ALL_ACCESS
    0x1F0FFF = PROCESS_ALL_ACCESS (before Windows Vista)
    \(standard)
    """)

  static let directoryAccess = MeaningTable(
    "Access rights of directory objects",
    source: "Microsoft, event 4662, \"Active Directory Access Codes and Rights\"; MS-ADTS 5.1.3.2",
    kind: .mask(zero: "none", others: "unknown"),
    """
    0x1 = Create Child
    0x2 = Delete Child
    0x4 = List Contents
    0x8 = Write Self
    0x10 = Read Property
    0x20 = Write Property
    0x40 = Delete Tree
    0x80 = List Object
    0x100 = Control Access (extended right; DCSync)
    \(standard)
    """)
}
