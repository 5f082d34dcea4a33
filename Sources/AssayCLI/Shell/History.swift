/// What was asked before, oldest first.
package struct History: Sendable {
  /// Questions that are kept.
  package static let limit = 1000

  package private(set) var entries: [String]
  /// The entry that is shown; the number of entries where it is what is being written.
  private var position: Int
  /// What was being written when the person went back.
  private var draft = ""

  package init(_ entries: [String] = []) {
    self.entries = Array(entries.suffix(Self.limit))
    position = self.entries.count
  }

  /// Takes a question that was asked. The same one again is not kept twice.
  package mutating func add(_ entry: String) {
    if !entry.allSatisfy(\.isWhitespace), entries.last != entry { entries.append(entry) }
    if entries.count > Self.limit { entries.removeFirst() }
    position = entries.count
    draft = ""
  }

  /// The one before; nil at the oldest.
  package mutating func older(than current: String) -> String? {
    guard position > 0 else { return nil }
    if position == entries.count { draft = current }
    position -= 1
    return entries[position]
  }

  /// The one after, at the end what was being written; nil there.
  package mutating func newer() -> String? {
    guard position < entries.count else { return nil }
    position += 1
    return position == entries.count ? draft : entries[position]
  }

  /// The newest entry at or before `index` that holds `text`, without regard to case.
  package func search(_ text: String, from index: Int) -> Int? {
    let wanted = text.lowercased()
    return entries.indices.prefix(max(0, index + 1)).last { entries[$0].lowercased().contains(wanted) }
  }

  // MARK: as a file

  /// One entry a line; line ends in it are `\n`, a backslash is `\\`.
  package var text: String {
    entries.map { entry in
      entry.replacing("\\", with: "\\\\").replacing("\n", with: "\\n") + "\n"
    }.joined()
  }

  /// Reads what `text` wrote; any text is some history.
  package init(text: String) {
    self.init(
      text.split(separator: "\n").map { line in
        var entry = ""
        var isEscaped = false
        for character in line {
          if isEscaped {
            entry.append(character == "n" ? "\n" : character)
            isEscaped = false
          } else if character == "\\" {
            isEscaped = true
          } else {
            entry.append(character)
          }
        }
        return entry
      })
  }
}
