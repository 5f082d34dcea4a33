import Pages

/// What could not be parsed, what was assumed, which limits held, what absence does not show, and what cannot be proved.
struct LimitsSection {
  let facts: Facts

  var html: HTML {
    "\(problems)\(ListComparisonText(facts: facts).warning)\(time)\(absence)\(unproved)\(limits)\(defects)"
  }

  private var problems: HTML {
    let rows = facts["problems"].list.map { problem -> [HTML] in
      [
        "\(problem["of"].line)", "<code>\(problem["code"].line)</code>", "\(problem["count"].number)",
        "<code>\(problem["command"].line)</code>",
      ]
    }
    guard !rows.isEmpty else {
      return "<h3>What was not understood</h3>\n<p>Every record was parsed without a problem.</p>\n"
    }
    return """
      <h3>What was not understood</h3>
      \(PageParts.table("Problems by code (docs/problems.md). Records with a problem are kept, hashed and found by raw search; questions about their fields may miss them.", ["of", "code", "#count", "print it again"], rows))
      """
  }

  private var time: HTML {
    let list = facts["time_assumptions"].list
    let items = list.prefix(100).map {
      "<li>\(Self.sources($0)): \($0["text"].line)</li>\n" as HTML
    }
    let assumed: HTML =
      list.isEmpty
      ? "<p>No zone, year or clock offset was assumed for any source.</p>\n"
      : "<ul>\n\(items)</ul>\n\(HTML.when(list.count > 100, "<p class=\"partly\">100 of \(list.count) are listed: <code>\(facts["sources", "command"].line)</code></p>\n"))"
    return """
      <h3>Time</h3>
      <p>Times of records are those that the records state; whether the clocks were right is not known. Times are shown \
      \(facts["zone"].isNull ? "in UTC (Z)" : "in the zone \(facts["zone"].line), each with its offset from UTC; charts and commands are in UTC"). Times in the custody log are those of the machine that Assay ran on.</p>
      \(assumed)
      """
  }

  private static func sources(_ assumption: Facts) -> String {
    let numbers = assumption["source_ids"].list.map { String($0.number) }
    let rest = assumption["sources"].number - numbers.count
    return (assumption["sources"].number == 1 ? "source " : "sources ") + numbers.joined(separator: ", ")
      + (rest > 0 ? " and \(NumberText.grouped(rest)) more" : "")
  }

  private var absence: HTML {
    """
    <h3>What absence does not show</h3>
    <p>That a record is not among those examined does not show that an event did not happen: it may not have been logged, \
    may have been overwritten or removed before the logs were handed over, or may stand in a log that was not handed over. \
    A question about a field does not find records in which that field was not understood.</p>

    """
  }

  private var unproved: HTML {
    """
    <h3>What is proved, and what cannot be</h3>
    <p>With a checkpoint that left the machine at a time t, and only with one, it can be proved that these exact bytes were \
    record number i of n, that nothing among the n was altered, removed, inserted or put in another order since t, that \
    a stated question over those n gave the stated answer, and that the acts in the custody log stand in this order.</p>
    <p>It cannot be proved that the sources were whole or honest when they came in; anything about the time before the \
    first checkpoint left the machine; that the machine did not belong to an attacker who also had the key; or that an \
    event did not happen.</p>

    """
  }

  private var limits: HTML {
    let imports = facts["limits", "imports"].list.map { set -> [HTML] in
      let sources = set["source_ids"].list
      let rest = set["sources"].number - sources.count
      return [
        "\(set["limits"].members.map { "\($0.name.replacing("_", with: " ")) \($0.value.line)" }.joined(separator: ", "))",
        "\(sources.map { $0.plain }.joined(separator: ", "))\(HTML.when(rest > 0, " and \(rest) more"))",
      ]
    }
    let own = facts["limits", "report"].members.map {
      "\($0.name.replacing("_", with: " ")) \($0.value.line)"
    }
    .joined(separator: ", ")
    return """
      <h3>Limits in force</h3>
      \(imports.isEmpty ? "<p>No import with limits is on record.</p>\n" : PageParts.table("Limits under which sources were read. A record that meets one keeps all of its bytes, and says so.", ["limits", "sources"], imports))\
      <p>Limits of this report, beyond which it lists in part and names the command that lists all: \(own).</p>

      """
  }

  private var defects: HTML {
    """
    <h3>Known of this version</h3>
    <ul>
    \(facts["known_defects"].list.map { "<li>\($0.line)</li>\n" as HTML })</ul>
    <p>Error rates by format, and how the program is tested: docs/benchmarks.md, docs/completeness.md, docs/fuzzing.md \
    of its source code.</p>

    """
  }
}
