/// Kinds of indicators, named as in answers (docs/iocs.md tells each with an example and its known errors).
package enum IndicatorType: String, CaseIterable, Sendable, Comparable {
  /// An IPv4 address.
  case ipv4
  /// An IPv6 address, without its zone.
  case ipv6
  /// A host or domain name under a listed ending, or an internal one.
  case dns
  /// A URL with a host.
  case url
  /// An e-mail address, or a user principal name.
  case email
  /// 32 hexadecimal digits.
  case md5 = "md5_hash"
  /// 40 hexadecimal digits.
  case sha1 = "sha1_hash"
  /// 64 hexadecimal digits.
  case sha256 = "sha256_hash"
  /// 128 hexadecimal digits.
  case sha512 = "sha512_hash"
  /// A path of Windows: of a drive, a share, a device, or under `%NAME%`.
  case windowsPath = "windows_path"
  /// An absolute path under a folder that POSIX systems have.
  case linuxPath = "linux_path"
  /// A name with the ending of a program, script, document or archive.
  case fileName = "file_name"
  /// A key of the Windows registry.
  case registryKey = "registry_key"
  /// A named pipe of Windows.
  case namedPipe = "named_pipe"
  /// The name of a mutex, where the text says that it is one.
  case mutex
  /// A Bitcoin address whose checksum is right (Base58Check, BIP-173, BIP-350).
  case bitcoin
  /// A Monero address whose checksum is right.
  case monero
  /// A CVE identifier.
  case cve
  /// A technique or tactic of MITRE ATT&CK.
  case attackID = "attack_id"
  /// A hardware address of six bytes.
  case mac
  /// The number of an autonomous system.
  case asn
  /// A client's name of itself in HTTP.
  case userAgent = "user_agent"

  /// Position in answers: the order above.
  package var order: Int { Self.orders[self] ?? 0 }

  private static let orders = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

  package static func < (a: Self, b: Self) -> Bool { a.order < b.order }
}
