import Evidence

/// Turns rows into fields. A row with a `_raw` goes through `NestedRecord`. A struct, so that the extractor pays
/// for access to a class's property once a row; not copyable, so that no call copies it behind our back.
struct CSVRowFields: ~Copyable {
  private let reader: CSVCellReader
  private let dayFirst: Bool
  private let times: CSVTime.Rule
  /// The escape of a quoted cell with doubled quotes; nil where the quote is not `"`: such a value is copied.
  private let escape: Escape?
  private var nested: NestedRecord
  private var columns: CSVColumns?
  /// The context that `columns` was made from.
  private var context = RecordContext()
  private var surplusIDs: [NameID?] = []
  /// Size of the name table when it was last seen: a smaller one is another table.
  private var namesSeen = 0
  private var cells: [CSVCell] = []
  private var entryOfCell: [Int32] = []
  private var decoded: [UInt8] = []
  private var ranges: [Range<Int>] = []

  init(profile: SourceProfile) {
    let dialect = profile.csv ?? CSVDialect()
    reader = CSVCellReader(dialect)
    dayFirst = dialect.dayFirst
    times = CSVTime.Rule(profile)
    escape = dialect.quote == UInt8(ascii: "\"") ? .csv : nil
    nested = NestedRecord(profile: profile)
  }

  mutating func extract(_ text: Span<UInt8>, context: RecordContext, into fields: inout RecordFields) {
    defer { namesSeen = fields.names.count }
    if fields.names.count < namesSeen {
      columns = nil
      surplusIDs.removeAll()
    }
    let columns = columns(for: context, &fields)
    guard readCells(text, &fields) else { return }
    if !columns.ids.isEmpty, cells.count != columns.ids.count {
      let found = cells.count
      fields.note("csv.ragged", "\(found) cells in a row of \(columns.ids.count) columns")
    }
    emit(text, columns, &fields)
    setTime(text, columns, &fields)
    setCommon(text, columns, &fields)
    if let raw = columns.raw, raw < cells.count, cells[raw].length > 0 {
      parseRaw(cells[raw], text, &fields)
    }
  }

  private mutating func columns(for context: RecordContext, _ fields: inout RecordFields) -> CSVColumns {
    // The same context again is the same storage nearly always, and then compared at once.
    if let columns, self.context == context {
      self.context = context
      return columns
    }
    let made = CSVColumns(context, names: &fields.names)
    columns = made
    self.context = context
    return made
  }

  /// False if the row is not to be understood.
  @inline(__always)
  private mutating func readCells(_ text: Span<UInt8>, _ fields: inout RecordFields) -> Bool {
    cells.removeAll(keepingCapacity: true)
    var i = 0
    while true {
      let cell = reader.cell(text, at: i)
      switch cell.form {
      case .bare, .quoted, .escaped: break
      case .bareWithQuotes, .quotedWithText: noteQuote(cell.form, &fields)
      case .unclosed:
        fields.fail(
          "csv.unbalanced-quote", "the quote that opens cell \(cells.count + 1) is not closed")
        return false
      }
      cells.append(cell)
      if cell.end >= text.count { return true }
      i = cell.end + 1
      let limit = fields.limits.fieldsPerRecord
      if cells.count >= limit {
        fields.note(
          "fields.too-many", "more than \(limit) cells in one row: further ones are not extracted")
        return true
      }
    }
  }

  private func noteQuote(_ form: CSVCell.Form, _ fields: inout RecordFields) {
    let number = cells.count + 1
    if form == .bareWithQuotes {
      fields.note("csv.quote-in-bare-cell", "cell \(number) holds quotes but is not quoted: kept as text")
    } else {
      fields.note("csv.text-after-quote", "text behind the closing quote of cell \(number): kept as text")
    }
  }

  @inline(__always)
  private mutating func emit(_ text: Span<UInt8>, _ columns: CSVColumns, _ fields: inout RecordFields) {
    entryOfCell.removeAll(keepingCapacity: true)
    for i in 0..<cells.count {
      let before = fields.entries.count
      let id = i < columns.ids.count ? columns.ids[i] : surplusID(i, &fields)
      if let unset = columns.unset {
        emitZeek(cells[i], id, text, unset: unset, empty: columns.empty, &fields)
      } else if columns.hasMultiValues, i < columns.roles.count {
        emitMultiValue(i, id, columns.roles[i], text, &fields)
      } else {
        add(cells[i], id, text, &fields)
      }
      entryOfCell.append(fields.entries.count > before ? Int32(truncatingIfNeeded: before) : -1)
    }
  }

  @inline(__always)
  private func add(
    _ cell: CSVCell, _ id: NameID?, _ text: Span<UInt8>, _ fields: inout RecordFields
  ) {
    let range = cell.start..<cell.start + cell.length
    switch cell.form {
    case .bare, .quoted, .bareWithQuotes: fields.add(id, range)
    case .escaped, .quotedWithText, .unclosed:
      if cell.form == .escaped, let escape { return fields.add(id, range, escape: escape) }
      let start = fields.scratch.count
      reader.decode(cell, of: text, into: &fields.scratch)
      fields.add(id, start..<fields.scratch.count, in: .scratch)
    }
  }

