import Glibc

/// Functions that measure text.
enum TextMeasures {
  /// `entropy(value)`: Shannon's entropy in bits per byte, 0 … 8; 0 for nothing.
  static var entropy: ScalarFunction {
    ScalarFunction("entropy", 1...1) { arguments in
      .real(entropy(arguments[0].bytes))
    }
  }

  /// Rounded to nine decimals, so that one value has one entropy, whatever the machine's logarithm does with the
  /// last bit; summed in the order of byte values.
  static func entropy(_ bytes: [UInt8]) -> Double {
    guard !bytes.isEmpty else { return 0 }
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let total = Double(bytes.count)
    var sum = 0.0
    for count in counts where count > 0 {
      let share = Double(count) / total
      sum -= share * log2(share)
    }
    return (sum * 1e9).rounded() / 1e9
  }

  /// Steps of one comparison: the product of both lengths.
  static let levenshteinLimit = 100_000_000

  /// `levenshtein(a, b)`: the fewest insertions, deletions and replacements of one character that turn one text into
  /// the other; bytes instead of characters where one of the two is not UTF-8.
  static var levenshtein: ScalarFunction {
    ScalarFunction("levenshtein", 2...2) { arguments in
      let a = arguments[0].bytes
      let b = arguments[1].bytes
      if let first = String(validating: a, as: UTF8.self), let second = String(validating: b, as: UTF8.self) {
        return SQLValue(
          try distance(first.unicodeScalars.map { $0.value }, second.unicodeScalars.map { $0.value }))
      }
      return SQLValue(try distance(a, b))
    }
  }

  /// Wagner and Fischer 1974, with one row kept; what both have in common at the front and at the end is left out.
  private static func distance<T: Equatable>(_ a: [T], _ b: [T]) throws(FunctionError) -> Int {
    var front = 0
    while front < a.count, front < b.count, a[front] == b[front] { front += 1 }
    var tail = 0
    while tail < a.count - front, tail < b.count - front, a[a.count - 1 - tail] == b[b.count - 1 - tail] {
      tail += 1
    }
    let x = a[front..<a.count - tail]
    let y = b[front..<b.count - tail]
    guard !x.isEmpty, !y.isEmpty else { return x.count + y.count }
    let (steps, overflow) = x.count.multipliedReportingOverflow(by: y.count)
    guard !overflow, steps <= levenshteinLimit else {
      throw FunctionError(
        "values of \(a.count) and \(b.count) characters need more than \(levenshteinLimit) steps, the limit")
    }
    var row = Array(0...y.count)
    for (i, element) in x.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in y.enumerated() {
        let replaced = element == other ? diagonal : diagonal + 1
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, min(diagonal, row[j]) + 1)
      }
    }
    return row[y.count]
  }
}
