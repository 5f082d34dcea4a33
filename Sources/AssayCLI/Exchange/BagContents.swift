import CaseFile
import Evidence
import Formats
import Integrity
import Pages
import Query
import Report

/// Writes the payload of a bag: what the other side needs to redo the work, and nothing that only Assay can read but the
/// case itself where that is asked for.
struct BagContents {
  let store: CaseStore
  let folder: BagFolder
  let request: BagRequest
  let terminal: Terminal
  /// The checkpoint under which records are proven.
  let checkpoint: SignedNote
  /// Of the custody log, where it was signed for this bag.
  let custodyCheckpoint: SignedNote?

  /// What was written.
  struct Written {
    var sources = 0
    /// Containers whose own bytes the case does not hold.
    var containersLeftOut = 0
    /// Sources whose import was interrupted: their beginning is there.
    var incomplete = 0
    var custodyEntries = 0
    var findings = 0
    var proofs = BagProofs.Written()
    var timeStamps = 0
    var caseSHA256: Digest256?
  }

  func write() throws -> Written {
    var written = Written()
    try writeSources(&written)
    try writeCustody(&written)
    try writeCheckpoints()
    let findings = try store.findings().inOrder.filter(\.included)
    written.findings = findings.count
    try writeFindings(findings)
    let proofs = BagProofs(
      reader: try CaseReader(store), folder: folder, note: checkpoint, terminal: terminal)
    written.proofs = try proofs.write(findings, request.locators, limit: request.proofLimit)
    if request.withCase {
      let name = "data/case/case.assay"
      try store.copy(to: try folder.place(name))
      written.caseSHA256 = try FilePath(folder.partial + "/" + name).sha256()
    }
    return written
  }

  // MARK: sources

  private func writeSources(_ written: inout Written) throws {
    let extractor = SourceExtractor(store)
    let progress = ProgressLine(terminal)
    defer { progress.erase() }
    let place = try folder.place("data/sources/.")
    try ExtractAll(store: store, folder: String(place.dropLast(2)), force: false).run { row, sink, _ in
      let total = UInt64(row.size ?? row.committed)
      _ = try extractor.extract(row) { done in
        progress.update { "\(row.name)  \(progress.amount(done, of: total))" }
      } isCancelled: {
        Interruption.isRequested
      } to: { bytes in
        try sink.write(bytes)
      }
      try sink.finish()
    }
    let sources = try store.sources()
    try folder.write(try lines(sources.map(Self.line)), to: "data/sources.ndjson")
    written.sources = sources.count { $0.holdsBytes }
    written.containersLeftOut = sources.count { !$0.holdsBytes }
    written.incomplete = sources.count { $0.holdsBytes && $0.state != .complete }
  }

  private static func line(_ row: SourceRow) -> JSONValue {
    .members(
      ("source_id", .number(row.id)),
      ("file", row.holdsBytes ? .string("sources/" + ExtractAll.fileName(row)) : .null),
      ("name", .string(row.name)), ("name_bytes_hex", .string(hexText(row.nameBytes))),
      ("kind", .string(row.kind)), ("format", .string(row.profile.format.rawValue)),
      ("encoding", .string(row.profile.encoding.rawValue)), ("state", .string(row.state.rawValue)),
      ("size", .number(row.size ?? row.committed)), ("sha256", .text(row.sha256?.description)),
      ("sha1", .text(row.sha1.map { hexText($0) })), ("md5", .text(row.md5.map { hexText($0) })),
      ("modified", .text(row.modified?.text)), ("records", .number(row.records)),
      ("unparsed", .number(row.unparsed)), ("gaps", .number(row.gaps)), ("excluded", .bool(row.excluded)),
      ("container", .number(row.profile.member?.container)))
  }

  // MARK: custody and checkpoints

  private func writeCustody(_ written: inout Written) throws {
    let entries = try store.custody()
    written.custodyEntries = entries.count
    try folder.write(entries.flatMap { $0.bytes + [10] }, to: "data/custody/entries.ndjson")
    for stamp in try store.timeStamps() {
      let base = "data/timestamps/\(stamp.sequence)"
      try folder.write(stamp.reply, to: base + ".tsr")
      try folder.write(stamp.checkpoint, to: base + ".stamped")
      written.timeStamps += 1
    }
  }

  private func writeCheckpoints() throws {
    let files = [("case", checkpoint), ("custody", custodyCheckpoint)]
    for case (let name, let note?) in files {
      let file = "data/checkpoints/\(name).checkpoint"
      let bytes = Array(note.encoded.utf8)
      try folder.write(bytes, to: file)
      guard let key = request.key else { continue }
      let signature = try SSHSignature.sign(bytes, namespace: SignedFiles.checkpointNamespace, key: key.key)
      try folder.write(signature.utf8, to: file + ".sig")
    }
  }

  // MARK: findings

  private func writeFindings(_ findings: [Finding]) throws {
    guard !findings.isEmpty else { return }
    let values: [JSONValue] = findings.map { finding in
      .members(
        ("finding", .number(finding.number)), ("name", .string(finding.name)),
        ("statement", .string(finding.statement)), ("interpretation", .string(finding.interpretation)),
        ("alternatives", .string(finding.alternatives)), ("records", .string(finding.records.description)),
        ("record_count", .number(finding.records.count)), ("receipt", finding.receipt),
        ("receipt_sha256", .string(finding.receiptSHA256)), ("custody_seq", .number(finding.sequence)))
    }
    try folder.write(try lines(values), to: "data/findings.ndjson")
  }

  /// One canonical text a line: the same case gives the same bytes.
  private func lines(_ values: [JSONValue]) throws -> [UInt8] {
    try values.flatMap { try CanonicalJSON.bytes($0) + [10] }
  }
}

/// What a bag is asked to hold.
struct BagRequest {
  /// Signs the tag manifest, checkpoints and the report.
  var key: OpenSSHPrivateKey?
  /// The date of the bag.
  var time: Timestamp
  /// MD5 and SHA-1 manifests too.
  var digests = false
  /// The case file itself.
  var withCase = false
  /// Records to be proven besides those of findings.
  var locators: [Locator] = []
  /// Most records that are proven.
  var proofLimit: Int
  /// What people say on the report's cover.
  var cover = ReportCover()
  /// Who acts.
  var examiner = ""
}
