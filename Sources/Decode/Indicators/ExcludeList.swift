import Query

/// Values that are left out of answers: a list of an organisation's own names and addresses.
package struct ExcludeList: Sendable {
  private var values: Set<[UInt8]> = []
  private var domains: Set<[UInt8]> = []
  private var networks: [IPNetwork] = []
  /// Lines as given, without comments.
  package private(set) var lines: [String] = []

  /// Reads a value a line: an indicator as it is or defanged, `*.example.com` for a name and all below it,
  /// `10.0.0.0/8` for a network; `#` begins a comment.
  package init(lines: [String]) {
    for line in lines {
      let text = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
      let bytes = Refanged(Array(text.utf8)).text.folded
      let value = Array(bytes.drop { $0 <= 32 }.reversed().drop { $0 <= 32 }.reversed())
      if value.isEmpty { continue }
      self.lines.append(String(decoding: value, as: UTF8.self))
      if value.starts(with: Array("*.".utf8)) {
        domains.insert(Array(value.dropFirst(2)))
      } else if value.contains(UInt8(ascii: "/")), let network = IPNetwork(value) {
        networks.append(network)
      } else {
        values.insert(value)
      }
    }
  }

  /// Whether nothing is left out.
  package var isEmpty: Bool { lines.isEmpty }

  /// Whether a value is left out, by itself or by the name or network that it belongs to. A URL and an e-mail address
  /// stay unless they are named themselves.
  package func holds(_ key: IndicatorKey) -> Bool {
    let value = key.value.folded
    if values.contains(value) { return true }
    if key.type == .dns, !domains.isEmpty {
      var rest = value[...]
      while true {
        if domains.contains(Array(rest)) { return true }
        guard let dot = rest.firstIndex(of: 46) else { break }
        rest = rest[(dot + 1)...]
      }
    }
    guard key.type == .ipv4 || key.type == .ipv6, !networks.isEmpty, let address = IPAddress(value) else {
      return false
    }
    return networks.contains { $0.contains(address) }
  }
}
