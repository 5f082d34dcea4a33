import ArgumentParser
import CaseFile
import Evidence
import Integrity
import Pages

struct TimestampCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timestamp",
    abstract: "Ask for a time stamp over a checkpoint (RFC 3161), and check and keep the reply.",
    discussion: """
      EXAMPLES
        assay timestamp case.assay --request case.tsq
        assay timestamp case.assay --request case.tsq --checkpoint case.checkpoint
        assay timestamp case.assay --import case.tsr

      --request writes a request over the checkpoint's file (without --checkpoint the one that was signed last, which \
      is written beside it: case.checkpoint). Assay does not call anyone: carry it to a machine with a network and post \
      it to an authority of your choice: curl -H 'Content-Type: application/timestamp-query' --data-binary @case.tsq \
      URL > case.tsr. --import checks status, imprint, nonce, that nothing follows, and the time against the \
      authority's certificate, keeps the reply in the custody log, and prints the openssl command that checks the \
      authority, which Assay does not. Exit status 1: the reply is refused, with the reason.
      """)

  @OptionGroup var target: CaseArgument

  @Option(
    help: ArgumentHelp("Write a request to this file.", valueName: "file"),
    completion: .file(extensions: ["tsq"]))
  var request: String?

  @Option(
    help: ArgumentHelp("The checkpoint to be stamped.", valueName: "file"), completion: .file())
  var checkpoint: String?

  @Option(
    name: .customLong("import"),
    help: ArgumentHelp("Check the authority's reply, and keep it.", valueName: "file"),
    completion: .file(extensions: ["tsr"]))
  var reply: String?

  @OptionGroup(title: "Custody") var custody: CustodyOptions
  @OptionGroup(title: "Common") var common: CommonOptions

  func validate() throws {
    guard (request == nil) != (reply == nil) else {
      throw ValidationError("give --request FILE or --import FILE")
    }
    if checkpoint != nil, request == nil {
      throw ValidationError("--checkpoint says what is stamped: with --request")
    }
  }

  func run() throws {
    let sink = try common.sink()
    if let request { try ask(request, sink) } else if let reply { try take(reply, sink) }
  }

  // MARK: request

  private func ask(_ path: String, _ sink: OutputSink) throws {
    let (name, bytes, isNew) = try stamped(path)
    let request = TimeStampRequest(sha256: Digest256.of(bytes), nonce: UInt64.random(in: 1...UInt64.max))
    let files =
      try [OutputSink(path, force: common.force)] + (isNew ? [OutputSink(name, force: common.force)] : [])
    let sequence = try StampLog.record(request, over: bytes, in: target.path, custody.log)
    for (file, content) in zip(files, [request.encoded, bytes]) {
      try file.write(content)
      try file.finish()
    }
    try DocumentWriter.write(
      sink, common.format,
      document: .members(
        ("request", .string(path)), ("checkpoint", .string(name)),
        ("checkpoint_sha256", .string(Digest256.of(bytes).description)),
        ("nonce", .text(request.nonce.map { hexText($0) })), ("custody_seq", .number(sequence))),
      lines: [
        "\(DisplayText.escaped(path))  a request for a time stamp over \(DisplayText.escaped(name)), SHA-256"
          + " \(Digest256.of(bytes))",
        "post it to an authority:  curl -H 'Content-Type: application/timestamp-query' --data-binary"
          + " @\(DisplayText.escaped(path)) URL > REPLY.tsr",
        "then:  assay timestamp \(DisplayText.escaped(target.path)) --import REPLY.tsr",
      ])
  }

  /// The file that is stamped, and whether it is yet to be written.
  private func stamped(_ path: String) throws -> (name: String, bytes: [UInt8], isNew: Bool) {
    let store = try CaseStore.open(target.path)
    if let checkpoint {
      let file = try KeptCheckpoint(argument: checkpoint)
      _ = try store.growth(
        file.tree, from: file.checkpoint, named: file.path, to: try store.checkpoint(file.tree))
      return (checkpoint, file.bytes, false)
    }
    guard let note = try store.signedCheckpoints().last else {
      throw AssayError(
        "timestamp.no-checkpoint", subject: target.path, reason: "no checkpoint was signed yet",
        hint: "assay checkpoint \(target.path) --sign KEY -o FILE, or name one: --checkpoint FILE")
    }
    let base = path.hasSuffix(".tsq") ? String(path.dropLast(4)) : path
    let name = base + ".checkpoint"
    let bytes = Array(note.encoded.utf8)
    return (name, bytes, try !holds(name, bytes))
  }

  /// The file is often there since the signing: what it holds already is not written again.
  private func holds(_ name: String, _ bytes: [UInt8]) throws -> Bool {
    let path = RawArguments.path(name)
    guard FileReader.statusOfFile(path) != nil else { return false }
    return try FileReader.contents(of: path, limit: SignedNote.maximumByteCount) == bytes
  }

  // MARK: reply

  private func take(_ path: String, _ sink: OutputSink) throws {
    let bytes = try FileReader.contents(of: RawArguments.path(path), limit: TimeStampReply.maximumByteCount)
    let store = try CaseStore.open(target.path)
    let reply: TimeStampReply
    let checkpoint: [UInt8]
    do {
      reply = try TimeStampReply(parsing: bytes)
      guard let asked = try store.stampRequest(over: reply.info.imprint, nonce: reply.info.nonce) else {
        throw TimeStampError.imprint(
          found: "\(reply.info.imprint.algorithm) \(hexText(reply.info.imprint.digest))")
      }
      checkpoint = asked.checkpoint
      try reply.check(asked.request, message: checkpoint)
    } catch let error as TimeStampError {
      throw AssayError(
        "timestamp.refused", subject: path, reason: "\(error)", hint: "nothing was kept")
    }
    let sequence = try StampLog.record(reply, bytes: bytes, over: checkpoint, in: target.path, custody.log)
    try TimestampOutput(path: path, reply: reply, checkpoint: checkpoint, custodySequence: sequence)
      .write(sink, common.format)
  }
}
