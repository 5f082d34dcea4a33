/// Something that a list of intelligence names.
package struct IntelligenceItem: Sendable, Hashable {
  /// What it is; nil for a text that is looked for as it stands.
  package let type: IndicatorType?
  /// Its value, re-fanged, as indicators are compared.
  package let value: [UInt8]
  /// What the list says of it; nil where it says nothing.
  package let note: String?

  /// An item.
  package init(type: IndicatorType?, value: [UInt8], note: String? = nil) {
    self.type = type
    self.value = value
    self.note = note
  }
}

/// What was read of a list.
package struct IntelligenceContent: Sendable {
  /// Kind of file: `stix`, `misp`, `csv`, `nsrl`, `digests` or `list`.
  package var format = ""
  /// Items, each once, in order of appearance.
  package private(set) var items: [IntelligenceItem] = []
  /// Date that the list states of itself; nil where it states none.
  package var date: String?
  /// Entries that were not read, by reason.
  package private(set) var notRead: [String: Int] = [:]
  private var seen: Set<IndicatorKey> = []
  private var seenTexts: Set<[UInt8]> = []

  init() {}

  /// Shortest text that is looked for: shorter ones are everywhere.
  package static let shortestText = 4

  mutating func add(_ type: IndicatorType?, _ value: [UInt8], note: String? = nil) {
    if let type {
      let key = IndicatorKey(type: type, value: IntelligenceItem.compared(type, value))
      if seen.insert(key).inserted {
        items.append(IntelligenceItem(type: type, value: key.value, note: note))
      }
    } else if value.count < Self.shortestText {
      skip("text of less than \(Self.shortestText) bytes")
    } else if seenTexts.insert(value).inserted {
      items.append(IntelligenceItem(type: nil, value: value, note: note))
    }
  }

  mutating func skip(_ reason: String) { notRead[reason, default: 0] += 1 }
}

extension IntelligenceItem {
  /// A value as it is compared: letters of any case are equal but in URLs and in addresses in Base58.
  package static func compared(_ type: IndicatorType, _ value: [UInt8]) -> [UInt8] {
    switch type {
    case .url, .bitcoin, .monero: value
    case .ipv4, .ipv6, .dns, .email, .md5, .sha1, .sha256, .sha512, .windowsPath, .linuxPath, .fileName,
      .registryKey, .namedPipe, .mutex, .cve, .attackID, .mac, .asn, .userAgent:
      value.folded
    }
  }
}
