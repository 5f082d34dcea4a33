/// Cuts a command line or a message into tokens, in which what differs from one event to the next is its class:
/// `powershell.exe -enc SQBFAFgA…` is `powershell.exe`, `-enc`, `<base64>`.
///
/// A token ends at blanks and at `, ; | & ( ) [ ] < >`; `=` and a switch's `:` stay with what stands before, so that
/// the name and its value are two tokens. Letters are folded to lower case, digits within words become `#`, a path
/// keeps its extension. Quotes are dropped; quoted text with blanks is `<text>`, unless it looks like code, which is
/// cut like the rest.
package struct ShapeTokenizer: Sendable {
  /// Most tokens of one text; what follows is the one token `<more>`.
  package static let maximumTokens = 200
  /// In the place of tokens beyond the most.
  package static let more = "<more>"

  /// A tokenizer.
  package init() {}

  /// The tokens of a text, in their order.
  package func tokens(_ text: String) -> [String] {
    var cutter = Cutter(bytes: Array(text.utf8))
    cutter.run()
    return cutter.tokens
  }

  /// The last part of a path, in lower case and without quotes: the program's name. Empty for an empty text.
  package static func programName(_ path: String) -> String {
    let bytes = Array(path.utf8).filter { $0 != UInt8(ascii: "\"") }
    let name = bytes.split { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/") }.last ?? []
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  /// The program of a command line: what stands first, in quotes or up to a blank.
  package static func program(ofCommandLine text: String) -> String {
    let bytes = Array(text.utf8)
    var start = bytes.firstIndex { $0 > UInt8(ascii: " ") } ?? bytes.count
    var end: Int
    if start < bytes.count, bytes[start] == UInt8(ascii: "\"") {
      start += 1
      end = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) ?? bytes.count
    } else {
      end = bytes[start...].firstIndex { $0 <= UInt8(ascii: " ") } ?? bytes.count
    }
    return programName(String(decoding: bytes[start..<end], as: UTF8.self))
  }
}

/// One text being cut.
private struct Cutter {
  let bytes: [UInt8]
  var tokens: [String] = []
  private var isFull = false

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func run() { cut(bytes.startIndex, bytes.endIndex, quotesAreWords: true) }

  private mutating func emit(_ token: String) {
    guard !isFull else { return }
    if tokens.count == ShapeTokenizer.maximumTokens {
      isFull = true
      tokens.append(ShapeTokenizer.more)
    } else {
      tokens.append(token)
    }
  }

  /// Cuts a stretch. Text in quotes is looked at once more at most: inside it quotes are blanks.
  private mutating func cut(_ start: Int, _ end: Int, quotesAreWords: Bool) {
    var at = start
    while at < end, !isFull {
      let byte = bytes[at]
      if byte <= 0x20 || !quotesAreWords && (byte == 0x22 || byte == 0x27 || byte == 0x60) {
        at += 1
      } else if quotesAreWords, byte == 0x22 || byte == 0x27 {
        at = quoted(at, end)
      } else if Self.isMark(byte) {
        emit(String(Unicode.Scalar(byte)))
        at += 1
      } else {
        at = word(at, end, quotesAreWords: quotesAreWords)
      }
    }
  }

  private mutating func quoted(_ start: Int, _ end: Int) -> Int {
    let quote = bytes[start]
    let close = bytes[start + 1..<end].firstIndex(of: quote) ?? end
    let inside = bytes[start + 1..<close]
    if inside.contains(where: { $0 <= 0x20 }), !Self.looksLikeCode(inside), !Self.looksLikePath(inside) {
      emit(TokenClass.quoted.rawValue)
    } else if Self.looksLikePath(inside) {
      emit(Self.text(of: inside))
    } else {
      cut(start + 1, close, quotesAreWords: false)
    }
    return close == end ? end : close + 1
  }

  private mutating func word(_ start: Int, _ end: Int, quotesAreWords: Bool) -> Int {
    var at = start
    while at < end {
      let byte = bytes[at]
      if byte <= 0x20 || Self.isMark(byte) || byte == 0x22
        || !quotesAreWords && (byte == 0x27 || byte == 0x60)
      {
        break
      }
      // `name=value` and `/switch:value`: the name keeps its mark.
      if byte == UInt8(ascii: "="), at > start, at + 1 < end, bytes[at + 1] > 0x20,
        Self.isName(bytes[start..<at])
      {
        emit(Self.folded(bytes[start...at]))
        return at + 1
      }
      if byte == UInt8(ascii: ":"), at > start + 1, at + 1 < end, bytes[at + 1] > 0x20,
        bytes[start] == UInt8(ascii: "/") || bytes[start] == UInt8(ascii: "-"), Self.isName(bytes[start..<at])
      {
        emit(Self.folded(bytes[start...at]))
        return at + 1
      }
      at += 1
    }
    if at == start { return start + 1 }
    emit(Self.text(of: bytes[start..<at]))
    return at
  }

  /// The token of a word: its class, a path's with the extension, or itself, folded.
  private static func text(of word: ArraySlice<UInt8>) -> String {
    // Punctuation at the end belongs to the sentence: `failed.`
    var word = word
    while word.count > 1, let last = word.last, last.isOne(of: ".:!?") { word = word.dropLast() }
    guard let kind = WordClassifier.classify(word) else { return folded(word) }
    switch kind {
    case .systemPath, .programPath, .userPath, .temporaryPath, .networkPath, .path:
      return kind.rawValue + fileExtension(word)
    default: return kind.rawValue
    }
  }

  /// `.exe`: up to five letters and digits behind the last point of the last part; else nothing.
  private static func fileExtension(_ path: ArraySlice<UInt8>) -> String {
    let name = path.split { $0 == 0x5c || $0 == 0x2f }.last ?? []
    guard let point = name.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    let letters = name[(point + 1)...]
    guard (1...5).contains(letters.count), letters.contains(where: { (0x61...0x7a).contains($0 | 0x20) }),
      letters.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) })
    else { return "" }
    return "." + String(decoding: letters.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// In lower case, each run of digits as `#`.
  private static func folded(_ word: ArraySlice<UInt8>) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(word.count)
    for byte in word {
      switch byte {
      case 0x30...0x39: if out.last != UInt8(ascii: "#") { out.append(UInt8(ascii: "#")) }
      case 0x41...0x5a: out.append(byte | 0x20)
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      true
    default: false
    }
  }

  private static func isName(_ word: ArraySlice<UInt8>) -> Bool {
    word.count <= 40
      && word.allSatisfy { byte in
        (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte.isOne(of: "-_./")
      }
  }

  private static func looksLikeCode(_ text: ArraySlice<UInt8>) -> Bool {
    text.contains { $0.isOne(of: "(){}$|;=&") }
  }

  /// `C:\…`, `\\…`, `/…/…` or `%VAR%\…`.
  private static func looksLikePath(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, text.count > 2 else { return false }
    let second = text[text.startIndex + 1]
    let third = text[text.startIndex + 2]
    if second == UInt8(ascii: ":"), third == 0x5c || third == 0x2f {
      return !text.dropFirst(2).contains(0x3a)
    }
    if first == 0x5c { return !text.contains(where: { $0 == 0x22 || $0 == 0x3b }) }
    return (first == UInt8(ascii: "%") || first == 0x2f) && text.contains(where: { $0 == 0x5c || $0 == 0x2f })
      && !text.contains(0x20)
  }
}
