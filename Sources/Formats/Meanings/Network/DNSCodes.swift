extension MeaningTable {
  static let dnsTypes = MeaningTable(
    "DNS record types", source: "IANA, Domain Name System (DNS) Parameters, \"Resource Record (RR) TYPEs\"",
    """
    1 = A
    2 = NS
    5 = CNAME
    6 = SOA
    10 = NULL
    12 = PTR
    13 = HINFO
    15 = MX
    16 = TXT
    17 = RP
    18 = AFSDB
    24 = SIG
    25 = KEY
    28 = AAAA
    29 = LOC
    33 = SRV
    35 = NAPTR
    36 = KX
    37 = CERT
    39 = DNAME
    41 = OPT
    43 = DS
    44 = SSHFP
    46 = RRSIG
    47 = NSEC
    48 = DNSKEY
    50 = NSEC3
    51 = NSEC3PARAM
    52 = TLSA
    53 = SMIMEA
    59 = CDS
    60 = CDNSKEY
    61 = OPENPGPKEY
    64 = SVCB
    65 = HTTPS
    99 = SPF
    249 = TKEY
    250 = TSIG
    251 = IXFR (part of a zone)
    252 = AXFR (a whole zone)
    255 = ANY
    256 = URI
    257 = CAA
    """)

  static let dnsResponses = MeaningTable(
    "DNS response codes", source: "IANA, Domain Name System (DNS) Parameters, \"DNS RCODEs\"",
    """
    0 = NOERROR
    1 = FORMERR (query not understood)
    2 = SERVFAIL (server failed)
    3 = NXDOMAIN (no such name)
    4 = NOTIMP (not implemented)
    5 = REFUSED
    6 = YXDOMAIN (name exists and should not)
    7 = YXRRSET (record set exists and should not)
    8 = NXRRSET (record set does not exist and should)
    9 = NOTAUTH (no authority or not authorized)
    10 = NOTZONE (name not in the zone)
    """)
}
