import Pages

/// Full lists: proofs, records of findings, tags and notes, and every number with its command.
struct AppendixSection {
  let facts: Facts
  let sha256: String

  var html: HTML {
    """
    <h3>The facts as a file</h3>
    <p>All that this page says is in <code>report.json</code> (canonical JSON, RFC 8785; form \
    <code>\(facts["v"].line)</code>, described in docs/json.md). Its SHA-256 is \(PageParts.digest(sha256)).</p>
    \(records)\(proofs)\(annotations)\(numbers)
    """
  }

  private var findings: [Facts] { facts["findings", "listed"].list }

  private var records: HTML {
    "\(findings.filter { !$0["locators"].list.isEmpty }.map { list($0) })"
  }

  private func list(_ finding: Facts) -> HTML {
    let number = finding["number"].number
    let locators = finding["locators"].list
    let total = finding["records"].number
    let rows = locators.map { record -> [HTML] in
      [
        "\(at: record["record"].number)", "\(record["locator"].line)",
        "\(record["time"].isNull ? "no time" : record["time"].time)",
      ]
    }
    let caption: HTML =
      locators.count < total
      ? "The first \(locators.count) of \(NumberText.counted(total, "record")). All: <code>\(finding["command"].line)</code>"
      : "All \(NumberText.counted(total, "record"))."
    return """
      <h3 id="records-\(at: number)">Records of finding \(at: number)</h3>
      \(PageParts.table(caption, ["#record number", "locator", "time"], rows, style: "narrow"))
      """
  }

  /// Each record once, however many findings name it.
  private var proofs: HTML {
    var seen: Set<Int> = []
    let records = findings.flatMap { $0["shown"].list }.filter { seen.insert($0["record"].number).inserted }
    guard !records.isEmpty else { return "" }
    return """
      <h3>Proofs</h3>
      <p>From the leaf hash, each line of the path is the neighbour to hash with next, up to the root of the tree of the \
      stated size (RFC 9162 §2.1.3.2). The text of a binary log’s record is made of further leaves, which are named.</p>
      \(records.map { proof($0) })
      """
  }

  private func proof(_ record: Facts) -> HTML {
    let proof = record["proof"]
    let uses = record["uses"].list
    return """
      <div class="proof" id="proof-\(at: record["record"].number)"><p class="label">\(record["locator"].line), leaf \
      \(at: record["record"].number) of \(proof["tree_size"].number)\
      \(proof["signed"].isTrue ? ", under a signed checkpoint" : ", unsigned")</p>
      <div class="path">SHA-256 of its bytes \(PageParts.digest(record["sha256"].text))
      leaf hash \(PageParts.digest(record["leaf_hash"].text))
      path \(proof["path"].list.map { PageParts.digest($0.text) })
      root \(PageParts.digest(proof["root"].text))</div>
      \(HTML.when(!uses.isEmpty, "<p>also made of leaves \(uses.map { $0.plain }.joined(separator: ", "))</p>"))
      \(PageParts.again(record["prove_command"].text))</div>

      """
  }

  private var annotations: HTML {
    let rows = facts["annotations", "listed"].list.map { note -> [HTML] in
      let records = note["first_records"].list.map { $0.plain }.joined(separator: ", ")
      let rest = note["records"].number - note["first_records"].list.count
      let sources = note["sources"].list.map { "source \($0.plain)" }.joined(separator: ", ")
      return [
        "\(at: note["seq"].number)", "\(note["tag"].text ?? "")", "\(note["note"].text ?? "")",
        "\(note["records"].number)",
        "\([records, sources].filter { !$0.isEmpty }.joined(separator: "; "))\(HTML.when(rest > 0, " and \(rest) more"))",
      ]
    }
    guard !rows.isEmpty else { return "" }
    return """
      <h3>Tags and notes</h3>
      \(PageParts.table("What people put on records and sources, by custody entry.", ["##", "tag", "note", "#records", "record numbers"], rows))\
      \(PageParts.partly(facts["annotations"], "tag or note", "tags and notes"))\(PageParts.again(facts["annotations", "command"].text))
      """
  }

  private var numbers: HTML {
    let rows = facts["numbers"].list.map { number -> [HTML] in
      [
        "\(number["what"].line)", "<code>\(number["value"].line)</code>",
        "<code>\(number["command"].line)</code>",
      ]
    }
    return """
      <h3>Every number, and the command that prints it again</h3>
      \(PageParts.table("Run in the folder that holds the case. The commands print numbers as they stand here, without separators.", ["what", "value", "command"], rows))
      """
  }
}
