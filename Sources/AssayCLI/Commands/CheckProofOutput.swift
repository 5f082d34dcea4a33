import Integrity
import Pages

/// What `check-proof` says.
struct CheckProofOutput {
  let proof: String
  let check: ProofCheck

  func write(_ sink: OutputSink, _ format: OutputFormat, _ terminal: Terminal) throws {
    try DocumentWriter.write(sink, format, document: document, lines: lines(terminal.outputStyle))
  }

  private var document: JSONValue {
    let checkpoint = check.proof?.checkpoint
    return .members(
      ("proof", .string(proof)), ("bytes", .string(check.bytesFile)), ("verdict", .string(check.verdict)),
      (
        "checks",
        .array(
          check.parts.map {
            .members(("check", .string($0.name)), ("ok", .bool($0.isGood)), ("text", .string($0.text)))
          })
      ),
      ("origin", .text(checkpoint?.origin)), ("tree_size", .number(checkpoint?.size)),
      ("root", .text(checkpoint?.root.description)), ("record", .number(check.proof?.index)),
      ("leaf_hash", .text(check.leaf?.description)), ("length", .number(check.byteCount)),
      ("signers", .array(check.signers.map { .string($0.vkey) })),
      ("missing", .array(check.missing.map { .string($0) })), ("stated", check.statement ?? .null))
  }

  private func lines(_ style: TextStyle) -> [String] {
    var lines = check.parts.map { part in
      "\(part.name.padding(to: 10))  \(part.isGood ? style.green("ok") + " " : style.red("BAD"))  "
        + DisplayText.escaped(part.text)
    }
    lines += check.missing.map {
      "uses        \(style.yellow("--"))   \(DisplayText.escaped($0)), or its .raw, is not there"
    }
    if let note = check.proof?.note, check.verdict.hasSuffix("not checked") {
      let names = note.signatures.map { DisplayText.escaped($0.name) }.joined(separator: ", ")
      lines.append("signature   \(style.yellow("--"))   by \(names): not checked; pin a key with --key")
    }
    if let checkpoint = check.proof?.checkpoint {
      lines.append("of case     \(DisplayText.escaped(checkpoint.origin)), root \(checkpoint.root)")
    }
    if let source = check.statement?["source"]?.string, let offset = check.statement?["offset"]?.int {
      lines.append(
        "stated      \(check.statement?["locator"]?.string.map { DisplayText.escaped($0) } ?? "?"),"
          + " \(DisplayText.escaped(source)) @ 0x\(String(offset, radix: 16)): said by the maker, not proven")
    }
    return lines + [check.isRefused ? style.red(check.verdict) : style.green(check.verdict)]
  }
}
