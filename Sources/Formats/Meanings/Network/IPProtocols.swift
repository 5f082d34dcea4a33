extension MeaningTable {
  static let ipProtocols = MeaningTable(
    "IP protocol numbers", source: "IANA, Protocol Numbers",
    """
    0 = HOPOPT (IPv6 hop-by-hop options)
    1 = ICMP
    2 = IGMP
    4 = IPv4 in IP
    6 = TCP
    8 = EGP
    9 = IGP
    17 = UDP
    27 = RDP (Reliable Data Protocol)
    33 = DCCP
    41 = IPv6 in IP
    43 = IPv6 routing header
    44 = IPv6 fragment header
    46 = RSVP
    47 = GRE
    50 = ESP (IPsec)
    51 = AH (IPsec)
    58 = ICMPv6
    59 = IPv6 no next header
    60 = IPv6 destination options
    88 = EIGRP
    89 = OSPF
    94 = IPIP
    97 = EtherIP
    103 = PIM
    108 = IPComp
    112 = VRRP
    115 = L2TP
    132 = SCTP
    136 = UDP-Lite
    137 = MPLS in IP
    """)
}
