import CaseFile
import Evidence
import Integrity
import Pages

/// What `export --bag` says.
struct BagOutput {
  let path: String
  let written: BagContents.Written
  let sealed: BagManifests.Sealed
  let checkpoint: SignedNote
  let key: OpenSSHPrivateKey?
  /// What a folder is called now that stood there.
  let moved: String?
  let custodySequence: Int?
  let terminal: Terminal

  func write(_ sink: OutputSink, _ format: OutputFormat) throws {
    if let moved {
      terminal.note("note: what was in \(DisplayText.escaped(path)) is now \(DisplayText.escaped(moved))")
    }
    try DocumentWriter.write(sink, format, document: document, lines: lines)
  }

  private var lines: [String] {
    var parts = [
      NumberText.counted(written.sources, "source"),
      NumberText.counted(written.custodyEntries, "custody entry", "custody entries"),
      NumberText.counted(written.findings, "finding"),
      NumberText.counted(written.proofs.records, "proof"),
    ]
    if written.timeStamps > 0 { parts.append(NumberText.counted(written.timeStamps, "time stamp")) }
    if written.caseSHA256 != nil { parts.append("the case") }
    var lines = [
      "\(DisplayText.escaped(path))  \(NumberText.counted(sealed.files, "file")), \(NumberText.bytes(sealed.bytes)): "
        + parts.joined(separator: ", ")
    ]
    if written.proofs.leftOut > 0 {
      lines.append(
        "not proven one by one: \(NumberText.counted(written.proofs.leftOut, "record")) beyond --max-proofs")
    }
    if written.containersLeftOut > 0 {
      lines.append(
        "not in it: \(NumberText.counted(written.containersLeftOut, "archive")) as such; their files are")
    }
    if written.incomplete > 0 {
      lines.append(
        "not whole: \(NumberText.counted(written.incomplete, "source")), whose import was interrupted")
    }
    lines.append(
      "\(sealed.tagManifest)  SHA-256 \(sealed.tagManifestSHA256): keep it elsewhere, it names all of the bag"
    )
    if let key {
      lines += ["signed by \(key.publicKey.fingerprint)"]
    } else {
      lines.append("unsigned: --sign KEY signs it")
    }
    if let custodySequence { lines.append("custody entry \(custodySequence) tells of it") }
    return lines + [
      "check it: python3 \(DisplayText.escaped(path))/data/verify.py \(DisplayText.escaped(path))"
    ]
  }

  private var document: JSONValue {
    .members(
      ("bag", .string(path)), ("files", .number(sealed.files)), ("bytes", .number(sealed.bytes)),
      ("sources", .number(written.sources)), ("containers_left_out", .number(written.containersLeftOut)),
      ("sources_incomplete", .number(written.incomplete)),
      ("custody_entries", .number(written.custodyEntries)),
      ("findings", .number(written.findings)), ("proofs", .number(written.proofs.records)),
      ("proofs_left_out", .number(written.proofs.leftOut)), ("time_stamps", .number(written.timeStamps)),
      ("case_sha256", .text(written.caseSHA256?.description)),
      ("manifest", .string(sealed.tagManifest)), ("sha256", .string(sealed.tagManifestSHA256.description)),
      ("signed", .bool(key != nil)), ("fingerprint", .text(key?.publicKey.fingerprint)),
      ("checkpoint_signed", .bool(!checkpoint.signatures.isEmpty)), ("moved", .text(moved)),
      ("custody_seq", .number(custodySequence)))
  }
}
