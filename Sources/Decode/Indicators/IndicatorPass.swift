import CaseFile
import Evidence
import Formats
package import Query

/// Goes once through the records of a case for indicators: row group by row group, on several threads, the results in
/// order. Equal values of a field are read once for a row group.
package struct IndicatorPass {
  /// What one row group has.
  package struct Part: Sendable {
    /// Counts.
    package var table = IndicatorTable()
    /// Each occurrence, where they were asked for.
    package var occurrences: [IndicatorOccurrence] = []
    /// Occurrences of the texts that were looked for.
    package var texts: [TextOccurrence] = []
    /// Records and gaps that were read.
    package var records = 0
    package var gaps = 0
    /// Texts in which each limit of decoding was met.
    package var limits: [DecodeLimit: Int] = [:]

    /// Nothing yet.
    package init() {}
  }

  private let reader: CaseReader
  private let threads: Int
  private let search: LayerSearch?
  private let records: [Int]?
  private let literals: LiteralSet?
  private let listsOccurrences: Bool
  private let wanted: @Sendable (IndicatorKey) -> Bool

  /// - Parameters:
  ///   - records: numbers of the records to read, ascending; nil: all, and the gaps.
  ///   - search: what finds encoded layers; nil reads none.
  ///   - literals: texts to look for in every record's text, in gaps, and in the layers.
  ///   - listsOccurrences: keeps each occurrence, beside the counts.
  ///   - wanted: which indicators count at all.
  package init(
    _ reader: CaseReader, threads: Int, search: LayerSearch?, records: [Int]?,
    literals: LiteralSet? = nil, listsOccurrences: Bool,
    wanted: @escaping @Sendable (IndicatorKey) -> Bool = { _ in true }
  ) {
    self.reader = reader
    self.threads = threads
    self.search = search
    self.records = records
    self.literals = literals
    self.listsOccurrences = listsOccurrences
    self.wanted = wanted
  }

  /// - Parameter onPart: gets the parts in record order, on the calling thread.
  /// - Throws: what reading throws, `interrupted`, and what `onPart` throws.
  package func run(_ onPart: (Part) throws -> Void) throws {
    let groups = reader.groups.filter { group in
      self.records.map { Self.holds($0, group.firstLeaf..<group.firstLeaf + group.spanCount) } ?? true
    }
    let copies = reader.copies
    let (search, records, lists, wanted, literals) = (search, records, listsOccurrences, wanted, literals)
    let work = OrderedWork<Part>(count: groups.count, threads: threads, ahead: threads + 2) { _ in
      let reader = try copies()
      let extractor = LayeredExtractor(search, literals: literals)
      return { piece in
        var scan = try GroupIndicators(
          reader, reader.open(groups[piece]), extractor, records: records, literals: literals,
          listsOccurrences: lists,
          wanted: wanted)
        return try scan.run()
      }
    }
    while let part = try work.next(isCancelled: reader.isCancelled) { try onPart(part) }
  }

  /// Whether any of the numbers, which are ascending, lies in a range.
  private static func holds(_ numbers: [Int], _ range: Range<Int>) -> Bool {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && numbers[low] < range.upperBound
  }
}
