import ArgumentParser

/// Which rows a command analyses: all records of the case, those that a search finds, or the rows of a SELECT.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only records that this search finds (docs/search.md).", valueName: "search"))
  var search: String?

  @Option(
    help: ArgumentHelp(
      "The rows of this SELECT instead of records; its column record says where each comes from.",
      valueName: "select"))
  var sql: String?

  @OptionGroup var period: PeriodOptions
  @OptionGroup var tagged: TagOption

  /// Whether anything was chosen.
  var isGiven: Bool {
    search != nil || sql != nil || period.from != nil || period.to != nil || tagged.tag != nil
  }

  func validate() throws {
    guard sql != nil else { return }
    if search != nil { throw ValidationError("--search and --sql: give one of them") }
    if period.from != nil || period.to != nil {
      throw ValidationError("with --sql a period stands in its WHERE: time >= '…'")
    }
  }
}
