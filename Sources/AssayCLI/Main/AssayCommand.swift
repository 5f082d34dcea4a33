import ArgumentParser

/// The command tree. A command stands here only when it works.
struct AssayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assay",
    abstract: "Log evidence in one file: every byte kept, proven, and open to questions.",
    discussion: """
      EXAMPLES
        assay add case.assay Security.xml sysmon.ndjson
        assay query case.assay "SELECT event_id, count(*) FROM events GROUP BY 1"
        assay grep case.assay -F powershell.exe
        assay verify case.assay

      Exit status: 0 done, nothing wrong in what was asked; 1 a problem was found; 2 wrong usage, or \
      something cannot be read; 3 nothing wrong in the part that was checked; 130 interrupted.
      """,
    version: "assay \(AssayVersion.text)",
    groupedSubcommands: groups)

  private static let groups = [
    CommandGroup(
      name: "Evidence",
      subcommands: [
        AddCommand.self, InfoCommand.self, SourcesCommand.self, FieldsCommand.self, QualityCommand.self,
        GapsCommand.self,
        ExtractCommand.self, ReindexCommand.self,
      ]),
    CommandGroup(name: "Compare", subcommands: [CompareCommand.self]),
    CommandGroup(
      name: "Ask",
      subcommands: [
        QueryCommand.self, SearchCommand.self, GrepCommand.self, ShowCommand.self, ShellCommand.self,
        TimelineCommand.self,
      ]),
    CommandGroup(
      name: "Hunt",
      subcommands: [
        RareCommand.self, TreeCommand.self,
        DecodeCommand.self, IocsCommand.self, IntelCommand.self, EntityCommand.self,
        ClusterCommand.self, SequencesCommand.self, SeriesCommand.self, OutliersCommand.self,
        BeaconsCommand.self,
      ]),
    CommandGroup(
      name: "Prove",
      subcommands: [
        VerifyCommand.self, CheckpointCommand.self, ProveCommand.self, CheckProofCommand.self,
        WitnessCommand.self, TimestampCommand.self, CustodyCommand.self, CheckReceiptCommand.self,
      ]),
    CommandGroup(
      name: "Report and share",
      subcommands: [
        TagCommand.self, FindingsCommand.self, ReportCommand.self, ExportCommand.self, RunCommand.self,
      ]),
  ]

  /// Commands by name.
  static var commands: [String: any ParsableCommand.Type] {
    var commands: [String: any ParsableCommand.Type] = [:]
    for command in groups.flatMap(\.subcommands) {
      if let name = command.configuration.commandName { commands[name] = command }
    }
    return commands
  }
}
