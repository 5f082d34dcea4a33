/// Finds indicators in texts. Keeps what it learnt of endings from one text to the next; for one thread.
package struct IndicatorExtractor {
  private let endings = EndingCache()

  /// An extractor for one thread.
  package init() {}

  /// All occurrences in a text, by place, then type. What a value is read from may lie in another's range: the host in
  /// its URL, the file in its path.
  ///
  /// - Parameter isUnquoted: leaves out paths, names of files, pipes, keys and clients: in the text of a record whose
  ///   fields are read by themselves, they have lost the ends that their fields give them.
  package func occurrences(in text: [UInt8], isUnquoted: Bool = false) -> [Indicator] {
    if text.count < 4 { return [] }
    var scan = TextScan(text, endings: endings, isUnquoted: isUnquoted)
    scan.run(stoppingAtDefanged: true)
    guard scan.isDefanged else { return Self.sorted(scan.found) }
    let plain = Refanged(text)
    scan = TextScan(plain.text, endings: endings, isUnquoted: isUnquoted)
    scan.run(stoppingAtDefanged: false)
    return Self.sorted(
      scan.found.map { indicator in
        let place = plain.original(indicator.range)
        return Indicator(
          type: indicator.type, value: indicator.value, range: place.range,
          isDefanged: indicator.isDefanged || place.isDefanged)
      })
  }

  private static func sorted(_ found: [Indicator]) -> [Indicator] {
    if found.count < 2 { return found }
    return found.sorted {
      ($0.range.lowerBound, $0.type.order, $0.range.upperBound)
        < ($1.range.lowerBound, $1.type.order, $1.range.upperBound)
    }
  }
}
