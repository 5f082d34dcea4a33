import CaseFile
import Integrity
import Pages

/// The custody log as a report tells it: acts, and questions with a receipt.
struct CustodyFacts {
  /// An entry, taken apart.
  struct Entry {
    let sequence: Int
    let time: String
    let action: String
    let actor: JSONValue
    let tool: JSONValue
    let details: JSONValue?
    let evidenceSize: Int
    let sha256: String

    init(_ stored: StoredCustodyEntry) {
      let json = try? CanonicalJSON.parse(stored.bytes)
      sequence = stored.sequence
      time = stored.time.bounded
      action = stored.action.bounded
      func member(_ value: JSONValue?, _ name: String) -> JSONValue { .text(value?[name]?.string?.bounded) }
      let who = json?["actor"]
      actor = .members(
        ("name", member(who, "name")), ("login", member(who, "login")), ("host", member(who, "host")))
      tool = .members(
        ("name", member(json?["tool"], "name")), ("version", member(json?["tool"], "version")),
        ("build", member(json?["tool"], "build")), ("executable", member(json?["tool"], "executable")))
      details = json?["details"]
      evidenceSize = stored.evidenceSize
      sha256 = stored.sha256
    }

    func text(_ name: String) -> String? { details?[name]?.string?.bounded }
    func number(_ name: String) -> Int64? { details?[name]?.int }

    /// What holds for every entry.
    var members: [JSONValue.Member] {
      [
        .init("seq", .number(sequence)), .init("time", .string(time)), .init("action", .string(action)),
        .init("actor", actor), .init("tool", tool), .init("tree_size", .number(evidenceSize)),
        .init("entry_sha256", .string(sha256)),
      ]
    }
  }

  /// Action of the entries that tell of a question.
  static let questionAction = "receipt"
  private static let importActions: Set = ["source-imported", "import-interrupted", "import-resumed"]

  let entries: [Entry]
  /// What was handed over, held against the lists that came with it.
  let comparisons: [ListComparison]

  init(_ stored: [StoredCustodyEntry]) {
    entries = stored.map { Entry($0) }
    comparisons = stored.compactMap { ListComparison($0) }
  }

  /// The last entry that tells of a source's import.
  var imports: [Int: Entry] {
    var found: [Int: Entry] = [:]
    for entry in entries where Self.importActions.contains(entry.action) {
      if let source = entry.number("source_id").flatMap({ Int(exactly: $0) }) { found[source] = entry }
    }
    return found
  }

  /// The last verification that was recorded.
  var lastVerification: Entry? { entries.last { $0.action == VerifyRecord.action } }

  private var acts: [Entry] { entries.filter { $0.action != Self.questionAction } }
  private var questions: [Entry] { entries.filter { $0.action == Self.questionAction } }

  func actsJSON(command: String) -> JSONValue {
    let acts = acts
    let outcomes = Dictionary(uniqueKeysWithValues: comparisons.map { ($0.sequence, $0) })
    return FactList.json(
      total: acts.count,
      acts.prefix(ReportLimits.acts).map { entry in
        let about = outcomes[entry.sequence].map { "\($0.name): \($0.outcome)" } ?? Self.about(entry)
        return .object(entry.members + [.init("about", .text(about))])
      }, command: command)
  }

  /// What an act was about, in a few words.
  private static func about(_ entry: Entry) -> String? {
    switch entry.action {
    case "source-imported", "import-interrupted", "import-resumed", "source-excluded", "source-included",
      "reindexed":
      return [entry.number("source_id").map { "source \($0)" }, entry.text("name")].compactMap { $0 }
        .joined(separator: ": ")
    case "finding-saved", "finding-edited":
      return [entry.number("finding").map { "finding \($0)" }, entry.text("name")].compactMap { $0 }
        .joined(separator: ": ")
    case "annotated", "annotation-removed":
      return [entry.text("tag").map { "tag \($0)" }, entry.text("note")].compactMap { $0 }.joined(
        separator: ": ")
    case "verification": return entry.text("verdict")
    case "checkpoint-exported":
      return [entry.text("tree").map { "of the \($0)" }, entry.text("fingerprint").map { "signed by \($0)" }]
        .compactMap { $0 }.joined(separator: ", ")
    case "timestamp-imported": return entry.text("stamped").map { "existed before \($0)" }
    case "hand-over":
      return ["from", "to", "reason", "place"].compactMap { name in
        entry.text(name).map { "\(name) \($0)" }
      }.joined(separator: ", ")
    default:
      return ["name", "note", "tag", "text", "checkpoint_sha256"].lazy.compactMap { entry.text($0) }.first
    }
  }

  /// Comparisons with lists: those that found something wrong come first, for none of them may be left out unseen.
  func comparisonsJSON(command: String) -> JSONValue {
    let inOrder = comparisons.filter { !$0.isSound } + comparisons.filter(\.isSound)
    return .members(
      ("total", .number(comparisons.count)), ("not_ok", .number(comparisons.count { !$0.isSound })),
      ("command", .string(command)),
      ("listed", .array(inOrder.prefix(ReportLimits.comparisons).map(\.json))))
  }

  func questionsJSON(command: String) -> JSONValue {
    let questions = questions
    return FactList.json(
      total: questions.count,
      questions.prefix(ReportLimits.questions).map { entry in
        .object(
          entry.members + [
            .init("language", .text(entry.text("language"))), .init("text", .text(entry.text("text"))),
            .init("asked_size", .number(entry.number("asked_size"))),
            .init("rows", .number(entry.number("rows"))),
            .init("result_hash", .text(entry.text("result_hash"))),
            .init("receipt_sha256", .text(entry.text("receipt_sha256"))),
          ])
      }, command: command)
  }

  /// Checkpoints that were signed, and time stamps that were taken.
  func signedJSON(command: String) -> JSONValue {
    let signed = entries.filter { ["checkpoint-exported", "timestamp-imported"].contains($0.action) }
    return FactList.json(
      total: signed.count,
      signed.suffix(ReportLimits.acts).map { entry in
        let checkpoint = entry.text("note").flatMap { try? SignedNote(parsing: Array($0.utf8)) }
          .flatMap { try? Checkpoint(text: $0.text) }
        return .members(
          ("seq", .number(entry.sequence)), ("time", .string(entry.time)), ("action", .string(entry.action)),
          ("tree", .text(entry.text("tree"))),
          ("size", .number(checkpoint.map { Int(clamping: $0.size) })),
          ("root", .text(checkpoint?.root.description)), ("key", .text(entry.text("key"))),
          ("fingerprint", .text(entry.text("fingerprint"))), ("stamped", .text(entry.text("stamped"))),
          ("authority", .text(entry.text("authority"))), ("signature", .text(entry.text("signature"))),
          ("checkpoint_sha256", .text(entry.text("checkpoint_sha256"))))
      }, command: command)
  }
}
