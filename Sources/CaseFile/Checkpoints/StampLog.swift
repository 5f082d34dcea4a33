package import Evidence
package import Integrity

/// Custody entries of time stamps: the case keeps request and reply as they are.
package enum StampLog {
  static let requested = "timestamp-requested"
  static let imported = "timestamp-imported"

  /// Tells of a request over a checkpoint's file. Returns the entry's number.
  package static func record(
    _ request: TimeStampRequest, over checkpoint: [UInt8], in path: String, _ custody: CustodyLog
  ) throws(AssayError) -> Int {
    try custody.record(
      path, action: requested,
      details: [
        "request": .string(Base64.text(request.encoded)),
        "checkpoint": .string(String(decoding: checkpoint, as: UTF8.self)),
        "checkpoint_sha256": .string(Digest256.of(checkpoint).description),
      ]
    ).sequence
  }

  /// Keeps a reply that was checked. Returns the entry's number.
  package static func record(
    _ reply: TimeStampReply, bytes: [UInt8], over checkpoint: [UInt8], in path: String, _ custody: CustodyLog
  ) throws(AssayError) -> Int {
    let members =
      [
        ("reply", Base64.text(bytes)), ("reply_sha256", Digest256.of(bytes).description),
        ("checkpoint", String(decoding: checkpoint, as: UTF8.self)),
        ("checkpoint_sha256", Digest256.of(checkpoint).description),
      ] + facts(of: reply)
    return try custody.record(
      path, action: imported, details: .object(members.map { JSONValue.Member($0.0, .string($0.1)) })
    ).sequence
  }

  /// What the entry says of a reply in words: `verify` makes it again from the reply.
  static func facts(of reply: TimeStampReply) -> [(name: String, value: String)] {
    [
      ("stamped", reply.info.time.text), ("serial", reply.info.serial), ("policy", reply.info.policy),
      ("authority", reply.certificate?.subject ?? ""),
      ("signature", reply.isSignatureGood == true ? "fits the certificate" : "not checked"),
    ]
  }
}
