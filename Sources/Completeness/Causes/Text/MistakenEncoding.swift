/// `reencode`: the matching found the mistaken encoding that gives exactly the exported text.
enum MistakenEncoding: CauseTest {
  static let kinds = ["reencode"]
  static let verdict = Verdict.altered

  static func candidates(_ seen: Observations, _ context: CauseContext) -> [Candidate] {
    let limits = context.limits("reencode")
    guard let limit = limits.first else { return [] }
    var records: [String: [Int]] = [:]
    for record in seen.open {
      if let encoding = seen.difference(record)?.encoding { records[encoding, default: []].append(record) }
    }
    return records.sorted { $0.key < $1.key }.map { encoding, hits in
      Candidate(
        why: limit.word(""), limit: limit, parameter: encoding, hits: hits, bits: 20 * Double(hits.count),
        trace: "the raw text read as \(encoding) is exactly the exported text",
        rivals: limits.rivals(of: limit),
        isPrediction: false)
    }
  }
}