  private mutating func surplusID(_ index: Int, _ fields: inout RecordFields) -> NameID? {
    while surplusIDs.count <= index {
      surplusIDs.append(nil)
    }
    if let id = surplusIDs[index] { return id }
    let id = CSVColumns.id("", at: index, in: &fields.names)
    surplusIDs[index] = id
    return id
  }

  private func emitZeek(
    _ cell: CSVCell, _ id: NameID?, _ text: Span<UInt8>, unset: [UInt8], empty: [UInt8],
    _ fields: inout RecordFields
  ) {
    let value = text.extracting(cell.start..<cell.start + cell.length)
    if value.equals(unset.span) { return }
    let isEmpty = value.equals(empty.span)
    fields.add(id, cell.start..<(isEmpty ? cell.start : cell.start + cell.length))
  }

  private mutating func emitMultiValue(
    _ index: Int, _ id: NameID?, _ role: CSVColumns.Role, _ text: Span<UInt8>, _ fields: inout RecordFields
  ) {
    switch role {
    case .plain: add(cells[index], id, text, &fields)
    case .multiValue(let source):
      guard readMultiValue(source, text, &fields) else { return add(cells[index], id, text, &fields) }
      for range in ranges { fields.add(id, range, in: .scratch) }
    case .multiValueSource:
      if cells[index].length == 0 || readMultiValue(index, text, &fields) { return }
      fields.note("csv.multivalue", "a __mv_ cell is not written as $a$;$b$: kept as it is")
      add(cells[index], id, text, &fields)
    }
  }

  private mutating func readMultiValue(_ index: Int, _ text: Span<UInt8>, _ fields: inout RecordFields)
    -> Bool
  {
    guard index < cells.count, cells[index].length > 0 else { return false }
    decoded.removeAll(keepingCapacity: true)
    reader.decode(cells[index], of: text, into: &decoded)
    return CSVMultiValue.read(decoded, into: &fields.scratch, ranges: &ranges)
  }

  private func setTime(_ text: Span<UInt8>, _ columns: CSVColumns, _ fields: inout RecordFields) {
    for (index, isUTC) in columns.times where index < cells.count && cells[index].length > 0 {
      let cell = cells[index]
      let value = text.extracting(cell.start..<cell.start + cell.length)
      if let unset = columns.unset, value.equals(unset.span) { continue }
      guard let civil = time(in: value, columns.names[index], &fields) else { continue }
      fields.time = times.utc(civil, isUTC: isUTC)
      return
    }
  }

  private func time(in value: Span<UInt8>, _ column: String, _ fields: inout RecordFields) -> CivilTime? {
    if let civil = CSVTime.civil(value, dayFirst: dayFirst) { return civil }
    if let civil = value.isoTime(at: 0), civil.end < value.count, value[civil.end] == UInt8(ascii: " ") {
      fields.note("time.trailing-text", "text behind the time in the column \(column)")
      return civil
    }
    if !CSVCommonFields.vagueTime.contains(column) {
      fields.note("time.unparsed", "no time is read from the column \(column)")
    }
    return nil
  }

  private func setCommon(_ text: Span<UInt8>, _ columns: CSVColumns, _ fields: inout RecordFields) {
    for (field, candidates) in columns.common {
      for index in candidates where index < cells.count && cells[index].length > 0 {
        let cell = cells[index]
        let value = text.extracting(cell.start..<cell.start + cell.length)
        if let unset = columns.unset, value.equals(unset.span) { continue }
        if field == .severity {
          guard let word = CSVCommonFields.severity(value) else { continue }
          fields.setCommon(.severity, .word(word))
        } else if field == .computer, value.starts(with: "host::", at: 0) {
          // exporttool's prefix is no part of the name.
          let start = fields.scratch.count
          fields.scratch.append(value.extracting(6...))
          fields.setCommon(.computer, .scratch(start: start, length: fields.scratch.count - start))
        } else if entryOfCell[index] >= 0 {
          fields.setCommon(field, .entry(Int(entryOfCell[index])))
        }
        break
      }
    }
    guard columns.hasWindowsUser else { return }
    var eventID: Int?
    if case .entry(let entry) = fields.common[RecordFields.Common.eventID.rawValue] {
      eventID = WindowsUser.number(ofEntry: entry, in: fields, content: text)
    }
    let user = WindowsUser.user(of: fields, eventID: eventID, content: text)
    if user != .none { fields.setCommon(.user, user) }
  }

  private mutating func parseRaw(_ cell: CSVCell, _ text: Span<UInt8>, _ fields: inout RecordFields) {
    let isEscaped = cell.form == .escaped || cell.form == .quotedWithText
    if isEscaped, escape == nil {
      fields.note("raw.unparsed", "_raw stands between quotes whose doubling is not CSV's: not parsed")
      return
    }
    // Only the quoted part, so that a place in `nested` has a place in the text.
    let content = cell.start..<cell.start + cell.length
    fields.nestedStart = cell.start
    fields.nestedLength = cell.length
    fields.nestedEscape = isEscaped ? .csv : .none
    fields.nestedEscape.decode(text.extracting(content), into: &fields.nested)
    nested.merge(text: text, into: &fields)
  }
}
