import AssayCLI
import Testing

/// Keys of a byte sequence.
private func keys(_ bytes: [UInt8]) -> [Key] {
  var decoder = KeyDecoder()
  return bytes.compactMap { decoder.feed($0) } + [decoder.flush()].compactMap { $0 }
}

private func keys(_ text: String) -> [Key] { keys(Array(text.utf8)) }

@Suite("Shell: keys")
struct ShellKeyTests {
  /// Sequences as xterm, tmux and the Linux console send them.
  static let sequences: [(bytes: String, keys: [Key])] = [
    ("a", [.text("a")]), ("é漢😀", [.text("é"), .text("漢"), .text("😀")]),
    ("\u{1b}[A\u{1b}[B\u{1b}[C\u{1b}[D", [.up, .down, .right, .left]),
    ("\u{1b}OA\u{1b}OH\u{1b}OF", [.up, .home, .end]),
    ("\u{1b}[H\u{1b}[1~\u{1b}[7~\u{1b}[F\u{1b}[4~\u{1b}[3~", [.home, .home, .home, .end, .end, .delete]),
    ("\u{1b}[1;5C\u{1b}[1;5D\u{1b}b\u{1b}f", [.wordRight, .wordLeft, .wordLeft, .wordRight]),
    (
      "\u{1}\u{5}\u{b}\u{15}\u{17}\u{c}\u{12}",
      [.home, .end, .killToEnd, .killToStart, .killWordBack, .clearScreen, .searchBack]
    ),
    ("\u{3}\u{4}\u{1a}\r\n\t\u{7f}", [.cancel, .endOfInput, .suspend, .enter, .enter, .tab, .backspace]),
    ("\u{1b}[200~a\nb;\u{1b}[x\u{1b}[201~c", [.paste("a\nb;\u{1b}[x"), .text("c")]),
    ("\u{1b}", [.escape]), ("\u{1b}\u{1b}[A", [.escape, .up]),
    // Sequences that no key of ours sends are nothing, and what follows is read.
    ("\u{1b}[99;99zx", [.text("x")]), ("\u{1b}[?1;2cx", [.text("x")]), ("\u{0}\u{2}x", [.left, .text("x")]),
  ]

  @Test("bytes become keys", arguments: sequences)
  func decode(bytes: String, expected: [Key]) { #expect(keys(bytes) == expected) }

  @Test("bytes that are no UTF-8 are left out, and what follows is read")
  func invalid() {
    #expect(keys([0xFF, 0x61]) == [.text("a")])
    #expect(keys([0xC3, 0x61]) == [.text("a")])
    #expect(keys([0xE6, 0xBC, 0x61]) == [.text("a")])
    #expect(keys([0xED, 0xA0, 0x80, 0x61]) == [.text("a")])
    #expect(keys([0xC3, 0x1B, 0x5B, 0x41]) == [.up])
  }

  @Test("any bytes are read without end")
  func anything() {
    var state: UInt64 = 7
    for _ in 0..<200 {
      var editor = LineEditor()
      var decoder = KeyDecoder()
      for _ in 0..<300 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        guard let key = decoder.feed(UInt8(truncatingIfNeeded: state >> 33)) else { continue }
        _ = editor.apply(key)
        #expect(editor.cursor >= 0 && editor.cursor <= editor.text.count)
      }
    }
  }
}

@Suite("Shell: the line editor")
struct ShellEditorTests {
  /// What typing leaves: the text with `|` at the cursor.
  private func typed(_ text: String, history: [String] = []) -> String {
    var editor = LineEditor(history: History(history)) { !$0.hasPrefix("select") || $0.hasSuffix(";") }
    for key in keys(text) { _ = editor.apply(key) }
    return String(editor.text[..<editor.cursor]) + "|" + String(editor.text[editor.cursor...])
  }

  static let edits: [(keys: String, text: String)] = [
    ("abc", "abc|"), ("abc\u{1b}[D\u{1b}[DX", "aX|bc"), ("abc\u{1}X", "X|abc"), ("abc\u{1}\u{5}X", "abcX|"),
    ("one two\u{1b}b\u{b}", "one |"), ("one two\u{1b}b\u{15}", "|two"), ("one two\u{17}X", "one X|"),
    ("one two\u{17}\u{1}\u{19} ", "two |one "), ("one two\u{1}\u{1b}d", "| two"),
    ("ab\u{7f}\u{7f}\u{7f}c", "c|"),
    ("ab\u{1}\u{1b}[3~", "|b"), ("ab\u{1}\u{4}", "|b"),
    // One é of two scalars, one flag and one family are one character each.
    ("e\u{301}\u{1b}[DX", "X|e\u{301}"), ("🇩🇪\u{7f}", "|"), ("👨‍👩‍👧x\u{7f}\u{7f}", "|"),
    ("a_b.c\u{1b}[1;5D\u{1b}[1;5DX", "X|a_b.c"),
    ("\u{1b}[200~a\tb\u{7}\r\nc\u{1b}[201~", "a b\nc|"),
    // A statement without its semicolon goes on in the next line; up and down move within it.
    ("select\rx\u{1b}[AY", "sY|elect\nx"), ("select 1\r2\u{1b}[A\u{1b}[B!", "select 1\n2!|"),
  ]

