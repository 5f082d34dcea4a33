import ArgumentParser
import Evidence
import Pages

struct TreeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree",
    abstract: "Processes as a tree: who started whom, and how sure that is.",
    discussion: """
      EXAMPLES
        assay tree case.assay
        assay tree case.assay --around 3:1047 --attach network,files
        assay tree case.assay --search 'Image:*\\\\powershell.exe' --html tree.html
        assay tree --input processes.csv --format ndjson

      Processes come from Sysmon 1 and 5, Security 4688 and 4689, and execve of auditd, each computer for itself. \
      All of the case are linked; --around, --search, --sql, --from and --to choose which are shown, with all above \
      and below them. A parent that no record tells of stands as a ghost: what its children say of it.
      """)

  @OptionGroup var rows: RowsOptions

  @Option(
    help: ArgumentHelp(
      "The tree of the process that this record is about: a locator or a record number.", valueName: "locator"
    ))
  var around: String?

  @Option(
    help: ArgumentHelp(
      "Show what the processes did, too: network, files, registry, dns, or all.", valueName: "list"))
  var attach: AttachedKinds?

  @Option(
    help: ArgumentHelp("Write the tree as a page to look at or to print.", valueName: "file"),
    completion: .file())
  var html: String?

  @Flag(help: "Show what is encoded in the command lines, too.")
  var decode = false

  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if html == "-" { throw ValidationError("--html takes the name of a file") }
    if rows.input != nil, around != nil || attach != nil {
      throw ValidationError("--around and --attach look into a case, not into --input")
    }
    if around != nil, rows.selection.search != nil || rows.selection.sql != nil {
      throw ValidationError("--around, --search and --sql: give one of them")
    }
    if let around, Locator(around) == nil {
      throw ValidationError("'\(around)' is no locator; write 3:1047 or a record number")
    }
  }

  func run() throws {
    let page = html.map { PageFile(path: $0, force: common.force) }
    let analysis = TreeAnalysis(
      around: around, attached: attach ?? AttachedKinds(), decodes: decode, page: page,
      width: common.terminal.tableWidth)
    try rows.run(analysis, common, unit: "process") { input, output in
      let sink = try page?.open()
      let (events, read) = try TreeFile.events(input)
      output.read = "\(NumberText.counted(read, "row")) of \(DisplayText.escaped(input))"
      var answer = TreeAnswer(events: events, keys: .rows, width: common.terminal.tableWidth)
      if decode { answer.decode() }
      try answer.write(output, sink, title: input)
      try sink?.finish()
    }
  }
}
