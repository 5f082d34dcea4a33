import ArgumentParser

/// The case file, first argument of every command.
struct CaseArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The case file.", valueName: "case"), completion: .file(extensions: ["assay"]))
  var path: String
}
