import Evidence
import Hunt
import Pages
import Query

/// Reads the rows of a case into sessions.
struct SessionIntake {
  /// Fields that make a session; of a list the first that a record has.
  var by: [[String]]
  /// Fields of the command.
  var command: [[String]]
  /// Fields that are parameters of the command.
  var parameters: [String]
  var naming: SequencePreset.Naming
  var mode: SequenceMode
  /// In nanoseconds.
  var maximumGap: Int64
  var maximumLength: Int64

  /// What came in.
  struct Sessions {
    var list: SessionList
    var result: Sessionizer.Result
    /// Rows read.
    var rows = 0
  }

  private var wanted: [HuntRows.Wanted] {
    [HuntRows.Wanted(names: ["time", "TimeGenerated", "_time", "@timestamp"])]
      + by.map { HuntRows.Wanted(names: $0, isRequired: by.count == 1 || $0.count == 1) }
      + command.enumerated().map { HuntRows.Wanted(names: $1, isRequired: $0 == 0) }
      + parameters.map { HuntRows.Wanted(names: [$0], isRequired: false) }
  }

  /// - Parameter label: of what was read, where there are several readings in one answer.
  func sessions(
    _ source: HuntRows.Source, label: String = "", _ output: AnalysisOutput
  ) throws -> Sessions {
    var rows = HuntRows(source)
    var table = CommandTable(mode: mode)
    var sessionizer = Sessionizer(maximumGap: maximumGap, maximumLength: maximumLength)
    var withoutTime = 0
    var withoutCommand = 0
    let firstCommand = 1 + by.count
    let firstParameter = firstCommand + command.count
    try rows.read(wanted, output) { row in
      let names = CommandNames.commands(Array(row.values[firstCommand..<firstParameter]), naming)
      guard !names.isEmpty else {
        withoutCommand += 1
        return
      }
      guard let time = row.values[0].flatMap({ FeatureRows.time($0) })?.unixNanoseconds else {
        withoutTime += 1
        return
      }
      let key = row.values[1..<firstCommand].map { $0 ?? "" }.joined(separator: "\u{1f}")
      let given = zip(parameters, row.values[firstParameter...]).compactMap { name, value in
        value.map { (name: name, value: Optional($0)) }
      }
      for name in names {
        sessionizer.add(
          key: key, time: time, command: table.number(name: name, parameters: given), number: row.number)
      }
    }
    if withoutCommand > 0 {
      output.leaveOut(
        "no_command", subject: label, count: withoutCommand,
        "\(label)\(NumberText.counted(withoutCommand, "row")) left out: no command in "
          + command.flatMap { $0 }.joined(separator: ", "))
    }
    if withoutTime > 0 {
      output.leaveOut(
        "no_time", subject: label, count: withoutTime,
        "\(label)\(NumberText.counted(withoutTime, "row")) left out: no usable time")
    }
    let result = sessionizer.sessions()
    return Sessions(list: SessionList(table: table, result), result: result, rows: rows.count)
  }
}
