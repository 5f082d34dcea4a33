import ArgumentParser
import CaseFile
import Evidence
import Formats

struct AddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract:
      "Add logs (files, archives, folders, -) to a case; creates it; goes on where it was interrupted.",
    discussion: """
      EXAMPLES
        assay add case.assay Security.xml sysmon.ndjson
        assay add case.assay evidence/ --timezone Europe/Berlin
        assay add case.assay triage.zip logs.tar.gz --dry-run
        journalctl -o json | assay add case.assay - --name journal.json
        assay add case.assay export.csv --as csv --encoding windows-1252

      Every byte is kept. What cannot be parsed is kept too, listed by 'assay sources CASE --problems', and \
      the exit status is then 1. A file whose bytes are in the case already is reported and not added again.

      gzip, bzip2, xz, zstd, zip and tar are unpacked, also within one another: each file in them is a source \
      named ARCHIVE!/FILE. Folders are read whole, hidden files too; no link in them is followed.
      """)

  @OptionGroup var target: CaseArgument

  @Argument(help: "Files, folders, or - for standard input.", completion: .file())
  var paths: [String]

  @Option(help: ArgumentHelp("Name of standard input in the case.", valueName: "name"))
  var name: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Read the sources as this format: event_xml, json, csv or lines.", valueName: "format")
  )
  var sourceFormat: SourceFormat?

  @Option(
    help: ArgumentHelp("Encoding of the sources, such as windows-1252.", valueName: "encoding"),
    transform: OptionValue.encoding)
  var encoding: TextEncoding?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Zone of times that name none: +02:00, Europe/Berlin.", valueName: "zone"),
    transform: OptionValue.timezone)
  var timezone: String?

  @Flag(help: "Add a source even if its bytes are in the case.")
  var again = false

  @Flag(help: "List what would be added, and as what; write nothing.")
  var dryRun = false

  @Flag(help: "Also keep SHA-1 and MD5 of each source, for matching with other tools' lists.")
  var digests = false

  @Option(help: ArgumentHelp("Longest record; a longer one is kept as gaps.", valueName: "n"))
  var maxRecordBytes: Int = Limits().recordBytes

  @Option(help: .hidden)
  var commitBytes: Int = AddOptions().commitBytes

  @OptionGroup(title: "Archives and compressed files") var containers: ContainerOptions
  @OptionGroup(title: "Custody") var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("name at least one file or folder to add") }
    guard (1024...1 << 29).contains(maxRecordBytes) else {
      throw ValidationError("--max-record-bytes takes a number from 1024 to 536870912")
    }
    guard paths.filter({ $0 == "-" }).count < 2 else { throw ValidationError("- can be named only once") }
    if name != nil, !paths.contains("-") { throw ValidationError("--name names standard input, which is -") }
  }

  func run() async throws {
    let terminal = common.terminal
    let walk = try AddInputs.walk(paths, case: target.path)
    let sink = try common.sink()
    if dryRun {
      Interruption.stopGracefully()
      let isSound = try AddPreview(options: options, walk: walk, terminal: terminal).write(
        sink, common.format)
      if !isSound { throw ExitCode(1) }
      return
    }
    let log = custody.log
    let (store, _) = try CaseStore.openForAdding(
      target.path, toolVersion: AssayVersion.text, custody: log)
    let progress = ProgressLine(terminal)
    Interruption.stopGracefully()
    let ingest = Ingest(store, options: options, custody: log) { step in
      progress.update { "\(step.source)  \(progress.amount(step.bytesDone, of: step.bytesTotal))" }
    } isCancelled: {
      Interruption.isRequested
    }
    let report: AddReport
    do {
      report = try await ingest.add(walk.inputs)
    } catch {
      progress.erase()
      throw error
    }
    progress.erase()
    try AddOutput(
      casePath: target.path, report: report, leftOut: walk.leftOut, terminal: terminal, progress: progress
    ).write(sink, common.format)
    if report.interrupted {
      terminal.error(AddOutput.interruption(report))
      throw ExitCode(130)
    }
    if report.sources.contains(where: { $0.row.unparsed > 0 || $0.faultCount > 0 })
      || walk.leftOut.contains(where: \.isFault)
    {
      throw ExitCode(1)
    }
  }

  private var options: AddOptions {
    var options = AddOptions()
    options.threads = common.threads
    options.format = sourceFormat?.logFormat
    options.encoding = encoding
    options.timezone = timezone
    options.again = again
    options.digests = digests
    options.standardInputName = name ?? "stdin"
    options.limits.recordBytes = maxRecordBytes
    options.containerLimits = containers.limits
    options.keepsContainers = containers.keepContainers
    options.temporaryFolder = common.temporaryFolder
    options.commitBytes = max(1, commitBytes)
    return options
  }
}

extension CustodyOptions {
  /// The log that this run writes to.
  var log: CustodyLog {
    CustodyLog(
      version: AssayVersion.text, executableSHA256: ExecutableDigest.sha256(), examiner: examiner)
  }
}
