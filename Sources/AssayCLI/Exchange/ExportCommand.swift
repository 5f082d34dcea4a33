import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Pages
import Report

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Hand over: a bag with everything and its proofs, records, CASE/UCO, DFXML.",
    discussion: """
      EXAMPLES
        assay export case.assay --bag handover --sign ~/keys/case --examiner 'A. Meier'
        assay export case.assay --bag handover --with-case --time 2026-11-24T12:00:00Z
        assay export case.assay --records logons.ndjson --search 'EventID:4624'
        assay export case.assay --dfxml records.xml --search 'EventID:1102'
        assay export case.assay --case-uco case.jsonld

      A bag (RFC 8493) is a folder that 'sha256sum -c', 'ssh-keygen -Y verify' and any BagIt validator check: sources as \
      they came in, the report, custody log, checkpoints, findings with proofs of their records, verify.py and a README \
      for the other side. --sign verifies the whole case, signs checkpoints and report, and the bag as a whole. It is \
      written as DIR.partial and gets its name when it is whole. The same case and --time give the same bytes. The act is \
      written to the custody log. docs/exchange.md

      --records writes what --search, --sql, --from and --to choose, all records without them, as NDJSON or, to FILE.csv, \
      as CSV. --dfxml lists sources with their digests, and of the chosen records (without a choice: those of findings) \
      offset, length and SHA-256 in their source. --case-uco writes sources, custody log and tools as JSON-LD. Original \
      files alone: assay extract.
      """)

  @OptionGroup var target: CaseArgument

  @Option(help: ArgumentHelp("Write a bag into this folder.", valueName: "dir"), completion: .directory)
  var bag: String?

  @Option(
    help: ArgumentHelp(
      "Write records to this file, as NDJSON, or as CSV where its name ends so.", valueName: "file"),
    completion: .file())
  var records: String?

  @Option(
    help: ArgumentHelp("Write sources and places of records as DFXML.", valueName: "file"),
    completion: .file())
  var dfxml: String?

  @Option(
    help: ArgumentHelp("Write sources, custody log and tools as CASE/UCO JSON-LD.", valueName: "file"),
    completion: .file())
  var caseUco: String?

  @OptionGroup(title: "Which records (--records, --dfxml)") var selected: SelectionOptions

  @Option(
    help: ArgumentHelp("Sign the bag with this Ed25519 key (OpenSSH format, mode 600).", valueName: "key"),
    completion: .file())
  var sign: String?

  @Flag(help: "Put a copy of the case file into the bag too.")
  var withCase = false

  @Flag(help: "MD5 and SHA-1 manifests too, for tools that want them.")
  var digests = false

  @Option(
    help: ArgumentHelp(
      "Prove this record in the bag, besides those of findings: 3:1047, 3:gap-1 or a record number; several times.",
      valueName: "locator"))
  var prove: [String] = []

  @Option(help: ArgumentHelp("Most records that are proven; what is beyond is counted.", valueName: "n"))
  var maxProofs: Int = 10_000

  @Option(
    help: ArgumentHelp(
      "Date of the export, as ISO 8601 (2026-11-24T12:00:00Z); else this machine's clock.", valueName: "time")
  )
  var time: String?

  @OptionGroup(title: "Cover of the report") var cover: CoverOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard [bag, records, dfxml, caseUco].contains(where: { $0 != nil }) else {
      throw ValidationError(
        "say what to hand over: --bag DIR, --records FILE, --dfxml FILE or --case-uco FILE")
    }
    if common.output != nil {
      throw ValidationError(
        "each form names its own file: --bag DIR, --records FILE, --dfxml FILE, --case-uco FILE")
    }
    if sign != nil, bag == nil { throw ValidationError("--sign signs a bag: --bag DIR") }
    if let bad = prove.first(where: { Locator($0) == nil }) {
      throw ValidationError("'\(bad)' is no locator; write 3:1047, 3:gap-1 or a record number")
    }
    guard maxProofs >= 0 else { throw ValidationError("--max-proofs takes a number from 0") }
    if let time, Self.moment(time) == nil {
      throw ValidationError("'\(time)' is no time of ISO 8601; write 2026-11-24T12:00:00Z")
    }
  }

  func run() async throws {
    try common.prepare()
    let said = try cover.read()
    let log = CustodyLog(
      version: AssayVersion.text, executableSHA256: ExecutableDigest.sha256(), examiner: said[.examiner] ?? ""
    )
    let moment = time.flatMap(Self.moment) ?? log.now()
    let files = FileExport(
      casePath: target.path, selected: selected, time: moment, custody: log, common: common)
    if let records { try files.writeRecords(records) }
    if let dfxml { try files.writeDFXML(dfxml) }
    if let caseUco { try files.writeOntology(caseUco) }
    if let bag { try await writeBag(bag, said, log, moment) }
  }

  /// A time with its zone; without one it is UTC.
  private static func moment(_ text: String) -> Timestamp? {
    guard let time = Array(text.utf8).span.isoTime(at: 0), time.end == text.utf8.count else { return nil }
    return time.utc()
  }

  private func writeBag(_ path: String, _ said: ReportCover, _ log: CustodyLog, _ moment: Timestamp)
    async throws
  {
    let key = try sign.map { argument throws(AssayError) in try SigningKeyFile.read(argument) }
    var request = BagRequest(key: key, time: moment, proofLimit: maxProofs)
    request.digests = digests
    request.withCase = withCase
    request.locators = prove.compactMap { Locator($0) }
    request.cover = said
    request.examiner = said[.examiner] ?? ""
    let export = BagExport(
      casePath: target.path, keyPath: sign, request: request, custody: log, threads: common.threads,
      force: common.force, terminal: common.terminal)
    try await export.write(path).write(OutputSink(), common.format)
  }
}
