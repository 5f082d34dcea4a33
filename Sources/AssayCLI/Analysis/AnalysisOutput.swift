import Evidence
import Integrity
import Pages
import Query

/// Where an analysis writes its rows, and says what its reader must know. The same for a terminal, a file, and for
/// `check-receipt`, which only records.
final class AnalysisOutput {
  private let sink: OutputSink?
  private let format: OutputFormat
  private let terminal: Terminal?
  private let recorder: ResultRecorder?
  private let limit: Int?
  private var writer: RowWriter?
  private var isListing = false

  /// Thrown to leave an analysis once `--limit` is full.
  private struct Full: Error {}

  /// Rows written.
  private(set) var count = 0
  /// Whether `--limit` cut the rows.
  private(set) var isCut = false
  /// Record numbers of the rows, for a finding; see `row`.
  private(set) var records: [Int64] = []
  /// What the closing line says first; else the number of rows.
  var closing: String?
  /// What was read, for the closing line of an answer that has no case: `1,024 rows of F.csv`.
  var read = ""
  /// Lines below the closing line, and notes with other formats: what was left out, limits that were met.
  private(set) var remarks: [String] = []
  /// Members of the summary beside those of every answer.
  var summary: [JSONValue.Member] = []
  /// Members of a receipt's body that this answer has besides: digests of lists that it used, and the like.
  var details: [JSONValue.Member] = []
  /// Limits that were met, for receipt and summary.
  private(set) var limits: [JSONValue] = []
  /// What could not be evaluated, for receipt and summary.
  private(set) var leftOut: [JSONValue] = []

  /// Writes for people or programs.
  init(
    _ sink: OutputSink, _ format: OutputFormat, _ terminal: Terminal, recorder: ResultRecorder?, limit: Int?
  ) {
    self.sink = sink
    self.format = format
    self.terminal = terminal
    self.recorder = recorder
    self.limit = limit
  }

  /// Records only.
  init(recorder: ResultRecorder, limit: Int?) {
    sink = nil
    format = .ndjson
    terminal = nil
    self.recorder = recorder
    self.limit = limit
  }

  /// Whether a table is wanted, so that drawing lines for people is worth the work.
  var isForPeople: Bool { sink != nil && format == .table }
  /// Columns that a table may have.
  var tableWidth: Int? { terminal?.tableWidth }
  /// How to colour what is for people.
  var style: TextStyle? { terminal?.outputStyle }

  // MARK: rows

  /// Names the columns; called once, before the first row.
  ///
  /// - Parameter isListing: in the place of a table stand the lines that come with the rows.
  func begin(_ columns: [Column], isListing: Bool = false) throws {
    self.isListing = isListing
    recorder?.begin(columns.map(\.name))
    guard let sink, let terminal else { return }
    if isListing, format == .table { return }
    writer = try RowWriter(sink, format, columns: columns, terminal: terminal)
  }

  /// A row.
  ///
  /// - Parameters:
  ///   - record: its record, or nil; a finding keeps it.
  ///   - lines: what stands in the place of a table.
  func row(_ cells: [Cell], record: Int64? = nil, lines: @autoclosure () -> [String] = []) throws {
    if let limit, count >= limit {
      isCut = true
      throw Full()
    }
    try recorder?.add(cells.map { Self.value($0) })
    if let record { records.append(record) }
    count += 1
    if isListing, format == .table {
      for line in lines() { try sink?.write(line + "\n") }
    } else {
      try writer?.row(cells)
    }
  }

  /// Does the work; `--limit` may end it early.
  ///
  /// - Returns: what ended it before its time, if that was Ctrl-C or `--timeout`.
  func run(_ work: () throws -> Void) throws -> AssayError? {
    try Interruption.stopped {
      do { try work() } catch is Full {}
    }
  }

  private static func value(_ cell: Cell) -> SQLValue {
    switch cell {
    case .sql(let value): return value
    case .json(let value):
      var text = JSONText()
      text.write(value)
      return .text(text.bytes)
    }
  }

  // MARK: what must be said

  /// A sentence below the answer.
  func remark(_ text: String) { remarks.append(text) }

  /// A limit was met: nothing is cut in silence.
  func limit(_ name: String, met count: Int, _ sentence: String) {
    limits.append(["limit": .string(name), "met": .int(Int64(count))])
    remark(sentence)
  }

  /// Rows or values that could not be used.
  func leaveOut(_ reason: String, subject: String, count: Int, _ sentence: String) {
    leftOut.append(["reason": .string(reason), "subject": .string(subject), "count": .int(Int64(count))])
    remark(sentence)
  }

  /// Limits with `--limit`, if it cut the rows.
  var receiptLimits: [JSONValue] {
    limits + (isCut ? [["limit": "--limit", "kept": .int(Int64(limit ?? 0))]] : [])
  }

  /// Ends the answer.
  ///
  /// - Parameters:
  ///   - further: members of the summary that come first.
  ///   - closing: lines below a table; the first is the closing line.
  func finish(summary further: [JSONValue.Member], closing: [String]) throws {
    guard let sink, let terminal else { return }
    let lines = closing + remarks
    if isListing, format == .table {
      for line in lines { try sink.write(line + "\n") }
      try sink.flush()
      sink.closePager()
    } else {
      var members = further + summary
      if !limits.isEmpty { members.append(.init("limits", .array(limits))) }
      if !leftOut.isEmpty { members.append(.init("left_out", .array(leftOut))) }
      try writer?.finish(summary: .object(members), closing: lines)
    }
    if format != .table { for remark in remarks { terminal.note("note: \(DisplayText.escaped(remark))") } }
  }

  /// What was found, for the closing line.
  func found(_ unit: String) -> String {
    isCut
      ? "first \(NumberText.counted(count, unit)) shown (--limit), there are more"
      : closing ?? NumberText.counted(count, unit)
  }
}
