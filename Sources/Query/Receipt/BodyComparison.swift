import Integrity

/// What differs between the body of a receipt and the one that the same question gives now.
struct BodyComparison {
  private(set) var list: [ReceiptReport.Difference] = []
  /// How the evidence is read otherwise: extractor versions, formats, zones, clocks.
  private(set) var reading: [String] = []
  /// Versions that differ, which need not mean anything.
  private(set) var notes: [String] = []

  init(then: JSONValue, now: JSONValue) {
    compareReading(then["coverage"], now["coverage"])
    compare(then, now, [])
  }

  private mutating func compare(_ then: JSONValue?, _ now: JSONValue?, _ path: [String]) {
    let name = path.joined(separator: ".")
    switch name {
    // Bound by the check of the tree; told in `reading`; sources may have been excluded since; follows from rows.
    case "case", "coverage.extractors", "coverage.sources", "coverage.left_out", "claim": return
    case "tool":
      compareTool(then, now)
      return
    default: break
    }
    if case .object(let old)? = then, case .object(let new)? = now {
      let names = old.map(\.name) + new.map(\.name).filter { then?[$0] == nil }
      for member in names { compare(then?[member], now?[member], path + [member]) }
      return
    }
    let (a, b) = (Self.text(then), Self.text(now))
    guard a != b else { return }
    list.append(
      ReceiptReport.Difference(
        path: name, expected: then, found: now,
        reason: "\(name) was \(Self.short(a)), is \(Self.short(b)) now"))
  }

  private mutating func compareTool(_ then: JSONValue?, _ now: JSONValue?) {
    let (old, new) = (then?["version"]?.string ?? "?", now?["version"]?.string ?? "?")
    if old != new { notes.append("the receipt was made by version \(old), asked again by \(new)") }
    if then?["engine"]?.int != now?["engine"]?.int {
      reading.append("questions mean something else in this version")
    }
  }

  private mutating func compareReading(_ then: JSONValue?, _ now: JSONValue?) {
    let (old, new) = (Self.versions(then), Self.versions(now))
    if old != new { reading.append("extracted by version \(old) then, \(new) now") }
    guard case .array(let before)? = then?["sources"], case .array(let after)? = now?["sources"] else {
      return
    }
    for source in after {
      guard let id = source["source_id"]?.int, let known = before.first(where: { $0["source_id"]?.int == id })
      else { continue }
      for name in ["format", "encoding", "timezone", "clock_offset_seconds"] {
        let (a, b) = (Self.text(known[name]), Self.text(source[name]))
        if a != b { reading.append("source \(id): \(name) was \(a), is \(b)") }
      }
      for name in ["records", "not_parsed", "sha256", "complete"] {
        let (a, b) = (Self.text(known[name]), Self.text(source[name]))
        guard a != b else { continue }
        list.append(
          ReceiptReport.Difference(
            path: "coverage.sources", expected: known[name], found: source[name],
            reason: "source \(id): \(name) was \(a), is \(b)"))
      }
    }
  }

  /// One text for one value.
  private static func text(_ value: JSONValue?) -> String {
    guard let value else { return "not there" }
    switch value {
    case .null: return "none"
    case .string(let text): return text
    default: break
    }
    return (try? CanonicalJSON.bytes(value)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
  }

  /// Versions of the extractors: `1`, or `1 and 2`.
  private static func versions(_ coverage: JSONValue?) -> String {
    guard case .array(let list)? = coverage?["extractors"] else { return "?" }
    return list.isEmpty ? "none" : list.map { text($0) }.joined(separator: " and ")
  }

  /// At most 200 characters.
  static func short(_ text: String) -> String {
    text.utf8.count <= 200 ? text : text.prefix(200) + "…"
  }
}
