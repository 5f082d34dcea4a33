package import CaseFile
package import Formats

/// The columns of `events` for one case (docs/sql.md).
package struct EventColumns: Sendable {
  package enum Kind: Hashable, Sendable {
    case record, locator, sourceID, sourceName, format, raw, text, fields, time, timeKey, timeNanoseconds
    case common(RecordFields.Common)
    case parsed, problem, spanOffset, spanLength
    case recovered, headerRecordID
    /// Fields of the log that stand under one name.
    case field(ids: Set<Int>)
    /// One digest out of `Hashes` (`SHA256=…,MD5=…`).
    case hash(algorithm: String, ids: Set<Int>)

    /// Whether many records agree in it, and that can be seen from codes: what `event_counts` puts together.
    var isShared: Bool {
      switch self {
      case .common, .field, .hash, .sourceID, .sourceName, .format, .parsed: true
      case .record, .locator, .raw, .text, .fields, .time, .timeKey, .timeNanoseconds, .problem,
        .spanOffset, .spanLength, .recovered, .headerRecordID:
        false
      }
    }
  }

  package struct Column: Sendable {
    package var name: String
    package var kind: Kind
    /// Declared INTEGER; otherwise TEXT (`raw`: BLOB).
    package var isInteger: Bool
    /// Reached by name, not listed by `SELECT *`.
    package var isHidden: Bool
  }

  /// SQLite's own bound on columns is 2000, and one is kept for the row id.
  package static let limit = 1990

  package private(set) var columns: [Column] = []
  /// Fields of the case that have no column because there are too many; `field(record, name)` reaches them.
  package private(set) var withoutColumn = 0
  /// By key as bytes: Swift takes the two spellings of `é` for one, SQLite does not.
  private var indexes: [[UInt8]: Int] = [:]

  private static let own = Set(EventColumns(fields: []).indexes.keys)

  /// Names of the log that *are* common fields of Windows events.
  private static let windowsCommon: Set<String> = ["Computer", "Channel", "Provider", "User"]

  package init(fields: [FieldCatalog.Field]) {
    addOwn(fields)
    let reserved = Set([Self.countName, Self.fromName, Self.beforeName].map(Self.bytes))
    var merged: [(name: String, ids: Set<Int>, integers: Bool, hidden: Bool)] = []
    var mergedIndex: [[UInt8]: Int] = [:]
    for field in fields where !field.isCommon {
      let column = ColumnNames.column(for: field.name)
      var name = column
      var hidden = false
      if indexes[Self.bytes(column)] != nil || reserved.contains(Self.bytes(column)) {
        hidden = Self.windowsCommon.contains(column)
        name = "log." + column
      }
      let key = Self.bytes(name)
      if let index = mergedIndex[key] {
        merged[index].ids.insert(field.id)
        merged[index].integers = merged[index].integers && field.integersOnly
        merged[index].hidden = merged[index].hidden && hidden
      } else {
        mergedIndex[key] = merged.count
        merged.append((name, [field.id], field.integersOnly, hidden))
      }
    }
    for column in merged {
      guard columns.count < Self.limit else {
        withoutColumn += 1
        continue
      }
      add(
        Column(
          name: column.name, kind: .field(ids: column.ids), isInteger: column.integers,
          isHidden: column.hidden))
    }
    addFurtherNames(fields)
    addHashes()
  }

  /// Position of a column by name, without regard to ASCII case.
  package func index(of name: String) -> Int? { indexes[Self.bytes(name)] }

  /// What is the same for all spellings of a column.
  package static func key(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

  private static func bytes(_ name: String) -> [UInt8] {
    name.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
  }

  private mutating func add(_ column: Column) {
    let key = Self.bytes(column.name)
    guard indexes[key] == nil, columns.count < Self.limit else { return }
    indexes[key] = columns.count
    columns.append(column)
  }

  private mutating func addOwn(_ fields: [FieldCatalog.Field]) {
    func own(_ name: String, _ kind: Kind, integer: Bool = false, hidden: Bool = false) {
      add(Column(name: name, kind: kind, isInteger: integer, isHidden: hidden))
    }
    own("record", .record, integer: true)
    own("locator", .locator)
    own("source_id", .sourceID, integer: true)
    own("source_name", .sourceName)
    own("format", .format)
    own("time", .time)
    own("time_ns", .timeNanoseconds, integer: true)
    for common in RecordFields.Common.allCases {
      let field = fields.first { $0.isCommon && $0.name == common.column }
      own(common.column, .common(common), integer: field?.integersOnly ?? false)
    }
    own("parsed", .parsed, integer: true)
    own("problem", .problem)
    own("span_offset", .spanOffset, integer: true)
    own("span_length", .spanLength, integer: true)
    own("recovered", .recovered, integer: true)
    own("header_record_id", .headerRecordID, integer: true)
    own("raw", .raw)
    own("text", .text)
    own("fields", .fields)
    own(Self.timeKeyName, .timeKey, hidden: true)
  }

  /// The names that the log itself uses (`winlog.event_data.Image`) are further names of the whole column
  /// (`Image`).
  private mutating func addFurtherNames(_ fields: [FieldCatalog.Field]) {
    var columnOfField: [Int: Int] = [:]
    for (index, column) in columns.enumerated() {
      if case .field(let ids) = column.kind { for id in ids { columnOfField[id] = index } }
    }
    for field in fields where !field.isCommon && ColumnNames.column(for: field.name) != field.name {
      // winlogbeat's `event_id` is `EventID`, and `log.event_id` as a field of that name.
      let name = Self.own.contains(Self.bytes(field.name)) ? "log." + field.name : field.name
      if let index = columnOfField[field.id] { addFurtherName(name, of: index) }
    }
    addSplunkNames()
  }

  /// What Splunk calls System fields. An export's column of that name that says what the raw says is not kept
  /// twice, so the name must lead to the raw's field.
  private mutating func addSplunkNames() {
    let names = [
      ("EventCode", "EventID"), ("RecordNumber", "EventRecordID"), ("ComputerName", "computer"),
      ("LogName", "channel"), ("SourceName", "provider"),
    ]
    for (name, target) in names {
      if let index = index(of: target) { addFurtherName(name, of: index) }
    }
  }

  private mutating func addFurtherName(_ name: String, of index: Int) {
    var column = columns[index]
    column.name = name
    column.isHidden = true
    add(column)
  }

  private mutating func addHashes() {
    guard let index = index(of: "Hashes"), case .field(let ids) = columns[index].kind else { return }
    for algorithm in ["MD5", "SHA1", "SHA256", "IMPHASH"] {
      add(
        Column(
          name: "Hashes.\(algorithm)", kind: .hash(algorithm: algorithm, ids: ids), isInteger: false,
          isHidden: true))
    }
  }

  /// A name of SQL. By scalars: a quote with a combining mark behind it is one `Character`, but a quote to SQLite.
  private static func quoted(_ name: String) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append("\"")
    for scalar in name.unicodeScalars {
      if scalar == "\"" { scalars.append(scalar) }
      // Names come without it (`GroupBuilder`); a case file that was tampered with must not cut the text here.
      scalars.append(scalar == "\0" ? "\u{FFFD}" : scalar)
    }
    scalars.append("\"")
    return String(scalars)
  }

  /// Hidden column to order by: `time`, and for records without one `missingTimeKey`, so that these come last.
  package static let timeKeyName = "time_key"
  /// Behind every time.
  static let missingTimeKey = Array("~".utf8)

  /// `CREATE TABLE` text for `sqlite3_declare_vtab`.
  package var declaration: String {
    "CREATE TABLE events(\(declared), PRIMARY KEY(record)) WITHOUT ROWID"
  }

  /// Column of `event_counts`: how many records a row stands for.
  package static let countName = "event_count"
  /// Hidden columns of `event_counts` that take a period: from inclusive, to exclusive.
  package static let fromName = "time from"
  package static let beforeName = "time before"

  /// The same for `event_counts`.
  var countingDeclaration: String {
    "CREATE TABLE event_counts(\(declared), \(Self.countName) INTEGER, \"\(Self.fromName)\" TEXT HIDDEN, "
      + "\"\(Self.beforeName)\" TEXT HIDDEN, PRIMARY KEY(record)) WITHOUT ROWID"
  }

  private var declared: String {
    columns.map { column in
      let isKey = column.kind == .record
      let type =
        column.kind == .raw ? "BLOB" : isKey ? "INTEGER NOT NULL" : column.isInteger ? "INTEGER" : "TEXT"
      return "\(Self.quoted(column.name)) \(type)\(column.isHidden ? " HIDDEN" : "")"
    }.joined(separator: ", ")
  }
}
