import Foundation
import Hunt
import Testing

@Suite("Markov model against msticpy")
struct MarkovOracleTests {
  private static let cases: [(String, SequenceMode)] =
    [
      "tiny", "exchange", "logon_processes", "powershell_modules", "sysmon_process_activity",
    ].flatMap { name in SequenceMode.allCases.map { (name, $0) } } + [("long_sessions", SequenceMode.names)]

  @Test(
    "likelihoods, windows and probabilities are msticpy's", .enabled(if: Oracles.exist), arguments: cases)
  func oracle(name: String, mode: SequenceMode) throws {
    let list = try Self.sessions("sequences/\(name).input.json", mode)
    let expected = try #require(
      Oracles.json("sequences/\(name).\(mode.rawValue).expected.json") as? [String: Any])
    var counts = SequenceCounts(mode: mode)
    counts.add(list)
    let model = MarkovModel(counts)
    let tolerance = name == "long_sessions" ? 1e-6 : 1e-9
    let likelihoods = try #require(expected["log10_likelihood"] as? [Double])
    let windows = try #require(expected["rarest_window"] as? [String: [String: Any]])
    for (key, facts) in windows {
      let length = try #require(Int(key.split(separator: "_")[0].dropFirst()))
      let usesTokens = !key.contains("no_tokens")
      let scorer = SessionScorer(
        model: model, table: list.table, windows: length...length, usesTokens: usesTokens,
        geometric: key.hasSuffix("geo"))
      let scores = scorer.scores(list)
      if usesTokens {
        #expect(zip(scores, likelihoods).allSatisfy { abs(($0.log10Likelihood ?? 0) - $1) <= tolerance })
      }
      try Self.compare(scores, facts, key)
    }
    try Self.compare(model, try #require(expected["model"] as? [String: Any]))
  }

  private static func compare(_ scores: [SessionScore], _ facts: [String: Any], _ key: String) throws {
    let likelihoods = try #require(facts["likelihood"] as? [Any])
    let starts = try #require(facts["start"] as? [Any])
    var ties: [Int: [Int]] = [:]
    for tie in facts["ties"] as? [[Any]] ?? [] {
      if let session = tie[0] as? Int { ties[session] = tie[1] as? [Int] }
    }
    for (session, score) in scores.enumerated() {
      guard let start = starts[session] as? Int else {
        #expect(score.rarestWindow == nil, "\(key), session \(session)")
        continue
      }
      let window = try #require(score.rarestWindow)
      #expect(
        window.start == start || ties[session]?.contains(window.start) == true, "\(key), session \(session)")
      if let likelihood = likelihoods[session] as? Double, likelihood > 0 {
        #expect(abs(window.log10 - log10(likelihood)) <= 1e-9, "\(key), session \(session)")
      }
    }
  }

  private static func compare(_ model: MarkovModel, _ facts: [String: Any]) throws {
    #expect(model.vocabularySize == facts["commands_incl_tokens"] as? Int)
    for (name, prior) in try #require(facts["prior"] as? [String: Double]) {
      let found = pow(10, model.logPrior(model.number(ofName: name)))
      #expect(abs(found - prior) <= 1e-12 * prior, "prior of \(name)")
    }
    for row in try #require(facts["trans_sample"] as? [[Any]]) {
      let (before, after) = (try #require(row[0] as? String), try #require(row[1] as? String))
      let value = try #require(row[2] as? Double)
      let found = model.transition(model.number(ofName: before), model.number(ofName: after))
      #expect(abs(found - value) <= 1e-12 * value, "\(before) → \(after)")
    }
    for row in facts["param_given_cmd_sample"] as? [[Any]] ?? [] {
      let (command, parameter) = (try #require(row[0] as? String), try #require(row[1] as? String))
      let value = try #require(row[2] as? Double)
      let found = model.parameter(parameter, of: model.number(ofName: command))
      #expect(abs(found - value) <= 1e-12 * value, "\(row)")
    }
    for row in facts["value_given_param_sample"] as? [[Any]] ?? [] {
      let (parameter, text) = (try #require(row[0] as? String), try #require(row[1] as? String))
      let value = try #require(row[2] as? Double)
      let found = try #require(model.value(text, of: parameter))
      #expect(abs(found - value) <= 1e-12 * value, "\(row)")
    }
  }

  private static func sessions(_ path: String, _ mode: SequenceMode) throws -> SessionList {
    let file = try #require(Oracles.json(path) as? [String: Any])
    var list = SessionList(mode: mode)
    for session in try #require(file["sessions"] as? [[[String: Any]]]) {
      for command in session {
        let parameters = (command["params"] as? [String: Any] ?? [:]).sorted { $0.key < $1.key }
          .map { (name: $0.key, value: $0.value as? String) }
        list.append(
          list.table.number(name: try #require(command["name"] as? String), parameters: parameters))
      }
      list.endSession()
    }
    return list
  }
}
