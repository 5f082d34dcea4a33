import ArgumentParser
import CaseFile
import Evidence
import Formats
import Integrity
import Pages

struct SourcesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sources",
    abstract: "List sources with digests, counts, assumptions and problems.",
    discussion: """
      EXAMPLES
        assay sources case.assay
        assay sources case.assay --problems
        assay sources case.assay --exclude 3
        assay sources case.assay --manifest sha256sum -o SHA256SUMS
        assay sources case.assay --manifest sha256sum --names extracted -o SHA256SUMS

      --manifest writes a list of digests instead: 'sha256sum -c SHA256SUMS' checks the originals from the folder \
      in which they were added; with --names extracted it checks what 'extract --all' writes, in its folder.

      An excluded source stays in the case, its bytes and proofs too; answers leave it out. Both acts are \
      written to the custody log.
      """)

  @OptionGroup var target: CaseArgument

  @Flag(help: "List every problem: source, place, offset, code and reason.")
  var problems = false

  @Option(help: ArgumentHelp("Leave a source out of answers.", valueName: "n"))
  var exclude: [Int] = []

  @Option(help: ArgumentHelp("Take an excluded source in again.", valueName: "n"))
  var include: [Int] = []

  @Option(help: "Write a list of digests, for sha256sum -c or for hashdeep -a.")
  var manifest: ManifestForm?

  @Option(help: "What the list calls the files: as given, or as 'extract --all' writes them (extracted).")
  var names: ManifestNames = .given

  @OptionGroup(title: "Custody") var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    if manifest != nil, problems || !(exclude + include).isEmpty || common.format != .table {
      throw ValidationError(
        "--manifest is a form of its own: without --problems, --exclude, --include and --format")
    }
    if problems, !(exclude + include).isEmpty {
      throw ValidationError("--problems lists; --exclude and --include change: give one of them")
    }
    if let both = exclude.first(where: include.contains) {
      throw ValidationError("source \(both) cannot be excluded and included at once")
    }
  }

  func run() throws {
    let sink = try common.sink()
    if !exclude.isEmpty || !include.isEmpty { try change() }
    let store = try CaseStore.open(target.path)
    if let manifest {
      let notes = try SourceManifest(form: manifest, names: names).write(try store.sources(), sink)
      for note in notes { common.terminal.note(note) }
    } else if problems {
      try ProblemOutput(store: store, terminal: common.terminal).write(sink, common.format)
    } else {
      try list(store, sink)
    }
    try sink.finish()
  }

  private func change() throws {
    let store = try CaseStore.openForWriting(target.path, create: false)
    let known = Set(try store.sources().map(\.id))
    if let missing = (exclude + include).first(where: { !known.contains($0) }) {
      throw AssayError(
        "source.missing", subject: target.path, reason: "there is no source \(missing)",
        hint: "nothing was changed; assay sources \(target.path) lists them")
    }
    let reindexer = Reindexer(store, custody: custody.log)
    for number in exclude { try reindexer.setExcluded(number, true) }
    for number in include { try reindexer.setExcluded(number, false) }
  }

  /// - Parameter hasClaims: then a table says what each source is.
  private static func columns(hasClaims: Bool) -> [Column] {
    SourceColumns.columns + [
      Column("kind", machineOnly: !hasClaims), Column("excluded", machineOnly: true),
      Column("modified", machineOnly: true), Column("first_time", machineOnly: true),
      Column("last_time", machineOnly: true), Column("timezone", machineOnly: true),
      Column("assumed_year", machineOnly: true), Column("clock_offset_seconds", machineOnly: true),
      Column("sha1", machineOnly: true), Column("md5", machineOnly: true),
      Column("notes", machineOnly: true), Column("container", machineOnly: true),
      Column("container_kind", machineOnly: true), Column("kept", machineOnly: true),
    ]
  }

  private func list(_ store: CaseStore, _ sink: OutputSink) throws {
    let all = try store.sources()
    let claims = all.filter(\.isClaim)
    let numbers = all.claimNumbers
    // Claims, and what they came out of, stand apart.
    let sources = all.evidence + all.filter { numbers.contains($0.id) }
    let bounds = try store.timeBounds()
    let writer = try RowWriter(
      sink, common.format, columns: Self.columns(hasClaims: !claims.isEmpty), terminal: common.terminal)
    for row in sources {
      let times = bounds[row.id]
      try writer.row(
        SourceColumns.cells(row) + [
          .text(row.kind), .flag(row.excluded), .text(row.modified?.text),
          .text(times.map { Timestamp(unixNanoseconds: $0.first).text }),
          .text(times.map { Timestamp(unixNanoseconds: $0.last).text }),
          .text(row.profile.timezone), .integer(row.profile.assumedYear),
          .integer(Int(row.profile.clockOffsetSeconds)), .text(row.sha1.map { hexText($0) }),
          .text(row.md5.map { hexText($0) }), .list(row.profile.notes),
          .integer(row.profile.member?.container),
          .text(row.kind == SourceRow.containerKind ? row.profile.container?.description : nil),
          .flag(row.holdsBytes),
        ])
    }
    let counted = all.evidence.filter { !$0.excluded }
    let unparsed = counted.reduce(0) { $0 + $1.unparsed }
    let records = counted.reduce(0) { $0 + $1.records }
    var closing = sources.flatMap(Self.remarks)
    var total =
      "\(NumberText.counted(all.evidence.count, "source")): \(NumberText.counted(records, "record"))"
    total +=
      unparsed > 0 ? ", \(NumberText.grouped(unparsed)) not parsed (--problems lists them)" : ", all parsed"
    closing.append(total)
    let rows = claims.reduce(0) { $0 + $1.records }
    if !claims.isEmpty {
      closing.append(
        "\(NumberText.counted(claims.count, "claim")): \(NumberText.counted(rows, "row")), in no answer but those"
          + " of compare and of the table claims")
    }
    try writer.finish(
      summary: .members(
        ("rows", .number(sources.count)), ("records", .number(records)), ("unparsed", .number(unparsed)),
        ("claims", .number(claims.count)), ("claim_rows", .number(rows))),
      closing: closing)
  }

  /// What was assumed of a source, one line each.
  private static func remarks(_ row: SourceRow) -> [String] {
    var remarks: [String] = []
    if row.kind == SourceRow.containerKind, let container = row.profile.container, row.state == .complete {
      var text = "\(container.description) with \(NumberText.counted(container.members, "file"))"
      if container.folders > 0 { text += " in \(NumberText.counted(container.folders, "folder"))" }
      if container.problemCount > 0 { text += ", \(NumberText.counted(container.problemCount, "problem"))" }
      remarks.append(text + (row.holdsBytes ? "; kept" : "; its own bytes are not kept"))
    }
    if row.state != .complete {
      remarks.append(
        row.kind == SourceRow.containerKind
          ? "not complete: the same add goes on"
          : "not complete: \(NumberText.bytes(row.committed)) are in the case; the same add goes on")
    }
    if row.excluded { remarks.append("excluded from answers (--include \(row.id) takes it in again)") }
    if row.profile.encoding != .utf8 { remarks.append("encoding \(row.profile.encoding.rawValue)") }
    if let zone = row.profile.timezone { remarks.append("times without zone are read as \(zone)") }
    if let year = row.profile.assumedYear { remarks.append("times without year begin in \(year), assumed") }
    if row.profile.clockOffsetSeconds != 0 {
      remarks.append("\(row.profile.clockOffsetSeconds) s are added to each time")
    }
    return (remarks + row.profile.notes).map { "source \(row.id): " + DisplayText.escaped($0) }
  }
}
