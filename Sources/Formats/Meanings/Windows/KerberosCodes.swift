/// The numbers of Kerberos in the events of a domain controller.
extension MeaningTable {
  static let kerberosErrors = MeaningTable(
    "Kerberos result codes",
    source:
      "RFC 4120 §7.5.9, RFC 4556 §3.1.3; Microsoft, event 4768, \"TGT/TGS issue error codes\"; event 4771",
    """
    0x0 = no error
    0x1 = the client's entry in the database has expired
    0x2 = the service's entry in the database has expired
    0x3 = protocol version not supported
    0x4 = the client's key has an old master key
    0x5 = the server's key has an old master key
    0x6 = no such client (user name)
    0x7 = no such service
    0x8 = several principals of that name
    0x9 = client or server has no key
    0xA = the ticket may not be postdated
    0xB = the start time is later than the end time
    0xC = policy forbids it (workstation or logon hours)
    0xD = the option cannot be granted
    0xE = encryption type not supported
    0xF = checksum type not supported
    0x10 = pre-authentication type not supported (smart card certificate)
    0x11 = transited type not supported
    0x12 = the client is disabled, expired or locked out
    0x13 = the service's credentials are revoked
    0x14 = the ticket-granting ticket is revoked
    0x15 = the client is not yet valid
    0x16 = the service is not yet valid
    0x17 = the password has expired
    0x18 = pre-authentication failed (usually a wrong password)
    0x19 = further pre-authentication is required
    0x1A = the ticket is for another server
    0x1B = the service takes only user-to-user tickets
    0x1C = transited path not accepted
    0x1D = a service is not available
    0x1F = integrity check of the decrypted field failed
    0x20 = the ticket has expired
    0x21 = the ticket is not yet valid
    0x22 = the request is a replay
    0x23 = the ticket is not for this server
    0x24 = ticket and authenticator do not match
    0x25 = the clocks differ too much
    0x26 = the address does not fit the ticket
    0x27 = protocol version does not match
    0x28 = message type not supported
    0x29 = the message was changed or its checksum is wrong
    0x2A = the message is out of order
    0x2C = that version of the key is not available
    0x2D = the service's key is not available
    0x2E = mutual authentication failed
    0x2F = wrong direction of the message
    0x30 = another authentication method is required
    0x31 = wrong sequence number
    0x32 = unfit type of checksum
    0x33 = the policy rejects the transited path
    0x34 = the response is too big for UDP
    0x3C = generic error
    0x3D = the field is too long
    0x3E = the client's certificate is not trusted
    0x3F = the domain controller is not trusted
    0x40 = the signature is wrong
    0x41 = a stronger key is needed
    0x42 = the certificate does not fit the client
    0x43 = no ticket-granting ticket to authenticate with
    0x44 = wrong realm
    0x45 = user-to-user authentication is required
    0x46 = the certificate cannot be verified
    0x47 = the certificate is invalid
    0x48 = the certificate is revoked
    0x49 = the certificate's revocation status is unknown
    0x4A = the certificate's revocation status is not available
    0x4B = the client's name does not fit the certificate
    0x4C = the domain controller's name does not fit the certificate
    """)

  static let encryptionTypes = MeaningTable(
    "Kerberos encryption types",
    source: "IANA, Kerberos Encryption Type Numbers; Microsoft, event 4768, \"Kerberos encryption types\"",
    """
    0x1 = DES-CBC-CRC (weak; off since Windows 7)
    0x2 = DES-CBC-MD4 (weak)
    0x3 = DES-CBC-MD5 (weak; off since Windows 7)
    0x10 = 3DES-CBC-SHA1
    0x11 = AES128-CTS-HMAC-SHA1-96
    0x12 = AES256-CTS-HMAC-SHA1-96
    0x13 = AES128-CTS-HMAC-SHA256-128
    0x14 = AES256-CTS-HMAC-SHA384-192
    0x17 = RC4-HMAC (weak; what Kerberoasting asks for)
    0x18 = RC4-HMAC-EXP (weak)
    0xFFFFFFFF = none: the request failed
    """)

  /// RFC 4120 counts bits from the highest, MSB 0: bit 1 is 0x40000000.
  static let ticketOptions = MeaningTable(
    "TicketOptions",
    source: "RFC 4120 §5.4.1; RFC 6806; MS-SFU 2.2.3; Microsoft, event 4768, \"Kerberos ticket flags\"",
    kind: .mask(zero: "none", others: "unknown"),
    """
    0x1 = Validate
    0x2 = Renew
    0x8 = Enc-tkt-in-skey (user-to-user)
    0x10 = Renewable-ok
    0x20 = Disable-transited-check
    0x10000 = Name-canonicalize
    0x20000 = Cname-in-addl-tkt (constrained delegation)
    0x40000 = Ok-as-delegate
    0x80000 = Transited-policy-checked
    0x100000 = Opt-hardware-auth
    0x200000 = Pre-authent
    0x400000 = Initial
    0x800000 = Renewable
    0x1000000 = Invalid
    0x2000000 = Postdated
    0x4000000 = Allow-postdate
    0x8000000 = Proxy
    0x10000000 = Proxiable
    0x20000000 = Forwarded
    0x40000000 = Forwardable
    0x80000000 = Reserved
    """)

  static let preAuthTypes = MeaningTable(
    "PreAuthType",
    source:
      "RFC 4120 §7.5.2, RFC 4556, RFC 6113; Microsoft, event 4768, \"Kerberos pre-authentication types\"",
    """
    0 = none: logon without pre-authentication
    2 = encrypted timestamp (password)
    11 = encryption type information
    15 = smart card (certificate; old form)
    16 = certificate (smart card); request
    17 = certificate (smart card); reply
    19 = encryption type information (second form)
    20 = referral information of the server
    138 = encrypted challenge (Kerberos armoring; FAST)
    """)
}
