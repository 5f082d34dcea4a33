/// The text that a person is writing, of one or more lines, and what keys do to it. Knows no terminal.
package struct LineEditor: Sendable {
  /// What a key asks of the one who owns the terminal.
  package enum Outcome: Equatable, Sendable {
    case edited
    /// The text is to be asked.
    case submit(String)
    case cancel, endOfInput, complete, clearScreen, suspend
  }

  /// A search through the history (Ctrl-R).
  package struct Search: Sendable {
    package var text = ""
    /// Entry that is shown.
    fileprivate var index: Int
    /// Whether nothing holds the text.
    package var hasFailed = false
    /// What was being written.
    fileprivate let draft: [Character]
  }

  package private(set) var text: [Character] = []
  /// Before which character the cursor stands.
  package private(set) var cursor = 0
  package private(set) var search: Search?
  package var history: History
  private var killed: [Character] = []
  /// Whether a text is whole, so that Enter asks it and does not begin a new line.
  private let isComplete: @Sendable (String) -> Bool

  package init(history: History = History(), isComplete: @escaping @Sendable (String) -> Bool = { _ in true })
  {
    self.history = history
    self.isComplete = isComplete
  }

  /// Begins anew.
  package mutating func clear() {
    text = []
    cursor = 0
    search = nil
  }

  /// Puts `replacement` in the place of some characters, the cursor behind it.
  package mutating func replace(_ range: Range<Int>, with replacement: String) {
    // Put together as text: a mark that is typed behind its letter is one character with it.
    let front = String(text[..<range.lowerBound]) + replacement
    text = Array(front + String(text[range.upperBound...]))
    cursor = min(front.count, text.count)
  }

  package mutating func apply(_ key: Key) -> Outcome {
    if search != nil, let outcome = applyToSearch(key) { return outcome }
    switch key {
    case .text(let typed): insert(typed)
    case .paste(let pasted): insert(Self.printable(pasted))
    case .newline: insert("\n")
    case .enter:
      let whole = String(text)
      guard isComplete(whole) else {
        insert("\n")
        return .edited
      }
      history.add(whole)
      clear()
      return .submit(whole)
    case .tab: return .complete
    case .backspace: if cursor > 0 { replace(cursor - 1..<cursor, with: "") }
    case .delete: if cursor < text.count { replace(cursor..<cursor + 1, with: "") }
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(text.count, cursor + 1)
    case .home: cursor = lineStart
    case .end: cursor = lineEnd
    case .wordLeft: cursor = wordStart
    case .wordRight: cursor = wordEnd
    case .killToEnd: kill(cursor..<(cursor == lineEnd ? min(text.count, cursor + 1) : lineEnd))
    case .killToStart: kill(lineStart..<cursor)
    case .killWordBack: kill(wordStart..<cursor)
    case .killWordForward: kill(cursor..<wordEnd)
    case .yank: insert(String(killed))
    case .up: if !moveLine(up: true), let older = history.older(than: String(text)) { show(older) }
    case .down: if !moveLine(up: false), let newer = history.newer() { show(newer) }
    case .searchBack:
      search = Search(index: history.entries.count - 1, draft: text)
    case .escape: break
    case .clearScreen: return .clearScreen
    case .cancel: return .cancel
    case .endOfInput:
      if text.isEmpty { return .endOfInput }
      if cursor < text.count { replace(cursor..<cursor + 1, with: "") }
    case .suspend: return .suspend
    }
    return .edited
  }

  // MARK: the history

  private mutating func show(_ entry: String) {
    text = Array(entry)
    cursor = text.count
  }

  /// Keys while the history is searched; nil where the key ends the search and then does what it does.
  private mutating func applyToSearch(_ key: Key) -> Outcome? {
    guard var search else { return nil }
    switch key {
    case .text(let typed):
      search.text += typed
      search.index = history.entries.count - 1
    case .backspace:
      if !search.text.isEmpty { search.text.removeLast() }
      search.index = history.entries.count - 1
    case .searchBack: search.index -= 1
    case .cancel, .escape:
      if key == .cancel {
        text = search.draft
        cursor = text.count
      }
      self.search = nil
      return .edited
    default:
      self.search = nil
      return nil
    }
    if let found = history.search(search.text, from: search.index) {
      search.index = found
      search.hasFailed = false
      show(history.entries[found])
    } else {
      search.hasFailed = true
    }
    self.search = search
    return .edited
  }

  // MARK: places

  private var lineStart: Int { (text[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }
  private var lineEnd: Int { text[cursor...].firstIndex(of: "\n") ?? text.count }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private var wordStart: Int {
    var place = cursor
    while place > 0, !Self.isWord(text[place - 1]) { place -= 1 }
    while place > 0, Self.isWord(text[place - 1]) { place -= 1 }
    return place
  }

  private var wordEnd: Int {
    var place = cursor
    while place < text.count, !Self.isWord(text[place]) { place += 1 }
    while place < text.count, Self.isWord(text[place]) { place += 1 }
    return place
  }

  /// False where there is no line above or below.
  private mutating func moveLine(up: Bool) -> Bool {
    let column = cursor - lineStart
    if up {
      guard lineStart > 0 else { return false }
      cursor = lineStart - 1
    } else {
      guard lineEnd < text.count else { return false }
      cursor = lineEnd + 1
    }
    cursor = min(lineStart + column, lineEnd)
    return true
  }

  private mutating func insert(_ string: String) { replace(cursor..<cursor, with: string) }

  private mutating func kill(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    killed = Array(text[range])
    replace(range, with: "")
  }

  /// Pasted text with line ends as LF, tabs as blanks, and without other control characters.
  private static func printable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").unicodeScalars {
      switch scalar {
      case "\n": scalars.append(scalar)
      case "\t": scalars.append(" ")
      default: if scalar.properties.generalCategory != .control { scalars.append(scalar) }
      }
    }
    return String(scalars)
  }
}
