import CaseFile
import Evidence
import Formats
import Integrity

// Compiled into the fuzzers too (fuzz/run), so it imports nothing of the tests.

/// A parser of hostile bytes, and what it promises for any bytes whatever. A trap is a broken promise as well.
enum FuzzTarget: String, CaseIterable, Sendable {
  case xml, json, csv, lines, evtx, sniff
  case columnChunk = "column-chunk"
  case groupLayout = "group-layout"
  case groupTimes = "group-times"
  case spanTable = "span-table"
  case canonicalJSON = "canonical-json"
  case checkpoint
  case custody
  case container
  case signature
  case timestamp

  /// The promise that `input` breaks, or nil.
  func check(_ input: [UInt8]) -> String? {
    switch self {
    case .xml: FuzzRecords.check(input, as: .eventXML)
    case .json: FuzzRecords.check(input, as: .json)
    case .csv: FuzzRecords.check(input, as: .csv)
    case .lines: FuzzRecords.check(input, as: .lines)
    case .evtx: FuzzRecords.check(input, as: .evtx)
    case .sniff: FuzzRecords.check(input, as: nil)
    case .columnChunk: FuzzDecoders.columnChunk(input)
    case .groupLayout: FuzzDecoders.groupLayout(input)
    case .groupTimes: FuzzDecoders.groupTimes(input)
    case .spanTable: FuzzDecoders.spanTable(input)
    case .canonicalJSON: FuzzDecoders.canonicalJSON(input)
    case .checkpoint: FuzzDecoders.checkpoint(input)
    case .custody: FuzzDecoders.custody(input)
    case .container: FuzzDecoders.container(input)
    case .signature: FuzzDecoders.signature(input)
    case .timestamp: FuzzDecoders.timestamp(input)
    }
  }
}

/// Decoders of the case file and of proofs: they throw, or what they give is whole and encodes to itself.
enum FuzzDecoders {
  static func columnChunk(_ input: [UInt8]) -> String? {
    guard let chunk = try? ColumnChunk(input, subject: "fuzz", maxValues: 4096) else { return nil }
    if chunk.count > 4096 { return "\(chunk.count) values of at most 4096" }
    for code in chunk.codes {
      if code >= 0 {
        guard Int(code) < chunk.distinct else { return "value \(code) of \(chunk.distinct)" }
        let range = chunk.range(Int(code))
        guard range.upperBound <= chunk.dictionary.count else { return "a value ends behind the dictionary" }
      } else {
        guard -1 - Int(code) < chunk.slices.count else { return "slice \(code) of \(chunk.slices.count)" }
        var out: [UInt8] = []
        try? ColumnChunk.decode(chunk.slices[-1 - Int(code)], in: input.span, subject: "fuzz", into: &out)
      }
    }
    return nil
  }

  static func groupLayout(_ input: [UInt8]) -> String? {
    guard input.count > 2 else { return nil }
    let records = Int(input[0])
    let spans = records + Int(input[1] & 7)
    let rest = Array(input.dropFirst(2))
    guard let layout = try? GroupLayout(rest, subject: "fuzz", columns: 40, spans: spans, records: records)
    else { return nil }
    guard layout.shapeOfRecord.count == records else { return "not every record has a shape" }
    for shape in layout.shapeOfRecord where Int(shape) >= layout.shapes.count { return "a shape is missing" }
    for record in 0..<records { _ = layout.isUnparsed(record) }
    let again = try? GroupLayout(
      layout.encode(), subject: "fuzz", columns: 40, spans: spans, records: records)
    return again?.shapeOfRecord == layout.shapeOfRecord && again?.gapSpans == layout.gapSpans
      && again?.unparsed == layout.unparsed && again?.shapes == layout.shapes
      ? nil : "it does not encode to itself"
  }

  static func groupTimes(_ input: [UInt8]) -> String? {
    guard let first = input.first else { return nil }
    let records = Int(first)
    guard let times = try? GroupTimes(Array(input.dropFirst()), subject: "fuzz", records: records) else {
      return nil
    }
    guard times.kinds.count == records else { return "not every record has a time" }
    for record in 0..<records { _ = times.time(record)?.text }
    _ = times.bounds
    guard let again = try? GroupTimes(times.encode(), subject: "fuzz", records: records) else {
      return "what it encodes is not read"
    }
    for record in 0..<records where again.time(record) != times.time(record) {
      return "it does not encode to itself"
    }
    return nil
  }

