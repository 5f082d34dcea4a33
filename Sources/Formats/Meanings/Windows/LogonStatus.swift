/// Why a logon failed.
extension MeaningTable {
  static let logonStatus = MeaningTable(
    "Status, SubStatus",
    source: "Microsoft, event 4625, \"Windows logon status codes\"; event 4776; MS-ERREF 2.3.1",
    """
    0xC0000001 = unsuccessful, no closer reason
    0xC0000005 = access violation
    0xC000000D = invalid parameter
    0xC0000017 = not enough memory
    0xC0000022 = access denied
    0xC0000034 = name not found
    0xC000005E = no logon server available
    0xC0000060 = no such privilege
    0xC0000061 = a required privilege is not held
    0xC0000062 = malformed account name
    0xC0000063 = the account exists already
    0xC0000064 = no such user
    0xC0000065 = the group exists already
    0xC0000066 = no such group
    0xC0000069 = the last administrator cannot be disabled
    0xC000006A = wrong password
    0xC000006B = malformed password
    0xC000006C = the password breaks the password policy
    0xC000006D = bad user name or authentication information
    0xC000006E = an account restriction forbids the logon
    0xC000006F = outside the account's logon hours
    0xC0000070 = not from this workstation
    0xC0000071 = the password has expired
    0xC0000072 = the account is disabled
    0xC0000073 = none of the names could be resolved
    0xC000007C = no token
    0xC00000AC = no instance of the pipe is available
    0xC00000B5 = timeout of input or output
    0xC00000BB = not supported
    0xC00000C9 = the network name was deleted
    0xC00000CC = no such network name
    0xC00000DC = the SAM server is in the wrong state
    0xC00000DD = the domain is in the wrong state
    0xC00000DE = only the primary domain controller can do this
    0xC00000DF = no such domain
    0xC00000E5 = internal error
    0xC0000101 = the folder is not empty
    0xC000010B = no such logon type
    0xC0000122 = invalid computer name
    0xC000012D = the commitment limit was met
    0xC0000133 = the clocks differ too much
    0xC000013A = ended by Ctrl-C
    0xC0000142 = a DLL could not be initialised
    0xC0000145 = the application could not be initialised
    0xC000015B = the logon type is not granted to this user here
    0xC0000184 = the device is in the wrong state
    0xC000018A = no trust secret for this workstation
    0xC000018B = the domain has no trust account for this workstation
    0xC000018C = the trust between the domains failed
    0xC000018D = the trust between this workstation and its domain failed
    0xC0000190 = the network logon failed (its authority may not be reachable)
    0xC0000192 = the Netlogon service is not started
    0xC0000193 = the account has expired
    0xC0000194 = a deadlock would follow
    0xC0000198 = an interdomain trust account cannot log on so
    0xC0000199 = a workstation trust account cannot log on so
    0xC000019A = a server trust account cannot log on so
    0xC000019B = name or SID of the domain does not fit the trust
    0xC000020C = the connection was cut off
    0xC0000224 = the password must be changed first
    0xC0000225 = not found
    0xC0000233 = no domain controller could be found
    0xC0000234 = the account is locked out
    0xC0000236 = the connection was refused
    0xC000023C = the network is not reachable
    0xC000023D = the host is not reachable
    0xC000025A = the password is too short
    0xC000025B = the password was changed too recently
    0xC000025C = the password was used before
    0xC00002EE = a security context was deleted before it was complete
    0xC0000320 = the domain controller's certificate failed at smart card logon
    0xC0000371 = the local account store has no secret of the account
    0xC0000374 = the heap is corrupt
    0xC0000380 = wrong PIN of the smart card
    0xC0000381 = the smart card is blocked
    0xC0000382 = the smart card is not authenticated
    0xC0000383 = no card in the reader
    0xC0000384 = no key container on the smart card
    0xC0000385 = no certificate on the smart card
    0xC0000386 = no key set on the smart card
    0xC0000387 = the smart card could not be read
    0xC0000388 = the domain controller could not be trusted (downgrade detected)
    0xC0000409 = a stack buffer was overrun
    0xC0000413 = an authentication firewall forbids the logon here
    0xC0000418 = NTLM is blocked
    0xC000042C = elevation is needed
    """)

  static let statusSuccess = MeaningTable(
    "Status of a logon that worked", source: "Microsoft, event 4625; event 4776",
    """
    0x0 = no error
    """)
}
