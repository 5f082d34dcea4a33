import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Pages
import Query

struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Tag or note records, or note sources; list what is tagged. Appended to custody.",
    discussion: """
      EXAMPLES
        assay tag case.assay 0:10471 0:10602 --tag encoded
        assay tag case.assay 0:10471 --note 'first sign of the intruder'
        assay search case.assay 'EventID:1102' --format csv | assay tag case.assay - --tag cleared
        assay tag case.assay --locators rows.csv --tag reviewed --note 'by two persons'
        assay tag case.assay --source 2 --note 'clock five minutes fast'
        assay tag case.assay 0:10602 --tag encoded --remove
        assay tag case.assay

      A locator is SOURCE:INDEX, SOURCE:gap-N or a record number. A file, or - for standard input, has one a line, \
      or is what a command wrote as csv or ndjson: its column locator or record says which records. \
      'search --tag T' and 'query --tag T' ask tagged records only; the table annotations has all tags and notes. \
      --remove takes a tag off; that it stood there stays in the custody log.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "Records or gaps: 3:1047, 3:gap-1, a record number; - reads them from standard input.")
  var locators: [String] = []

  @Option(
    name: .customLong("locators"),
    help: ArgumentHelp("Also the records that this file names; - is standard input.", valueName: "file"),
    completion: .file())
  var file: [String] = []

  @Option(help: ArgumentHelp("The tag.", valueName: "tag"))
  var tag: String?

  @Option(help: ArgumentHelp("A note, with the tag or alone.", valueName: "text"))
  var note: String?

  @Option(help: ArgumentHelp("Note this source as a whole; can be given several times.", valueName: "n"))
  var source: [Int] = []

  @Flag(help: "Take the tag, or the note of these words, off these records.")
  var remove = false

  @OptionGroup(title: "Custody") var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  private var namesRecords: Bool { !locators.isEmpty || !file.isEmpty }
  private var isList: Bool { !namesRecords && source.isEmpty && note == nil && !remove }

  func validate() throws {
    if let tag { try FindingText.check(tag, "--tag", limit: FindingText.nameBytes) }
    if let note { try FindingText.check(note, "--note") }
    if let negative = source.first(where: { $0 < 0 }) {
      throw ValidationError("--source takes the number of a source, not \(negative)")
    }
    if isList { return }
    if tag == nil, note == nil { throw ValidationError("say what to put on them: --tag, --note or both") }
    if !namesRecords, source.isEmpty {
      throw ValidationError("say on which records: locators, --locators FILE, or --source N")
    }
    if !source.isEmpty, tag != nil {
      throw ValidationError("a source takes a note; a tag stands on records")
    }
    if remove, tag != nil, note != nil {
      throw ValidationError("--remove takes off a tag, or a note: give one of --tag and --note")
    }
    for text in locators where text != "-" && Locator(text) == nil {
      throw ValidationError("'\(text)' is no locator; write 3:1047, 3:gap-1 or a record number")
    }
    if (locators + file).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input (-) can be read once")
    }
  }

  func run() throws {
    let sink = try common.sink()
    if isList {
      try TagOutput(path: target.path).list(sink, common, tag: tag)
      return try sink.finish()
    }
    let store = try CaseStore.open(target.path)
    let records = try records(store)
    let known = Set(try store.sources().map(\.id))
    if let missing = source.first(where: { !known.contains($0) }) {
      throw AssayError(
        "source.missing", subject: target.path, reason: "there is no source \(missing)",
        hint: "nothing was changed; assay sources \(target.path) lists them")
    }
    let act = AnnotationAct(
      isRemoval: remove, tag: tag, note: note, records: records, sources: Array(Set(source)).sorted())
    let done = try FindingLog(target.path, custody: custody.log).annotate(act)
    try TagOutput(path: target.path).write(act, done, sink, common)
    try sink.finish()
  }

  /// All records that were named.
  private func records(_ store: CaseStore) throws -> RecordSet {
    var named = locators.filter { $0 != "-" }.compactMap { Locator($0) }
    for path in file + locators.filter({ $0 == "-" }) {
      named += try LocatorFile.read(path)
    }
    let resolver = LocatorResolver(try CaseReader(store))
    return RecordSet(try named.map { try resolver.leaf($0) })
  }
}
