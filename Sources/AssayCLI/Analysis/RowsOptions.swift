import ArgumentParser

/// What a hunting command looks at: records of a case, or ready-made rows of a file, and how it answers.
struct RowsOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The case file; none with --input.", valueName: "case"),
    completion: .file(extensions: ["assay"]))
  var path: String?

  @Option(
    help: ArgumentHelp(
      "Ready-made rows instead of a case, in the form that is told above; - for standard input.",
      valueName: "file"),
    completion: .file())
  var input: String?

  @Option(help: ArgumentHelp("Write at most this many rows.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Records") var selection: SelectionOptions
  @OptionGroup(title: "Asking") var asking: AskingOptions

  func validate() throws {
    if (path == nil) == (input == nil) { throw ValidationError("name a case file, or rows with --input") }
    if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0") }
    guard input != nil else { return }
    if selection.isGiven {
      throw ValidationError(
        "--search, --sql, --tag, --from and --to choose records of a case, not of --input")
    }
    if asking.isGiven {
      throw ValidationError("--at, --source, --recovered, --receipt and --save need a case, not --input")
    }
  }

  /// Runs over whichever was given.
  ///
  /// - Parameters:
  ///   - selection: another than was given, where a command chooses records itself.
  ///   - unit: of the rows, for the closing line.
  ///   - overInput: writes the answer for the rows of a file.
  func run(
    _ analysis: some Analysis, _ common: CommonOptions, selection: SelectionOptions? = nil, unit: String,
    overInput: (String, AnalysisOutput) throws -> Void
  ) throws {
    let run = AnalysisRun(common: common, limit: limit)
    if let input {
      asking.timeLimit.start()
      try run.run(unit: unit) { try overInput(input, $0) }
    } else if let path {
      try run.run(analysis, casePath: path, selection ?? self.selection, asking, unit: unit)
    }
  }
}
