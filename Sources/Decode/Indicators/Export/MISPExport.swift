package import Evidence
package import Integrity

/// Indicators as a MISP event (MISP core format, draft-dulaunoy-misp-core-format).
package enum MISPExport {
  /// - Parameters:
  ///   - title: what the event is about.
  ///   - time: when it was made, by the one who exports.
  package static func event(_ rows: [IndicatorSummary], title: String, time: Timestamp) -> JSONValue {
    let identity = rows.reduce(into: Array(time.text.utf8)) { $0 += $1.key.identity }
    let attributes = rows.map { attribute($0, time: time) }
    return [
      "Event": .object([
        .init("uuid", .string(NameUUID.of(identity))), .init("info", .string(title)),
        .init("date", .string(String(time.text.prefix(10)))),
        .init("timestamp", .string(String(time.seconds))),
        .init("threat_level_id", "4"), .init("analysis", "0"), .init("distribution", "0"),
        .init("published", false), .init("Attribute", .array(attributes)),
      ])
    ]
  }

  private static func attribute(_ row: IndicatorSummary, time: Timestamp) -> JSONValue {
    let (type, category) = kind(row.key.type)
    // Addresses of one's own network and common names are context, not something to alert on.
    let isForDetection =
      IndicatorMeaning.commonReason(row.key) == nil && type != "text"
      && (IndicatorMeaning.kind(row.key) ?? "public") == "public"
    var members: [JSONValue.Member] = [
      .init("uuid", .string(NameUUID.of(Array("misp ".utf8) + row.key.identity))),
      .init("type", .string(type)),
      .init("category", .string(category)),
      .init("value", .string(String(decoding: row.key.value, as: UTF8.self))),
      .init("to_ids", .bool(isForDetection)), .init("distribution", "5"),
      .init("timestamp", .string(String(time.seconds))),
      .init("comment", .string("seen \(row.count) times in \(row.records) records")),
    ]
    if let first = row.first { members.append(.init("first_seen", .string(first.text))) }
    if let last = row.last { members.append(.init("last_seen", .string(last.text))) }
    return .object(members)
  }

  /// Type and category of an attribute.
  private static func kind(_ type: IndicatorType) -> (type: String, category: String) {
    switch type {
    case .ipv4, .ipv6: ("ip-dst", "Network activity")
    case .dns: ("hostname", "Network activity")
    case .url: ("url", "Network activity")
    case .email: ("email", "Network activity")
    case .md5: ("md5", "Payload delivery")
    case .sha1: ("sha1", "Payload delivery")
    case .sha256: ("sha256", "Payload delivery")
    case .sha512: ("sha512", "Payload delivery")
    case .windowsPath, .linuxPath, .fileName: ("filename", "Payload delivery")
    case .registryKey: ("regkey", "Persistence mechanism")
    case .namedPipe: ("named pipe", "Artifacts dropped")
    case .mutex: ("mutex", "Artifacts dropped")
    case .bitcoin: ("btc", "Financial fraud")
    case .monero: ("xmr", "Financial fraud")
    case .cve: ("vulnerability", "External analysis")
    case .attackID: ("text", "External analysis")
    case .mac: ("mac-address", "Network activity")
    case .asn: ("AS", "Network activity")
    case .userAgent: ("user-agent", "Network activity")
    }
  }
}