  static func spanTable(_ input: [UInt8]) -> String? {
    guard input.count > 2, let zstd = try? ZstdDecompressor() else { return nil }
    let length = Int(input[1]) << 4
    let rest = Array(input.dropFirst(2))
    guard let table = try? SpanTable(rest, count: Int(input[0]), length: length, subject: "fuzz", zstd) else {
      return nil
    }
    guard table.spans.count == Int(input[0]) else { return "spans are missing" }
    guard table.spans.reduce(0, { $0 + $1.length }) == length else {
      return "the spans do not tile the block"
    }
    for span in table.spans where span.length < 1 || !(0...span.length).contains(span.properLength) {
      return "a span of \(span.properLength) in \(span.length) bytes"
    }
    return nil
  }

  static func canonicalJSON(_ input: [UInt8]) -> String? {
    if let value = try? CanonicalJSON.parseCanonical(input), (try? CanonicalJSON.bytes(value)) != input {
      return "it takes for canonical what is not"
    }
    guard let value = try? CanonicalJSON.parse(input), let bytes = try? CanonicalJSON.bytes(value) else {
      return nil
    }
    guard let again = try? CanonicalJSON.parseCanonical(bytes) else { return "its own bytes are refused" }
    return (try? CanonicalJSON.bytes(again)) == bytes ? nil : "it does not encode to itself"
  }

  static func checkpoint(_ input: [UInt8]) -> String? {
    if let note = try? SignedNote(parsing: input, allowUnsigned: true) {
      _ = try? note.verified(by: [])
      _ = try? Checkpoint(text: note.text)
    }
    let text = String(decoding: input, as: UTF8.self)
    _ = try? NoteKey(vkey: text)
    guard let checkpoint = try? Checkpoint(text: text) else { return nil }
    return checkpoint.text == text ? nil : "it does not write what it read"
  }

  /// Keys, detached signatures, proof files.
  static func signature(_ input: [UInt8]) -> String? {
    _ = try? OpenSSHPrivateKey(parsing: input)
    _ = try? OpenSSHPublicKey(line: String(decoding: input, as: UTF8.self))
    if let key = Ed25519PublicKey([UInt8](repeating: 7, count: 32)) {
      try? SSHSignature.verify(input, of: [], namespace: "fuzz", key: key)
    }
    if let proof = try? TransparencyProof(parsing: input) {
      try? proof.verify(leafHash: .zero)
      if Array(proof.encoded.utf8) != input { return "it does not write the proof that it read" }
    }
    if let proof = try? GrowthProof(parsing: input), Array(proof.encoded.utf8) != input {
      return "it does not write the proof of growth that it read"
    }
    return nil
  }

  static func timestamp(_ input: [UInt8]) -> String? {
    if let reply = try? TimeStampReply(parsing: input) {
      try? reply.check(TimeStampRequest(sha256: .zero, nonce: 1), message: input)
    }
    guard let request = try? TimeStampRequest(parsing: input) else { return nil }
    return (try? TimeStampRequest(parsing: request.encoded)) == request
      ? nil : "it does not read what it wrote"
  }

  /// Whatever the bytes are, what comes out stays within the limits.
  static func container(_ input: [UInt8]) -> String? {
    var limits = ContainerLimits()
    limits.unpackedBytes = 1 << 20
    limits.members = 64
    limits.windowBytes = 1 << 20
    guard let contents = try? ContainerContents(input, name: "fuzz.gz", limits: limits) else {
      return "it throws for what the bytes are"
    }
    let bytes = contents.files.reduce(0) { $0 + $1.byteCount }
    if bytes > limits.unpackedBytes { return "\(bytes) bytes came out" }
    if contents.files.count > limits.members { return "\(contents.files.count) files came out" }
    return nil
  }

  static func custody(_ input: [UInt8]) -> String? {
    guard let entry = try? CustodyEntry(canonical: input) else { return nil }
    return (try? entry.canonicalBytes()) == input ? nil : "it does not write what it read"
  }
}
