import Evidence
import Hunt

/// msticpy's numbers of rows, for `cluster --compatible`: columns that are there, and those that are made of others.
struct FeatureRows {
  /// `--features`.
  enum Kind: String, CaseIterable {
    case processes, logons

    /// Columns that msticpy's notebooks cluster by.
    var columns: [String] {
      switch self {
      case .processes: ["commandlineTokensFull", "pathScore", "isSystemSession"]
      case .logons: ["AccountNum", "LogonType", "LogonHour"]
      }
    }
  }

  /// Columns to cluster by.
  let columns: [String]
  /// Makes the numbers anew even where a column of that name is there.
  let features: Kind?
  /// Numbers of the rows that have all.
  private(set) var matrix: FeatureMatrix
  /// Number, time and text of those rows.
  private(set) var numbers: [Int64] = []
  private(set) var times: [Timestamp?] = []
  private(set) var texts: [String] = []
  /// Last part of the path, in `programs`; to tell how many programs a cluster joins.
  private(set) var programOfRow: [Int32] = []
  private(set) var programs = Vocabulary()
  /// Rows without a number, by the first column that lacks one.
  private(set) var leftOut: [String: Int] = [:]
  /// Rows whose time is none.
  private(set) var withoutTime = 0
  /// Rows held back until the separator of paths is known.
  private var held: [HuntRows.Row]? = []
  private var separator: Unicode.Scalar = "\\"

  init(columns: [String], features: Kind?) {
    self.columns = columns
    self.features = features
    matrix = FeatureMatrix(columnCount: columns.count)
  }

  // MARK: columns

  /// Positions in a row's values.
  private enum Place: Int, CaseIterable { case time, path, commandLine, logon, account }

  /// Columns that are read: those that numbers are made of, then the numbers themselves.
  var wanted: [HuntRows.Wanted] {
    Place.allCases.map { HuntRows.Wanted(names: Self.names($0), isRequired: isRequired($0)) }
      + columns.map { HuntRows.Wanted(names: [$0], isRequired: !Self.isMade($0)) }
  }

  private static func names(_ place: Place) -> [String] {
    switch place {
    case .time: ["TimeGenerated", "time", "_time", "@timestamp"]
    case .path: ["NewProcessName", "Image", "ProcessPath", "exe"]
    case .commandLine: ["CommandLine", "ProcessCommandLine"]
    case .logon: ["SubjectLogonId", "LogonId"]
    case .account: ["Account", "TargetUserName", "user"]
    }
  }

  /// With `--features` what the numbers are made of must be there; a logon that is missing is an empty text.
  private func isRequired(_ place: Place) -> Bool {
    switch place {
    case .path, .commandLine: features == .processes
    case .account: features == .logons && columns.contains("AccountNum")
    case .time: features == .logons && columns.contains("LogonHour")
    case .logon: false
    }
  }

  private static func isMade(_ name: String) -> Bool {
    ProcessFeatures.names.contains(name) || LogonFeatures.names.contains(name)
  }

  // MARK: rows

  /// Takes a row.
  mutating func add(_ row: HuntRows.Row) {
    guard held != nil else { return take(row) }
    held?.append(row)
    if held?.count == 10 { release() }
  }

  /// No row comes any more.
  mutating func finish() { release() }

  private mutating func release() {
    let rows = held ?? []
    held = nil
    separator = ProcessFeatures.separator(of: rows.map { $0.values[Place.path.rawValue] ?? "" })
    for row in rows { take(row) }
  }

  private mutating func take(_ row: HuntRows.Row) {
    func text(_ place: Place) -> String? { row.values[place.rawValue] }
    let process = ProcessFeatures(
      path: text(.path) ?? "", commandLine: text(.commandLine) ?? "", logonID: text(.logon) ?? "",
      separator: separator)
    var numbers: [Double] = []
    for (index, column) in columns.enumerated() {
      let given = row.values[Place.allCases.count + index]
      guard let number = number(column, given: given, process: process, text: text), number.isFinite else {
        leftOut[column, default: 0] += 1
        return
      }
      numbers.append(number)
    }
    guard matrix.append(numbers) else { return }
    self.numbers.append(row.number)
    let time = text(.time).flatMap { Self.time($0) }
    if time == nil { withoutTime += 1 }
    times.append(time)
    texts.append(text(.commandLine) ?? text(.path) ?? text(.account) ?? "")
    programOfRow.append(programs.number(of: process.processName))
  }

  private func number(
    _ column: String, given: String?, process: ProcessFeatures, text: (Place) -> String?
  ) -> Double? {
    if features == nil || !Self.isMade(column), let given, !given.isEmpty { return Self.number(given) }
    if features != .logons, ProcessFeatures.names.contains(column),
      text(.path) != nil || text(.commandLine) != nil
    {
      return process[column]
    }
    guard features != .processes else { return nil }
    switch column {
    case "AccountNum": return text(.account).map { LogonFeatures.accountNumber($0) }
    case "LogonHour": return text(.time).flatMap { LogonFeatures.hour(ofTime: $0) }
    default: return nil
    }
  }

  /// A number as CSV files write it; `True` and `False` as pandas does.
  private static func number(_ text: String) -> Double? {
    switch text {
    case "True", "true": 1
    case "False", "false": 0
    default: Double(text.filter { !$0.isWhitespace })
    }
  }

  /// An ISO 8601 time; one without a zone counts as UTC.
  static func time(_ text: String) -> Timestamp? {
    Array(text.utf8).span.isoTime(at: 0)?.utc()
  }
}
