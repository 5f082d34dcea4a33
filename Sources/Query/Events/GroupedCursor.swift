import CaseFile
import Evidence

/// How often each value of one column occurs over the whole case: counted by codes, one row group after the other.
final class CountedValues {
  /// In SQLite's order: NULL, numbers, texts by bytes.
  private var nulls = 0
  private var numbers: [(value: Int64, count: Int)] = []
  private var texts = ValueCounter()
  private let textBytes: [UInt8]
  private let textOrder: [Int]

  /// - Throws: what reading throws.
  init(_ feed: GroupFeed, column: Int, reader: CaseReader) throws {
    var counted: [Int64: Int] = [:]
    while let scanned = try feed.nextGroup() {
      let group = try reader.open(scanned.row, parts: scanned.parts)
      guard let selection = scanned.selection, let weights = scanned.weights,
        let values = scanned.columns[column]
      else { continue }
      let resolved = values.resolved
      for (record, weight) in zip(selection, weights) {
        let code = resolved.codeOfRecord[Int(record)]
        if code == ResolvedColumn.null {
          nulls += Int(weight)
        } else if code < 0 || code == ResolvedColumn.several {
          let bytes = try values.bytes(Int(record), group)
          texts.add(bytes, 0..<bytes.count, times: Int(weight))
        } else {
          let slot = resolved.chunk(Int(record))
          if let integers = values.integers {
            counted[integers[slot][Int(code)], default: 0] += Int(weight)
          } else {
            let chunk = resolved.chunks[slot]
            texts.add(chunk.dictionary, chunk.range(Int(code)), times: Int(weight))
          }
        }
      }
    }
    numbers = counted.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    textBytes = texts.all
    textOrder = texts.sorted
  }

  private var firstNumber: Int { nulls > 0 ? 1 : 0 }
  private var firstText: Int { firstNumber + numbers.count }

  /// Number of different values, NULL among them.
  var distinct: Int { firstText + textOrder.count }

  /// About how much memory it takes.
  var byteCount: Int { textBytes.count * 2 + distinct * 64 }

  /// How many records have a value.
  func count(_ index: Int) -> Int {
    if index < firstNumber { return nulls }
    return index < firstText ? numbers[index - firstNumber].count : texts.counts[textOrder[index - firstText]]
  }

  func value(_ index: Int, _ result: ResultContext) {
    if index < firstNumber {
      result.null()
    } else if index < firstText {
      result.integer(numbers[index - firstNumber].value)
    } else {
      result.text(textBytes, texts.range(textOrder[index - firstText]))
    }
  }
}

/// The values of one column, equal ones beside each other, in ascending order.
final class GroupedCursor {
  private var values: CountedValues?
  private var distinct = 0
  private var index = 0
  private var taken = 0
  /// Each distinct value is one row; otherwise as many as there are records.
  private var isCounting = false

  /// - Parameter isCounting: each value comes once, with its count.
  func filter(_ values: CountedValues, isCounting: Bool) {
    self.values = values
    self.isCounting = isCounting
    distinct = values.distinct
    index = 0
    taken = 0
  }

  var atEnd: Bool { index >= distinct }

  private var count: Int { values?.count(index) ?? 0 }

  func next() {
    taken += 1
    if isCounting || taken >= count {
      index += 1
      taken = 0
    }
  }

  func value(_ result: ResultContext) { values?.value(index, result) }

  /// How many records the current row stands for.
  var weight: Int64 { isCounting ? Int64(count) : 1 }
}
