import Integrity

/// A state of the search: a layer, or one that may yet become one.
struct SearchNode {
  var candidate: Candidate
  /// Place of the layer above among all nodes; -1 for the text itself.
  var parent: Int
  var depth: Int
  var kind: Layer.Kind
  /// Its text, where it has any.
  var utf8: [UInt8]
  var encoding: String?
  var fileType: String?
  var sha256: Digest256
  var confidence: Double
  /// It stands by itself; else only a layer below can keep it.
  var isAccepted: Bool

  /// Fewest bytes that are called a file for their first ones alone.
  private static let shortestFile = 16

  /// Judges a candidate; nil where it is nothing.
  init?(_ candidate: Candidate, parent: Int, depth: Int) {
    guard !candidate.content.isEmpty else { return nil }
    self.candidate = candidate
    self.parent = parent
    self.depth = depth
    kind = .binary
    utf8 = []
    confidence = 0
    isAccepted = false
    let content = candidate.content
    sha256 = .zero
    if case .rewritten = candidate.claim {
      take(
        TextReading(
          utf8: content, encoding: "utf-8", score: 0, naturalScore: 0, scoredCharacters: 0, faults: 0))
      confidence = 0.9
      isAccepted = true
    } else {
      let type = FileType.of(content)
      let reading = type.map { $0.isText } ?? true ? TextReading.best(content) : nil
      switch candidate.claim {
      case .proven:
        isAccepted = true
        confidence = 1
        if let reading, reading.isClean { take(reading) }
      case .likely(let threshold): judge(reading, reading?.score ?? 0, threshold)
      case .natural(let threshold): judge(reading, reading?.naturalScore ?? 0, threshold)
      case .speculative: if let reading, reading.isClean { take(reading) }
      case .rewritten: break
      }
      if let type {
        if kind != .text, type.bits >= 24 && content.count >= Self.shortestFile || isAccepted {
          kind = .file
          isAccepted = true
          confidence = max(confidence, type.bits >= 32 ? 0.99 : 0.8)
        }
        if kind == .file || kind == .text { fileType = type.name }
      }
    }
    sha256 = Digest256.of(content)
  }

  private mutating func judge(_ reading: TextReading?, _ score: Int, _ threshold: Int) {
    guard let reading, score >= threshold, reading.isClean else { return }
    take(reading)
    isAccepted = true
    // From 0.7 where the likeness just suffices to 0.99 at twice of it.
    confidence = min(0.99, 0.7 + 0.29 * Double(score - threshold) / Double(max(1, threshold)))
  }

  private mutating func take(_ reading: TextReading) {
    kind = .text
    utf8 = reading.utf8
    encoding = reading.encoding
  }

  /// As the answer has it.
  func layer(_ children: [Layer]) -> Layer {
    Layer(
      depth: depth, decoder: candidate.decoder, range: candidate.range, kind: kind, bytes: candidate.content,
      utf8: utf8, encoding: encoding, sha256: sha256, fileType: fileType, name: candidate.name,
      key: candidate.key,
      confidence: isAccepted ? confidence : children.map(\.confidence).max() ?? 0, reason: candidate.reason,
      children: children)
  }
}
