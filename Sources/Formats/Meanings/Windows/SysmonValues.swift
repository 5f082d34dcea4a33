extension MeaningTable {
  static let signatureStatus = MeaningTable(
    "SignatureStatus", source: "Sysinternals, Sysmon, \"Events\" (6, 7); sysmon-community-guide",
    kind: .words,
    """
    Valid = the signature was checked and holds
    Expired = the certificate has expired
    Revoked = the certificate is revoked
    Unavailable = no information on the signature
    """)
}
