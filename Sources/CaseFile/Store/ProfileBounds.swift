import Evidence
package import Formats

extension SourceProfile {
  /// Largest clock offset: 200 years. A longer one would move times out of what can be written.
  package static let maxClockOffsetSeconds: Int64 = 200 * 366 * 86_400

  /// Whether the numbers of a stored profile are such that `add` or `reindex` could have written them. An
  /// edited case file must not make an extractor trap.
  var isWithinBounds: Bool {
    clockOffsetSeconds.magnitude <= Self.maxClockOffsetSeconds.magnitude
      && (assumedYear.map { (0...9999).contains($0) } ?? true)
      && (csv.map { (0...100_000).contains($0.surplusColumns) } ?? true)
      && (timezone.map { TimeZoneTable.rule(named: $0) != nil } ?? true)
  }
}
