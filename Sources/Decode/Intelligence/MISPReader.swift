import Integrity

/// Attributes of MISP events (MISP core format).
enum MISPReader {
  static func read(_ document: JSONValue, into content: inout IntelligenceContent) {
    content.format = "misp"
    for event in events(document) {
      if let date = event["date"]?.string { content.date = max(content.date ?? "", date) }
      let title = event["info"]?.string
      read(event["Attribute"], title, into: &content)
      if case .array(let objects)? = event["Object"] {
        for object in objects { read(object["Attribute"], title, into: &content) }
      }
    }
  }

  /// One event, or the answer of a server, which has several.
  static func events(_ document: JSONValue) -> [JSONValue] {
    if let event = document["Event"] { return [event] }
    let list: JSONValue = document["response"] ?? document
    if case .array(let elements) = list { return elements.compactMap { $0["Event"] } }
    return list["Event"].map { [$0] } ?? []
  }

  private static func read(
    _ attributes: JSONValue?, _ title: String?, into content: inout IntelligenceContent
  ) {
    guard case .array(let attributes)? = attributes else { return }
    for attribute in attributes {
      guard let type = attribute["type"]?.string, let value = attribute["value"]?.string else { continue }
      if case .bool(false)? = attribute["to_ids"] {
        content.skip("attribute that is not for detection (to_ids false)")
        continue
      }
      if attribute["deleted"].map({ if case .bool(true) = $0 { true } else { false } }) ?? false { continue }
      let comment = attribute["comment"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? title
      // `filename|sha256`: two attributes in one.
      let types = type.split(separator: "|").map(String.init)
      let values =
        types.count > 1 ? value.split(separator: "|", maxSplits: types.count - 1).map(String.init) : [value]
      for (type, value) in zip(types, values) { add(type, Array(value.utf8), comment, into: &content) }
    }
  }

  private static let types: [String: IndicatorType] = [
    "domain": .dns, "hostname": .dns, "url": .url, "uri": .url, "link": .url, "email": .email,
    "email-src": .email,
    "email-dst": .email, "md5": .md5, "imphash": .md5, "sha1": .sha1, "sha256": .sha256, "sha512": .sha512,
    "filename": .fileName, "regkey": .registryKey, "mutex": .mutex, "named pipe": .namedPipe, "btc": .bitcoin,
    "xmr": .monero, "vulnerability": .cve, "mac-address": .mac, "AS": .asn, "user-agent": .userAgent,
  ]

  private static func add(
    _ type: String, _ value: [UInt8], _ note: String?, into content: inout IntelligenceContent
  ) {
    switch type {
    case "ip-src", "ip-dst", "ip", "filename":
      ValueReader().add(value, note: note, to: &content)
    case "port", "value", "text", "comment", "size-in-bytes":
      break
    default:
      guard let known = types[type] else {
        content.skip("attribute of type \(type)")
        return
      }
      content.add(known, known == .url ? Refanged(value).text : Refanged(value).text.folded, note: note)
    }
  }
}
