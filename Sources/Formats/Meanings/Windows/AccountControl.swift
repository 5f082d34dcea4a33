/// Bits of an account's control flags. The events of account management (4720, 4738, 4741, 4742) have those of SAM,
/// though the pages of these events list those of the directory: `NewUacValue` 0x15 comes with "account disabled",
/// "password not required" and "normal account", which are 0x1, 0x4 and 0x10 in SAM and nothing of the kind in the
/// directory.
extension MeaningTable {
  /// Names of SAM's bits, from bit 0.
  private static let accountBits = [
    "account disabled", "home directory required", "password not required", "temporary duplicate account",
    "normal account", "MNS logon account", "interdomain trust account", "workstation trust account",
    "server trust account", "password does not expire", "account locked", "encrypted text password allowed",
    "smart card required", "trusted for delegation", "not to be delegated", "DES keys only",
    "pre-authentication not required", "password expired", "trusted to authenticate for delegation",
    "no authorization data required", "partial secrets account", "AES keys",
  ]

  static let accountControl = MeaningTable(
    "OldUacValue, NewUacValue", source: "MS-SAMR 2.2.1.12, \"USER_ACCOUNT Codes\"",
    kind: .mask(zero: "none", others: "unknown"),
    accountBits.enumerated().map { "\(MeaningNumber.hex(1 << UInt64($0.offset))) = \($0.element)" }
      .joined(separator: "\n"))

  /// Messages of a change of a bit: 2048 and the bit's number where it was taken away, 2080 and it where it was set.
  static let accountChangeLines = accountBits.enumerated().flatMap { bit, name in
    ["\(2048 + bit) = off: \(name)", "\(2080 + bit) = on: \(name)"]
  }.joined(separator: "\n")

  static let directoryAccountControl = MeaningTable(
    "userAccountControl in the directory",
    source: "Active Directory Schema, User-Account-Control; MS-SAMR 2.2.1.13",
    kind: .mask(zero: "none", others: "unknown"),
    """
    0x1 = SCRIPT
    0x2 = ACCOUNTDISABLE
    0x8 = HOMEDIR_REQUIRED
    0x10 = LOCKOUT
    0x20 = PASSWD_NOTREQD
    0x40 = PASSWD_CANT_CHANGE
    0x80 = ENCRYPTED_TEXT_PWD_ALLOWED
    0x100 = TEMP_DUPLICATE_ACCOUNT
    0x200 = NORMAL_ACCOUNT
    0x800 = INTERDOMAIN_TRUST_ACCOUNT
    0x1000 = WORKSTATION_TRUST_ACCOUNT
    0x2000 = SERVER_TRUST_ACCOUNT
    0x10000 = DONT_EXPIRE_PASSWORD
    0x20000 = MNS_LOGON_ACCOUNT
    0x40000 = SMARTCARD_REQUIRED
    0x80000 = TRUSTED_FOR_DELEGATION
    0x100000 = NOT_DELEGATED
    0x200000 = USE_DES_KEY_ONLY
    0x400000 = DONT_REQ_PREAUTH
    0x800000 = PASSWORD_EXPIRED
    0x1000000 = TRUSTED_TO_AUTH_FOR_DELEGATION
    0x2000000 = NO_AUTH_DATA_REQUIRED
    0x4000000 = PARTIAL_SECRETS_ACCOUNT
    0x8000000 = USE_AES_KEYS
    """)
}
