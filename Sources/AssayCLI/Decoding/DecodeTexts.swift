import Decode
import Evidence
import Integrity
import Pages

/// `decode` of texts that are no case.
struct DecodeTexts {
  let limits: DecodeLimits

  /// Bytes of a text that are decoded as one.
  private static let piece = 256 << 20

  /// `--jsonl`: a line of `{"id","layers"}` for each line.
  ///
  /// - Returns: texts read, and how many met a limit.
  func answerLines(_ file: String, _ sink: OutputSink) throws -> (count: Int, limitsMet: Int) {
    var input = try TextInput(file)
    let search = LayerSearch(limits: limits)
    var count = 0
    var limitsMet = 0
    try input.forEachLine { number, line in
      if line.allSatisfy({ $0 <= 32 }) { return }
      if Interruption.isRequested { throw AssayError("interrupted", subject: file, reason: "stopped") }
      let question = try JSONLine(line, number: number, file: file)
      let tree = search.layers(of: question.text)
      var members: [JSONValue.Member] = [
        .init("id", question.id), .init("layers", LayerJSON.array(tree.layers)),
      ]
      if !tree.limitsMet.isEmpty {
        limitsMet += 1
        members.append(.init("limits", .array(tree.limitsMet.map { .string($0.rawValue) })))
      }
      var json = JSONText()
      json.write(JSONValue.object(members))
      json.raw("\n")
      try sink.write(json.bytes)
      count += 1
    }
    return (count, limitsMet)
  }

  /// `--text`: the whole file is one text.
  func answer(_ file: String, _ output: AnalysisOutput) throws {
    var input = try TextInput(file)
    var texts = DecodedTexts(limits: limits, output)
    try texts.begin([Column("record"), Column("offset"), Column("field"), Column("layers")])
    let name = file == "-" ? "standard input" : file
    var text: [UInt8] = []
    var offset: UInt64 = 0
    func decode() throws {
      guard !text.isEmpty else { return }
      try texts.take(
        text, [.null, .integer(Int(clamping: offset)), .text("text")],
        heading: offset == 0 ? name : "\(name) @ \(offset)")
    }
    while let piece = try input.next() {
      if Interruption.isRequested { throw AssayError("interrupted", subject: file, reason: "stopped") }
      if text.isEmpty {
        text = piece.bytes
      } else if text.count + piece.bytes.count > Self.piece {
        try decode()
        offset = piece.offset
        text = piece.bytes
      } else {
        text += piece.bytes
      }
    }
    try decode()
    if offset > 0 {
      output.limit("decode-text", met: 1, "the text is longer than 256 MiB and was decoded in pieces")
    }
    texts.tell([])
  }
}
