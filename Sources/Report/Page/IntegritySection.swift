import Pages

/// Roots, signatures and checks: why the bytes are held to be those that came in.
struct IntegritySection {
  let facts: Facts

  private var integrity: Facts { facts["integrity"] }
  private var commands: ReportCommands { ReportCommands(file: facts["case", "file"].text ?? "") }

  var html: HTML {
    """
    <p>All records and gaps are leaves of one hash tree (RFC 6962, SHA-256). Its root is a fingerprint of all of them \
    and of their order: one byte changed, one record less, and the root is another. The custody log has a tree of its own.</p>
    <dl class="facts">
    <dt>Evidence</dt><dd>\(integrity["tree_size"].number) leaves, root \(PageParts.digest(integrity["root"].text))</dd>
    <dt>Custody log</dt><dd>\(integrity["custody_size"].number) entries, root \
    \(PageParts.digest(integrity["custody_root"].text))</dd>
    <dt>Last custody entry</dt><dd>\(PageParts.digest(integrity["custody_head"].text))</dd>
    </dl>
    \(PageParts.again(commands("checkpoint", "--format json")))\(PageParts.again(commands("checkpoint", "--custody --format json")))\
    <p>\(VerificationText(facts: facts).sentence)</p>
    \(checks)\(signed)
    """
  }

  private var checks: HTML {
    let verification = integrity["verification"]
    let list = verification["checks"].list
    guard !list.isEmpty else { return "" }
    let rows = list.map { check -> [HTML] in
      let counts = check["counts"].members.filter { $0.name != "failures" }
        .map { "\($0.name.replacing("_", with: " ")) \($0.value.line)" }.joined(separator: ", ")
      let done: HTML =
        check["done"].isNull || check["done"].isTrue
        ? (check["failures"].number == 0
          ? "nothing wrong" : "<b>\(NumberText.counted(check["failures"].number, "failure"))</b>")
        : "not checked"
      return ["\(check["check"].line)", done, "\(counts)"]
    }
    let failures = verification["failures"].list.map {
      "<li>\($0["reason"].line) [\($0["code"].line)]</li>\n" as HTML
    }
    let notes = verification["notes"].list.map { "<li>\($0.line)</li>\n" as HTML }
    return """
      \(PageParts.table("What was checked.", ["check", "outcome", "looked at"], rows, style: "narrow"))\
      \(HTML.when(!failures.isEmpty, "<ul>\n\(failures)</ul>\n"))\(HTML.when(!notes.isEmpty, "<ul class=\"soft\">\n\(notes)</ul>\n"))\
      \(PageParts.again(verification["command"].text))
      """
  }

  private var signed: HTML {
    let list = integrity["signed", "listed"].list
    guard !list.isEmpty else {
      return """
        <h3>Signatures and time stamps</h3>
        <p>None is recorded in the case. Without a signature, or a checkpoint kept elsewhere, the case is consistent in \
        itself, and nothing shows that it was not made anew as a whole.</p>

        """
    }
    let rows = list.map { entry -> [HTML] in
      if entry["action"].text == "timestamp-imported" {
        return [
          "\(at: entry["seq"].number)", "\(entry["time"].time)",
          """
          time stamp: the checkpoint with SHA-256 \(PageParts.digest(entry["checkpoint_sha256"].text)) existed before \
          \(entry["stamped"].line), says \(entry["authority"].line); its signature: \(entry["signature"].line)
          """,
        ]
      }
      let root: HTML =
        entry["root"].isNull
        ? "" : ", \(entry["size"].number) leaves, root \(PageParts.digest(entry["root"].text))"
      return [
        "\(at: entry["seq"].number)", "\(entry["time"].time)",
        """
        checkpoint of the \(entry["tree"].line)\(root)<br>signed by \(entry["fingerprint"].line)<br>\
        <span class="soft">verifier key</span> <code>\(entry["key"].line)</code>
        """,
      ]
    }
    return """
      <h3>Signatures and time stamps</h3>
      \(PageParts.table("As the custody log tells of them. A key named in a case vouches for nothing by itself: compare it with the one that was handed to you by another way.", ["##", "when", "what"], rows))\
      \(PageParts.partly(integrity["signed"], "signature or time stamp", "signatures and time stamps"))\
      \(PageParts.again(integrity["signed", "command"].text))
      """
  }
}
