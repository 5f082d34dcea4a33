/// What the values of one kind of field mean: a name for each code, bit or word. Facts of published
/// documentation, in our own words; `source` names it.
///
/// The table is a text of lines `KEY = meaning`, so that it reads like the page that it comes from. A meaning holds
/// no `, `, which joins the names of several bits.
package struct MeaningTable: Sendable {
  /// How a value is read.
  package enum Kind: Sendable, Equatable {
    /// One number, which has one meaning; `%%` before it does not count.
    case codes
    /// One number with `%%` before it, nothing else.
    case parameters
    /// A mask: each bit has a name. A key of several bits names a value that is exactly that.
    ///
    /// - Parameters:
    ///   - zero: what 0 means; nil where it says nothing.
    ///   - others: what is said of bits that the table does not have.
    case mask(zero: String?, others: String)
    /// Text, without regard to the case of ASCII letters.
    case words
    /// Numbers of messages, in Event XML `%%1537`: one, or several between spaces or commas. `%%1538: %%1801 D:(…)`
    /// is a right, the reason why it was granted, and the entry of the list that says so.
    case messages
  }

  /// What the table is about, for docs/explain.md.
  package let title: String
  /// The documentation that the facts are from.
  package let source: String
  package let kind: Kind
  /// Keys as written, and their meanings, in the order of the table. A line without ` = ` has an empty meaning: a
  /// test finds it.
  package let entries: [(key: String, meaning: String)]
  private let width: MeaningNumber.Width
  private let ofNumber: [UInt64: String]
  private let ofWord: [String: String]

  /// - Parameter lines: `KEY = meaning` each; empty lines do not count.
  init(
    _ title: String, source: String, kind: Kind = .codes, width: MeaningNumber.Width = .bits32,
    _ lines: String
  ) {
    self.title = title
    self.source = source
    self.kind = kind
    self.width = width
    entries = lines.split(separator: "\n").map { line in
      guard let sign = line.firstRange(of: " = ") else { return (String(line), "") }
      return (String(line[..<sign.lowerBound]), String(line[sign.upperBound...]))
    }
    var ofNumber: [UInt64: String] = [:]
    var ofWord: [String: String] = [:]
    for (key, meaning) in entries {
      if kind == .words {
        ofWord[key.lowercased()] = meaning
      } else if let number = MeaningNumber.parse(Self.withoutPercents(key[...]), width) {
        ofNumber[number] = meaning
      }
    }
    self.ofNumber = ofNumber
    self.ofWord = ofWord
  }

  /// Different keys, by what they stand for: as many as `entries` where none comes twice and all can be read.
  package var distinctKeys: Int { max(ofNumber.count, ofWord.count) }

  /// Longest word of a table, and longest list of messages, that a value is compared with.
  private static let longestWord = 64
  private static let longestList = 16_384

  /// What `value` means; nil where nothing of it is known. White space around it does not count.
  package func meaning(_ value: [UInt8]) -> String? {
    guard value.count <= Self.longestList, let text = String(validating: value, as: UTF8.self) else {
      return nil
    }
    let trimmed = Self.trimmed(text)
    switch kind {
    case .words:
      return trimmed.utf8.count <= Self.longestWord ? ofWord[trimmed.lowercased()] : nil
    case .codes:
      return MeaningNumber.parse(Self.withoutPercents(trimmed), width).flatMap { ofNumber[$0] }
    case .parameters:
      guard trimmed.hasPrefix("%%") else { return nil }
      return MeaningNumber.parse(trimmed.dropFirst(2), width).flatMap { ofNumber[$0] }
    case .mask(let zero, let others):
      guard let number = MeaningNumber.parse(trimmed, width) else { return nil }
      return maskMeaning(number, zero: zero, others: others)
    case .messages:
      return messages(trimmed)
    }
  }

  private func maskMeaning(_ mask: UInt64, zero: String?, others: String) -> String? {
    if mask == 0 { return zero }
    if let whole = ofNumber[mask] { return whole }
    var names: [String] = []
    var left = mask
    var bit: UInt64 = 1
    while bit != 0 {
      if mask & bit != 0, let name = ofNumber[bit] {
        names.append(name)
        left &= ~bit
      }
      bit <<= 1
    }
    guard !names.isEmpty else { return nil }
    if left != 0 { names.append("\(MeaningNumber.hex(left)) \(others)") }
    return names.joined(separator: ", ")
  }

  private func messages(_ text: Substring) -> String? {
    var meaning = ""
    var isKnown = false
    var afterRight = false
    // What grants or denies a right (SDDL), as it is written: from its first part on.
    var grant: Substring?
    for part in text.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      if let begun = grant, !part.hasPrefix("%%") {
        grant = text[begun.startIndex..<part.endIndex]
        continue
      }
      if let whole = grant { meaning += " " + whole }
      grant = nil
      if !meaning.isEmpty, Self.beginsGrant(part) {
        grant = part
        continue
      }
      // `%%1538: %%1801`: a right, and the reason why it was granted or not.
      let isRight = part.hasPrefix("%%") && part.hasSuffix(":")
      let code = isRight ? part.dropLast() : part
      guard let number = MeaningNumber.parse(Self.withoutPercents(code)) else { return nil }
      let name = ofNumber[number]
      isKnown = isKnown || name != nil
      if !meaning.isEmpty { meaning += afterRight ? " " : ", " }
      meaning += (name ?? "\(code) unknown") + (isRight ? ":" : "")
      afterRight = isRight
    }
    if let grant { meaning += " " + grant }
    return isKnown ? meaning : nil
  }

  /// Whether an access control list, or an entry of one, begins here (MS-DTYP 2.5.1.1).
  private static func beginsGrant(_ part: Substring) -> Bool {
    part.hasPrefix("D:") || part.hasPrefix("S:") || part.hasPrefix("(")
  }

  private static func withoutPercents(_ text: Substring) -> Substring {
    text.hasPrefix("%%") ? text.dropFirst(2) : text
  }

  private static func trimmed(_ text: String) -> Substring {
    var text = text[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
