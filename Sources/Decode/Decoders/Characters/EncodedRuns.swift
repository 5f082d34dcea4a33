internal import Evidence

/// A stretch of characters of one alphabet, with the padding behind it.
struct EncodedRun {
  var start: Int
  var end: Int
  var padding = 0

  var range: Range<Int> { start..<end }
  var count: Int { end - start }
  /// Behind the padding.
  var whole: Range<Int> { start..<end + padding }
}

/// Stretches of one alphabet in a text, and which of them belong together.
enum EncodedRuns {
  /// Stretches of at least `shortest` characters.
  static func find(_ text: [UInt8], _ alphabet: ByteClasses, shortest: Int) -> [EncodedRun] {
    let table = ByteClasses.table
    var runs: [EncodedRun] = []
    var start = 0
    for i in 0...text.count {
      if i < text.count, table[Int(text[i])].contains(alphabet) { continue }
      if i - start >= shortest { runs.append(EncodedRun(start: start, end: i, padding: padding(text, i))) }
      start = i + 1
    }
    return runs
  }

  /// `=` and `==`.
  private static func padding(_ text: [UInt8], _ at: Int) -> Int {
    var count = 0
    while count < 2, at + count < text.count, text[at + count] == UInt8(ascii: "=") { count += 1 }
    return count
  }

  /// Longest text between pieces that is taken for a joint.
  private static let longestJoint = 96

  /// The pieces that follow `runs[first]`, each after the same text: lines of one block, literals with a plus between
  /// them, one echo after another. Alone where nothing follows so.
  static func pieces(_ text: [UInt8], _ runs: [EncodedRun], _ alphabet: ByteClasses, from first: Int)
    -> [EncodedRun]
  {
    guard first + 1 < runs.count else { return [runs[first]] }
    let gap = runs[first].whole.upperBound..<runs[first + 1].start
    guard gap.count <= longestJoint, !gap.isEmpty || runs[first].padding > 0 else { return [runs[first]] }
    var pieces = [runs[first], runs[first + 1]]
    var at = runs[first + 1].whole.upperBound
    let table = ByteClasses.table
    while at + gap.count < text.count, matches(text, gap, at) {
      let start = at + gap.count
      var end = start
      while end < text.count, table[Int(text[end])].contains(alphabet) { end += 1 }
      guard end > start else { break }
      let run = EncodedRun(start: start, end: end, padding: padding(text, end))
      pieces.append(run)
      at = run.whole.upperBound
      if gap.isEmpty, run.padding == 0 { break }
    }
    return pieces
  }

  private static func matches(_ text: [UInt8], _ gap: Range<Int>, _ at: Int) -> Bool {
    for k in 0..<gap.count where text[gap.lowerBound + k] != text[at + k] { return false }
    return true
  }
}
