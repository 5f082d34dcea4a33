import Pages

/// Whether the case was checked, in words.
struct VerificationText {
  let facts: Facts

  private var verification: Facts { facts["integrity", "verification"] }

  /// One or two sentences.
  var sentence: HTML {
    guard !verification.isNull else {
      return
        "<b>No verification of the whole case is recorded in it, and none was run for this report:</b> whether its bytes are as they came in is for <code>\(command)</code> to say."
    }
    let verdict = verification["verdict"].line
    if verification["source"].text == "recorded" {
      return """
        The last verification on record (custody entry \(at: verification["seq"].number), \(verification["time"].time)\
        \(verification["quick"].isTrue ? ", a quick one that does not read all bytes" : "")) found the case \
        <b>\(verdict)</b>\(HTML.when(isOlder, " as it was then, with \(verification["tree_size"].number) of today’s \(facts["integrity", "tree_size"].number) records and gaps")).
        """
    }
    return "For this report the whole case was read back and hashed again: it is <b>\(verdict)</b>."
  }

  private var command: String { "assay verify \(facts["case", "file"].line)" }

  /// Whether the case has grown since.
  private var isOlder: Bool { verification["tree_size"].number < facts["integrity", "tree_size"].number }
}
