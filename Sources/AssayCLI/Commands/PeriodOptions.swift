import ArgumentParser

/// The period that a question is about.
struct PeriodOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only records from this time on: ISO 8601 (UTC if no zone), or -24h before the case's last record.",
      valueName: "time"))
  var from: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only records before this time; given as for --from.", valueName: "time"))
  var to: String?
}
