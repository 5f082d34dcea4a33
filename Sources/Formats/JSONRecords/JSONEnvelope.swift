import Evidence

/// Finds, in a document that is one object, the array that holds the records.
///
/// | keys | who writes it |
/// | --- | --- |
/// | `Records` | AWS CloudTrail, S3 and SNS notifications |
/// | `records` | Azure Monitor storage export, NSG flow logs |
/// | `hits.hits` | Elasticsearch and OpenSearch `_search` |
/// | `results` | Splunk REST |
/// | `Events` | `aws cloudtrail lookup-events` |
/// | `value` | Microsoft Graph, Azure REST |
/// | `entries` | Google Cloud Logging REST |
/// | `events`, `data`, `items`, `logs`, `rows` | many REST services |
///
/// The first one in the document counts. Below a key that is not telling by itself (all but the first four),
/// an array counts only if its first element is an object (for `rows`: or an array).
struct JSONEnvelope {
  enum Outcome {
    /// The records begin behind the array's `[`, at `start`; `closers` objects are open around the array.
    case found(start: Int, closers: Int)
    /// The document has no such array: it is a record itself.
    case none
    /// The window ends before either is known.
    case more
  }

  private enum Key {
    /// An array below it holds records.
    case telling
    /// So if the elements are objects.
    case common
    /// So if the elements are objects or arrays.
    case rows
    /// `hits`: an object that holds the array `hits`.
    case hits
    case other
  }

  private static func key(_ bytes: Span<UInt8>) -> Key {
    if bytes.count > 9 || bytes.isEmpty { return .other }
    func matches(_ name: StaticString) -> Bool {
      bytes.count == name.utf8CodeUnitCount && bytes.starts(with: name, at: 0)
    }
    if matches("Records") || matches("records") || matches("results") { return .telling }
    if matches("hits") { return .hits }
    if matches("rows") { return .rows }
    if matches("Events") || matches("value") || matches("entries") || matches("events") || matches("data")
      || matches("items") || matches("logs")
    {
      return .common
    }
    return .other
  }

  /// Looks into the object that begins at `start`. Linear, no recursion.
  static func find(_ window: Span<UInt8>, from start: Int, isFinal: Bool) -> Outcome {
    let needMore = isFinal ? Outcome.none : Outcome.more
    var i = start + 1
    var insideHits = false
    while true {
      i = skipBlank(window, i)
      guard i < window.count else { return needMore }
      if window[i] == UInt8(ascii: ",") {
        i += 1
        continue
      }
      if window[i] == UInt8(ascii: "}"), insideHits {
        insideHits = false
        i += 1
        continue
      }
      guard window[i] == UInt8(ascii: "\"") else { return .none }
      let keyStart = i + 1
      guard let keyEnd = stringEnd(window, keyStart) else { return needMore }
      i = skipBlank(window, keyEnd + 1)
      guard i < window.count else { return needMore }
      guard window[i] == UInt8(ascii: ":") else { return .none }
      i = skipBlank(window, i + 1)
      guard i < window.count else { return needMore }
      let key = key(window.extracting(keyStart..<keyEnd))
      switch window[i] {
      case UInt8(ascii: "["):
        let element = skipBlank(window, i + 1)
        guard element < window.count else { return needMore }
        if holdsRecords(key, insideHits, first: window[element]) {
          return .found(start: i + 1, closers: insideHits ? 2 : 1)
        }
      case UInt8(ascii: "{"):
        if key == .hits, !insideHits {
          insideHits = true
          i += 1
          continue
        }
      case UInt8(ascii: "\""):
        guard let end = stringEnd(window, i + 1) else { return needMore }
        i = end + 1
        continue
      default:
        while i < window.count, isScalarByte(window[i]) { i += 1 }
        guard i < window.count else { return needMore }
        if window[i] != UInt8(ascii: ","), window[i] != UInt8(ascii: "}"), !JSONRecords.isBlank(window[i]) {
          return .none
        }
        continue
      }
      var scan = JSONValueScan()
      switch scan.run(window, from: i, to: window.count, indent: 0, isFinal: isFinal) {
      case .end(let end): i = end
      case .resync: return .none
      case .more: return needMore
      }
    }
  }

  private static func holdsRecords(_ key: Key, _ insideHits: Bool, first: UInt8) -> Bool {
    switch key {
    case .telling: !insideHits
    case .hits: insideHits
    case .common: !insideHits && first == UInt8(ascii: "{")
    case .rows: !insideHits && (first == UInt8(ascii: "{") || first == UInt8(ascii: "["))
    case .other: false
    }
  }

  private static func isScalarByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): true
    default: false
    }
  }

  private static func skipBlank(_ window: Span<UInt8>, _ start: Int) -> Int {
    var i = start
    while i < window.count, JSONRecords.isBlank(window[i]) { i += 1 }
    return i
  }

  /// The closing quote of the string whose first byte is at `start`; nil where the window ends before it.
  private static func stringEnd(_ window: Span<UInt8>, _ start: Int) -> Int? {
    var i = start
    while i < window.count {
      i = window.firstIndex(of: UInt8(ascii: "\""), or: UInt8(ascii: "\\"), from: i)
      guard i < window.count else { return nil }
      if window[i] == UInt8(ascii: "\"") { return i }
      i += 2
    }
    return nil
  }
}
