import Evidence

/// What the cells of rows are called where a document names them apart from its rows, as a header does:
/// `["a","b"]`, or `[{"name":"a","type":"string"},…]`.
struct JSONColumns {
  /// What the name of a column is called: `value` where it stands alone, otherwise a key of the object that describes it.
  private static let keys = ["value", "name", "ColumnName"]

  /// Names in order, of the array `text`; a column without a name has an empty one. None where `text` is no such list.
  static func names(_ text: Span<UInt8>) -> [String] {
    var parser = JSONParser()
    var fields = RecordFields(names: NameTable())
    var names: [String] = []
    var i = JSONParser.skipBlank(text, 1)
    while i < text.count, text[i] != UInt8(ascii: "]") {
      guard let end = elementEnd(text, i) else { return [] }
      fields.reset()
      let element = text.extracting(i..<end)
      guard parser.run(element, buffer: .text, below: 0, into: &fields) == nil else { return [] }
      names.append(name(fields, element))
      i = JSONParser.skipBlank(text, end)
      if i < text.count, text[i] == UInt8(ascii: ",") { i = JSONParser.skipBlank(text, i + 1) }
      guard names.count <= fields.limits.namesPerGroup else { break }
    }
    return names
  }

  /// The end of a string or an object.
  private static func elementEnd(_ text: Span<UInt8>, _ start: Int) -> Int? {
    if text[start] == UInt8(ascii: "\"") { return JSONEnvelope.stringEnd(text, start + 1).map { $0 + 1 } }
    guard text[start] == UInt8(ascii: "{") else { return nil }
    var scan = JSONValueScan()
    guard case .end(let end) = scan.run(text, from: start, to: text.count, indent: 0, isFinal: true)
    else { return nil }
    return end
  }

  private static func name(_ fields: RecordFields, _ element: Span<UInt8>) -> String {
    for entry in fields.entries where entry.type == .string && keys.contains(fields.names.name(entry.name)) {
      var decoded: [UInt8] = []
      entry.escape.decode(
        element.extracting(Int(entry.start)..<Int(entry.start) + Int(entry.length)), into: &decoded)
      return String(decoding: decoded, as: UTF8.self)
    }
    return ""
  }

  /// Names at hand, and their numbers in the table at hand.
  private(set) var ids: [NameID] = []
  private var names: [String] = []
  private var namesSeen = 0

  /// Makes `ids` those of `columns`; -1 where the table is full.
  mutating func follow(_ columns: [String], _ table: inout NameTable) {
    // The same columns again are the same storage nearly always, and then compared at once. A table that has shrunk is
    // another one.
    if table.count >= namesSeen, names == columns { return }
    names = columns
    ids = columns.enumerated().map { CSVColumns.id($1, at: $0, in: &table) ?? -1 }
    namesSeen = table.count
  }
}
