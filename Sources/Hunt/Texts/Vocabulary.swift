/// Texts and their numbers: each different text has one, from 0, in the order of first use.
package struct Vocabulary: Sendable {
  private var numbers: [String: Int32] = [:]
  /// The texts by their number.
  package private(set) var texts: [String] = []

  /// - Parameter texts: those that have the first numbers.
  package init(_ texts: [String] = []) {
    for text in texts { _ = number(of: text) }
  }

  /// How many different texts there are.
  package var count: Int { texts.count }

  /// The number of a text, a new one if it was not there.
  package mutating func number(of text: String) -> Int32 {
    if let known = numbers[text] { return known }
    let number = Int32(texts.count)
    numbers[text] = number
    texts.append(text)
    return number
  }

  /// The number of a text, nil if it is not there.
  package func existing(_ text: String) -> Int32? { numbers[text] }

  /// The text of a number.
  package subscript(number: Int32) -> String { texts[Int(number)] }
}
