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
        assay add case.assay handover/ --expect SHA256SUMS

      Every byte is kept. What cannot be parsed is kept too, listed by 'assay sources CASE --problems', and \
      the exit status is then 1. A file whose bytes are in the case already is reported and not added again.

      gzip, bzip2, xz, zstd, zip and tar are unpacked, also within one another: each file in them is a source \
      named ARCHIVE!/FILE. Folders are read whole, hidden files too; no link in them is followed.

      --expect holds the digests of what was added against a list that came with it: of sha256sum and its like, \
      hashdeep, or a bag's manifest-*.txt. Exit status 1: a file differs or is missing, or a line cannot be read. \
      What was added stays added; the outcome is written to the custody log (docs/exchange.md).
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

  @Option(
    help: ArgumentHelp(
      "Compare what is added with a list of digests that was handed over with it; several times for several.",
      valueName: "manifest"), completion: .file())
  var expect: [String] = []

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
    let expected = expect.isEmpty ? nil : try ExpectedFiles(expect)
    let sink = try common.sink()
    var options = options
    if let expected {
      options.digests = digests || expected.needsInsecure
      options.previewDigests = expected.kinds
    }
    if dryRun {
      Interruption.stopGracefully()
      let isSound = try AddPreview(options: options, walk: walk, terminal: terminal, expected: expected)
        .write(
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
    let result = try expected.flatMap { try compare($0, report, store, walk, log) }
    try AddOutput(
      casePath: target.path, report: report, leftOut: walk.leftOut, expected: result, terminal: terminal,
      progress: progress
    ).write(sink, common.format)
    if report.interrupted {
      terminal.error(AddOutput.interruption(report))
      throw ExitCode(130)
    }
    if report.sources.contains(where: { $0.row.unparsed > 0 || $0.faultCount > 0 })
      || walk.leftOut.contains(where: \.isFault) || result?.isSound == false
    {
      throw ExitCode(1)
    }
  }

  /// What was handed over now, be it in the case before or not, against the lists. Nil where `add` was interrupted:
  /// files that are not read yet would seem to be missing.
  private func compare(
    _ expected: ExpectedFiles, _ report: AddReport, _ store: CaseStore, _ walk: FolderWalk, _ log: CustodyLog
  ) throws -> ExpectedResult? {
    guard !report.interrupted else {
      common.terminal.error(
        "note: not compared with --expect yet: the same command goes on, and compares then")
      return nil
    }
    var given = Set(report.sources.map(\.row.id) + report.duplicates.map(\.source))
    let rows = try store.sources().filter { row in
      // A container stands before what is in it.
      if let place = row.profile.member, given.contains(place.container) { given.insert(row.id) }
      return given.contains(row.id)
    }
    let paths = walk.inputs.compactMap { if case .file(let path) = $0 { path } else { nil } }
    let result = try ExpectedResult(expected, rows, in: store, files: paths)
    _ = try log.record(
      target.path, action: "manifest-compared", details: ExpectedOutput(result: result).custody)
    return result
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
