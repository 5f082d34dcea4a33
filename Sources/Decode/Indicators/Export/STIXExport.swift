package import Evidence
package import Integrity

/// Indicators as a STIX 2.1 bundle (OASIS, 10 June 2021). The same indicators and time give the same bytes.
package enum STIXExport {
  /// - Parameter time: when the objects were made, by the one who exports.
  package static func bundle(_ rows: [IndicatorSummary], time: Timestamp) -> JSONValue {
    let objects = rows.map { object($0, time: time) }
    let identity = rows.reduce(into: Array(time.text.utf8)) { $0 += $1.key.identity }
    return .object([
      .init("type", "bundle"), .init("id", .string("bundle--" + NameUUID.of(identity))),
      .init("objects", .array(objects)),
    ])
  }

  private static func object(_ row: IndicatorSummary, time: Timestamp) -> JSONValue {
    let value = String(decoding: row.key.value, as: UTF8.self)
    let (type, name): (String, String) =
      switch row.key.type {
      case .cve: ("vulnerability", value)
      case .attackID: ("attack-pattern", value)
      default: ("indicator", "\(row.key.type.rawValue) \(value)")
      }
    let stamp = JSONValue.string(milliseconds(time))
    var members: [JSONValue.Member] = [
      .init("type", .string(type)), .init("spec_version", "2.1"),
      .init("id", .string("\(type)--" + NameUUID.of(row.key.identity))),
      .init("created", stamp), .init("modified", stamp), .init("name", .string(name)),
      .init("description", .string("seen \(row.count) times in \(row.records) records")),
    ]
    switch row.key.type {
    case .cve:
      members.append(.init("external_references", [["source_name": "cve", "external_id": .string(value)]]))
    case .attackID:
      members.append(
        .init("external_references", [["source_name": "mitre-attack", "external_id": .string(value)]]))
    default:
      members += [
        .init("indicator_types", ["unknown"]), .init("pattern", .string(pattern(row.key))),
        .init("pattern_type", "stix"), .init("valid_from", .string(milliseconds(row.first ?? time))),
      ]
    }
    return .object(members)
  }

  /// STIX has milliseconds at most where a time is compared.
  private static func milliseconds(_ time: Timestamp) -> String { time.text.prefix(23) + "Z" }

  /// A comparison of equality (STIX 2.1 §9).
  static func pattern(_ key: IndicatorKey) -> String {
    let value = String(decoding: key.value, as: UTF8.self)
    let path =
      switch key.type {
      case .ipv4: "ipv4-addr:value"
      case .ipv6: "ipv6-addr:value"
      case .dns: "domain-name:value"
      case .url: "url:value"
      case .email: "email-addr:value"
      case .md5: "file:hashes.MD5"
      case .sha1: "file:hashes.'SHA-1'"
      case .sha256: "file:hashes.'SHA-256'"
      case .sha512: "file:hashes.'SHA-512'"
      case .fileName, .windowsPath, .linuxPath, .namedPipe: "file:name"
      case .registryKey: "windows-registry-key:key"
      case .mutex: "mutex:name"
      case .mac: "mac-addr:value"
      case .asn: "autonomous-system:number"
      case .userAgent: "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"
      case .bitcoin, .monero: "x-cryptocurrency-wallet:address"
      case .cve: "vulnerability:name"
      case .attackID: "attack-pattern:name"
      }
    switch key.type {
    case .asn: return "[\(path) = \(value.dropFirst(2))]"
    case .windowsPath, .linuxPath: return pathPattern(value)
    case .namedPipe: return "[\(path) = '\(escaped("\\\\.\\pipe\\" + value))']"
    default: return "[\(path) = '\(escaped(value))']"
    }
  }

  private static func pathPattern(_ path: String) -> String {
    guard let cut = path.lastIndex(where: { $0 == "\\" || $0 == "/" }), cut != path.startIndex else {
      return "[file:name = '\(escaped(path))']"
    }
    let folder = path[..<cut]
    let name = path[path.index(after: cut)...]
    return
      "[file:name = '\(escaped(String(name)))' AND file:parent_directory_ref.path = '\(escaped(String(folder)))']"
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      if character == "\\" || character == "'" { out += "\\" }
      out.unicodeScalars.append(character)
    }
    return out
  }
}

extension IndicatorKey {
  /// What an identifier is made of.
  var identity: [UInt8] { Array(type.rawValue.utf8) + [58] + value + [10] }
}
