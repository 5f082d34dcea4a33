import ArgumentParser
import Decode
import Evidence
import Foundation
import Integrity
import Pages
import Query

struct IntelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intel",
    abstract: "Local lists of intelligence: keep them in a file, and find what a case has of them.",
    discussion: """
      EXAMPLES
        assay intel add feeds.intel stix-bundle.json misp-event.json urlhaus.csv hashes.txt
        assay intel list feeds.intel
        assay intel match case.assay --store feeds.intel
        assay intel match case.assay --store feeds.intel --search 'EventID:3' --receipt r.json

      Nothing is asked of a network. A store keeps each list as it was given, with its date and its SHA-256, which \
      stand in every receipt.
      """,
    subcommands: [IntelAddCommand.self, IntelListCommand.self, IntelMatchCommand.self])
}

struct IntelAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Keep lists in a store: STIX 2.1, MISP, CSV, NSRL, sha256sum, plain lists.",
    discussion: """
      EXAMPLES
        assay intel add feeds.intel bundle.json event.json
        assay intel add feeds.intel feed.csv --column indicator --date 2024-05-01
      """)

  @Argument(
    help: ArgumentHelp("The store; made if it is not there.", valueName: "store"), completion: .file())
  var store: String

  @Argument(help: ArgumentHelp("Lists to add.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp("Column of a table that holds the values: its name, or its number.", valueName: "name")
  )
  var column: String?

  @Option(
    help: ArgumentHelp("Date of the lists, where they state none; else that of the file.", valueName: "date"))
  var date: String?

  @OptionGroup(title: "Common") var common: CommonOptions

  func run() throws {
    let sink = try common.sink()
    if let date, SearchTime.instant(date) == nil {
      throw AssayError(
        "search.time", subject: "--date", reason: "'\(date)' is no time", hint: "write 2024-05-01")
    }
    var kept = try IntelligenceStore(store)
    let now = Timestamp(unixNanoseconds: Int64(Date().timeIntervalSince1970) * 1_000_000_000)
    let writer = try RowWriter(
      sink, common.format, columns: IntelListCommand.columns, terminal: common.terminal)
    var added = 0
    for file in files {
      let reader = try FileReader(FilePath(file))
      var bytes: [UInt8] = []
      guard try reader.read(IntelligenceStore.mostBytes, at: 0, into: &bytes) else {
        throw AssayError(
          "intel.size", subject: file, reason: "is larger than 1 GiB", hint: "split it into several lists")
      }
      let name = file.split(separator: "/").last.map(String.init) ?? file
      let list = IntelligenceList(
        name: name, bytes: bytes, date: date ?? reader.status?.modified.text, added: now.text, column: column)
      guard !list.content.items.isEmpty else {
        let reasons = IntelListCommand.reasons(list.content)
        throw AssayError(
          "intel.empty", subject: file,
          reason: "nothing was understood" + (reasons.isEmpty ? "" : ": \(reasons)"),
          hint:
            "readable are STIX 2.1 bundles, MISP events, CSV (--column names the values), and lists of a value a line"
        )
      }
      if try kept.add(list) {
        added += 1
      } else {
        common.terminal.note("\(file): there already, nothing was added")
      }
      try writer.row(IntelListCommand.cells(list))
    }
    try writer.finish(
      summary: .members(("rows", .number(files.count)), ("added", .number(added))),
      closing: ["\(NumberText.counted(added, "list")) added to \(store), which has \(kept.lists.count) now"])
    try sink.finish()
  }
}

struct IntelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists of a store, with what was read of each.",
    discussion: """
      EXAMPLES
        assay intel list feeds.intel
        assay intel list feeds.intel --format json
      """)

  @Argument(help: ArgumentHelp("The store.", valueName: "store"), completion: .file())
  var store: String

  @OptionGroup(title: "Common") var common: CommonOptions

  static let columns = [
    Column("list"), Column("format"), Column("items", .count), Column("by_type", machineOnly: true),
    Column("not_read", .count), Column("reasons"), Column("date"), Column("added", .time),
    Column("bytes", .bytes), Column("sha256", .digest),
  ]

  static func reasons(_ content: IntelligenceContent) -> String {
    content.notRead.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key): \(NumberText.grouped($0.value))" }.joined(separator: "; ")
  }

  static func cells(_ list: IntelligenceList) -> [Cell] {
    let content = list.content
    let types = Dictionary(grouping: content.items) { $0.type?.rawValue ?? "text" }
    let counts = types.keys.sorted().map { JSONValue.Member($0, .number(types[$0]?.count ?? 0)) }
    return [
      .text(list.name), .text(content.format), .integer(content.items.count), .json(.object(counts)),
      .integer(content.notRead.values.reduce(0, +)), .text(content.notRead.isEmpty ? nil : reasons(content)),
      .text(list.date), .text(list.added), .integer(list.bytes.count), .text(list.sha256),
    ]
  }

  func run() throws {
    let sink = try common.sink()
    guard FileReader.statusOfFile(FilePath(store)) != nil else {
      throw AssayError(
        "file.missing", subject: store, reason: "is not there", hint: "assay intel add \(store) FILE makes it"
      )
    }
    let kept = try IntelligenceStore(store)
    let writer = try RowWriter(sink, common.format, columns: Self.columns, terminal: common.terminal)
    for list in kept.lists { try writer.row(Self.cells(list)) }
    let items = kept.lists.reduce(0) { $0 + $1.content.items.count }
    try writer.finish(
      summary: .members(("rows", .number(kept.lists.count)), ("items", .number(items))),
      closing: ["\(NumberText.counted(kept.lists.count, "list")), \(NumberText.counted(items, "item"))"])
    try sink.finish()
  }
}

struct IntelMatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match",
    abstract: "What a case has of the lists: in fields, text, and decoded layers.",
    discussion: """
      EXAMPLES
        assay intel match case.assay --store feeds.intel
        assay intel match case.assay --store feeds.intel --format csv -o hits.csv
        assay intel match case.assay --store feeds.intel --literal

      Indicators are compared with indicators; what is no indicator of a known kind is looked for as a text. With \
      --literal every item is looked for as a text, too.
      """)

  @OptionGroup var target: CaseArgument

  @Option(
    help: ArgumentHelp("A store of lists; can be given several times.", valueName: "file"),
    completion: .file())
  var store: [String]

  @Flag(help: "Look for every item as a text, too, whatever stands around it.")
  var literal = false

  @Flag(help: "Do not decode what stands encoded in the texts.")
  var noDecode = false

  @Option(help: ArgumentHelp("Write at most this many rows.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Records") var selection: SelectionOptions
  @OptionGroup(title: "Asking") var asking: AskingOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0") }
    if store.isEmpty { throw ValidationError("name a store: --store feeds.intel") }
  }

  func run() throws {
    for name in store where FileReader.statusOfFile(FilePath(name)) == nil {
      throw AssayError(
        "file.missing", subject: name, reason: "is not there", hint: "assay intel add \(name) FILE makes it")
    }
    let analysis = try IntelMatchAnalysis(stores: store, decodes: !noDecode, literally: literal)
    try AnalysisRun(common: common, limit: limit).run(
      analysis, casePath: target.path, selection, asking, unit: "hit")
  }
}
