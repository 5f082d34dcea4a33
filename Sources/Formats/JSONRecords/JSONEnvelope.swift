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
/// | `tables[].rows`, named by `columns` | Log Analytics query API; Kusto v1 as `Tables`, `Rows`, `Columns` |
/// | `rows`, named by `columns` or `fields` | Elasticsearch SQL, Splunk `json_rows` |
///
/// The first one in the document counts. Below a key that is not telling by itself (all but the first four),
/// an array counts only if its first element is an object (for `rows`: or an array). Of several tables, the rows
/// of each are records: `find` is asked again behind each one's rows.
struct JSONEnvelope {
  enum Outcome {
    /// The records begin behind the array's `[`, at `start`; `closers` brackets are open around the array. Rows
    /// that are arrays have their cells named by `columns`.
    case found(start: Int, closers: Int, columns: [String] = [])
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
    /// An array of objects that hold `columns` and `rows`.
    case tables
    /// Names of the cells of rows.
    case columns
    case other
  }

  /// Brackets around the rows of one of several tables: the document, the array of tables, the table.
  static let tableClosers = 3

  private static func key(_ bytes: Span<UInt8>) -> Key {
    if bytes.count > 9 || bytes.isEmpty { return .other }
    func matches(_ name: StaticString) -> Bool {
      bytes.count == name.utf8CodeUnitCount && bytes.starts(with: name, at: 0)
    }
    if matches("Records") || matches("records") || matches("results") { return .telling }
    if matches("hits") { return .hits }
    if matches("rows") || matches("Rows") { return .rows }
    if matches("tables") || matches("Tables") { return .tables }
    if matches("columns") || matches("Columns") || matches("fields") { return .columns }
    if matches("Events") || matches("value") || matches("entries") || matches("events") || matches("data")
      || matches("items") || matches("logs")
    {
      return .common
    }
    return .other
  }

  /// Looks into the object that begins at `start`, or goes on behind the rows of a table that end there. Linear, no
  /// recursion.
  static func find(
    _ window: Span<UInt8>, from start: Int, behindRowsOfTable: Bool = false, isFinal: Bool
  ) -> Outcome {
    let needMore = isFinal ? Outcome.none : Outcome.more
    var i = behindRowsOfTable ? start : start + 1
    var insideHits = false
    var insideTable = behindRowsOfTable
    var columns: [String] = []
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
      if window[i] == UInt8(ascii: "}"), insideTable {
        columns = []
        i = skipBlank(window, i + 1)
        guard i < window.count else { return needMore }
        if window[i] == UInt8(ascii: ",") {
          i = skipBlank(window, i + 1)
          guard i < window.count else { return needMore }
          guard window[i] == UInt8(ascii: "{") else { return .none }
        } else {
          // What stands behind the last table is no more records.
          guard window[i] == UInt8(ascii: "]"), !behindRowsOfTable else { return .none }
          insideTable = false
        }
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
        let first = window[element]
        if key == .rows, !columns.isEmpty, first == UInt8(ascii: "[") || first == UInt8(ascii: "]") {
          return .found(start: i + 1, closers: insideTable ? tableClosers : 1, columns: columns)
        }
        if key == .tables, !insideTable, !insideHits, first == UInt8(ascii: "{") {
          insideTable = true
          i = element + 1
          continue
        }
        if !insideTable, holdsRecords(key, insideHits, first: first) {
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
      case .end(let end):
        if key == .columns, !insideHits { columns = JSONColumns.names(window.extracting(i..<end)) }
        i = end
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
    case .tables, .columns, .other: false
    }
  }

  private static func isScalarByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): true
    default: false
    }
  }

  private static func skipBlank(_ window: Span<UInt8>, _ start: Int) -> Int {
    JSONParser.skipBlank(window, start)
  }

  /// The closing quote of the string whose first byte is at `start`; nil where the window ends before it.
  static func stringEnd(_ window: Span<UInt8>, _ start: Int) -> Int? {
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
