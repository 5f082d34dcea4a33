import Query

/// What a value is known to be by itself.
package enum IndicatorMeaning {
  /// What kind of address, name or digest it is: the type of an address (`private`, `public`, `documentation`…), of a
  /// name `internal`, `reverse` or `public`, of a URL and an e-mail address that of its host; nil for the others.
  package static func kind(_ key: IndicatorKey) -> String? {
    switch key.type {
    case .ipv4, .ipv6: return IPAddress(key.value).map { IPType.of($0).rawValue }
    case .dns: return nameKind(key.value)
    case .email:
      return key.value.lastIndex(of: UInt8(ascii: "@")).map { nameKind(Array(key.value[($0 + 1)...])) }
    case .url: return host(of: key.value).map { IPAddress($0).map { IPType.of($0).rawValue } ?? nameKind($0) }
    case .md5, .sha1, .sha256, .sha512: return emptyDigests.contains(key.value) ? "empty" : nil
    case .mac:
      if key.value == Array("ff:ff:ff:ff:ff:ff".utf8) { return "broadcast" }
      return key.value == Array("00:00:00:00:00:00".utf8) ? "zero" : nil
    case .windowsPath, .linuxPath, .fileName, .registryKey, .namedPipe, .mutex, .bitcoin, .monero, .cve,
      .attackID,
      .asn, .userAgent:
      return nil
    }
  }

  private static func nameKind(_ name: [UInt8]) -> String {
    let last = name.lastIndex(of: 46).map { Array(name[($0 + 1)...]) } ?? name
    if name.suffix(5).elementsEqual(".arpa".utf8) { return "reverse" }
    return name.contains(46) && !EndingCache.internalEndings.contains(last) ? "public" : "internal"
  }

  /// Why a value is common where nothing is wrong; nil where nothing is known. A hint: such names are abused, too.
  package static func commonReason(_ key: IndicatorKey) -> String? {
    switch key.type {
    case .ipv4, .ipv6:
      guard let type = IPAddress(key.value).map({ IPType.of($0) }) else { return nil }
      return type == .loopback || type == .unspecified || type == .broadcast
        ? "\(type.rawValue) address" : nil
    case .dns: return vendor(key.value)
    case .url: return host(of: key.value).flatMap { vendor($0) }
    case .md5, .sha1, .sha256, .sha512:
      return emptyDigests.contains(key.value) ? "digest of no bytes" : nil
    case .email, .windowsPath, .linuxPath, .fileName, .registryKey, .namedPipe, .mutex, .bitcoin, .monero,
      .cve,
      .attackID, .mac, .asn, .userAgent:
      return nil
    }
  }

  /// Host of a URL in small letters.
  private static func host(of url: [UInt8]) -> [UInt8]? { URLParts(url)?.host }

  /// Names under which operating systems and browsers call by themselves, and names of formats.
  private static let vendors: Set<[UInt8]> = Set(
    """
    microsoft.com windows.com windowsupdate.com msftncsi.com msftconnecttest.com office.com office.net live.com \
    msn.com bing.com skype.com azure.com windows.net digicert.com verisign.com globalsign.com entrust.net \
    letsencrypt.org w3.org xmlsoap.org openxmlformats.org mozilla.org mozilla.com firefox.com google.com \
    gstatic.com googleapis.com apple.com icloud.com ubuntu.com debian.org akadns.net trafficmanager.net adobe.com
    """.split(separator: " ").map { Array($0.utf8) })

  private static func vendor(_ name: [UInt8]) -> String? {
    var rest = name[...]
    while true {
      if vendors.contains(Array(rest)) { return "under \(String(decoding: rest, as: UTF8.self))" }
      guard let dot = rest.firstIndex(of: 46) else { return nil }
      rest = rest[(dot + 1)...]
    }
  }

  /// MD5, SHA-1, SHA-256 and SHA-512 of nothing.
  private static let emptyDigests: Set<[UInt8]> = Set(
    [
      "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    ].map { Array($0.utf8) })
}
