import Pages

/// What came out when the evidence was held against the lists that were handed over with it.
struct ListComparisonText {
  let facts: Facts

  private var comparisons: Facts { facts["list_comparisons"] }
  private var failed: [Facts] { comparisons["listed"].list.filter { !$0["ok"].isTrue } }

  /// A sentence for page 1 and for the limits; empty where nothing was found wrong.
  var warning: HTML {
    let count = comparisons["not_ok"].number
    guard count > 0 else { return "" }
    let shown = failed.prefix(3).map { one -> HTML in
      " Custody entry \(at: one["seq"].number), \(one["name"].line): \(one["outcome"].line)."
    }
    let rest = count - shown.count
    return """
      <p><b>What was handed over is not what the lists that came with it say:</b>\(shown)\
      \(HTML.when(rest > 0, " And \(NumberText.counted(rest, "comparison")) more.")) <a href="#lists">Section 1 has the files.</a></p>

      """
  }

  /// All comparisons, with the files that differ or are missing.
  var section: HTML {
    let list = comparisons["listed"].list
    guard !list.isEmpty else { return "" }
    let rows = list.map { one -> [HTML] in
      let lists = one["manifests"].list.map { list -> HTML in
        "<br>\(list["name"].line) \(PageParts.digest(list["sha256"].text))"
      }
      return [
        "\(at: one["seq"].number)", PageParts.time(one["time"]), "\(one["name"].line)\(lists)",
        one["ok"].isTrue ? "\(one["outcome"].line)" : "<b>\(one["outcome"].line)</b>",
      ]
    }
    return """
      <h3 id="lists">Lists that came with the evidence</h3>
      \(PageParts.table("What was handed over, held against lists of digests (add --expect), by custody entry.", ["##", "when", "lists, and their SHA-256", "outcome"], rows))\
      \(failed.map { files($0) })\
      \(PageParts.partly(comparisons, "comparison", "comparisons"))\(PageParts.again(comparisons["command"].text))
      """
  }

  private func files(_ one: Facts) -> HTML {
    let differing = one["differing_files"].list.map { file -> HTML in
      """
      <li><b>differs</b>: \(file["name"].line), \(file["kind"].line) \(PageParts.digest(file["found"].text)), listed as \
      \(PageParts.digest(file["listed"].text))</li>

      """
    }
    let missing = one["missing_files"].list.map { file -> HTML in
      """
      <li><b>missing</b>: \(file["name"].line), listed with \(file["kind"].line) \
      \(PageParts.digest(file["digest"].text))</li>

      """
    }
    let rest = one["differing"].number - differing.count + one["missing"].number - missing.count
    guard !differing.isEmpty || !missing.isEmpty else { return "" }
    return """
      <p>Custody entry \(at: one["seq"].number):</p>
      <ul>
      \(differing)\(missing)\(HTML.when(rest > 0, "<li class=\"partly\">and \(NumberText.counted(rest, "file")) more, in the custody entry</li>\n"))</ul>

      """
  }
}
