import Completeness
import Testing

@Suite struct VerdictTests {
  @Test("verdicts are told by the words of the contract, gravest first")
  func words() {
    let words =
      "missing merged split truncated altered fields_lost time_shifted duplicated equivalent identical"
    #expect(Verdict.allCases.map(\.word).joined(separator: " ") == words)
    #expect(Verdict.allCases == Verdict.allCases.sorted())
    let both = VerdictSet(.timeShifted).union(VerdictSet(.truncated))
    #expect(both.gravest == .truncated && both.all == [.truncated, .timeShifted])
    #expect(VerdictSet().gravest == nil)
  }
}
