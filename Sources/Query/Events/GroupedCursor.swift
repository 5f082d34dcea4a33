import CaseFile
import Evidence

/// The values of one column over the whole case, equal ones beside each other, in ascending order: counted by their
/// codes, one row group after the other.
final class GroupedCursor {
  /// In SQLite's order: NULL, numbers, texts by bytes.
  private var nulls = 0
  private var numbers: [(value: Int64, count: Int)] = []
  private var texts = ValueCounter()
  private var textBytes: [UInt8] = []
  private var textOrder: [Int] = []
  private var index = 0
  private var taken = 0
  /// Each distinct value is one row; otherwise as many as there are records.
  private var isCounting = false

  /// - Parameter isCounting: each value comes once, with its count.
  func filter(_ feed: GroupFeed, column: Int, reader: CaseReader, isCounting: Bool) throws {
    self.isCounting = isCounting
    var nulls = 0
    var numbers: [Int64: Int] = [:]
    var texts = ValueCounter()
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
            numbers[integers[slot][Int(code)], default: 0] += Int(weight)
          } else {
            let chunk = resolved.chunks[slot]
            texts.add(chunk.dictionary, chunk.range(Int(code)), times: Int(weight))
          }
        }
      }
    }
    self.nulls = nulls
    self.numbers = numbers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    textBytes = texts.all
    textOrder = texts.sorted
    self.texts = texts
    index = 0
    taken = 0
  }

  private var firstNumber: Int { nulls > 0 ? 1 : 0 }
  private var firstText: Int { firstNumber + numbers.count }

  var atEnd: Bool { index >= firstText + textOrder.count }

  /// How many records have the current value.
  private var count: Int {
    if index < firstNumber { return nulls }
    return index < firstText ? numbers[index - firstNumber].count : texts.counts[textOrder[index - firstText]]
  }

  func next() {
    taken += 1
    if isCounting || taken >= count {
      index += 1
      taken = 0
    }
  }

  func value(_ result: ResultContext) {
    if index < firstNumber {
      result.null()
    } else if index < firstText {
      result.integer(numbers[index - firstNumber].value)
    } else {
      result.text(textBytes, texts.range(textOrder[index - firstText]))
    }
  }

  /// How many records the current row stands for.
  var weight: Int64 { isCounting ? Int64(count) : 1 }
}
