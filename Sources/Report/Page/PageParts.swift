import Pages

/// What the sections of a report are built of.
enum PageParts {
  /// A digest in groups of eight digits. A copy of the text has no blanks in it: the groups are set apart by style.
  static func digest(_ text: String?) -> HTML {
    guard let text, !text.isEmpty else { return "<span class=\"soft\">none</span>" }
    let digits = Array(text)
    let groups = stride(from: 0, to: digits.count, by: 8).map { start -> HTML in
      "<span>\(String(digits[start..<min(start + 8, digits.count)]))</span><wbr>"
    }
    return "<code class=\"hash\" title=\"\(text)\">\(groups)</code>"
  }

  /// A time that stays on one line.
  static func time(_ facts: Facts) -> HTML { "<span class=\"t\">\(facts.time)</span>" }

  /// How to print again what stands above.
  static func again(_ command: String?) -> HTML {
    guard let command else { return "" }
    return "<p class=\"again\">Print it again: <code>\(command)</code></p>\n"
  }

  static func section(_ id: String, _ number: Int, _ title: String, _ body: HTML) -> HTML {
    """
    <section aria-labelledby="\(id)">
    <h2 id="\(id)">\(at: number). \(title)</h2>
    \(body)</section>

    """
  }

  /// What somebody said, or that nobody did.
  static func stated(_ text: String?) -> HTML {
    text.map { paragraphs($0) } ?? "<span class=\"soft\">not stated</span>"
  }

  /// A text of several lines.
  static func paragraphs(_ text: String) -> HTML {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    return "\(lines.enumerated().map { $0 == 0 ? "\($1)" : "<br>\($1)" as HTML })"
  }

  /// A text of a log with its own line ends; other control characters are made visible.
  static func lines(_ text: String) -> HTML {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    return
      "\(lines.enumerated().map { ($0 == 0 ? "" : "\n") + (HTML("\(String(String.UnicodeScalarView($1)))")) })"
  }

  /// A table with a caption.
  ///
  /// - Parameters:
  ///   - heads: of columns; with `#` in front of those that hold numbers.
  ///   - rows: a cell for each column.
  static func table(_ caption: HTML, _ heads: [String], _ rows: [[HTML]], style: String = "wide") -> HTML {
    let isNumber = heads.map { $0.hasPrefix("#") }
    let head = zip(heads, isNumber).map { name, isNumber -> HTML in
      isNumber
        ? "<th scope=\"col\" class=\"n\">\(String(name.dropFirst()))</th>" : "<th scope=\"col\">\(name)</th>"
    }
    let body = rows.map { row -> HTML in
      let cells = zip(row, isNumber).map { cell, isNumber -> HTML in
        isNumber ? "<td class=\"n\">\(cell)</td>" : "<td>\(cell)</td>"
      }
      return "<tr>\(cells)</tr>\n"
    }
    return """
      <table class="\(style)"><caption>\(caption)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)</tbody></table>

      """
  }

  /// Says that a list is not whole.
  static func partly(_ facts: Facts, _ singular: String, _ plural: String) -> HTML {
    let (listed, total) = (facts["listed"].list.count, facts["total"].number)
    guard listed < total else { return "" }
    return """
      <p class="partly">\(listed) of \(NumberText.counted(total, singular, plural)) are listed here, in the document \
      (JSON) too. All: <code>\(facts["command"].text ?? "")</code></p>

      """
  }
}

extension HTML {
  static func + (first: HTML, second: HTML) -> HTML { "\(first)\(second)" }
}
