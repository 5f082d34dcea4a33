import Evidence

/// Compares values with what stands behind `field:`.
final class ValueMatcher {
  private indirect enum Test {
    case present
    case like(Wildcard.Compiled, address: IPAddress?)
    case exact([UInt8])
    case regex(Pattern.Matcher)
    case compare(ValueTest.Comparison, [UInt8], DecimalNumber?)
    case network(IPNetwork)
    case all([Test])
    case any([Test])
  }

  private let test: Test
  private let regexes: [Pattern.Matcher]

  private let isCancelled: () -> Bool

  /// - Parameters:
  ///   - source: as written in a search.
  ///   - isCancelled: where it says so, everything passes at once: nobody waits for the answer.
  /// - Throws: `search.…`.
  init(_ source: [UInt8], isCancelled: @escaping () -> Bool = { false }) throws(AssayError) {
    self.isCancelled = isCancelled
    let parsed = try ValueParser.test(source)
    var regexes: [Pattern.Matcher] = []
    test = try Self.compile(parsed, &regexes)
    self.regexes = regexes
  }

  private static func compile(
    _ test: ValueTest, _ regexes: inout [Pattern.Matcher]
  ) throws(AssayError) -> Test {
    switch test {
    case .present: return .present
    case .like(let wildcard):
      return .like(wildcard.compiled(), address: wildcard.literalText.flatMap { IPAddress($0)?.unmapped })
    case .exact(let value): return .exact(value)
    case .regex(let pattern):
      var options = PatternOptions()
      options.ignoresCase = true
      let matcher = try Pattern(pattern, options: options).matcher()
      regexes.append(matcher)
      return .regex(matcher)
    case .compare(let comparison, let bound): return .compare(comparison, bound, DecimalNumber(bound))
    case .range(let low, let includesLow, let high, let includesHigh):
      var parts: [Test] = []
      // Both ends are numbers, or both are texts.
      let isNumeric = test.comparesNumbers
      if let low {
        parts.append(
          .compare(includesLow ? .greaterOrEqual : .greater, low, isNumeric ? DecimalNumber(low) : nil))
      }
      if let high {
        parts.append(
          .compare(includesHigh ? .lessOrEqual : .less, high, isNumeric ? DecimalNumber(high) : nil))
      }
      return .all(parts)
    case .network(let network): return .network(network)
    case .any(let tests):
      var list: [Test] = []
      for test in tests { list.append(try compile(test, &regexes)) }
      return .any(list)
    }
  }

  /// Whether a regular expression met the step limit since the last call, so that a "no" was no answer.
  func takeLimit() -> Bool { regexes.count { $0.takeLimit() } > 0 }

  /// Whether the value, or one of several values in a JSON array, passes. NULL does not.
  func matches(_ value: SQLValue) -> Bool {
    if value == .null { return false }
    return matches(value.bytes)
  }

  /// The same, of a value that is there.
  func matches(_ bytes: [UInt8]) -> Bool {
    if isCancelled() || Self.passes(test, bytes) { return true }
    guard bytes.first == UInt8(ascii: "["), let values = JSONElements.values(bytes) else { return false }
    return values.contains { Self.passes(test, $0) }
  }

  private static func passes(_ test: Test, _ value: [UInt8]) -> Bool {
    switch test {
    case .present: return true
    case .like(let wildcard, let address):
      if wildcard.matches(value) { return true }
      guard let address else { return false }
      return IPAddress(value)?.unmapped == address
    case .exact(let wanted): return value == wanted
    case .regex(let matcher): return matcher.firstMatch(in: value.span, from: 0) != nil
    case .compare(let comparison, let bound, let number):
      guard let number else { return holds(comparison, order(value, bound)) }
      return DecimalNumber(value).map { holds(comparison, $0.compare(number)) } ?? false
    case .network(let network):
      return IPAddress(value).map { network.contains($0) || network.contains($0.unmapped) } ?? false
    case .all(let tests): return tests.allSatisfy { passes($0, value) }
    case .any(let tests): return tests.contains { passes($0, value) }
    }
  }

  private static func order(_ a: [UInt8], _ b: [UInt8]) -> Int {
    a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
  }

  private static func holds(_ comparison: ValueTest.Comparison, _ order: Int) -> Bool {
    switch comparison {
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }
}
