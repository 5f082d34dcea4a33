import Pages

/// Words of the report, one sentence each.
enum GlossarySection {
  private static let words: [(String, String)] = [
    ("Case", "One file that holds logs byte for byte, with what is needed to search and to prove them."),
    (
      "Checkpoint",
      "The name of a case, the number of its leaves and their root: a fingerprint that fits in three lines."
    ),
    ("Custody log", "The list of what was done to the case, by whom and when; it only grows."),
    (
      "Digest, hash",
      "A number made from bytes (here by SHA-256); two different files with the same one have never been found."
    ),
    ("EventRecordID", "The running number that Windows gives to each record of a log."),
    ("Finding", "An answer that was saved with its question, its receipt and the records that it names."),
    ("Gap", "A stretch of a source that is no record, such as a header; kept and hashed like one."),
    (
      "Inclusion proof",
      "The few hashes that lead from one leaf to the root, and so show that the leaf is part of the tree."
    ),
    ("Leaf", "One record or gap in the hash tree; its hash is made from its bytes alone."),
    (
      "Locator",
      "The name of a record: number of its source, a colon, its place in the source counted from 0."
    ),
    (
      "Receipt",
      "What was asked, of which records, and a hash of the answer; asked again, the answer must have that hash."
    ),
    ("Record", "What a log tells of one event."),
    ("Root", "The one hash at the top of the tree, made from all leaves in their order."),
    ("SIEM", "A system that collects the logs of many machines so that they can be searched in one place."),
    ("Source", "One log file as it was handed over, or one file out of an archive."),
    ("Time stamp", "A signed statement by an authority that something existed before a time."),
  ]

  static var html: HTML {
    "<dl class=\"two\">\n\(words.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>\n" as HTML })</dl>\n"
  }
}
