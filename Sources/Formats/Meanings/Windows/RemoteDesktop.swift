extension MeaningTable {
  static let disconnectReasons = MeaningTable(
    "Reason of a disconnected session", source: "Remote Desktop Services, ExtendedDisconnectReasonCode",
    """
    0 = no further information (window closed or connection lost)
    1 = a program ended the connection
    2 = a program logged the user off
    3 = idle for too long
    4 = connected for too long
    5 = replaced by another connection
    6 = out of memory
    7 = the server denied the connection
    8 = the server denied the connection (FIPS)
    9 = the server denied the connection (privileges)
    10 = fresh credentials are required
    11 = the user ended the connection
    12 = the user logged off
    256 = internal licensing error
    257 = no license server
    258 = no license
    """)
}
