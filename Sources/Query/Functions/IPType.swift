/// What an address is for, by the IANA registries of special-purpose addresses
/// (iana-ipv4-special-registry, iana-ipv6-special-registry; RFC 6890 and its successors, as of 2024).
package enum IPType: String, CaseIterable, Sendable {
  /// `0.0.0.0`, `::`.
  case unspecified
  /// `127.0.0.0/8`, `::1`.
  case loopback
  /// RFC 1918, RFC 4193 (`fc00::/7`), the old site-local `fec0::/10`, and local NAT64 (RFC 8215).
  case `private`
  /// `100.64.0.0/10`: between a provider and its customers (RFC 6598).
  case shared
  /// `169.254.0.0/16`, `fe80::/10`.
  case linkLocal = "link-local"
  /// `224.0.0.0/4`, `ff00::/8`.
  case multicast
  /// `255.255.255.255`.
  case broadcast
  /// For examples (RFC 5737, RFC 3849, RFC 9637).
  case documentation
  /// RFC 2544, RFC 5180.
  case benchmark
  /// Teredo, IPv6 over UDP (RFC 4380).
  case teredo
  /// 6to4 (RFC 3056).
  case sixToFour = "6to4"
  /// Set aside, and not to be seen on the Internet.
  case reserved
  /// Reachable over the Internet.
  case `public`

  /// The type of an address; that of the address inside for an IPv4-mapped one.
  package static func of(_ address: IPAddress) -> IPType {
    let address = address.unmapped
    // The narrowest network first.
    for (network, type) in address.version == 4 ? version4 : version6 where network.contains(address) {
      return type
    }
    return address.version == 4 || address.bits >> 125 == 1 ? .public : .reserved
  }

  private static let version4 = table([
    ("0.0.0.0/32", .unspecified), ("255.255.255.255/32", .broadcast), ("0.0.0.0/8", .reserved),
    ("10.0.0.0/8", .private), ("100.64.0.0/10", .shared), ("127.0.0.0/8", .loopback),
    ("169.254.0.0/16", .linkLocal), ("172.16.0.0/12", .private),
    // Port control and TURN by anycast are global.
    ("192.0.0.9/32", .public), ("192.0.0.10/32", .public), ("192.0.0.0/24", .reserved),
    ("192.0.2.0/24", .documentation), ("192.168.0.0/16", .private), ("198.18.0.0/15", .benchmark),
    ("198.51.100.0/24", .documentation), ("203.0.113.0/24", .documentation), ("224.0.0.0/4", .multicast),
    ("240.0.0.0/4", .reserved),
  ])

  private static let version6 = table([
    ("::/128", .unspecified), ("::1/128", .loopback), ("64:ff9b:1::/48", .private), ("64:ff9b::/96", .public),
    ("2001::/32", .teredo), ("2001:1::1/128", .public), ("2001:1::2/128", .public),
    ("2001:1::3/128", .public),
    ("2001:2::/48", .benchmark), ("2001:3::/32", .public), ("2001:4:112::/48", .public),
    ("2001:20::/28", .public), ("2001:30::/28", .public), ("2001::/23", .reserved),
    ("2001:db8::/32", .documentation), ("2002::/16", .sixToFour), ("3fff::/20", .documentation),
    ("fc00::/7", .private), ("fe80::/10", .linkLocal), ("fec0::/10", .private), ("ff00::/8", .multicast),
  ])

  private static func table(_ rows: [(String, IPType)]) -> [(network: IPNetwork, type: IPType)] {
    rows.compactMap { text, type in IPNetwork(Array(text.utf8)).map { ($0, type) } }
  }
}
