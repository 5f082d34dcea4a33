/// Functions on URLs and names of hosts.
enum URLFunctions {
  private static let partNames = "scheme, user, password, host, port, path, query, fragment"

  /// `url_part(url, part)`: NULL where the URL lacks the part; the port is INTEGER.
  static var part: ScalarFunction {
    ScalarFunction("url_part", 2...2) { arguments in
      let name = String(decoding: arguments[1].bytes, as: UTF8.self)
      let part: KeyPath<URLParts, [UInt8]?>
      switch name {
      case "scheme": part = \.scheme
      case "user": part = \.user
      case "password": part = \.password
      case "host": part = \.host
      case "query": part = \.query
      case "fragment": part = \.fragment
      case "port": return URLParts(arguments[0].bytes)?.port.map { SQLValue($0) } ?? .null
      case "path": return URLParts(arguments[0].bytes).map { .text($0.path) } ?? .null
      default: throw FunctionError("got the part \(arguments[1].shown); the parts are \(partNames)")
      }
      return URLParts(arguments[0].bytes)?[keyPath: part].map { .text($0) } ?? .null
    }
  }

  /// `domain(host or URL)`: the name that someone registered: the public suffix and one label before it.
  static var domain: ScalarFunction {
    ScalarFunction("domain", 1...1) { arguments in
      HostName(arguments[0].bytes).flatMap { PublicSuffixes.registrableDomain($0) }.map { .text($0) } ?? .null
    }
  }

  /// `public_suffix(host or URL)`: the ending under which names are registered, such as `co.uk`.
  static var publicSuffix: ScalarFunction {
    ScalarFunction("public_suffix", 1...1) { arguments in
      HostName(arguments[0].bytes).flatMap { PublicSuffixes.suffix($0) }.map { .text($0) } ?? .null
    }
  }
}

/// A name of a host as DNS and logs write it: labels in small letters, none of them empty.
struct HostName {
  /// At most 1024 bytes, without NUL.
  let bytes: [UInt8]

  /// From a name, maybe with a port or a dot at the end, or from a URL. Nil for an IP address and for what can be no
  /// name.
  init?(_ text: [UInt8]) {
    var host: [UInt8]
    if text.contains(UInt8(ascii: "/")) {
      guard let part = URLParts(text)?.host else { return nil }
      host = part
    } else {
      host = text
      if let colon = host.lastIndex(of: UInt8(ascii: ":")), colon + 1 < host.count,
        host[(colon + 1)...].allSatisfy({ (48...57).contains($0) })
      {
        host.removeSubrange(colon...)
      }
    }
    if host.last == UInt8(ascii: ".") { host.removeLast() }
    // 253 bytes in DNS; characters beyond ASCII are longer here than there.
    guard !host.isEmpty, host.count <= 1024, IPAddress(host) == nil,
      let name = String(validating: host, as: UTF8.self),
      host.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !Array("/\\@:?#[]%\"'<>,;()".utf8).contains($0) }),
      host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty })
    else { return nil }
    bytes = Array(name.lowercased().utf8)
  }
}
