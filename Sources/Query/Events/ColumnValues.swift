import CaseFile
import Evidence
import Formats

/// One SQL column in one opened row group.
final class ColumnValues {
  private let group: GroupAccess
  private let resolved: ResolvedColumn
  private let ids: Set<Int>
  /// Numbers of the distinct values, per chunk, where the column is declared INTEGER.
  private let integers: [[Int64]]?

  init(_ group: GroupAccess, _ column: EventColumns.Column, reader: CaseReader) throws {
    self.group = group
    switch column.kind {
    case .field(let ids):
      self.ids = ids
      resolved = try group.resolve(fields: ids)
    case .common(let common):
      ids = []
      let own = reader.fields.first { $0.isCommon && $0.name == common.column }?.id
      resolved = try group.resolve(common: common, ownField: own)
    default:
      ids = []
      resolved = try group.resolve(fields: [])
    }
    integers =
      column.isInteger
      ? resolved.chunks.map { chunk in
        (0..<chunk.distinct).map {
          CanonicalInteger.parse(chunk.dictionary.span.extracting(chunk.range($0))) ?? 0
        }
      } : nil
  }

  func value(_ record: Int, _ result: some ValueSink) throws {
    let code = resolved.codeOfRecord[record]
    if code >= 0, code != ResolvedColumn.several {
      let slot = resolved.chunk(record)
      if let integers {
        result.integer(integers[slot][Int(code)])
      } else {
        result.text(resolved.chunks[slot].dictionary, resolved.chunks[slot].range(Int(code)))
      }
    } else if code == ResolvedColumn.null {
      result.null()
    } else if code == ResolvedColumn.several {
      result.text(FieldsJSON.array(try group.values(record: record, fields: ids)))
    } else {
      result.text(try group.value(resolved.chunks[resolved.chunk(record)], code, record: record))
    }
  }

  /// Adds how often each value occurs.
  func count(records: Int, into counts: inout [SQLValue: Int]) throws {
    var perChunk = resolved.chunks.map { [Int](repeating: 0, count: $0.distinct) }
    var nulls = 0
    for record in 0..<records {
      let code = resolved.codeOfRecord[record]
      if code >= 0, code != ResolvedColumn.several {
        perChunk[resolved.chunk(record)][Int(code)] += 1
      } else if code == ResolvedColumn.null {
        nulls += 1
      } else if code == ResolvedColumn.several {
        counts[.text(FieldsJSON.array(try group.values(record: record, fields: ids))), default: 0] += 1
      } else {
        counts[
          .text(try group.value(resolved.chunks[resolved.chunk(record)], code, record: record)), default: 0] +=
          1
      }
    }
    if nulls > 0 { counts[.null, default: 0] += nulls }
    for (slot, chunk) in resolved.chunks.enumerated() {
      for code in 0..<chunk.distinct where perChunk[slot][code] > 0 {
        let value: SQLValue =
          integers.map { .integer($0[slot][code]) } ?? .text(Array(chunk.dictionary[chunk.range(code)]))
        counts[value, default: 0] += perChunk[slot][code]
      }
    }
  }

  /// Which records can be equal to one of `values`; nil where that cannot be told without reading texts.
  func matching(_ values: [SQLValue]) -> Matching? {
    var wanted: Set<[UInt8]> = []
    for value in values {
      switch (value, integers) {
      case (.text(let text), nil): wanted.insert(text)
      // A number is compared with a text column as text.
      case (.integer(let number), _): wanted.insert(Array(String(number).utf8))
      case (.null, _): continue
      default: return nil
      }
    }
    let matches = resolved.chunks.map { chunk in
      (0..<chunk.distinct).map { wanted.contains(Array(chunk.dictionary[chunk.range($0)])) }
    }
    return Matching(resolved: resolved, matches: matches)
  }

  /// Records whose value is one of those wanted, or not known without the text.
  struct Matching {
    fileprivate let resolved: ResolvedColumn
    /// Per chunk and code.
    fileprivate let matches: [[Bool]]

    func allows(_ record: Int) -> Bool {
      let code = resolved.codeOfRecord[record]
      if code == ResolvedColumn.null { return false }
      if code == ResolvedColumn.several || code < 0 { return true }
      return matches[resolved.chunk(record)][Int(code)]
    }
  }

  /// Which records can pass a test, decided once for each distinct value that is met.
  func passing(_ matcher: ValueMatcher) -> Passing { Passing(resolved: resolved, matcher: matcher) }

  struct Passing {
    private let resolved: ResolvedColumn
    private let matcher: ValueMatcher
    /// Per chunk and code: nil where it was not asked yet.
    private var known: [[Bool?]]

    fileprivate init(resolved: ResolvedColumn, matcher: ValueMatcher) {
      self.resolved = resolved
      self.matcher = matcher
      known = resolved.chunks.map { [Bool?](repeating: nil, count: $0.distinct) }
    }

    /// False only if the record does not pass.
    mutating func allows(_ record: Int) -> Bool {
      let code = resolved.codeOfRecord[record]
      if code == ResolvedColumn.null { return false }
      if code == ResolvedColumn.several || code < 0 { return true }
      let slot = resolved.chunk(record)
      if let answer = known[slot][Int(code)] { return answer }
      let chunk = resolved.chunks[slot]
      let passes = matcher.matches(Array(chunk.dictionary[chunk.range(Int(code))]))
      // What was not decided is asked again, and counted, by the function itself.
      let answer = passes || matcher.takeLimit()
      known[slot][Int(code)] = answer
      return answer
    }
  }
}
