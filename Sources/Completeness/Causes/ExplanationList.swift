/// Collects explanations while causes are found, and joins those that say the same of several groups.
struct ExplanationList {
  private var result: Explanations
  private var scopes: [[String]] = []

  init(differences: Int) {
    result = Explanations()
    result.ofDifference = Array(repeating: -1, count: differences)
  }

  mutating func add(_ candidate: Candidate, _ seen: Observations, observed: Int) {
    var explanation = Explanation(why: candidate.why, verdict: seen.verdict)
    if let limit = candidate.limit {
      explanation.limitID = limit.id
      (explanation.product, explanation.setting) = (limit.product, limit.setting)
      (explanation.default, explanation.what) = (limit.defaultText, limit.what)
      (explanation.check, explanation.remedy) = (limit.check, limit.remedy)
    }
    (explanation.parameter, explanation.interval) = (candidate.parameter, candidate.interval)
    explanation.isKnownValue = candidate.isKnownValue
    (explanation.records, explanation.observed) = (candidate.hits.count, observed)
    explanation.predicted = candidate.isPrediction ? candidate.hits.count + candidate.violations : 0
    explanation.violations = candidate.violations
    (explanation.confidence, explanation.trace) = (candidate.confidence, candidate.trace)
    explanation.rivals = candidate.rivals
    append(explanation, candidate.scope)
    for record in candidate.hits {
      result.ofDifference[Int(seen.differenceOf[record])] = result.list.count - 1
    }
  }

  /// What no cause explains gets the word that says so.
  mutating func addUnexplained(_ seen: Observations) {
    if seen.open.isEmpty { return }
    var explanation = Explanation(why: Self.unexplained(seen.verdict), verdict: seen.verdict)
    explanation.records = seen.open.count
    explanation.observed = seen.open.count
    explanation.what = "No mechanical cause was found."
    explanation.check =
      "look at each of these records by hand, first those whose neighbours arrived in the same second"
    append(explanation, "")
    for record in seen.open { result.ofDifference[Int(seen.differenceOf[record])] = result.list.count - 1 }
  }

  private static func unexplained(_ verdict: Verdict) -> String {
    switch verdict {
    case .missing: "dropped"
    case .altered: "value_changed"
    default: "unexplained"
    }
  }

  mutating func append(_ explanation: Explanation, _ scope: String) {
    result.list.append(explanation)
    scopes.append(scope.isEmpty ? [] : [scope])
  }

  mutating func addRow(_ row: Int) {
    result.ofExtraRow.append((row, result.list.count - 1))
  }

  /// One explanation where several differ in their scope alone, those of most records first.
  func merged() -> Explanations {
    var list: [Explanation] = []
    var names: [[String]] = []
    var known: [Set<String>] = []
    var places: [String: Int] = [:]
    var newPlace = Array(repeating: 0, count: result.list.count)
    for (old, explanation) in result.list.enumerated() {
      let key =
        "\(explanation.verdict.map { $0.word } ?? "row")\u{0}\(explanation.why)\u{0}\(explanation.limitID)"
      if let place = places[key] {
        list[place].join(explanation)
        // A host may have several gaps.
        names[place] += scopes[old].filter { known[place].insert($0).inserted }
        newPlace[old] = place
      } else {
        places[key] = list.count
        newPlace[old] = list.count
        list.append(explanation)
        names.append(scopes[old])
        known.append(Set(scopes[old]))
      }
    }
    for place in list.indices { list[place].scope = names[place].joined(separator: ", ") }
    let order = list.indices.sorted { a, b in
      list[a].records != list[b].records ? list[a].records > list[b].records : a < b
    }
    var rank = Array(repeating: 0, count: list.count)
    for (position, place) in order.enumerated() { rank[place] = position }
    var merged = Explanations()
    merged.list = order.map { list[$0] }
    merged.ofDifference = result.ofDifference.map { $0 < 0 ? -1 : rank[newPlace[$0]] }
    merged.ofExtraRow = result.ofExtraRow.map { ($0.row, rank[newPlace[$0.explanation]]) }
    return merged
  }
}

extension Explanation {
  /// Takes in what the same cause explains elsewhere.
  fileprivate mutating func join(_ other: Explanation) {
    records += other.records
    predicted += other.predicted
    violations += other.violations
    observed = max(observed, other.observed)
    // The least sure of the groups decides, but groups of few records do not make many unsure.
    if other.records > 2 || records < 6, other.confidence.rank > confidence.rank {
      confidence = other.confidence
    }
    if trace.isEmpty { trace = other.trace }
    for rival in other.rivals where !rivals.contains(rival) { rivals.append(rival) }
  }
}

extension Confidence {
  fileprivate var rank: Int {
    switch self {
    case .proven: 0
    case .likely: 1
    case .possible: 2
    case .unexplained: 3
    }
  }
}
