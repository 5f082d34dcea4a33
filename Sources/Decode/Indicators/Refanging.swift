/// A text in which defanged separators are written plainly, and where its bytes stood before.
struct Refanged {
  private(set) var text: [UInt8] = []
  /// Places from which on the offsets differ: in the new text, and what to add there.
  private var steps: [(at: Int, shift: Int)] = []

  /// Rewrites `evil[.]com`, `evil(dot)com`, `j.doe[at]evil.com`, `hxxps[:]//`, `hxxp[://]`; schemes are left to the
  /// reading of URLs.
  init(_ original: [UInt8]) {
    text.reserveCapacity(original.count)
    var i = 0
    while i < original.count {
      if ByteClass.table[Int(original[i])] == ByteClass.opening, let mark = DefangMark(original, at: i) {
        // The blanks around `[ . ]` go with it.
        var start = i
        if mark.dropsBlanks, text.last == UInt8(ascii: " ") {
          text.removeLast()
          start -= 1
        }
        let before = text.count
        text += mark.plain
        i = mark.end
        steps.append((before, start - before))
        steps.append((text.count, i - text.count))
      } else {
        text.append(original[i])
        i += 1
      }
    }
  }

  /// Where bytes of the new text stand in the old one, and whether a separator was rewritten among them.
  func original(_ range: Range<Int>) -> (range: Range<Int>, isDefanged: Bool) {
    let first = stepIndex(range.lowerBound)
    let last = stepIndex(range.upperBound - 1)
    let start = range.lowerBound + (first < 0 ? 0 : steps[first].shift)
    var end = range.upperBound - 1 + (last < 0 ? 0 : steps[last].shift) + 1
    // A value that ends with a rewritten separator ends with all of it.
    if last >= 0, last % 2 == 0, last + 1 < steps.count { end = steps[last + 1].at + steps[last + 1].shift }
    return (start..<max(start, end), first != last)
  }

  /// The last step at or before an offset; -1 before the first.
  private func stepIndex(_ offset: Int) -> Int {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].at <= offset { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }
}

/// A separator in brackets, which stands for the separator.
struct DefangMark {
  let plain: [UInt8]
  /// Behind the closing bracket, and behind the blank after it where the blanks belong to the mark.
  let end: Int
  let dropsBlanks: Bool

  private static let words: [(word: [UInt8], plain: [UInt8])] = [
    (".", "."), ("dot", "."), ("@", "@"), ("at", "@"), (":", ":"), ("://", "://"), ("/", "/"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  /// The mark that begins with the bracket at `start`; nil where there is none, or where nothing stands around it
  /// that it could part.
  init?(_ text: [UInt8], at start: Int) {
    let open = text[start]
    guard start > 0, start + 2 < text.count, open != UInt8(ascii: "{") || text[start + 1] == UInt8(ascii: ".")
    else {
      return nil
    }
    let close: UInt8 = open == UInt8(ascii: "[") ? 93 : open == UInt8(ascii: "(") ? 41 : 125
    for (word, plain) in Self.words {
      let end = start + 1 + word.count
      guard end < text.count, text[end] == close,
        word.indices.allSatisfy({ text[start + 1 + $0].folded == word[$0] })
      else { continue }
      let isSeparator = plain == [UInt8(ascii: ".")] || plain == [UInt8(ascii: "@")]
      let left = text[start - 1]
      guard end + 1 < text.count else { return nil }
      let right = text[end + 1]
      if isSeparator {
        if left.isWord || left == 93 || left == 41 || left == 125 || left == 95 || left == 45,
          right.isWord || right == UInt8(ascii: "_") || right == UInt8(ascii: "[")
        {
          self.init(plain: plain, end: end + 1, dropsBlanks: false)
          return
        }
        guard open == UInt8(ascii: "["), left == 32, right == 32, start > 1, text[start - 2].isWord,
          end + 2 < text.count, text[end + 2].isWord
        else { return nil }
        self.init(plain: plain, end: end + 2, dropsBlanks: true)
        return
      }
      guard open != UInt8(ascii: "{"), left.isWord || left == 93 || left == 41 || left == 58 || left == 47,
        right.isWord || right == 47 || right == 91 || right == 40
      else { return nil }
      self.init(plain: plain, end: end + 1, dropsBlanks: false)
      return
    }
    return nil
  }

  private init(plain: [UInt8], end: Int, dropsBlanks: Bool) {
    self.plain = plain
    self.end = end
    self.dropsBlanks = dropsBlanks
  }
}
