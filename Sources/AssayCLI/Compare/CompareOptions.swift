import ArgumentParser
import Completeness
import Evidence
import Query

/// What `--show` takes: a verdict, or `extra` for rows that no record explains.
enum ShownVerdict: Hashable, CaseIterable, ExpressibleByArgument {
  case verdict(Verdict)
  case extra

  static var allCases: [ShownVerdict] { Verdict.allCases.map { .verdict($0) } + [.extra] }

  private var word: String {
    switch self {
    case .verdict(let verdict): verdict.word
    case .extra: "extra"
    }
  }

  init?(argument: String) {
    guard let found = Self.allCases.first(where: { $0.word == argument.replacing("-", with: "_") }) else {
      return nil
    }
    self = found
  }

  var defaultValueDescription: String { word }
  static var allValueStrings: [String] { allCases.map(\.word) }
}

/// What is compared, and how its rows are read.
struct CompareOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The search behind the export, as a search of Assay's: what it does not find is out of scope, not missing.",
      valueName: "search"))
  var scope: String?

  @Option(help: ArgumentHelp("Compare with this source only; can be given several times.", valueName: "n"))
  var source: [Int] = []

  @Option(
    help: ArgumentHelp(
      "Which column is what, for exports that Assay does not know (docs/completeness.md).", valueName: "file"),
    completion: .file())
  var map: [String] = []

  @Option(
    help: ArgumentHelp(
      "Further limits of SIEMs to look for (docs/siem-limits.md).", valueName: "file"), completion: .file())
  var limits: [String] = []

  @Flag(help: "Do not add the export to the case: it is kept in a temporary file (--temp).")
  var noStore = false

  @Option(
    help: ArgumentHelp("Stop after this time, fractions allowed; then nothing is said.", valueName: "seconds")
  )
  var timeout: Double?

  @Option(
    help: ArgumentHelp(
      "Write a receipt of the comparison: 'assay check-receipt' compares again.", valueName: "file"),
    completion: .file())
  var receipt: String?

  @OptionGroup var saving: SavingOptions

  func validate() throws {
    if receipt == "-" { throw ValidationError("--receipt takes the name of a file") }
    if receipt != nil || saving.save != nil, noStore {
      throw ValidationError(
        "\(receipt != nil ? "--receipt" : "--save") needs the export in the case: what --no-store leaves out could not be compared again"
      )
    }
    if let timeout, !(timeout > 0 && timeout.isFinite) {
      throw ValidationError("--timeout takes a number above 0")
    }
    if let negative = source.first(where: { $0 < 0 }) {
      throw ValidationError("--source takes the number of a source, not \(negative)")
    }
  }

  /// The sources to compare with; nil: all.
  var sources: Set<Int>? { source.isEmpty ? nil : Set(source) }

  /// The part of the evidence that is compared.
  var evidence: CaseScope { CaseScope(sources: sources) }
}
