import Foundation
import Hunt
import Testing

@Suite("Sessions and their scores")
struct SequenceTests {
  private static func list(_ sessions: [[String]]) -> SessionList {
    var list = SessionList(mode: .names)
    for session in sessions {
      for name in session { list.append(list.table.number(name: name, parameters: [])) }
      list.endSession()
    }
    return list
  }

  @Test("a gap or a length that is exactly the most does not part, one nanosecond more does")
  func edges() {
    func sessions(_ times: [Int64]) -> [[Int64]] {
      var sessionizer = Sessionizer(maximumGap: 10, maximumLength: 25)
      for (index, time) in times.enumerated() {
        sessionizer.add(key: "a", time: time, command: 0, number: Int64(index))
      }
      let result = sessionizer.sessions()
      return result.sessions.map { Array(result.numbers[$0.events]) }
    }
    #expect(sessions([0, 10, 20, 25]) == [[0, 1, 2, 3]])
    #expect(sessions([0, 11]) == [[0], [1]])
    #expect(sessions([0, 10, 20, 26]) == [[0, 1, 2], [3]])
    #expect(sessions([20, 0, 10, 10]) == [[1, 2, 3, 0]])
    #expect(sessions([.min, .max]) == [[0], [1]])
    #expect(sessions([]) == [])
  }

  @Test("sessions come by key, then by time; events of one time as they were added")
  func keys() {
    var sessionizer = Sessionizer(maximumGap: 5, maximumLength: 100)
    for (number, (key, time)) in [("b", 1), ("a", 9), ("", 3), ("a", 1), ("b", 1)].enumerated() {
      sessionizer.add(key: key, time: Int64(time), command: Int32(number), number: Int64(number))
    }
    let result = sessionizer.sessions()
    #expect(result.sessions.map(\.key) == ["", "a", "a", "b"])
    #expect(result.numbers == [2, 3, 1, 0, 4])
  }

  /// By hand: one session a, b. V = 5 with the tokens; P(a | start) = (1 + 1) / (1 + 4), P(b | a) and P(end | b) alike.
  @Test("a model of one session has the probabilities that the formulas give")
  func byHand() throws {
    let list = Self.list([["a", "b"]])
    var counts = SequenceCounts(mode: .names)
    counts.add(list)
    let scorer = SessionScorer(model: MarkovModel(counts), table: list.table, windows: 3...3)
    let score = scorer.scores(list)[0]
    #expect(abs(try #require(score.log10Likelihood) - 3 * log10(0.4)) < 1e-12)
    #expect(score.rarestWindow?.start == 0)
    #expect(abs(try #require(score.log10GeometricMean) - 1.5 * log10(0.4)) < 1e-12)
  }

  @Test("the step that makes a window rare is named with its counts")
  func reason() throws {
    let list = Self.list(Array(repeating: ["a", "b", "c"], count: 50) + [["a", "b", "x", "c"]])
    var counts = SequenceCounts(mode: .names)
    counts.add(list)
    let scorer = SessionScorer(model: MarkovModel(counts), table: list.table, windows: 2...2)
    let window = try #require(scorer.scores(list)[50].rarestWindow)
    let reason = scorer.reason(list.commands[list.range(of: 50)], window)
    #expect(reason.name == "x" || reason.before == "x")
    #expect(reason.count == 1)
  }

  @Test("sessions that a model was not made of have unknown commands, and a session without any has no score")
  func unknown() throws {
    var counts = SequenceCounts(mode: .names)
    counts.add(Self.list([["a", "b"], []]))
    #expect(counts.sessionCount == 1)
    let other = Self.list([["z"], []])
    let scorer = SessionScorer(model: MarkovModel(counts), table: other.table, windows: 1...4)
    let scores = scorer.scores(other)
    let window = try #require(scores[0].rarestWindow)
    #expect(scorer.reason(other.commands[other.range(of: 0)], window).isKnown == (window.rarestStep == 1))
    #expect(scores[1].log10Likelihood == nil && scores[1].rarestWindow == nil)
  }

  @Test("probabilities of what follows a chain sum to one, in every order", arguments: 1...4)
  func sumsToOne(order: Int) {
    var random = SplitMix64(seed: 3)
    let names = ["a", "b", "c", "d"]
    let sessions = (0..<40).map { _ in
      (0..<Int(1 + random.next() % 9)).map { _ in names[Int(random.next() % 4)] }
    }
    var counts = SequenceCounts(mode: .names, order: order)
    counts.add(Self.list(sessions))
    let model = MarkovModel(counts)
    let all = Array(1..<Int32(counts.names.count))
    for history in [[0], [0, 3], [3, 4], [3, 4, 5], [6, 6, 6, 6], [0, 3, 3, 2]] as [[Int32]] {
      let sum = all.reduce(0.0) { $0 + pow(10, model.logTransition(history: history[...], $1)) }
      #expect(abs(sum - 1) < 1e-9, "\(history)")
    }
  }

  @Test("counts taken apart and put together again are equal", arguments: SequenceMode.allCases, [1, 3])
  func parts(mode: SequenceMode, order: Int) throws {
    var random = SplitMix64(seed: 9)
    var list = SessionList(mode: mode)
    for _ in 0..<30 {
      for _ in 0..<Int(random.next() % 8) {
        list.append(
          list.table.number(
            name: "c\(random.next() % 5)",
            parameters: (0..<3).filter { _ in random.next() % 2 == 0 }.map {
              (name: "p\($0)", value: "v\(random.next() % 4)" as String?)
            }))
      }
      list.endSession()
    }
    var counts = SequenceCounts(mode: mode, order: order)
    counts.add(list)
    let copy = try #require(SequenceCounts(counts.parts))
    #expect(copy.parts == counts.parts)
    let scores = [counts, copy].map {
      SessionScorer(model: MarkovModel($0), table: list.table, windows: 2...3).scores(list)
    }
    #expect(scores[0] == scores[1])
  }

  @Test("parts that do not fit together are refused")
  func damaged() {
    var counts = SequenceCounts(mode: .names)
    counts.add(Self.list([["a", "b"]]))
    let whole = counts.parts
    var parts = whole
    parts.pairs.append((before: 99, after: 0, count: 1))
    #expect(SequenceCounts(parts) == nil)
    parts = whole
    parts.names.removeFirst()
    #expect(SequenceCounts(parts) == nil)
    parts = whole
    parts.pairs[0].count = -1
    #expect(SequenceCounts(parts) == nil)
    parts = whole
    parts.names.append((name: "a", count: 1))
    #expect(SequenceCounts(parts) == nil)
  }
}