  @Test("keys edit as they do in a shell", arguments: edits)
  func edit(keys: String, text: String) { #expect(typed(keys) == text) }

  static let recalls: [(keys: String, text: String)] = [
    ("\u{1b}[A", "third|"), ("\u{1b}[A\u{1b}[A", "second one|"),
    ("\u{1b}[A\u{1b}[A\u{1b}[A\u{1b}[A\u{1b}[A", "first|"),
    ("dra\u{1b}[A\u{1b}[B", "dra|"), ("\u{12}ON", "second one|"), ("\u{12}r\u{12}", "first|"),
    ("\u{12}ond\u{1b}[D!", "second on!|e"), ("dra\u{12}first\u{3}", "dra|"), ("\u{12}nowhere", "second one|"),
    // Asked on beyond the oldest, and with nothing that matches.
    ("\u{12}r\u{12}\u{12}\u{12}\u{12}", "first|"), ("\u{12}nowhere\u{12}\u{12}\u{12}", "second one|"),
  ]

  @Test("the history comes back by arrows and by search", arguments: recalls)
  func recall(keys: String, text: String) {
    #expect(typed(keys, history: ["first", "second one", "third"]) == text)
  }

  @Test("Enter submits what is whole, Ctrl-D leaves an empty line only")
  func outcomes() {
    var editor = LineEditor { $0.hasSuffix(";") }
    var outcomes: [LineEditor.Outcome] = []
    for key in keys("a\rb;\r\u{4}x\u{4}\u{3}\t") {
      let outcome = editor.apply(key)
      if outcome != .edited { outcomes.append(outcome) }
    }
    #expect(outcomes == [.submit("a\nb;"), .endOfInput, .cancel, .complete])
    #expect(editor.history.entries == ["a\nb;"])
  }

  @Test("a history file gives back what was written, whatever it is")
  func historyFile() {
    let entries = ["select 1;", "a\nb;", #"Image:*\\x\n"#, "\\", "é漢"]
    #expect(History(text: History(entries).text).entries == entries)
    #expect(History(text: "\\").entries.count == 1)
    #expect(History((0..<5000).map { "\($0)" }).entries.count == History.limit)
    var history = History(["a"])
    history.add("a")
    history.add("  ")
    #expect(history.entries == ["a"])
  }
}

@Suite("Shell: painting")
struct ShellPaintingTests {
  private func layout(_ text: String, _ cursor: Int, _ columns: Int = 10) -> LineLayout {
    LineLayout(prompt: "> ", continuation: ". ", text: Array(text), cursor: cursor, columns: columns)
  }

  @Test("rows break at the terminal's width, wide characters whole")
  func rows() {
    #expect(layout("abc", 3).rows == ["> abc"])
    #expect(layout("abc", 3).cursorColumn == 5)
    #expect(layout("a\nb", 3).rows == ["> a", ". b"])
    #expect(layout("12345678901", 11).rows == ["> 12345678", "901"])
    #expect(layout("12345678", 8).rows == ["> 12345678", ""])
    #expect(layout("1234567漢字", 9).rows == ["> 1234567", "漢字"])
    #expect(layout("1234567漢字", 7).cursorRow == 1)
    #expect(layout("e\u{301}x", 1).cursorColumn == 3)
    // A control character that came in is shown and not sent.
    #expect(layout("a\u{1b}b", 3, 20).rows == ["> a\\x1bb"])
  }

  @Test("of a text that is higher than the terminal the part around the cursor is painted")
  func height() {
    var painter = LinePainter()
    let text = (0..<50).map { "l\($0)" }.joined(separator: "\n")
    let painted = painter.paint(layout(text, text.count, 80), height: 10)
    #expect(painted.contains("l49"))
    #expect(!painted.contains("l20"))
    #expect(painted.count { $0 == "\r\n" } == 8)
  }
}
