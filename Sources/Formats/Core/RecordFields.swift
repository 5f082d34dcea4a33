package import Evidence

/// What kind of value a field holds in the log. Only JSON tells them apart; elsewhere all are strings.
package enum ValueType: UInt8, Sendable, CaseIterable {
  case string = 0
  case number = 1
  case bool = 2
  /// JSON `null`: the field is there and holds nothing. In SQL it is NULL.
  case null = 3
}

/// How the bytes of a value stand in the text, and so how to read it.
package enum Escape: UInt8, Sendable, CaseIterable {
  /// As they are.
  case none = 0
  /// JSON string content (RFC 8259 §7).
  case json = 1
  /// XML character data: the five predefined entities and character references.
  case xml = 2
  /// CSV cell content: a doubled quote `""` is one.
  case csv = 3
}

/// Which buffer a value's bytes stand in.
package enum ValueBuffer: UInt8, Sendable {
  /// The record's text, as given to the extractor.
  case text = 0
  /// `RecordFields.scratch`.
  case scratch = 1
  /// `RecordFields.nested`: the decoded content of the one cell that is parsed itself (`_raw`).
  case nested = 2
}

/// The fields of one record, flat, in order of appearance. Reused from record to record.
///
/// Values are *places*: start, length and escape in one of three buffers, so that the common case copies
/// nothing, and a long value can be stored as a pointer to the record's own bytes.
package struct RecordFields {
  package struct Entry {
    package var name: NameID
    package var start: Int32
    package var length: Int32
    package var buffer: ValueBuffer
    package var escape: Escape
    package var type: ValueType
  }

  /// The common fields other than time, in the order of `common`.
  package enum Common: Int, CaseIterable, Sendable {
    case computer = 0
    case channel, provider, eventID, eventRecordID, user, severity

    /// The column of `events`.
    package var column: String {
      switch self {
      case .computer: "computer"
      case .channel: "channel"
      case .provider: "provider"
      case .eventID: "event_id"
      case .eventRecordID: "event_record_id"
      case .user: "user"
      case .severity: "severity"
      }
    }
  }

  /// Where a common field's value stands.
  package enum CommonValue: Equatable {
    case none
    /// It is the value of entry `index`.
    case entry(Int)
    /// It is a word of its own, derived by a documented table.
    case word(StaticString)
    /// It is in `scratch`.
    case scratch(start: Int, length: Int)

    package static func == (a: Self, b: Self) -> Bool {
      switch (a, b) {
      case (.none, .none): true
      case (.entry(let x), .entry(let y)): x == y
      case (.word(let x), .word(let y)): x.description == y.description
      case (.scratch(let s, let l), .scratch(let t, let m)): s == t && l == m
      default: false
      }
    }
  }

  package var names: NameTable
  package let limits: Limits
  package private(set) var entries: [Entry] = []
  package var scratch: [UInt8] = []
  /// Decoded content of the nested cell; `nestedStart`, `nestedLength`, `nestedEscape` say where its bytes
  /// stand in the text.
  package var nested: [UInt8] = []
  package var nestedStart = 0
  package var nestedLength = 0
  package var nestedEscape = Escape.none
  package private(set) var common: [CommonValue] = Array(
    repeating: .none, count: Common.allCases.count)
  /// When, by the record's own statement, in UTC (zone assumption and clock offset applied).
  package var time: Timestamp?
  /// False: the record was not understood; it is searched as text only.
  package private(set) var parsed = true
  /// First thing that was wrong, also with a parsed record (a time out of range).
  package private(set) var problem: (code: String, reason: String)?

  package init(names: NameTable, limits: Limits = Limits()) {
    self.names = names
    self.limits = limits
  }

  /// Ready for the next record.
  package mutating func reset() {
    entries.removeAll(keepingCapacity: true)
    scratch.removeAll(keepingCapacity: true)
    nested.removeAll(keepingCapacity: true)
    nestedLength = 0
    for i in 0..<common.count { common[i] = .none }
    time = nil
    parsed = true
    problem = nil
  }

  /// Adds a field whose value stands in `buffer`. `name` nil (the name table is full) is noted as a problem.
  @inline(__always)
  package mutating func add(
    _ name: NameID?, _ range: Range<Int>, in buffer: ValueBuffer = .text, escape: Escape = .none,
    type: ValueType = .string
  ) {
    guard let name, entries.count < limits.fieldsPerRecord else {
      refuse(name == nil)
      return
    }
    entries.append(
      Entry(
        name: name, start: Int32(truncatingIfNeeded: range.lowerBound),
        length: Int32(truncatingIfNeeded: range.count), buffer: buffer, escape: escape, type: type))
  }

  /// Adds a field with a value that stands nowhere in the record as it is.
  package mutating func add(_ name: NameID?, copying value: Span<UInt8>, type: ValueType = .string) {
    let start = scratch.count
    scratch.append(value)
    add(name, start..<scratch.count, in: .scratch, type: type)
  }

  /// Adds a field with a value made by the extractor.
  package mutating func add(_ name: NameID?, text: String, type: ValueType = .string) {
    let start = scratch.count
    scratch.append(contentsOf: text.utf8)
    add(name, start..<scratch.count, in: .scratch, type: type)
  }

  private mutating func refuse(_ nameTableFull: Bool) {
    let limits = limits
    if nameTableFull {
      note(
        "fields.too-many-names",
        "more than \(limits.namesPerGroup) field names in one row group: further ones are not extracted")
    } else {
      note(
        "fields.too-many",
        "more than \(limits.fieldsPerRecord) fields in one record: further ones are not extracted")
    }
  }

  package mutating func setCommon(_ field: Common, _ value: CommonValue) { common[field.rawValue] = value }

  package mutating func setCommon(_ field: Common, text: String) {
    let start = scratch.count
    scratch.append(contentsOf: text.utf8)
    common[field.rawValue] = .scratch(start: start, length: scratch.count - start)
  }

  /// Notes something wrong with a record that was understood all the same.
  package mutating func note(_ code: String, _ reason: @autoclosure () -> String) {
    if problem == nil { problem = (code, reason()) }
  }

  /// The record was not understood: fields seen so far are dropped.
  package mutating func fail(_ code: String, _ reason: String) {
    entries.removeAll(keepingCapacity: true)
    for i in 0..<common.count { common[i] = .none }
    time = nil
    parsed = false
    problem = (code, reason)
  }

  /// Takes the decoded nested record out, so that it can be parsed into `self`; `putNested` gives it back.
  package mutating func takeNested() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &nested)
    return taken
  }

  /// Gives back what `takeNested` took.
  package mutating func putNested(_ bytes: consuming [UInt8]) { nested = bytes }

  /// Exchanges the entries for those in `other` (an empty array, to take them out): a row's columns are set
  /// aside while its `_raw` is parsed.
  package mutating func swapEntries(_ other: inout [Entry]) { swap(&entries, &other) }

  /// Undoes `fail`: the record is understood in part. `code` and `reason` say which part is not.
  package mutating func resume(_ code: String, _ reason: String) {
    parsed = true
    problem = (code, reason)
  }

  /// Calls `body` with the bytes of an entry as they stand (not unescaped).
  @inline(__always)
  package func withBytes<R>(of entry: Entry, text: Span<UInt8>, _ body: (Span<UInt8>) -> R) -> R {
    let range = Int(entry.start)..<Int(entry.start) + Int(entry.length)
    return switch entry.buffer {
    case .text: body(text.extracting(range))
    case .scratch: body(scratch.span.extracting(range))
    case .nested: body(nested.span.extracting(range))
    }
  }

  /// The value of an entry, unescaped.
  package func value(of entry: Entry, text: Span<UInt8>) -> [UInt8] {
    withBytes(of: entry, text: text) { bytes in
      var out: [UInt8] = []
      entry.escape.decode(bytes, into: &out)
      return out
    }
  }

  /// The value of a common field, unescaped; nil where there is none.
  package func value(of field: Common, text: Span<UInt8>) -> [UInt8]? {
    switch common[field.rawValue] {
    case .none: nil
    case .entry(let i): value(of: entries[i], text: text)
    case .word(let word): Array(word.description.utf8)
    case .scratch(let start, let length): Array(scratch[start..<start + length])
    }
  }
}

extension RecordFields {
  /// Where a stretch of `nested` stands in the record's text. Linear in what lies before it in the cell.
  package func textRange(ofNested range: Range<Int>, text: Span<UInt8>) -> Range<Int> {
    let cell = text.extracting(nestedStart..<nestedStart + nestedLength)
    guard nestedEscape != .none, nested.count != nestedLength else {
      return nestedStart + range.lowerBound..<nestedStart + range.upperBound
    }
    let start = nestedEscape.sourceIndex(ofDecoded: range.lowerBound, in: cell, from: 0)
    let end = nestedEscape.sourceIndex(ofDecoded: range.count, in: cell, from: start)
    return nestedStart + start..<nestedStart + end
  }
}
