extension MeaningTable {
  static let cryptoStatus = MeaningTable(
    "ReturnCode of the key storage", source: "Windows SDK, winerror.h (NTE_…); MS-ERREF 2.1.1",
    """
    0x0 = no error
    0x80090003 = bad key
    0x80090005 = bad data
    0x80090006 = the signature is wrong
    0x80090009 = invalid flags
    0x8009000B = the key is in the wrong state for this use
    0x8009000D = no such key
    0x8009000F = the object exists already
    0x80090010 = access denied
    0x80090011 = object not found
    0x80090016 = no such key container
    0x80090020 = internal error
    0x80090022 = a silent call would have to ask the user
    0x80090026 = invalid handle
    0x80090027 = invalid parameter
    0x80090028 = buffer too small
    0x80090029 = not supported
    0x80090030 = the device is not ready
    """)
}
