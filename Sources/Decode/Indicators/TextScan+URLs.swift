import Evidence
import Query

extension TextScan {
  /// Schemes as they are read, and as they are told: defanged ones plainly.
  private static let schemes: [[UInt8]: [UInt8]] = Dictionary(
    uniqueKeysWithValues: [
      ("http", "http"), ("https", "https"), ("ftp", "ftp"), ("ftps", "ftps"), ("sftp", "sftp"),
      ("ldap", "ldap"),
      ("ldaps", "ldaps"), ("telnet", "telnet"), ("file", "file"), ("ssh", "ssh"), ("smb", "smb"),
      ("ws", "ws"),
      ("wss", "wss"), ("tcp", "tcp"), ("udp", "udp"), ("rdp", "rdp"), ("gopher", "gopher"), ("tftp", "tftp"),
      ("rtsp", "rtsp"), ("mqtt", "mqtt"), ("rmi", "rmi"), ("iiop", "iiop"), ("socks5", "socks5"),
      ("socks4", "socks4"),
      ("hxxp", "http"), ("hxxps", "https"), ("h**p", "http"), ("h**ps", "https"), ("hxtp", "http"),
      ("htxp", "http"), ("hxtps", "https"), ("htxps", "https"), ("xxxp", "http"), ("xxxps", "https"),
      ("fxp", "ftp"), ("fxps", "ftps"), ("sfxp", "sftp"), ("f*p", "ftp"), ("hxp", "http"), ("h__p", "http"),
      ("h__ps", "https"), ("h--p", "http"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)) })

  /// The scheme that ends before a colon: where it begins, and how it is told.
  private func scheme(before colon: Int) -> (start: Int, plain: [UInt8], isDefanged: Bool)? {
    var start = colon
    while start > 0, colon - start < 8, text[start - 1].isWord || "*_-".utf8.contains(text[start - 1]) {
      start -= 1
    }
    // The longest that is known: `xhttp` holds one, too.
    while colon - start >= 2 {
      let word = text[start..<colon].folded
      if let plain = Self.schemes[word] {
        let isDefanged = plain != word
        // As written where it is no other word, so that equal URLs are told as they stand.
        return (start, isDefanged ? plain : Array(text[start..<colon]), isDefanged)
      }
      start += 1
    }
    return nil
  }

  /// Reads the URL whose scheme ends at a colon, before two slashes.
  mutating func readURL(colon: Int) {
    guard let scheme = scheme(before: colon) else { return }
    let host = colon + 3
    if colon < urlEnd {
      // Inside another URL: what its query hands over.
      guard before(scheme.start) == UInt8(ascii: "="), nesting < Self.mostNesting else { return }
      nesting += 1
    } else {
      nesting = 0
    }
    guard let parts = urlParts(from: host) else { return }
    authorityEnd = parts.authority.upperBound
    urlEnd = parts.end
    nameEnd = max(nameEnd, parts.authority.upperBound)
    colonEnd = max(colonEnd, parts.authority.upperBound)
    let value = scheme.plain + text[colon..<parts.end]
    add(.url, value, scheme.start..<parts.end, isDefanged: scheme.isDefanged)
    addHost(parts.host)
    readNested(parts.authority.upperBound..<parts.end, whole: scheme.start..<parts.end)
  }

  /// Tells the host of a URL by itself. A bare name of an internal host stays with its URL.
  private mutating func addHost(_ range: Range<Int>) {
    if text[range.lowerBound] == UInt8(ascii: "[") {
      // `http://[)`: the URL may end before the bracket does.
      guard range.count > 2, text[range.upperBound - 1] == UInt8(ascii: "]") else { return }
      let inner = range.lowerBound + 1..<range.upperBound - 1
      let groups = Array(text[inner].prefix { $0 != UInt8(ascii: "%") })
      if let address = IPAddress(groups), address.version == 6, address.bits != 0 {
        add(.ipv6, groups.folded, inner.lowerBound..<inner.lowerBound + groups.count)
      }
      return
    }
    var end = range.upperBound
    while end > range.lowerBound, text[end - 1] == 46 { end -= 1 }
    if let address = dottedQuad(range.lowerBound..<end) {
      add(.ipv4, address, range.lowerBound..<end)
      return
    }
    let name = text[range.lowerBound..<end].folded
    guard let dot = name.lastIndex(of: 46), endings.isEnding(Array(name[(dot + 1)...])), isHostName(name)
    else {
      return
    }
    add(.dns, name, range.lowerBound..<end)
  }

  private struct Parts {
    var authority: Range<Int>
    var host: Range<Int>
    var end: Int
  }

  /// Longest user and host together: hosts have at most 253 bytes.
  private static let mostAuthority = 1024

  /// User, host and end of a URL whose host begins at `start`; nil where there is no host, or a template's. The host
  /// is read before the rest is looked for, so that what is no URL costs no more than its host.
  private func urlParts(from start: Int) -> Parts? {
    var authorityEnd = start
    while authorityEnd < text.count, !Self.endsAuthority(text[authorityEnd]) {
      authorityEnd += 1
      if authorityEnd - start > Self.mostAuthority { return nil }
    }
    var host = start
    if let at = text[start..<authorityEnd].lastIndex(of: UInt8(ascii: "@")) { host = at + 1 }
    var hostEnd = host
    if byte(host) == UInt8(ascii: "[") {
      guard let close = text[host..<authorityEnd].firstIndex(of: 93), close > host + 1 else { return nil }
      hostEnd = close + 1
    } else {
      while hostEnd < authorityEnd, isHostByte(text[hostEnd]) { hostEnd += 1 }
      // A template: `http://{host}/`, `http://$server/`, `http://%s/`.
      if hostEnd < authorityEnd, "{$%".utf8.contains(text[hostEnd]) { return nil }
    }
    guard text[host..<hostEnd].contains(where: { $0.isWord || $0 >= 0x80 }) else { return nil }
    var port = hostEnd
    if port < authorityEnd, text[port] == 58 {
      port += 1
      while port < authorityEnd, text[port].isDigit { port += 1 }
    }
    // What comes behind host and port is no part of the URL unless a path, a query or a fragment begins there.
    let isWhole = port == authorityEnd
    let end = trimmed(start, isWhole ? urlLimit(from: host) : port)
    guard end > host else { return nil }
    return Parts(authority: start..<min(port, end), host: host..<min(hostEnd, end), end: end)
  }

  private static func endsAuthority(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...32, 34, 35, 39, 47, 60, 62, 63, 92, 94, 96, 124, 127: true
    default: false
    }
  }

  private func isHostByte(_ byte: UInt8) -> Bool {
    byte.isNameByte || byte >= 0x80 || byte == UInt8(ascii: "~")
  }

  /// The first byte that no URL holds, or that closes a bracket from before it.
  private func urlLimit(from start: Int) -> Int {
    var place = start
    var (round, square, curly) = (0, 0, 0)
    while place < text.count {
      switch text[place] {
      case 0...32, 34, 39, 60, 62, 92, 94, 96, 124, 127: return place
      case UInt8(ascii: "("): round += 1
      case UInt8(ascii: "["): square += 1
      case UInt8(ascii: "{"): curly += 1
      case UInt8(ascii: ")"):
        round -= 1
        if round < 0 { return place }
      case UInt8(ascii: "]"):
        square -= 1
        if square < 0 { return place }
      case UInt8(ascii: "}"):
        curly -= 1
        if curly < 0 { return place }
      case UInt8(ascii: ","), UInt8(ascii: ";"):
        if beginsURL(place + 1) { return place }
      case 0xC2:
        // U+00A0, « and ».
        if [0xA0, 0xAB, 0xBB].contains(byte(place + 1)) { return place }
      case 0xE2:
        // Typographic quotes, dashes, ellipsis, spaces.
        if byte(place + 1) == 0x80, byte(place + 2) <= 0xA9 { return place }
      case 0xE3:
        if byte(place + 1) == 0x80, byte(place + 2) <= 0x91 { return place }
      default: break
      }
      place += 1
    }
    return place
  }

  private func beginsURL(_ start: Int) -> Bool {
    var end = start
    while end < text.count, end - start < 8, text[end].isWord || text[end] == 42 { end += 1 }
    guard end > start, byte(end) == 58, byte(end + 1) == 47, byte(end + 2) == 47 else { return false }
    return Self.schemes[text[start..<end].folded] != nil
  }

  /// Without the punctuation of the sentence around it.
  private func trimmed(_ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start, ".,;:!?'\"*".utf8.contains(text[end - 1]) { end -= 1 }
    return end
  }

  /// URLs that stand percent-encoded in the path or query of another.
  private mutating func readNested(_ range: Range<Int>, whole: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start
      while end < range.upperBound, !"?&#=;".utf8.contains(text[end]) { end += 1 }
      if start > range.lowerBound || text[start] == 47 { readEncoded(start..<end, whole: whole) }
      start = end + 1
    }
  }

  /// Most URLs that are told of one in another's query: each runs to the end of the one around it.
  private static let mostNesting = 4

  /// Most layers of percent signs that are taken off a nested URL: `%25253A` in practice has two.
  private static let mostPercentLayers = 3

  private mutating func readEncoded(_ range: Range<Int>, whole: Range<Int>) {
    guard depth < Self.mostNesting, text[range].contains(UInt8(ascii: "%")) else { return }
    var bytes = Array(text[range])
    for _ in 0..<Self.mostPercentLayers {
      guard let decoded = Self.percentDecoded(bytes) else { return }
      bytes = decoded
      guard let mark = Self.schemeMark(in: bytes) else { continue }
      var inner = TextScan(bytes, endings: endings, depth: depth + 1)
      inner.readURL(colon: mark)
      for indicator in inner.found {
        add(indicator.type, indicator.value, whole, isDefanged: indicator.isDefanged)
      }
      return
    }
  }

  private static func schemeMark(in bytes: [UInt8]) -> Int? {
    let place = bytes.span.firstIndex(of: Array("://".utf8), from: 0)
    return place < bytes.count ? place : nil
  }

  /// Nil where there is nothing to decode.
  private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    var i = 0
    while i < bytes.count {
      if bytes[i] == 37, i + 2 < bytes.count, let high = bytes[i + 1].hexValue,
        let low = bytes[i + 2].hexValue
      {
        out.append(high << 4 | low)
        i += 3
      } else {
        out.append(bytes[i])
        i += 1
      }
    }
    return out.count == bytes.count ? nil : out
  }
}
