import Pages

/// Page 1, for whoever reads no other: what was asked, what is answered, on what it rests, and what words mean.
struct CoverSection {
  let facts: Facts

  private var cover: Facts { facts["cover"] }
  private var totals: Facts { facts["totals"] }

  var html: HTML {
    """
    <header class="cover">
    <p class="kicker">Evidence-integrity report</p>
    \(who)\(question)\(answer)\(tiles)\(rests)\(words)</header>

    """
  }

  private var who: HTML {
    let time = facts["time"]
    let source: HTML =
      time["source"].text == "given"
      ? "as given by the examiner\(HTML.when(time["before_last_entry"].isTrue, "; <b>acts in the custody log have a later time</b>"))"
      : "of the last entry in the custody log; no other time was given"
    return """
      <dl class="facts">
      <dt>Case</dt><dd>\(facts["case", "name"].line) (<code>\(facts["case", "origin"].line)</code>)</dd>
      <dt>Report number</dt><dd>\(PageParts.stated(cover["number"].text))</dd>
      <dt>Examiner</dt><dd>\(PageParts.stated(cover["examiner"].text))</dd>
      <dt>Organisation</dt><dd>\(PageParts.stated(cover["organisation"].text))</dd>
      <dt>Authority</dt><dd>\(PageParts.stated(cover["authority"].text))</dd>
      <dt>Date</dt><dd>\(time["value"].time), \(source)</dd>
      <dt>Made with</dt><dd>Assay \(facts["tool", "version"].line)</dd>
      </dl>

      """
  }

  private var question: HTML {
    """
    <p class="label">Question asked</p>
    <p>\(PageParts.stated(cover["question"].text))</p>

    """
  }

  private var answer: HTML {
    let text: HTML =
      cover["answer"].text.map { PageParts.paragraphs($0) }
      ?? "The examiner states no answer in this report. It sets out what the records show; what follows from that is for the reader."
    return """
      <div class="answer"><p class="label">Answer</p>
      <p>\(text)</p></div>

      """
  }

  private var tiles: HTML {
    """
    <ul class="tiles">
    <li><b>\(totals["sources"].number)</b> \(totals["sources"].number == 1 ? "source" : "sources") of evidence</li>
    <li><b>\(totals["records"].number)</b> records</li>
    <li><b>\(totals["unparsed"].number)</b> of them not parsed</li>
    <li><b>\(facts["findings", "total"].number)</b> \(facts["findings", "total"].number == 1 ? "finding" : "findings")</li>
    </ul>

    """
  }

  /// In plain words: what the numbers rest on, and whether it was checked.
  private var rests: HTML {
    let span: HTML =
      totals["first_time"].isNull
      ? "No record states a time."
      : "By their own statement they are from \(totals["first_time"].time) to \(totals["last_time"].time)."
    return """
      <p>This report rests on \(NumberText.counted(totals["records"].number, "log record")) from \
      \(NumberText.counted(totals["sources"].number, "source")), kept byte for byte in one case file. \(span) \
      \(VerificationText(facts: facts).sentence) <span class="soft">Print the numbers again: \
      <code>\(totals["command"].line)</code></span></p>
      \(ListComparisonText(facts: facts).warning)
      """
  }

  private var words: HTML {
    let items: [(String, String)] = [
      ("recorded", "stands in the bytes of a named record, which anyone can read and check"),
      ("shown", "follows from records by a stated question, which anyone can ask again"),
      ("likely", "the examiner’s view: fits what is shown better than the other explanations named"),
      ("possible", "the examiner’s view: fits what is shown, and so does something else"),
      (
        "not shown",
        "not among the records of this case. It does not mean that it did not happen"
      ),
    ]
    return """
      <p class="label">How certain: the words used here</p>
      <dl class="facts">
      \(items.map { "<dt><b>\($0)</b></dt><dd>\($1)</dd>\n" as HTML })</dl>

      """
  }
}
