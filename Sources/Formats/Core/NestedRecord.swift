import Evidence

/// A row of a Splunk export whose `_raw` is a record of its own: Event XML, JSON, classic Windows text or
/// `key=value`. Both are taken: first the fields of `_raw`, then the row's columns, by the rule
/// - a column that says what a field of `_raw` of that name says is not emitted twice;
/// - a column that says something else is emitted as `splunk.NAME`: an extraction fault shows so;
/// - any other column, `_raw` itself included, is emitted under its own name.
///
/// Use: fill `fields` with the row's columns (entries, common fields, time, as for a row without `_raw`), put
/// the decoded `_raw` into `fields.nested` (and `nestedStart`, `nestedLength`, `nestedEscape`), then call
/// `merge`. One value of this type belongs to one extractor; it keeps caches only.
package struct NestedRecord {
  /// What a `_raw` was recognized as.
  package enum Kind: Sendable, Equatable {
    case eventXML, json, windowsText, keyValue
    /// Nothing that has fields: a text.
    case plain
  }

  private let profile: SourceProfile
  private var events = EventScanner()
  private var windowsText: WindowsText
  private var json: JSONRecords.RecordParser
  private var rowColumns: [RecordFields.Entry] = []
  /// For each of the row's columns the entry that now holds its value.
  private var entryOfColumn: [Int32] = []
  private var columnIDs = ColumnIDs()
  /// By column: the last row in which `_raw` had it, and the first entry with it there.
  private var lastSeen: [(row: Int, entry: Int32)] = []
  /// By entry of `_raw`: the next one of the same column, -1 for none.
  private var nextOfColumn: [Int32] = []
  private var row = 0
  private var decodedA: [UInt8] = []
  private var decodedB: [UInt8] = []

  package init(profile: SourceProfile) {
    self.profile = profile
    windowsText = WindowsText(profile: profile)
    json = JSONRecords.RecordParser(profile: profile)
  }

  /// Parses `fields.nested` and puts the row's columns, which `fields` holds, behind its fields. Time: that of
  /// an Event XML or JSON `_raw`, which is the event's own statement in UTC; otherwise the row's, and that of
  /// `_raw` last. Common fields: those of `_raw`, then the row's.
  ///
  /// - Parameter text: the record proper, where the row's columns stand.
  @discardableResult
  package mutating func merge(text: Span<UInt8>, into fields: inout RecordFields) -> Kind {
    let rowTime = fields.time
    let rowCommon = fields.common
    rowColumns.removeAll(keepingCapacity: true)
    fields.swapEntries(&rowColumns)
    for field in RecordFields.Common.allCases { fields.setCommon(field, .none) }
    fields.time = nil

    let kind = parseNested(into: &fields)
    let rawWins = kind == .eventXML || kind == .json
    if let rowTime, !rawWins || fields.time == nil { fields.time = rowTime }

    emitColumns(text, into: &fields)
    for field in RecordFields.Common.allCases where fields.common[field.rawValue] == .none {
      var value = rowCommon[field.rawValue]
      if case .entry(let i) = value {
        let entry = i < entryOfColumn.count ? entryOfColumn[i] : -1
        value = entry < 0 ? .none : .entry(Int(entry))
      }
      fields.setCommon(field, value)
    }
    return kind
  }

  private mutating func parseNested(into fields: inout RecordFields) -> Kind {
    let bytes = fields.takeNested()
    let kind = NestedRecord.sniff(bytes.span)
    switch kind {
    case .eventXML: events.parse(bytes.span, buffer: .nested, profile: profile, into: &fields)
    case .json: json.parse(bytes.span, buffer: .nested, below: 0, into: &fields)
    case .windowsText: windowsText.parse(bytes.span, buffer: .nested, into: &fields)
    case .keyValue: KeyValuePairs.parse(bytes.span, buffer: .nested, below: 0, into: &fields)
    case .plain: break
    }
    fields.putNested(bytes)
    if !fields.parsed {
      let problem = fields.problem.map { "\($0.code): \($0.reason)" } ?? ""
      fields.resume("raw.unparsed", "_raw was not understood, the row's columns were: \(problem)")
      return .plain
    }
    return kind
  }

  private mutating func emitColumns(_ text: Span<UInt8>, into fields: inout RecordFields) {
    row += 1
    columnIDs.follow(&fields.names)
    nextOfColumn.removeAll(keepingCapacity: true)
    entryOfColumn.removeAll(keepingCapacity: true)
    for i in 0..<fields.entries.count {
      let column = columnIDs.column(of: fields.entries[i].name, in: fields.names)
      while lastSeen.count <= column { lastSeen.append((row: 0, entry: -1)) }
      // The chain goes from the last entry of a name to the first: order does not matter to `holds`.
      nextOfColumn.append(lastSeen[column].row == row ? lastSeen[column].entry : -1)
      lastSeen[column] = (row, Int32(truncatingIfNeeded: i))
    }
    for entry in rowColumns {
      var entry = entry
      let column = columnIDs.column(of: entry.name, in: fields.names)
      if column < lastSeen.count, lastSeen[column].row == row {
        let same = holder(of: entry, from: lastSeen[column].entry, text, fields)
        if same >= 0 {
          entryOfColumn.append(same)
          continue
        }
        guard let renamed = columnIDs.splunkName(of: entry.name, in: &fields.names) else {
          fields.add(nil, 0..<0)
          entryOfColumn.append(-1)
          continue
        }
        entry.name = renamed
      }
      let before = fields.entries.count
      let start = Int(entry.start)
      fields.add(
        entry.name, start..<start + Int(entry.length), in: entry.buffer, escape: entry.escape,
        type: entry.type)
      entryOfColumn.append(fields.entries.count > before ? Int32(truncatingIfNeeded: before) : -1)
    }
  }

  /// The entry in the chain from `first` that has the value of `column`, -1 for none.
  private mutating func holder(
    of column: RecordFields.Entry, from first: Int32, _ text: Span<UInt8>, _ fields: RecordFields
  ) -> Int32 {
    var i = first
    while i >= 0 {
      if equal(fields.entries[Int(i)], column, text, fields) { return i }
      i = nextOfColumn[Int(i)]
    }
    return -1
  }

  private mutating func equal(
    _ a: RecordFields.Entry, _ b: RecordFields.Entry, _ text: Span<UInt8>, _ fields: RecordFields
  ) -> Bool {
    if a.escape == b.escape, a.length == b.length,
      fields.withBytes(of: a, text: text, { x in fields.withBytes(of: b, text: text) { x.equals($0) } })
    {
      return true
    }
    if a.escape == .none, b.escape == .none { return false }
    decodedA.removeAll(keepingCapacity: true)
    decodedB.removeAll(keepingCapacity: true)
    fields.withBytes(of: a, text: text) { a.escape.decode($0, into: &decodedA) }
    fields.withBytes(of: b, text: text) { b.escape.decode($0, into: &decodedB) }
    return decodedA.span.equals(decodedB.span)
  }
}
