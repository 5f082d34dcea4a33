import Evidence
import Integrity
import Pages

/// What `timestamp --import` says.
struct TimestampOutput {
  let path: String
  let reply: TimeStampReply
  let checkpoint: [UInt8]
  let custodySequence: Int

  private var digest: String { Digest256.of(checkpoint).description }
  private var command: String {
    "openssl ts -verify -digest \(digest) -in \(DisplayText.escaped(path)) -CAfile ROOT.pem"
  }

  func write(_ sink: OutputSink, _ format: OutputFormat) throws {
    try DocumentWriter.write(sink, format, document: document, lines: lines)
  }

  private var document: JSONValue {
    .members(
      ("reply", .string(path)), ("stamped", .string(reply.info.time.text)),
      ("accuracy_ns", .number(reply.info.accuracyNanoseconds)), ("policy", .string(reply.info.policy)),
      ("serial", .string(reply.info.serial)), ("authority", .text(reply.certificate?.subject)),
      ("authority_not_before", .text(reply.certificate?.notBefore.text)),
      ("authority_not_after", .text(reply.certificate?.notAfter.text)),
      ("signature_fits_certificate", reply.isSignatureGood.map { JSONValue.bool($0) } ?? .null),
      ("checkpoint_sha256", .string(digest)), ("verify_command", .string(command)),
      ("custody_seq", .number(custodySequence)))
  }

  private var lines: [String] {
    let accuracy = reply.info.accuracyNanoseconds.map {
      ", to within \(NumberText.oneDecimal(Double($0) / 1e9)) s"
    }
    let authority = reply.certificate.map {
      "\(DisplayText.escaped($0.subject)), certificate valid \(NumberText.time($0.notBefore.text)) to"
        + " \(NumberText.time($0.notAfter.text))"
    }
    return [
      "time        the checkpoint existed before \(NumberText.time(reply.info.time.text))\(accuracy ?? "")",
      "authority   \(authority ?? "not in the reply"); policy \(reply.info.policy), serial \(reply.info.serial)",
      reply.isSignatureGood == true
        ? "signature   fits the certificate in the reply; whether that one is to be trusted was not checked"
        : "signature   not checked by Assay",
      "to check it with a root that you trust:  \(command)",
      "kept in custody entry \(custodySequence)",
    ]
  }
}
