import Pages

/// What was done to the case, by whom, and what was asked of it, in order.
struct MethodSection {
  let facts: Facts

  var html: HTML {
    """
    <p>Everything below is taken from the case’s custody log: each entry names the SHA-256 of the one before, and is \
    written together with what it tells of. Times are what the machine’s clock said; the order is that of the numbers.</p>
    \(questions)\(acts)\(tool)
    """
  }

  private var questions: HTML {
    let list = facts["questions", "listed"].list
    guard !list.isEmpty else {
      return
        "<h3>Questions</h3>\n<p>No receipt was written on its own. The questions behind the findings stand with them, each with its receipt.</p>\n"
    }
    let rows = list.map { question -> [HTML] in
      [
        "\(at: question["seq"].number)",
        "\(PageParts.time(question["time"]))<br>\(EvidenceSection.actor(question["actor"]))",
        """
        <span class="soft">\(question["language"].line)</span> <code>\(question["text"].line)</code><br>\
        <span class="soft">receipt</span> \(PageParts.digest(question["receipt_sha256"].text))<br>\
        <span class="soft">answer</span> \(PageParts.digest(question["result_hash"].text))
        """,
        "\(question["asked_size"].number)", "\(question["rows"].number)",
      ]
    }
    return """
      <h3>Questions</h3>
      \(PageParts.table("Questions whose answer is bound by a receipt: asked again of the same records, each must give an answer of the same hash (assay check-receipt).", ["##", "when, who", "question; SHA-256 of the receipt’s body and of the answer", "#records and gaps asked", "#rows"], rows))\
      \(PageParts.partly(facts["questions"], "question", "questions"))\(PageParts.again(facts["questions", "command"].text))
      """
  }

  private var acts: HTML {
    let rows = facts["acts", "listed"].list.map { act -> [HTML] in
      [
        "\(at: act["seq"].number)", PageParts.time(act["time"]), "\(act["action"].line)",
        "\(act["about"].text ?? "")",
        "\(EvidenceSection.actor(act["actor"]))", "\(act["tree_size"].number)",
      ]
    }
    return """
      <h3>Acts</h3>
      \(PageParts.table("Acts in the custody log, other than questions. The last column is the number of records and gaps that the case had afterwards.", ["##", "when", "act", "about", "who", "#records and gaps"], rows))\
      \(PageParts.partly(facts["acts"], "act", "acts"))\(PageParts.again(facts["acts", "command"].text))
      """
  }

  private var tool: HTML {
    """
    <h3>Program</h3>
    <dl class="facts">
    <dt>Report made with</dt><dd>\(facts["tool", "name"].line) \(facts["tool", "version"].line), extractor \
    \(at: facts["tool", "extractor"].number), SQLite \(facts["tool", "sqlite"].line)</dd>
    <dt>SHA-256 of the program</dt><dd>\(PageParts.digest(facts["tool", "executable"].text))</dd>
    <dt>Programs of the acts</dt><dd>\(programs)</dd>
    </dl>

    """
  }

  /// The programs that wrote into the case, each once.
  private var programs: HTML {
    var seen: [(String, String?)] = []
    for entry in facts["acts", "listed"].list + facts["questions", "listed"].list {
      let version = "\(entry["tool", "name"].line) \(entry["tool", "version"].line)"
      let digest = entry["tool", "executable"].text
      if !seen.contains(where: { $0 == (version, digest) }) { seen.append((version, digest)) }
    }
    let list = seen.prefix(10).map { version, digest -> HTML in "\(version) \(PageParts.digest(digest))<br>" }
    return "\(list)\(HTML.when(seen.count > 10, "and \(seen.count - 10) more, each in its custody entry"))"
  }
}
