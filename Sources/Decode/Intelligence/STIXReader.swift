import Integrity

/// Indicators of a STIX 2.x bundle (OASIS STIX 2.1 §4.7, §9).
enum STIXReader {
  static func read(_ document: JSONValue, into content: inout IntelligenceContent) {
    content.format = "stix"
    guard case .array(let objects)? = document["objects"] else { return }
    for object in objects {
      let type = object["type"]?.string ?? "?"
      guard type == "indicator" else {
        if type != "identity", type != "marking-definition" { content.skip("object of type \(type)") }
        continue
      }
      if let modified = object["modified"]?.string ?? object["created"]?.string {
        content.date = max(content.date ?? "", modified)
      }
      guard object["revoked"].map({ if case .bool(true) = $0 { false } else { true } }) ?? true else {
        content.skip("revoked indicator")
        continue
      }
      guard object["pattern_type"]?.string ?? "stix" == "stix", let pattern = object["pattern"]?.string else {
        content.skip("pattern that is not STIX")
        continue
      }
      guard let comparisons = STIXPattern.comparisons(Array(pattern.utf8)) else {
        content.skip("pattern with more than equality")
        continue
      }
      let note = object["name"]?.string
      // A name and its folder are one path.
      let folder = comparisons.first { $0.path == "file:parent_directory_ref.path" }?.value
      for (path, value) in comparisons where path != "file:parent_directory_ref.path" {
        if path == "file:name", let folder {
          let isPosix = folder.first == UInt8(ascii: "/")
          content.add(
            isPosix ? .linuxPath : .windowsPath, folder + [isPosix ? 47 : 92] + value, note: note)
        } else {
          add(path, value, note: note, to: &content)
        }
      }
    }
  }

  private static let types: [String: IndicatorType] = [
    "ipv4-addr:value": .ipv4, "ipv6-addr:value": .ipv6, "domain-name:value": .dns, "url:value": .url,
    "email-addr:value": .email, "email-message:from_ref.value": .email, "file:hashes.MD5": .md5,
    "file:hashes.SHA-1": .sha1, "file:hashes.SHA-256": .sha256, "file:hashes.SHA-512": .sha512,
    "file:name": .fileName, "windows-registry-key:key": .registryKey, "mutex:name": .mutex,
    "mac-addr:value": .mac, "autonomous-system:number": .asn,
    "network-traffic:dst_ref.value": .ipv4, "network-traffic:src_ref.value": .ipv4,
    "x-cryptocurrency-wallet:address": .bitcoin,
    "network-traffic:extensions.http-request-ext.request_header.User-Agent": .userAgent,
  ]

  private static func add(
    _ path: String, _ value: [UInt8], note: String?, to content: inout IntelligenceContent
  ) {
    guard let type = types[path] else {
      content.skip("comparison of \(path)")
      return
    }
    if type == .asn {
      content.add(.asn, Array("AS".utf8) + value, note: note)
    } else if let found = ValueReader().whole(value), found.type != type,
      type == .ipv4 || type == .fileName || type == .bitcoin
    {
      content.add(found.type, found.value, note: note)
    } else {
      content.add(type, value, note: note)
    }
  }
}

/// The comparisons of a STIX pattern that says nothing but equality.
enum STIXPattern {
  /// - Returns: paths without quotes, and values; nil for a pattern with another operator. Comparisons joined by AND
  ///   come apart: each is told where it is found.
  static func comparisons(_ pattern: [UInt8]) -> [(path: String, value: [UInt8])]? {
    var place = 0
    var found: [(String, [UInt8])] = []
    func skipBlanks() { while place < pattern.count, pattern[place] <= 32 { place += 1 } }
    func literal() -> [UInt8]? {
      skipBlanks()
      guard place < pattern.count else { return nil }
      var value: [UInt8] = []
      if pattern[place] == 39 {
        place += 1
        while place < pattern.count, pattern[place] != 39 {
          if pattern[place] == 92, place + 1 < pattern.count { place += 1 }
          value.append(pattern[place])
          place += 1
        }
        guard place < pattern.count else { return nil }
        place += 1
        return value
      }
      while place < pattern.count, pattern[place].isDigit {
        value.append(pattern[place])
        place += 1
      }
      return value.isEmpty ? nil : value
    }
    while true {
      skipBlanks()
      guard place < pattern.count else { break }
      let byte = pattern[place]
      if byte == 91 || byte == 93 || byte == 40 || byte == 41 {
        place += 1
        continue
      }
      // A word: AND, OR, or a path.
      var path: [UInt8] = []
      let start = place
      while place < pattern.count, pattern[place].isNameByte || pattern[place] == 58 || pattern[place] == 39 {
        if pattern[place] == 39 {
          place += 1
          while place < pattern.count, pattern[place] != 39 {
            path.append(pattern[place])
            place += 1
          }
        } else {
          path.append(pattern[place])
        }
        place = min(place + 1, pattern.count)
      }
      guard place > start else { return nil }
      let word = String(decoding: path, as: UTF8.self)
      if word == "OR" || word == "AND" { continue }
      guard path.contains(58) else { return nil }
      skipBlanks()
      if place < pattern.count, pattern[place] == 61 {
        place += 1
        guard let value = literal() else { return nil }
        found.append((word, value))
      } else if pattern[place...].starts(with: Array("IN".utf8)) {
        place += 2
        skipBlanks()
        guard place < pattern.count, pattern[place] == 40 else { return nil }
        repeat {
          place += 1
          guard let value = literal() else { return nil }
          found.append((word, value))
          skipBlanks()
        } while place < pattern.count && pattern[place] == 44
        guard place < pattern.count, pattern[place] == 41 else { return nil }
        place += 1
      } else {
        return nil
      }
    }
    return found.isEmpty ? nil : found
  }
}
