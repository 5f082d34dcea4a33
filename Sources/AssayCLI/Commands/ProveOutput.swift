import CaseFile
import Evidence
import Integrity
import Pages
import Query

/// What `prove` says.
struct ProveOutput {
  let files: ProofFiles
  let spans: [ProvenSpan]

  func write(_ sink: OutputSink, _ format: OutputFormat) throws {
    try DocumentWriter.write(sink, format, document: document, lines: lines)
  }

  private var checkpoint: Checkpoint { spans[0].proof.checkpoint }
  private var signers: [String] { spans[0].proof.note.signatures.map(\.name) }

  private var document: JSONValue {
    .members(
      ("origin", .string(checkpoint.origin)), ("tree_size", .number(checkpoint.size)),
      ("root", .string(checkpoint.root.description)), ("signed", .bool(!signers.isEmpty)),
      (
        "proofs",
        .array(
          spans.enumerated().map { index, span in
            .members(
              ("proof", .string(files.proof(index))), ("bytes", .string(files.bytes(index))),
              ("locator", .string(span.locator.description)), ("record", .number(span.leaf)),
              ("source", .string(span.source.name)), ("offset", .number(span.sourceOffset)),
              ("length", .number(span.bytes.count)),
              ("sha256", .string(Digest256.of(span.bytes).description)),
              ("leaf_hash", .string(leafHash(span.bytes).description)))
          })
      ))
  }

  private var lines: [String] {
    var lines = spans.enumerated().map { index, span in
      "\(span.locator)  \(DisplayText.escaped(span.source.name)) @ 0x\(String(span.sourceOffset, radix: 16)),"
        + " \(NumberText.counted(span.bytes.count, "byte"))  -> \(DisplayText.escaped(files.proof(index))), .raw"
    }
    if spans.count > 1 {
      lines.insert("the text of \(spans[0].locator) was made of these bytes too:", at: 1)
    }
    let signature =
      signers.isEmpty
      ? "unsigned: assay checkpoint CASE --sign KEY, then prove again"
      : "signed by " + signers.map { DisplayText.escaped($0) }.joined(separator: ", ")
    return lines + [
      "\(NumberText.counted(spans.count, "proof")) under the checkpoint of size"
        + " \(NumberText.grouped(checkpoint.size)), root \(checkpoint.root), \(signature)"
    ]
  }
}
