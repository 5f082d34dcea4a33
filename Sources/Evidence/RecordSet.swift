/// A set of record numbers, kept as stretches: what a tag stands on, what a finding points at. Its text
/// (`3-7,12`: ascending, stretches as wide as they can be, so that one set has one text) stands in custody entries.
package struct RecordSet: Sendable, Hashable, CustomStringConvertible {
  /// Ascending; neighbors do not touch.
  package private(set) var stretches: [Range<Int>] = []

  /// No records.
  package init() {}

  /// These record numbers, in any order, also several times. Negative ones are left out.
  package init(_ numbers: [Int]) {
    for number in numbers.filter({ $0 >= 0 }).sorted() {
      if let last = stretches.last, number <= last.upperBound {
        if number == last.upperBound { stretches[stretches.count - 1] = last.lowerBound..<number + 1 }
      } else {
        stretches.append(number..<number + 1)
      }
    }
  }

  /// Reads the text of a set strictly; nil for any other text.
  package init?(text: String) {
    guard !text.isEmpty else { return }
    for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      guard let first = Self.number(ends.first), let last = Self.number(ends.last), ends.count < 3,
        ends.count == 1 || first < last, stretches.last.map({ $0.upperBound < first }) ?? true
      else { return nil }
      stretches.append(first..<last + 1)
    }
  }

  /// A decimal number without leading zeros, far from overflow.
  private static func number(_ digits: Substring.UTF8View?) -> Int? {
    guard let digits, (1...18).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }),
      digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  /// The set's one text.
  package var description: String {
    var text = ""
    for stretch in stretches {
      if !text.isEmpty { text += "," }
      text += "\(stretch.lowerBound)"
      if stretch.count > 1 { text += "-\(stretch.upperBound - 1)" }
    }
    return text
  }

  /// How many records there are.
  package var count: Int { stretches.reduce(0) { $0 + $1.count } }
  /// Whether there is none.
  package var isEmpty: Bool { stretches.isEmpty }
  /// The record numbers, ascending.
  package var numbers: some Sequence<Int> { stretches.lazy.flatMap { $0 } }
  /// The greatest number; nil of no records.
  package var last: Int? { stretches.last.map { $0.upperBound - 1 } }

  /// Whether a record is among them. Logarithmic in the number of stretches.
  package func contains(_ number: Int) -> Bool { overlaps(number..<number + 1) }

  /// Whether any of these records is among them.
  package func overlaps(_ numbers: Range<Int>) -> Bool {
    var low = 0
    var high = stretches.count
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].upperBound <= numbers.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < stretches.count && stretches[low].overlaps(numbers)
  }

  /// The records of both.
  package func union(_ other: RecordSet) -> RecordSet {
    var result = RecordSet()
    for stretch in (stretches + other.stretches).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.stretches.last, stretch.lowerBound <= last.upperBound {
        result.stretches[result.stretches.count - 1] =
          last.lowerBound..<max(last.upperBound, stretch.upperBound)
      } else {
        result.stretches.append(stretch)
      }
    }
    return result
  }

  /// The records with numbers below a bound.
  package func intersection(below bound: Int) -> RecordSet {
    var result = RecordSet()
    for stretch in stretches where stretch.lowerBound < bound {
      result.stretches.append(stretch.lowerBound..<min(stretch.upperBound, bound))
    }
    return result
  }

  /// Without the records of another set.
  package func subtracting(_ other: RecordSet) -> RecordSet {
    var result = RecordSet()
    var index = 0
    for stretch in stretches {
      var start = stretch.lowerBound
      while index < other.stretches.count, other.stretches[index].upperBound <= start { index += 1 }
      var next = index
      while next < other.stretches.count, other.stretches[next].lowerBound < stretch.upperBound {
        let taken = other.stretches[next]
        if start < taken.lowerBound { result.stretches.append(start..<taken.lowerBound) }
        start = max(start, taken.upperBound)
        next += 1
      }
      if start < stretch.upperBound { result.stretches.append(start..<stretch.upperBound) }
    }
    return result
  }
}
